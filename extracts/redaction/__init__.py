"""Free text as others may read it: what identifies somebody replaced by typed marks, what is in doubt withheld.

Belongs here: what of a free text goes on, and why. Doesn't belong here: reading it from a delivery (landing), who may
see it (review), and urgent words (they are looked for in the raw text). Importing this loads neither Presidio nor GiNZA:
pages import it; the first preview does, and the stage.
"""

from extracts.redaction.previews import Preview, preview, propose
from extracts.redaction.spans import Span
from extracts.redaction.words import TYPES, WITHHELD

__all__ = ["TYPES", "WITHHELD", "Preview", "Span", "preview", "propose"]
