"""What a dashboard can show of contacts of clients."""

from typing import Final

from panel.client_contacts.lists import CLIENT_CONTACTS
from panel.kit.widgets import Rows, Widget

WIDGETS: Final[tuple[Widget, ...]] = (
    Rows(
        name="client_contacts.latest",
        title="Newest contacts",
        icon="address-book",
        permission="client-contact.read",
        of=CLIENT_CONTACTS,
        columns=("name", "email", "city"),
        empty="There is no contact yet.",
    ),
)
