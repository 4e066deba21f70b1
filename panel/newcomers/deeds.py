"""What may be done to newcomers: a yes, a no, and inviting them."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import url_for

from panel.blacklist.gate import Asking, demand_welcome
from panel.identity.links import LinkWorn
from panel.kit.deeds import Declined, Deed, Deeds, Opening, Values
from panel.kit.fields import Choice, Email
from panel.kit.languages import LANGUAGES
from panel.kit.lists import as_number
from panel.kit.situation import Situation
from panel.kit.web import browser, mailed, scope, viewer
from panel.newcomers.lists import NEWCOMERS
from panel.sign_up import queries
from panel.sign_up.queries import Newcomer
from panel.sign_up.signing_up import SignUpRefused
from panel.sign_up.views import signing_up
from registry.context import Context

MAY: Final = "newcomer.decide"
OVER: Final = "Nobody waits there any more: it was decided, or they have an account."


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Newcomer]:
    """Of the numbers those of newcomers that the scope has."""
    seen, numbers = situation.scope, [int(as_number(key)) for key in keys]
    rows = await situation.registry.store.reading(
        lambda db: queries.newcomers(db, ids=numbers, everything=seen.everything, root=seen.root)
    )
    return {str(row.id): row for row in rows}


async def _admit(cx: Context, on: Newcomer, values: Values) -> str:
    return f"{on.email} is a client now, by the login {await _decided(cx, on, admitted=True)}."


async def _decline(cx: Context, on: Newcomer, values: Values) -> str:
    await _decided(cx, on, admitted=False)
    return f"{on.email} is told that it is a no."


async def _decided(cx: Context, on: Newcomer, *, admitted: bool) -> str | None:
    try:
        return await signing_up(cx.registry).decide(on.id, admitted=admitted, by=viewer().login, browser=browser())
    except LinkWorn:
        raise Declined(OVER) from None


async def _invite(cx: Context, nothing: None, values: Values) -> str:
    who, email = viewer(), values["email"]
    await demand_welcome(cx.registry, (("email", email),), Asking(who.login, who.account_id, cx.address))
    try:
        written = await signing_up(cx.registry).invite(
            email, scope().root, values["language"], who.login, mailed("sign_up.new")
        )
    except SignUpRefused as refused:
        raise Declined(str(refused), at="email") from None
    return f"An invitation is on its way to {written}. It is good for two weeks."


def _does_not_wait(on: Newcomer, situation: Situation) -> str | None:
    return None if on.state == "waiting" else "Nobody waits there for a yes."


DEEDS: Final[Deeds[Newcomer]] = Deeds(
    list=NEWCOMERS,
    object="newcomer",
    noun="newcomer",
    nouns="newcomers",
    key=lambda row: str(row["number"]),
    find=find,
    show=lambda key: url_for("newcomers.index"),
    deeds=(
        Deed("admit", "Say yes", "circle-check", MAY, _admit, (), _does_not_wait, batch="simple"),
        Deed("decline", "Say no", "trash", MAY, _decline, (), _does_not_wait, batch="simple", danger=True),
    ),
    opening=(
        Opening(
            "invite",
            "Invite somebody",
            "user-plus",
            MAY,
            _invite,
            (
                Email("email", "E-mail"),
                Choice("language", "Language", LANGUAGES, "Of the mail that invites them, and of their panel."),
            ),
            called=lambda values: str(values["email"]),
        ),
    ),
)
