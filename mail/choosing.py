"""Which template a mail is written by: in the recipient's language, the seller's or English; by the seller, by whoever it is
shown as where it has no brand, by the house or by us."""

from typing import Final

from mail import queries
from mail.events import EVENTS
from mail.wording import HOUSE_LANGUAGE, Template, builtin, is_builtin
from registry.store.sql import Connection

LONGEST_SUBJECT: Final = 200
LONGEST_TEXT: Final = 10_000


async def template_for(db: Connection, event: str, language: str, seller_id: int | None) -> tuple[Template, str]:
    """The template, and the language that it is in.

    The language comes first: what somebody reads in their own words is worth more than what looks like the seller.
    """
    changed = {
        (each.language, each.seller_id): Template(each.subject, each.text)
        for each in await queries.templates(db, event=event, seller_id=seller_id)
    }
    owners = (seller_id, *({of for _, of in changed} - {seller_id, None}), None)
    for wanted in (language, await _language_of(db, seller_id, language, event), HOUSE_LANGUAGE):
        for owner in owners:
            if found := changed.get((wanted, owner)):
                return found, wanted
        if is_builtin(event, wanted):
            return builtin(event, wanted), wanted
    raise KeyError(event)


async def _language_of(db: Connection, seller_id: int | None, language: str, event: str) -> str:
    """The seller's, which is asked only where nothing is in the recipient's."""
    if seller_id is None or is_builtin(event, language):
        return language
    return await queries.language_of(db, id=seller_id) or HOUSE_LANGUAGE


def why_no_template(event: str, template: Template) -> str | None:
    """What is wrong with a template, for people; None: nothing."""
    declared = EVENTS[event]
    if strange := sorted(template.places() - set(declared.values)):
        return (
            f"There is no {{{strange[0][:40]}}} here: it knows {', '.join(f'{{{each}}}' for each in declared.values)}."
        )
    if lost := sorted(declared.secrets - template.text_places()):
        return f"Without {{{lost[0]}}} in the text nobody can do what the mail is for."
    if shown := sorted(declared.secrets & template.subject_places()):
        return f"{{{shown[0]}}} is for the recipient alone, and a subject is read by many."
    if not template.subject.strip() or not template.text.strip():
        return "A mail has a subject and a text."
    if len(template.subject) > LONGEST_SUBJECT or len(template.text) > LONGEST_TEXT:
        return f"A subject has up to {LONGEST_SUBJECT} characters, a text up to {LONGEST_TEXT:,}."
    if not template.subject.isprintable() or not template.text.replace("\n", "").replace("\t", "").isprintable():
        return "There are characters in it that nobody can read."
    return None
