"""The recognisers, one question each: what in a text is a name, a place, a number."""
