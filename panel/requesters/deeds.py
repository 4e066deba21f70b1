"""What may be done to requesters: accredit one, change what it may ask for, take its access away for a while, a fresh token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from flask import url_for

from panel.kit.asked import none_called
from panel.kit.deeds import Declined, Deed, Deeds, Once, Opening, Values
from panel.kit.fields import About, Lines, Problem, Reason, Text, Typed
from panel.kit.quantities import Day
from panel.kit.situation import Situation
from panel.requesters.lists import REQUESTERS
from registry.actions.requester_accredit import (
    RequesterAdd,
    requester_add,
    requester_change,
    requester_renew_token,
)
from registry.context import Context
from registry.model.disclosure import is_purpose
from registry.model.requester import Requester
from registry.store import requesters

MAY: Final = "requester.update"


@dataclass(frozen=True, slots=True)
class Purposes(Lines):
    """Purposes, one a line, as the policies of TLDs say them."""

    kind: str = field(default="lines", init=False)

    def read(self, typed: Typed, about: About) -> Any:
        text = super(Purposes, self).read(typed, about) or ""
        found = tuple(dict.fromkeys(filter(None, (each.strip() for each in text.splitlines()))))
        if strange := [each for each in found if not is_purpose(each)]:
            raise Problem(f"{strange[0][:80]} is no purpose: 1 to 64 visible characters, without commas and quotes.")
        return found

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: ["\n".join(value)]}


@dataclass(frozen=True, slots=True)
class Tlds(Text):
    """TLDs with blanks between them, or `all`, which must be said."""

    kind: str = field(default="text", init=False)

    def read(self, typed: Typed, about: About) -> Any:
        text = (super(Tlds, self).read(typed, about) or "").replace(",", " ").lower()
        return () if text == "all" else tuple(dict.fromkeys(each.strip(".") for each in text.split()))

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: [" ".join(value) or "all"]}


@dataclass(frozen=True, slots=True)
class Logins(Text):
    """Logins with blanks between them."""

    kind: str = field(default="text", init=False)

    def read(self, typed: Typed, about: About) -> Any:
        return tuple((super(Logins, self).read(typed, about) or "").replace(",", " ").lower().split())

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: [" ".join(value)]}


def _ends(values: Values) -> datetime | None:
    """The day is the last one."""
    day = values["valid_to"]
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1) if day else None


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Requester]:
    """Of the names those of requesters; they exist for those who see everything."""
    if not situation.scope.everything:
        return {}
    found = await situation.registry.store.reading(lambda db: requesters.named(db, keys))
    return {each.name: each for each in found}


async def _accredit(cx: Context, nothing: None, values: Values) -> str:
    wish = RequesterAdd(
        values["name"], values["about"], values["purposes"], values["tlds"], None, _ends(values), values["logins"]
    )
    token = await requester_add(cx, wish)
    grants = {each.tld: {grant.purpose for grant in each.rules.disclosure} for each in cx.book.current(cx.now)}
    shy = sorted(tld for tld in wish.tlds or grants if not set(wish.purposes) & grants[tld])
    said = f" The policies of {', '.join(shy)} show nobody anything for that." if shy else ""
    return Once.of(f"{wish.name} may ask.{said}", token)


async def _change(cx: Context, known: Requester, values: Values) -> str:
    said = {
        "about": values["about"] or known.about,
        "purposes": tuple(sorted(values["purposes"])) or known.purposes,
        "tlds": tuple(sorted(values["tlds"])),
        "logins": tuple(sorted(values["logins"])),
        "valid_to": _ends(values),
    }
    changes = {key: value for key, value in said.items() if value != getattr(known, key)}
    if not changes:
        raise Declined("Everything is as it is already.")
    await requester_change(cx, known.name, "change", changes)
    return "It is changed."


async def _suspend(cx: Context, known: Requester, values: Values) -> str:
    await requester_change(cx, known.name, "suspend", {"suspended": True})
    return "It is shown what the public is."


async def _resume(cx: Context, known: Requester, values: Values) -> str:
    await requester_change(cx, known.name, "resume", {"suspended": False})
    return "It may ask again."


async def _renew(cx: Context, known: Requester, values: Values) -> str:
    return Once.of("The token before opens nothing any more.", await requester_renew_token(cx, known.name))


def _is_suspended(known: Requester, situation: Situation) -> str | None:
    return "It is suspended already." if known.suspended else None


def _is_not(known: Requester, situation: Situation) -> str | None:
    return None if known.suspended else "It is not suspended."


def _called(values: Values) -> str:
    return str(values["name"])


_ABOUT: Final = Text(
    "about", "Who that is", "And on what ground; for the registry's people.", present=lambda each: each.about
)
_PURPOSES: Final = Purposes(
    "purposes", "Purposes", "One a line, as the TLDs' policies say them.", present=lambda each: each.purposes
)
_WHERE: Final = Tlds("tlds", "TLDs", "With blanks between them; all: in every one.", present=lambda each: each.tlds)
_LOGINS: Final = Logins(
    "logins",
    "Logins",
    "Accounts of the panel, with blanks between them: who signs in by one where names are looked up asks in its name.",
    required=False,
    present=lambda each: each.logins,
)
_UNTIL: Final = Day(
    "valid_to",
    "Last day",
    "Empty: for good. In UTC.",
    required=False,
    present=lambda each: (each.valid_to - timedelta(days=1)).date() if each.valid_to else None,
)


DEEDS: Final[Deeds[Requester]] = Deeds(
    list=REQUESTERS,
    object="requester",
    noun="requester",
    nouns="requesters",
    key=lambda row: str(row["name"]),
    find=find,
    show=lambda key: url_for("requesters.show", name=key),
    deeds=(
        Deed(
            "change",
            "Change what it may ask",
            "pencil",
            MAY,
            _change,
            (_ABOUT, _PURPOSES, _WHERE, _LOGINS, _UNTIL, Reason()),
            batch=None,
        ),
        Deed(
            "suspend",
            "Suspend",
            "player-pause",
            MAY,
            _suspend,
            (Reason(),),
            _is_suspended,
            lead="Its access is gone at once; its token stays for when it resumes.",
            danger=True,
        ),
        Deed("resume", "Resume", "player-play", MAY, _resume, (Reason(),), _is_not),
        Deed(
            "renew-token",
            "Give it a fresh token",
            "key",
            MAY,
            _renew,
            (Reason(),),
            lead="The one that it has opens nothing any more. The new one is shown once.",
            danger=True,
            batch=None,
        ),
    ),
    opening=(
        Opening(
            "accredit",
            "Accredit a requester",
            "user-circle",
            MAY,
            _accredit,
            (
                Text("name", "Name", "2 to 32 small letters, digits and hyphens.", longest=32),
                Text("about", "Who that is", "And on what ground; for the registry's people."),
                Purposes("purposes", "Purposes", "One a line, as the TLDs' policies say them."),
                Tlds("tlds", "TLDs", "With blanks between them; all: in every one."),
                Logins("logins", "Logins", _LOGINS.hint, required=False),
                Day("valid_to", "Last day", "Empty: for good. In UTC.", required=False),
                Reason(),
            ),
            called=_called,
            asks={"name": none_called(find, _called, "There is a requester of that name already.", "name")},
        ),
    ),
)
