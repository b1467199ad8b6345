"""WHAT ARRIVES: the declarations of the extracts, their strict landing, and the redaction of their free text.

Belongs here: what a file must look like, reading and typing it, and taking personal detail out of free text.
Doesn't belong here: whether a delivery is plausible (expectations), and who its rows are about (linkage).
"""

from extracts.declaration import EXTRACTS, Column, Extract

__all__ = ["EXTRACTS", "Column", "Extract"]
