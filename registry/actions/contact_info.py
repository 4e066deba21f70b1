"""Looking at a contact (RFC 5733, section 3.1.2): its sponsor, and whoever shows its secret."""

from registry.actions.hold_contact import look_at_contact
from registry.actions.transaction import reading
from registry.context import Context
from registry.errors import AuthInfoWrong, NotAuthorized
from registry.model import authinfo, contact_lifecycle
from registry.model.contact import Contact
from registry.requests.contact import ContactInfo, ContactView
from registry.store.sql import Connection


@reading
async def contact_info(cx: Context, db: Connection, wish: ContactInfo) -> ContactView:
    """The contact as it is now. Raises NotAuthorized for strangers, AuthInfoWrong for those with a wrong secret."""
    contact = await look_at_contact(cx, db, wish.handle)
    sponsors = cx.actor.is_operator or contact.registrar == cx.actor.registrar
    if not sponsors:
        demand_secret(contact, wish.authinfo, wish.authinfo_roid, "Only its sponsor sees a contact.")
    return ContactView(contact, contact_lifecycle.statuses(contact), sponsors and contact.authinfo is not None)


def demand_secret(contact: Contact, secret: str | None, roid: str | None, reason: str) -> None:
    """Without a secret: NotAuthorized for `reason`; with one that does not open the contact: AuthInfoWrong."""
    if secret is None:
        raise NotAuthorized(reason)
    if roid not in (None, contact.roid) or not authinfo.matches(secret, contact.authinfo):
        raise AuthInfoWrong("The authorization information does not match.")
