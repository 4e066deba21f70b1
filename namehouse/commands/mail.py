"""`namehouse mail`: what waits in the outbox, what became of it, and whether mail arrives at all."""

from dataclasses import asdict
from functools import partial

import click

from mail import queries
from mail.addresses import AddressRefused
from mail.drain import Drain
from mail.outbox import Mail, Recipient, queue_mail
from mail.queries import Listed
from mail.sender import sender_of
from mail.smtp import SmtpWay
from mail.way import WayBlocked
from mail.wording import languages
from namehouse.command import Misused, Refused, json_option, print_data, with_settings
from namehouse.commands.opening import act, operator
from registry.context import Context
from registry.settings import Settings

_STATES = ("queued", "sending", "sent", "failed", "gave up", "cancelled")


@click.group()
def mail() -> None:
    """Mail that the product sends: all of it goes through one queue."""


@mail.command()
@click.option("--state", type=click.Choice(_STATES), help="Only those in this state.")
@click.option("--most", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many.")
@json_option
@with_settings
def queue(settings: Settings, state: str | None, most: int, as_json: bool) -> None:
    """The newest mails: to whom, how they stand, and what the mail server said."""

    async def work(cx: Context) -> list[Listed]:
        return await cx.registry.store.reading(lambda db: queries.newest(db, state=state, most=most))

    print_data([_shown(each) for each in act(settings, work)], as_json=as_json)


@mail.command()
@click.argument("numbers", type=click.IntRange(1, 2**63 - 1), nargs=-1, required=True)
@with_settings
def resend(settings: Settings, numbers: tuple[int, ...]) -> None:
    """Send mails once more, as the same mails with the same Message-ID; those that wait for another try are tried now."""

    async def work(cx: Context) -> list[int]:
        store = cx.registry.store
        done = [await store.transaction(partial(queries.resend, id=number, now=cx.now)) for number in numbers]
        return [number for number, again in zip(numbers, done, strict=True) if again is None]

    cannot = act(settings, work)
    for number in numbers:
        if number not in cannot:
            click.echo(f"mail {number} is queued")
    if cannot:
        which = ", ".join(map(str, cannot))
        raise Refused(
            f"cannot be sent again: {which}; there is none, it is being sent, or what it said is kept no more"
        )


@mail.command()
@click.argument("address")
@click.option("--language", default="en", show_default=True, help="What it is written in.")
@json_option
@with_settings
def test(settings: Settings, address: str, language: str, as_json: bool) -> None:
    """Queue a mail to ADDRESS, send it at once, and tell what the mail server said; exit code 1 where it was not taken."""
    if language not in languages():
        raise Misused(f"there are mails in {', '.join(sorted(languages()))}")
    if not settings.mail.host:
        raise Refused("mail.host names no mail server")
    sender = sender_of(settings)

    async def work(cx: Context) -> Listed:
        store, to = cx.registry.store, Recipient(address, language=language)
        wish = Mail("system.test", to, {"by": operator()})
        number = await store.transaction(lambda db: queue_mail(db, wish, cx.now))
        await Drain(cx.registry, SmtpWay(settings.mail, sender.domain), sender, settings.mail).send_one(number)
        found = await store.reading(lambda db: queries.listed(db, id=number))
        assert found is not None
        return found

    try:
        done = act(settings, work)
    except AddressRefused as refused:
        raise Misused(str(refused)) from None
    except WayBlocked as blocked:
        raise Refused(f"the mail waits in the outbox, the way out is blocked: {blocked}") from None
    print_data(_shown(done), as_json=as_json)
    if done.state in ("failed", "gave up", "queued"):
        raise SystemExit(1)


def _shown(each: Listed) -> dict[str, object]:
    return {**asdict(each), "answer": each.answer or None}
