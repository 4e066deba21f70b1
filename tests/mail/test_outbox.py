"""A mail is written in the transaction of what it tells; it says what its template says, and goes where an address leads."""

import re

import pytest

from mail import queries
from mail.addresses import AddressRefused, destination
from mail.events import EVENTS
from mail.outbox import Mail, Recipient, queue_mail
from mail.wording import HIDDEN, Template, builtin, languages, worded
from panel.database import Database, below
from tests.world import Clone, open_world

VALUES = {"name": "Vera", "handle": "VH-1", "link": "https://panel.example/c/s3cret", "hours": "24"}
WISH = Mail("contact.confirm-address", Recipient("vera@one.example", "Vera"), VALUES)


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_has_a_template_in_every_language_that_names_only_its_values(event) -> None:
    assert languages() >= {"en", "ru", "uk"}
    for language in languages():
        template = builtin(event, language)
        assert template.places() <= set(EVENTS[event].values), language
        assert set(EVENTS[event].secrets) <= template.places()
        assert template.subject
        assert template.text
        assert language == "en" or re.search("[а-яіїє]", template.text), language


def test_values_are_never_read_as_templates_and_begin_no_header() -> None:
    template = Template("For {name}", "{name} {handle} {other}")
    said = worded(WISH.event, template, {**VALUES, "name": "{link}\r\nBcc: all@one.example", "handle": "{0.__class__}"})
    assert said.subject == "For {link} Bcc: all@one.example"
    assert said.text == "{link} Bcc: all@one.example {0.__class__} {other}"
    assert len(worded(WISH.event, template, {**VALUES, "name": "x" * 10**6}).text) < 3_000
    with pytest.raises(KeyError, match="takes handle, hours, link, name"):
        worded(WISH.event, template, {"name": "Vera"})


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Vera@One.Example", "Vera@one.example"),
        ("vera@пример.example", "vera@xn--e1afmkfd.example"),
        ("почта@one.example", "почта@one.example"),
    ],
)
def test_an_address_is_said_as_servers_understand_it(typed, said) -> None:
    assert destination(typed) == said


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "vera",
        "vera@",
        "@one.example",
        "vera@one.example\r\nRCPT TO:<all@one.example>",
        "vera\n@one.example",
        "ве ра@one.example",
        "ве\u2028ра@one.example",
        "почта..вера@one.example",
        "<vera@one.example>",
        "vera@one.example, all@one.example",
        f"{'я' * 40}@one.example",
        "vera@one..example",
        "\ud800@one.example",
    ],
)
def test_what_is_no_address_is_refused(typed) -> None:
    with pytest.raises(AddressRefused):
        destination(typed)


async def test_a_mail_is_queued_with_what_it_tells_or_not_at_all(clone: Clone, clock) -> None:
    world = await open_world(await clone.store(), clock)
    database = Database.open(clone.url, 1)
    try:
        with pytest.raises(RuntimeError):
            async with database.transaction() as session:
                await queue_mail(await below(session), WISH, clock.now())
                raise RuntimeError
        async with database.transaction() as session:
            number = await queue_mail(await below(session), WISH, clock.now())
    finally:
        await database.close()

    async def failing(db) -> None:
        await queue_mail(db, WISH, clock.now())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await world.store.transaction(failing)
    (kept,) = await world.fetch("SELECT id, subject, text, shown, state FROM mail.message")
    assert kept["id"] == number
    assert kept["state"] == "queued"
    assert VALUES["link"] in kept["text"]
    assert VALUES["link"] not in kept["shown"]
    assert HIDDEN in kept["shown"]


async def test_what_opened_something_is_not_kept_in_mails_that_failed(world) -> None:
    now = world.clock.now()
    number = await world.store.transaction(lambda db: queue_mail(db, WISH, now))
    taken = await world.store.transaction(
        lambda db: queries.take(db, now=now, lost_at=now, domain="house.example", only=None)
    )
    await world.store.transaction(
        lambda db: queries.ended(db, id=number, lost_at=taken.lost_at, state="failed", now=now, answer="550 no")
    )
    assert VALUES["link"] in (await world.fetch("SELECT text FROM mail.message"))[0]["text"]
    await world.store.transaction(lambda db: queries.spend(db, before=now))
    assert VALUES["link"] not in (await world.fetch("SELECT text FROM mail.message"))[0]["text"]
    assert await world.store.transaction(lambda db: queries.resend(db, id=number, now=now)) is None
    assert await world.store.transaction(lambda db: queries.forget(db, before=now)) == 1
