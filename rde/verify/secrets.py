"""Secrets that no deposit may hold, looked for in its octets: so they are found in comments and unknown elements too."""

import re
from typing import Final

# An element of the name in any namespace; a hash of a password; a private key in its armour.
_SECRET: Final = re.compile(
    rb"<(?:[\w.-]+:)?(authInfo|authInfoHash|pw|newPW|password|passphrase)[\s/>]"
    rb"|(\$argon2i?d?\$|\$2[aby]\$\d\d\$)|-----BEGIN [A-Z ]{0,20}(PRIVATE KEY)"
)
_LONGEST: Final = 128
_ELEMENT: Final = re.compile(r"Element '[\w.:-]*?(?:authInfo|authInfoHash|pw|newPW|password|passphrase)'")


def tells_of_secret(message: str) -> bool:
    """Whether a schema's complaint is about an element that is a secret."""
    return bool(_ELEMENT.match(message))


class SecretHunt:
    """Hears a document in pieces; a secret may lie across two of them."""

    def __init__(self) -> None:
        self._rest = b""

    def hear(self, data: bytes) -> str | None:
        """What kind of secret ends in this piece, if one does; each is told once."""
        text = self._rest + data
        found = _SECRET.search(text)
        self._rest = text[-_LONGEST:] if found is None else text[max(found.end(), len(text) - _LONGEST) :]
        if found is None:
            return None
        return next(each for each in found.groups() if each).decode()
