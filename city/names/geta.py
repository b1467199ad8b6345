"""cp932 as municipal systems write it: 〓 (ゲタ) for a character that it can't hold."""

import codecs

GETA = "〓"
FIRST_SELECTOR, LAST_SELECTOR = "\U000e0100", "\U000e01ef"


def _instead(fault: UnicodeError) -> tuple[str, int]:
    """〓 for each; a variation selector alone is lost without trace."""
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    lost = fault.object[fault.start : fault.end]
    return "".join("" if FIRST_SELECTOR <= character <= LAST_SELECTOR else GETA for character in lost), fault.end


codecs.register_error("geta", _instead)


def encoded(text: str) -> bytes:
    return text.encode("cp932", "geta")
