"""Names: which there are and how often, and how they are written."""
