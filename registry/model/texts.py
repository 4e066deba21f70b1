"""Which texts can be shown everywhere; the database says the same of what it keeps."""

import re
from typing import Final

_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def fits_xml(text: str) -> bool:
    """Whether XML 1.0 can carry the text; some characters it cannot even escape."""
    return _UNFIT.search(text) is None
