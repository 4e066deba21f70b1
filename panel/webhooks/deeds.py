"""What somebody does with their own webhooks: register one, change it, draw a new secret, try it, have things told again."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from flask import url_for

from mail.notices import Happened, tell
from panel.kit.deeds import Declined, Deed, Deeds, Once, Opening, Values
from panel.kit.fields import About, Several, Text
from panel.kit.formats import moment
from panel.kit.lists import as_number
from panel.kit.quantities import Instant
from panel.kit.situation import Situation
from panel.kit.web import house, viewer
from panel.webhooks import delivery_queries, queries
from panel.webhooks.addresses import LONGEST, Address, refused
from panel.webhooks.events import KINDS, TEST, Event, permission_of
from panel.webhooks.gathering import KEPT_FOR, body_of
from panel.webhooks.jobs import KEPT
from panel.webhooks.lists import WEBHOOKS
from panel.webhooks.queries import Webhook
from panel.webhooks.signing import drawn_secret, new_message_id, owner_of_secret
from registry.context import Context
from registry.store.sql import Connection

MOST: Final = 50
# How long a secret signs beside the one that succeeds it.
OVERLAP: Final = timedelta(hours=24)


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Webhook]:
    """Of the numbers those of the viewer's own."""
    mine, numbers = situation.viewer.account_id, [int(as_number(key)) for key in keys]
    rows = await situation.registry.store.reading(lambda db: queries.webhooks_of(db, account_id=mine, ids=numbers))
    return {str(row.id): row for row in rows}


def _offered(about: About) -> Mapping[str, str]:
    """Of what the viewer may hear."""
    return {
        name: f"{name}: {kind.title}" for name, kind in KINDS.items() if about.situation.viewer.may(kind.permission)
    }


def _sealed(secret: str) -> bytes:
    return house().second_factor.proofs.seal.close(secret.encode(), owner_of_secret(viewer().account_id))


async def _demand_outside(url: str) -> None:
    if why := await refused(url, house().outward):
        raise Declined(why, at="url")


async def _add(cx: Context, nothing: None, values: Values) -> str:
    await _demand_outside(values["url"])
    secret, who = drawn_secret(), viewer()

    async def add(db: Connection) -> int | None:
        made = await queries.add(
            db,
            account_id=who.account_id,
            name=values["name"],
            url=values["url"],
            events=list(values["events"]),
            secret=_sealed(secret),
            now=cx.now,
            most=MOST,
        )
        if made is not None:
            what = f"{values['name']}, {values['url']}"
            await tell(
                db, who.account_id, Happened("account.webhook-added", who.login, cx.now, cx.address or "", what=what)
            )
        return made

    if await cx.registry.store.transaction(add) is None:
        raise Declined(f"You have {MOST} webhooks already: remove what is not used.")
    return Once.of("It is told what happens from now on. Verify what it is told by this secret.", secret)


async def _change(cx: Context, on: Webhook, values: Values) -> str:
    await _demand_outside(values["url"])
    name, url, events = values["name"], values["url"], list(values["events"])
    await cx.registry.store.transaction(lambda db: queries.change(db, id=on.id, name=name, url=url, events=events))
    return "It is changed."


async def _renew(cx: Context, on: Webhook, values: Values) -> str:
    secret, until = drawn_secret(), cx.now + OVERLAP
    sealed = _sealed(secret)
    await cx.registry.store.transaction(lambda db: queries.renew_secret(db, id=on.id, secret=sealed, until=until))
    return Once.of(f"What is told is signed by both secrets until {moment(until)}.", secret)


async def _test(cx: Context, on: Webhook, values: Values) -> str:
    event = Event(TEST, None, cx.now, "test", {"webhook": on.name})
    body = body_of(event, viewer())
    await cx.registry.store.transaction(
        lambda db: delivery_queries.queue(
            db,
            webhooks=[on.id],
            message_ids=[new_message_id()],
            types=[TEST],
            source_ids=[None],
            objects=[event.object],
            parties=[""],
            clients=[None],
            instants=[cx.now],
            bodies=[body],
            dues=[cx.now],
            now=cx.now,
        )
    )
    return "It is told in a moment: see what it answers among what it was told."


async def _replay(cx: Context, on: Webhook, values: Values) -> str:
    since = values["since"]
    if not cx.now - KEPT <= since <= cx.now:
        raise Declined(f"What happened in the last {KEPT.days} days can be told again.", at="since")
    await cx.registry.store.transaction(lambda db: queries.replay_since(db, id=on.id, since=since))
    return "It is told all of that again, under the same numbers as before."


async def _remove(cx: Context, on: Webhook, values: Values) -> str:
    await cx.registry.store.transaction(lambda db: queries.remove(db, id=on.id))
    return f"{on.name} is told nothing more."


async def _pause(cx: Context, on: Webhook, values: Values) -> str:
    await cx.registry.store.transaction(lambda db: queries.set_state(db, id=on.id, state="paused", now=cx.now))
    return f"What happens in the next {KEPT_FOR.days} days is kept for it."


async def _resume(cx: Context, on: Webhook, values: Values) -> str:
    await cx.registry.store.transaction(lambda db: queries.set_state(db, id=on.id, state="on", now=cx.now))
    return "It is told all that waits."


def _not_opened(on: Webhook, situation: Situation) -> str | None:
    """A key that opens less than a webhook is told changes nothing of where that goes."""
    beyond = [each for each in on.events if each in KINDS and not situation.viewer.may(permission_of(each))]
    return f"It is told of more than you may hear: {', '.join(beyond)}." if beyond and situation.viewer.key else None


def _is_on(on: Webhook, situation: Situation) -> str | None:
    return "It is on." if on.state == "on" else None


def _is_off(on: Webhook, situation: Situation) -> str | None:
    return None if on.state == "on" else "It is not on."


def _known(name: str) -> Callable[[Webhook | None], Any]:
    return lambda on: ("" if name != "events" else ()) if on is None else getattr(on, name)


_FIELDS: Final = (
    Text("name", "Name", "Of the program that is told.", longest=100, present=_known("name")),
    Address(
        "url", "Told at", "It begins with https:// and is on the Internet.", longest=LONGEST, present=_known("url")
    ),
    Several("events", "Told of", _offered, "Of what you may see; what you lose, it loses.", present=_known("events")),
)

DEEDS: Final[Deeds[Webhook]] = Deeds(
    list=WEBHOOKS,
    object="webhook",
    noun="webhook",
    nouns="webhooks",
    key=lambda row: str(row["number"]),
    find=find,
    show=lambda key: url_for("webhooks.show", number=key),
    deeds=(
        Deed("update", "Change", "pencil", "webhook.update", _change, _FIELDS, _not_opened, batch=None),
        Deed("test", "Try it", "send", "webhook.update", _test, (), _is_off, batch="simple"),
        Deed(
            "replay",
            "Tell again",
            "rotate",
            "webhook.update",
            _replay,
            (Instant("since", "What happened since", "In UTC; within the last 30 days."),),
            _not_opened,
            batch=None,
        ),
        Deed("pause", "Pause", "player-pause", "webhook.update", _pause, (), _is_off, batch="simple"),
        Deed("resume", "Switch on", "player-play", "webhook.update", _resume, (), _is_on, batch="simple"),
        Deed("new-secret", "New secret", "key", "webhook.update", _renew, (), _not_opened, batch=None),
        Deed("remove", "Remove", "trash", "webhook.update", _remove, (), batch="simple", danger=True, leaves=True),
    ),
    opening=(
        Opening(
            "add",
            "New webhook",
            "plus",
            "webhook.update",
            _add,
            _FIELDS,
            called=lambda values: str(values["name"]),
        ),
    ),
)  # fmt: skip
