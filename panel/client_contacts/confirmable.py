"""What of a contact can be confirmed, and how far."""

from typing import Final

ATTRIBUTES: Final[dict[str, str]] = {
    "name": "Name",
    "address": "Address",
    "email": "E-mail",
    "voice_phone": "Telephone",
    "fax_phone": "Fax",
}
LEVELS: Final[dict[str, str]] = {
    "unconfirmed": "Unconfirmed",
    "confirmed": "Confirmed",
    "fullverified": "Verified by documents",
}
