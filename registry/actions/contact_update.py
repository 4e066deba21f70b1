"""Updating a contact (RFC 5733, section 3.2.5): what is not named stays as it is."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from registry.actions.hold_contact import hold_contact
from registry.actions.transaction import transacted
from registry.actions.write_contact import write_contact
from registry.context import Context
from registry.model import authinfo
from registry.model.change import UNCHANGED
from registry.model.contact import Contact, Postal
from registry.policy.case import judge
from registry.policy.contact_case import ContactCase
from registry.policy.order import RULES
from registry.requests.contact import ContactUpdate, PostalChange
from registry.store.sql import Connection


@transacted
async def contact_update(cx: Context, db: Connection, wish: ContactUpdate) -> None:
    """All of the wish, or nothing and the reasons."""
    contact = await hold_contact(cx, db, wish.handle)
    after = replace(_changed(contact, wish, cx.now), updated_at=cx.now, updated_by=cx.actor.registrar)
    judge(ContactCase(cx.actor, cx.now, wish, contact, after), RULES["contact update"])
    await write_contact(cx, db, "update", contact, after)


def _changed(contact: Contact, wish: ContactUpdate, at: datetime) -> Contact:
    secret = contact.authinfo if wish.authinfo is UNCHANGED else wish.authinfo and authinfo.seal(wish.authinfo, at)
    return replace(
        contact,
        postals=_rewritten(contact.postals, wish.postals),
        voice=contact.voice if wish.voice is UNCHANGED else wish.voice,
        fax=contact.fax if wish.fax is UNCHANGED else wish.fax,
        email=contact.email if wish.email is UNCHANGED else wish.email,
        disclose=contact.disclose if wish.disclose is UNCHANGED else wish.disclose,
        statuses=contact.statuses - {*wish.remove} | {*wish.add},
        authinfo=secret or None,
    )


def _rewritten(postals: Iterable[Postal], changes: Iterable[PostalChange]) -> tuple[Postal, ...]:
    """Each form with its new parts; a form that was not there begins empty, and rules see what it lacks."""
    forms = {postal.type: postal for postal in postals}
    for change in changes:
        form = forms.get(change.type) or Postal(change.type, "", "", "")
        if change.name is not UNCHANGED:
            form = replace(form, name=change.name)
        if change.org is not UNCHANGED:
            form = replace(form, org=change.org)
        if change.address is not UNCHANGED:
            address = change.address
            form = replace(
                form,
                street=address.street,
                city=address.city,
                state_or_province=address.state_or_province,
                postal_code=address.postal_code,
                country=address.country,
            )
        forms[change.type] = form
    return tuple(forms.values())
