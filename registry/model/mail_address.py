"""What an e-mail address looks like."""

import re
from typing import Final

from registry.model.names import LABEL, is_fqdn

# RFC 5322's dot-atom; quoted local parts exist on paper only.
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


def is_mail_address(text: str) -> bool:
    """A local part of 64 octets and a domain, 254 in all (RFC 5321, section 4.5.3.1); names of hosts alone may begin with _."""
    local, _, domain = text.rpartition("@")
    labels = domain.lower().split(".")
    return (
        len(text) <= 254
        and len(local) <= 64
        and _LOCAL.fullmatch(local) is not None
        and is_fqdn(domain.lower(), labels=2)
        and all(LABEL.fullmatch(label) for label in labels)
        and not labels[-1].isdigit()
    )
