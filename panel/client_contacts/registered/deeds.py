"""What staff says of contacts of clients and the registry's: that they are the same, or not."""

from collections.abc import Mapping
from typing import Final

from panel.client_contacts.queries import ClientContact
from panel.client_contacts.registered.holding import contact_link, contact_unlink
from panel.clients.actions import by
from panel.contacts.lists import CONTACTS
from panel.kit.deeds import Deed, Values
from panel.kit.fields import About, Choice, Combo, Reason
from panel.kit.situation import Situation
from panel.kit.web import viewer
from registry.context import Context

MAY: Final = "client-contact.link"


async def _link(cx: Context, contact: ClientContact, values: Values) -> str:
    await contact_link(cx, by(viewer()), contact.id, values["handle"])
    return f"It is {values['handle']} from now on."


async def _unlink(cx: Context, contact: ClientContact, values: Values) -> str:
    await contact_unlink(cx, by(viewer()), contact.id, values["handle"])
    return f"It is {values['handle']} no more."


def _handles(about: About) -> Mapping[str, str]:
    return {handle: handle for contact in about.subjects for handle in contact.handles}


def _nobody(contact: ClientContact, situation: Situation) -> str | None:
    return None if contact.handles else "It is none of the registry's contacts."


LINKING: Final[tuple[Deed[ClientContact], ...]] = (
    Deed(
        "link",
        "Say who it is in the registry",
        "link",
        MAY,
        _link,
        (Combo("handle", "Contact of the registry", CONTACTS), Reason()),
        lead="Names that stand on that contact count as its own. It must say what their TLDs need.",
        batch=None,
    ),
    Deed(
        "unlink",
        "Say that it is not",
        "x",
        MAY,
        _unlink,
        (Choice("handle", "Contact of the registry", _handles), Reason()),
        _nobody,
        lead="Nothing changes in the registry.",
        batch=None,
    ),
)
