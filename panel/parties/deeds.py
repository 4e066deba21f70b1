"""What may be done to relying parties: register one, change it, draw a new secret, end it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any, Final

from flask import url_for

from panel.identity.openid import queries
from panel.identity.openid.asking import SCOPES, address_problem, panel_scopes
from panel.identity.openid.minting import digest
from panel.identity.openid.queries import Party
from panel.kit.asked import none_called
from panel.kit.deeds import Declined, Deed, Deeds, Once, Opening, Values
from panel.kit.fields import About, Flag, Lines, Problem, Reason, Several, Text, Typed
from panel.kit.languages import said
from panel.kit.situation import Situation
from panel.kit.web import viewer
from panel.parties.lists import PARTIES
from registry.context import Context

MOST: Final = 20


def _scopes(about: About) -> Mapping[str, str]:
    own = {name: f"{name}: {said(words)}" for name, words in SCOPES.items()}
    return own | {each: each for each in panel_scopes()}


_CLIENT_ID: Final = re.compile(r"[a-z][a-z0-9._-]{2,63}")


@dataclass(frozen=True, slots=True)
class Addresses(Lines):
    """Addresses to send browsers to, one a line."""

    kind: str = field(default="lines", init=False)

    def read(self, typed: Typed, about: About) -> Any:
        found = tuple(dict.fromkeys((super(Addresses, self).read(typed, about) or "").split()))
        if len(found) > MOST:
            raise Problem(f"At most {MOST} addresses.")
        for each in found:
            if problem := address_problem(each):
                raise Problem(f"{each[:80]}: {problem}")
        return found

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: ["\n".join(value)]}


@dataclass(frozen=True, slots=True)
class ToldAt(Text):
    """Where an application is told of logouts; on the Internet, or nobody is."""

    kind: str = field(default="text", init=False)

    def read(self, typed: Typed, about: About) -> Any:
        text = super(ToldAt, self).read(typed, about)
        if text and (problem := address_problem(text) or (None if text.startswith("https://") else "By https alone.")):
            raise Problem(problem)
        return text


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Party]:
    """Of the client ids those that exist; they do for those who see everything."""
    if not situation.scope.everything:
        return {}
    found = await situation.registry.store.reading(lambda db: queries.parties(db, client_ids=list(keys)))
    return {each.client_id: each for each in found}


async def _register(cx: Context, nothing: None, values: Values) -> str:
    if not _CLIENT_ID.fullmatch(values["client_id"]):
        raise Declined(
            "A client ID is 3 to 64 of a-z, 0-9 and . _ -, and begins with a letter: numbers are people.",
            at="client_id",
        )
    if values["service"] and not values["secret"]:
        raise Declined("Whoever has tokens for itself keeps a secret.", at="secret")
    if values["secret"] and not values["service"] and not values["redirect_uris"]:
        raise Declined("Say where people are sent back to, or that it has tokens for itself.", at="redirect_uris")
    secret = token_urlsafe(32) if values["secret"] else None
    made = await cx.registry.store.transaction(
        lambda db: queries.register(
            db,
            client_id=values["client_id"],
            secret_digest=digest(secret) if secret else None,
            service=values["service"],
            by=viewer().login,
            now=cx.now,
            **_changeable(values),
        )
    )
    if made is None:
        raise Declined("There is one of that client ID already.", at="client_id")
    said = f"{values['name']} may send people here."
    return Once.of(said, secret) if secret else said


def _changeable(values: Values) -> dict[str, Any]:
    return {
        "name": values["name"],
        "redirect_uris": list(values["redirect_uris"]),
        "logout_uris": list(values["logout_uris"]),
        "backchannel_uri": values["backchannel_uri"],
        "scopes": list(values["scopes"]),
        "trusted": values["trusted"],
    }


async def _change(cx: Context, party: Party, values: Values) -> str:
    await cx.registry.store.transaction(lambda db: queries.change(db, id=party.id, **_changeable(values)))
    return "It is changed."


async def _renew(cx: Context, party: Party, values: Values) -> str:
    secret = token_urlsafe(32)
    await cx.registry.store.transaction(lambda db: queries.renew_secret(db, id=party.id, secret_digest=digest(secret)))
    return Once.of("The secret from before is good for nothing now.", secret)


async def _end(cx: Context, party: Party, values: Values) -> str:
    await cx.registry.store.transaction(lambda db: queries.end_party(db, id=party.id))
    return "Nobody signs in to it any more, and what it was handed is good for nothing."


def _is_over(party: Party, situation: Situation) -> str | None:
    return "It has ended." if party.state == "ended" else None


def _keeps_none(party: Party, situation: Situation) -> str | None:
    return _is_over(party, situation) or ("It keeps no secret." if party.secret_digest is None else None)


_NEW: Final[Mapping[str, Any]] = {
    "name": "",
    "redirect_uris": (),
    "logout_uris": (),
    "backchannel_uri": "",
    "scopes": ("openid", "profile", "email"),
    "trusted": False,
}


def _known(name: str) -> Callable[[Party | None], Any]:
    """What a field shows of an application, or of one that is only to be registered."""
    return lambda party: _NEW[name] if party is None else getattr(party, name)


_FIELDS: Final = (
    Text("name", "Name", "As people read it.", longest=100, present=_known("name")),
    Addresses(
        "redirect_uris", "Sent back to", "One a line; compared letter by letter.", required=False,
        present=_known("redirect_uris"),
    ),
    Addresses(
        "logout_uris", "Sent to after signing out", "One a line.", required=False,
        present=_known("logout_uris"),
    ),
    ToldAt(
        "backchannel_uri", "Told of logouts at", "Empty: it is not told.", required=False, longest=2048,
        present=_known("backchannel_uri"),
    ),
    Several("scopes", "May", _scopes, present=_known("scopes")),
    Flag("trusted", "It is our own: nobody is asked", present=_known("trusted")),
)  # fmt: skip


def _called(values: Values) -> str:
    return str(values["client_id"])


DEEDS: Final[Deeds[Party]] = Deeds(
    list=PARTIES,
    object="relying-party",
    noun="application",
    nouns="applications",
    key=lambda row: str(row["client_id"]),
    find=find,
    show=lambda key: url_for("parties.show", client_id=key),
    deeds=(
        Deed("update", "Change", "pencil", "integration.update", _change, _FIELDS, _is_over, batch=None),
        Deed(
            "renew-secret",
            "New secret",
            "key",
            "integration.update",
            _renew,
            (Reason(),),
            _keeps_none,
            batch=None,
        ),
        Deed(
            "end",
            "End it",
            "trash",
            "integration.delete",
            _end,
            (Reason(),),
            _is_over,
            danger=True,
        ),
    ),
    opening=(
        Opening(
            "register",
            "Register an application",
            "plus",
            "integration.create",
            _register,
            (
                Text("client_id", "Client ID", "3 to 64 of a-z, 0-9 and . _ -", longest=64),
                *_FIELDS,
                Flag("secret", "It can keep a secret (it runs on a server)"),
                Flag("service", "It has tokens for itself (client credentials)"),
            ),
            called=_called,
            asks={"client_id": none_called(find, _called, "There is one of that client ID already.", "client_id")},
        ),
    ),
)
