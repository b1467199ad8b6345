"""WHO MAY NEED US: facts, dated numbers, rules and judgements, each with its reasons.

Doesn't belong here: who is the same child (linkage), what a person decides (review).
"""
