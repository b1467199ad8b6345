"""How well free text is redacted: measured on the gold set, by type and by half, and how fast."""
