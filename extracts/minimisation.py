"""What may not be collected: My Numbers, 住民票コード, and columns about faith, values, race or 門地.

Belongs here: recognising them by heading and by check digit. Doesn't belong here: taking them out of free text (redaction).
"""

import unicodedata

NUMBER_HEADINGS = ("個人番号", "マイナンバー", "住民票コード", "MYNUMBER")


def is_number_heading(heading: str) -> bool:
    """Whether a heading says that its column holds My Numbers or 住民票コード."""
    folded = "".join(unicodedata.normalize("NFKC", heading).split()).upper()
    return any(term in folded for term in NUMBER_HEADINGS)
