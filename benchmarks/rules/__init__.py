"""What facts and judgements cost. Doesn't belong here: whether they are right (tests/rules)."""
