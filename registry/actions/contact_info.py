"""Looking at a contact (RFC 5733, section 3.1.2): its sponsor, and whoever shows its secret."""

from registry.actions.hold_contact import look_at_contact
from registry.actions.transaction import reading
from registry.context import Context
from registry.model import contact_lifecycle
from registry.policy.case import judge
from registry.policy.contact_case import ContactCase
from registry.policy.order import RULES
from registry.requests.contact import ContactInfo, ContactView
from registry.store.sql import Connection


@reading
async def contact_info(cx: Context, db: Connection, wish: ContactInfo) -> ContactView:
    """The contact as it is now. Raises NotAuthorized for strangers, AuthInfoWrong for those with a wrong secret."""
    contact = await look_at_contact(cx, db, wish.handle)
    judge(ContactCase(cx.actor, cx.now, wish, contact), RULES["contact info"])
    sponsors = cx.actor.is_operator or contact.registrar == cx.actor.registrar
    return ContactView(contact, contact_lifecycle.statuses(contact), sponsors and contact.authinfo is not None)
