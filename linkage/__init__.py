"""WHO IS THE SAME: standardised people → pairs → children, and the linkage report.

Reads landed extracts, knows nothing of rules or reviewers, and is the only room that imports Splink.
"""
