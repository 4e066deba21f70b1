"""A mail speaks the recipient's language before it looks like the seller; what would lose or leak something is no template."""

import pytest

from mail.choosing import template_for, why_no_template
from mail.event import Event
from mail.events import EVENTS
from mail.outbox import Mail, Recipient, queue_mail
from mail.wording import Template, builtin
from panel.mail_templates import queries
from tests.panel.house import welcome

EVENT = "contact.confirm-address"


async def says(world, language: str, seller_id: int | None, subject: str) -> None:
    await world.store.transaction(
        lambda db: queries.keep(
            db,
            event=EVENT,
            language=language,
            seller_id=seller_id,
            subject=subject,
            text="{link}",
            now=world.clock.now(),
            by="boss",
        )
    )


async def chosen(world, language: str, seller_id: int | None) -> tuple[str, str]:
    template, spoken = await world.store.reading(lambda db: template_for(db, EVENT, language, seller_id))
    return template.subject, spoken


async def test_language_goes_client_seller_english_and_within_it_seller_house_product(world) -> None:
    await welcome(world)
    (row,) = await world.fetch("UPDATE iam.account SET language = 'uk' WHERE login = 'reseller' RETURNING id")
    seller, ours = row["id"], builtin(EVENT, "ru").subject
    assert await chosen(world, "ru", seller) == (ours, "ru")
    assert await chosen(world, "de", seller) == (builtin(EVENT, "uk").subject, "uk"), (
        "the seller's, where none is theirs"
    )
    assert await chosen(world, "de", None) == (builtin(EVENT, "en").subject, "en")
    await says(world, "ru", None, "Of the house")
    assert await chosen(world, "ru", seller) == ("Of the house", "ru")
    await says(world, "ru", seller, "Of the seller {name}")
    assert await chosen(world, "ru", seller) == ("Of the seller {name}", "ru")
    assert await chosen(world, "ru", None) == ("Of the house", "ru"), "nobody else's people see it"
    await says(world, "de", seller, "Hallo")
    assert await chosen(world, "de", seller) == ("Hallo", "de")
    values = {"name": "Vera\r\nBcc: all@one.example", "handle": "V", "link": "https://x.example/s3cret", "hours": "1"}
    mail = Mail(EVENT, Recipient("vera@one.example", "Vera", "ru", seller_id=seller), values)
    await world.store.transaction(lambda db: queue_mail(db, mail, world.clock.now()))
    (kept,) = await world.fetch("SELECT subject, text, language FROM mail.message ORDER BY id DESC LIMIT 1")
    assert tuple(kept) == ("Of the seller Vera Bcc: all@one.example", values["link"], "ru")


@pytest.mark.parametrize(
    ("subject", "text", "wrong"),
    [
        ("Hello", "{link} {password}", "no {password} here"),
        ("Hello", "{link} {name.__class__}", "no {name.__class__} here"),
        ("Hello", "{link} {{ 7 * 7 }}", "no { 7 * 7 } here"),
        ("Hello", "nothing to click", "Without {link}"),
        ("{link}", "{link}", "for the recipient alone"),
        ("Hello\r\nBcc: all@one.example", "{link}", "nobody can read"),
        ("Hello\u2028", "{link}", "nobody can read"),
        ("x" * 201, "{link}", "up to 200"),
        ("Hello", "{link}" + "x" * 10_000, "up to 200"),
        (" ", "{link}", "a subject and a text"),
    ],
)
def test_a_template_that_would_lose_leak_or_inject_something_is_refused(subject: str, text: str, wrong: str) -> None:
    assert wrong in (why_no_template(EVENT, Template(subject, text)) or "")


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda each: each.key)
def test_what_comes_with_the_product_would_be_accepted(event: Event) -> None:
    assert why_no_template(event.key, builtin(event.key, "en")) is None
