"""What may be done to lists of names: other contents from an instant on, single names more or fewer, plans taken back, undo."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from flask import url_for

from panel.kit.deeds import Deed, Deeds, Opening, Values
from panel.kit.fields import About, Choice, Field, Lines, Problem, Reason, Text, Typed
from panel.kit.foreseen import Foreseen, Table
from panel.kit.formats import moment, shown_name
from panel.kit.quantities import Instant
from panel.kit.situation import Situation
from panel.name_lists.lists import KINDS, NAME_LISTS
from panel.name_lists.queries import Standing, standings
from registry.actions.name_list_holders import name_list_holders
from registry.actions.name_list_import import (
    ListChange,
    name_list_import,
    name_list_preview,
    name_list_revert,
    name_list_withdraw,
)
from registry.context import Context, Registry
from registry.errors import ObjectExists
from registry.model.listed_names import read_listed
from registry.model.names import canonical
from registry.model.reservation import RESERVATIONS
from registry.store import name_lists
from registry.store.name_lists import ListKind

MAY: Final = "name-list.update"
# Of what is wrong with a file, people are told so much at once.
_TOLD: Final = 10


@dataclass(frozen=True, slots=True)
class Listed(Lines):
    """Labels with their values; all that is wrong is told with its line."""

    accept: str = ".csv,text/csv"
    kind: str = field(default="lines", init=False)

    def read(self, typed: Typed, about: About) -> Any:
        entries, problems = read_listed(super(Listed, self).read(typed, about) or "")
        if problems:
            more = f"; and {len(problems) - _TOLD} more" if len(problems) > _TOLD else ""
            raise Problem(f"{'; '.join(problems[:_TOLD])}{more}".capitalize() + ".")
        return entries


@dataclass(frozen=True, slots=True)
class Labels(Lines):
    """Labels alone, one a line."""

    kind: str = field(default="lines", init=False)

    def read(self, typed: Typed, about: About) -> Any:
        return [canonical(each) for each in (super(Labels, self).read(typed, about) or "").split()]


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Standing]:
    """Of the names those of lists; they exist for those who see everything."""
    if not situation.scope.everything:
        return {}
    rows = await situation.registry.store.reading(lambda db: standings(db, names=list(keys), now=situation.now))
    return {row.name: row for row in rows}


Contents = Callable[[Context, Standing, Values], Awaitable[Mapping[str, str]]]


def _importing(
    name: str, title: str, icon: str, lead: str, fields: tuple[Field, ...], contents: Contents
) -> Deed[Standing]:
    """All of them are imports: `contents` gives what the list is from then on."""

    async def foresee(cx: Context, known: Standing, values: Values) -> Foreseen:
        wanted = await contents(cx, known, values)
        change = await name_list_preview(cx, known.name, known.kind, wanted, values["at"])
        given_up = tuple(moment(each) for each in known.planned if each >= (values["at"] or cx.now))
        return await _foreseen(cx, known.name, change, values["at"], given_up)

    async def act(cx: Context, known: Standing, values: Values) -> str:
        wanted = await contents(cx, known, values)
        return _said(await name_list_import(cx, known.name, known.kind, wanted, values["at"] or cx.now))

    when = Instant("at", "From", "Empty: at once. In UTC.", required=False)
    return Deed(name, title, icon, MAY, act, (*fields, when, Reason()), lead=lead, batch=None, foresee=foresee)


async def _foreseen(
    cx: Context, name: str, change: ListChange, at: datetime | None, given_up: tuple[str, ...] = ()
) -> Foreseen:
    """What changes on the list, in which TLDs it counts then, and which of the names it is about somebody has already."""
    if not (change.added or change.changed or change.removed or given_up):
        return Foreseen(nothing="The list would be what it is then anyway.")
    planned = (("What is planned is given up", ", ".join(given_up)),) if given_up else ()
    labels = (*change.added, *change.changed, *change.removed)
    held, counts_in = await name_list_holders(cx, name, labels, at or cx.now)
    return Foreseen(
        (
            ("From", moment(at) if at else "at once"),
            ("Come to the list", f"{len(change.added):,}"),
            ("Are sold or kept otherwise", f"{len(change.changed):,}"),
            ("Go from the list", f"{len(change.removed):,}"),
            ("It counts in", ", ".join(f".{shown_name(each)}" for each in counts_in) or "no TLD then"),
            ("Registered already", f"{len(held):,}, which stay what they were sold as"),
            *planned,
        ),
        (
            Table.of("Come", ("Name", "As"), [(shown_name(each), value) for each, value in change.added.items()]),
            Table.of(
                "Otherwise", ("Name", "As"), [(shown_name(each), value) for each, value in change.changed.items()]
            ),
            Table.of("Go", ("Name",), [(shown_name(each),) for each in change.removed]),
            Table.of(
                "Registered already",
                ("Name", "Registrar", "Sold as"),
                [(shown_name(each.name), each.registrar, each.name_class) for each in held],
            ),
        ),
    )


def _said(change: ListChange) -> str:
    return f"{len(change.added):,} come, {len(change.changed):,} are otherwise, {len(change.removed):,} go."


async def _as_given(cx: Context, known: Standing, values: Values) -> Mapping[str, str]:
    given: Mapping[str, str] = values["names"]
    return given


async def _present(cx: Context, known: Standing, values: Values) -> dict[str, str]:
    at = values["at"] or cx.now
    return dict(await cx.registry.store.reading(lambda db: name_lists.entries_at(db, list_id=known.id, at=at)))


async def _with(cx: Context, known: Standing, values: Values) -> Mapping[str, str]:
    return await _present(cx, known, values) | {canonical(each): value for each, value in values["names"].items()}


async def _without(cx: Context, known: Standing, values: Values) -> Mapping[str, str]:
    gone = set(values["names"])
    return {each: value for each, value in (await _present(cx, known, values)).items() if each not in gone}


async def _revert(cx: Context, known: Standing, values: Values) -> str:
    to = datetime.fromisoformat(values["to"])
    return _said(await name_list_revert(cx, known.name, to, values["at"] or cx.now))


async def _reverted(cx: Context, known: Standing, values: Values) -> Foreseen:
    to = datetime.fromisoformat(values["to"])
    then = await cx.registry.store.reading(lambda db: name_lists.entries_at(db, list_id=known.id, at=to))
    change = await name_list_preview(cx, known.name, known.kind, dict(then), values["at"])
    given_up = tuple(moment(each) for each in known.planned if each >= (values["at"] or cx.now))
    return await _foreseen(cx, known.name, change, values["at"], given_up)


def _steps(about: About) -> Mapping[str, str]:
    found = [each for known in about.subjects for each in known.steps if each <= known.now]
    return {each.isoformat(): f"As it was from {moment(each)} on" for each in found}


async def _withdraw(cx: Context, known: Standing, values: Values) -> str:
    gone = await name_list_withdraw(cx, known.name)
    return f"{len(gone.added):,} do not come, {len(gone.changed):,} stay as they are, {len(gone.removed):,} do not go."


def _nothing_planned(known: Standing, situation: Situation) -> str | None:
    return None if known.planned else "Nothing is planned."


def _never_changed(known: Standing, situation: Situation) -> str | None:
    return None if len(known.steps) > 1 else "It was never otherwise."


def _kind(values: Values) -> ListKind:
    return "premium" if values["kind"] == "premium" else "reserved"


async def _is_new(registry: Registry, name: str) -> None:
    if await registry.store.reading(lambda db: name_lists.by_name(db, name=name)) is not None:
        raise ObjectExists("There is such a list already: its names are changed on its own page.", "list", name)


async def _open(cx: Context, nothing: None, values: Values) -> str:
    await _is_new(cx.registry, values["name"])
    change = await name_list_import(cx, values["name"], _kind(values), values["names"], values["at"] or cx.now)
    return f"{_said(change)} It counts in a TLD when the TLD's policy names it."


async def _opened(cx: Context, nothing: None, values: Values) -> Foreseen:
    await _is_new(cx.registry, values["name"])
    change = await name_list_preview(cx, values["name"], _kind(values), values["names"], values["at"])
    return await _foreseen(cx, values["name"], change, values["at"])


_NAMES: Final = (
    "CSV: a line for each, the label, then the class it is sold as (car,gold), or the kind of its reservation and, if that is to "
    f"be known, why (norway,country,ISO 3166-1). Kinds are {', '.join(RESERVATIONS)}."
)

DEEDS: Final[Deeds[Standing]] = Deeds(
    list=NAME_LISTS,
    object="list",
    noun="list",
    nouns="lists",
    key=lambda row: str(row["name"]),
    find=find,
    show=lambda key: url_for("name_lists.show", name=key),
    deeds=(
        _importing(
            "add",
            "Add names",
            "check",
            "Names that are on it already are sold, or kept, as it says here.",
            (Listed("names", "Names", _NAMES),),
            _with,
        ),
        _importing(
            "take-off",
            "Take names off",
            "x",
            "From then on they are names like all others.",
            (Labels("names", "Names", "One a line."),),
            _without,
        ),
        _importing(
            "import",
            "Replace all names",
            "file-text",
            "What the list is from then on is what this says, no more and no less.",
            (Listed("names", "Names", _NAMES),),
            _as_given,
        ),
        Deed(
            "revert",
            "Undo: as it was",
            "rotate",
            MAY,
            _revert,
            (
                Choice("to", "Contents", _steps),
                Instant("at", "From", "Empty: at once. In UTC.", required=False),
                Reason(),
            ),
            _never_changed,
            batch=None,
            foresee=_reverted,
        ),
        Deed(
            "withdraw",
            "Give up what is planned",
            "ban",
            MAY,
            _withdraw,
            (Reason(),),
            _nothing_planned,
            lead="What is on the list now stays.",
            danger=True,
        ),
    ),
    opening=(
        Opening(
            "begin",
            "New list",
            "file-text",
            MAY,
            _open,
            (
                Text("name", "Name of the list", "Lower-case letters, digits and hyphens.", longest=63),
                Choice("kind", "Kind", KINDS),
                Listed("names", "Names", _NAMES),
                Instant("at", "From", "Empty: at once. In UTC.", required=False),
                Reason(),
            ),
            called=lambda values: str(values["name"]),
            foresee=_opened,
            asks={"name": lambda situation, nothing, values: _is_new(situation.registry, values["name"])},
        ),
    ),
)
