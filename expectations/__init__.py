"""MAY IT PASS: Great Expectations suites over the landed files, the gate that they keep, and the quality report.

Belongs here: whether deliveries are complete, plausible and fresh enough to be used. Doesn't belong here: whether a file can
be read at all (extracts), and whose record a row is (linkage).
"""
