"""Writing to clients: staff and sellers say something to one or to many, and whoever refused such mails is left alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from mail.choosing import LONGEST_SUBJECT, LONGEST_TEXT, template_for
from mail.event import REFUSABLE
from mail.events import EVENTS
from mail.notices import Happened, channels_for, tell
from mail.wording import Wording, worded
from panel.clients import actions
from panel.clients.actions import By, by
from panel.clients.queries import Client
from panel.kit.deeds import Declined, Deed, Values
from panel.kit.fields import Choice, Prose, Text
from panel.kit.foreseen import Foreseen, Table
from panel.kit.situation import Situation
from panel.kit.web import viewer
from panel.notifications.refusing import link_of
from registry.context import Context
from registry.store.sql import Connection

KINDS: Final[dict[str, str]] = {
    "message.important": "A message about the account, which nobody can refuse",
    "message.newsletter": "A newsletter",
    "message.offer": "An offer",
}

# The address where an account refuses a group of mails, by its seller.
Link = Callable[[int, str, int | None], str]


@dataclass(frozen=True, slots=True)
class Letter:
    """`kind` is one of KINDS."""

    kind: str
    subject: str
    text: str

    def values(self, client: Client, link: Link) -> dict[str, str]:
        group = EVENTS[self.kind].group
        refusal = {"link": link(client.id, group, client.seller_id)} if group in REFUSABLE else {}
        return {"subject": self.subject, "text": self.text, **refusal}


async def client_notify(cx: Context, who: By, client: int, letter: Letter, link: Link) -> tuple[str, ...]:
    """Write it to the client; by which channels. Raises Declined, also where it refused such, or nobody can be written to."""
    told: list[str] = []

    async def work(db: Connection, found: Client) -> str:
        if found.state == "deleted":
            raise Declined("It is deleted: nobody reads there.")
        channels = await channels_for(db, found.id, EVENTS[letter.kind])
        reached = [each for each in channels if each != "mail" or found.email]
        if not reached:
            raise Declined(
                "It refused such." if not channels else "It has no e-mail, and does not wish it at the bell."
            )
        happened = Happened(letter.kind, found.login, cx.now, more=letter.values(found, link))
        await tell(db, found.id, happened)
        told.extend(reached)
        return f"{letter.kind}: {letter.subject}"

    await actions.changed(cx, who, client, "notify", work)
    return tuple(told)


async def as_written(cx: Context, client: Client, letter: Letter, link: Link) -> Wording:
    """As this client would read it."""
    values = {"name": client.name or client.login, **letter.values(client, link)}
    template, _ = await cx.registry.store.reading(
        lambda db: template_for(db, letter.kind, client.language, client.seller_id)
    )
    return worded(letter.kind, template, values)


def _letter(values: Values) -> Letter:
    return Letter(values["kind"], values["subject"], values["text"])


async def _notify(cx: Context, client: Client, values: Values) -> str:
    told = await client_notify(cx, by(viewer()), client.id, _letter(values), link_of)
    return "It is told at the bell and by mail." if len(told) > 1 else f"It is told by {told[0]} alone."


async def _foresee(cx: Context, client: Client, values: Values) -> Foreseen:
    said = await as_written(cx, client, _letter(values), link_of)
    lines = [(line,) for line in said.text.split("\n\n")]
    return Foreseen(
        (("To", client.email or client.login), ("Subject", said.subject)),
        (Table.of("As it is written", ("Text",), lines),),
    )


def _not_writable(client: Client, situation: Situation) -> str | None:
    if problem := actions.why_not(by(situation.viewer), client):
        return problem
    return f"It is {client.state}." if client.state in ("deleted", "wiped") else None


NOTIFY: Final[Deed[Client]] = Deed(
    "notify",
    "Write to it",
    "send",
    "client.notify",
    _notify,
    (
        Choice("kind", "What it is", KINDS, present=lambda client: "message.important"),
        Text("subject", "Subject", longest=LONGEST_SUBJECT),
        Prose("text", "Text", "Empty lines part paragraphs.", longest=LONGEST_TEXT // 2),
    ),
    _not_writable,
    "It comes at the bell and by mail, as each wishes; newsletters and offers with a link that refuses them.",
    recorded=True,
    foresee=_foresee,
)
