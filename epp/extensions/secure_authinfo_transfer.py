"""secure-authinfo-transfer-1.0, a promise: secrets are set for a transfer alone, kept unreadable, never told (RFC 9154).

There is nothing to read or write here: every client is served so. The rules are authinfo_is_strong and
authinfo_opens_the_object, the stored form and its time are registry/model/authinfo.py.
"""

from typing import Final

from epp.codec.namespaces import IETF
from epp.extension import Extension

NAMESPACE: Final = IETF + "epp:secure-authinfo-transfer-1.0"

EXTENSION: Final = Extension(namespace=NAMESPACE, prefix="secure-authinfo-transfer")
