"""What may be done to references: they are worded anew, moved, left out, offered again; and added, where the code does not know
all names of a class itself."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from flask import url_for

from panel.kit.asked import none_called
from panel.kit.deeds import Declined, Deed, Deeds, Opening, Values
from panel.kit.fields import Choice, Text
from panel.kit.quantities import Number
from panel.kit.references import CLASSES
from panel.kit.situation import Situation
from panel.references import queries
from panel.references.lists import REFERENCES
from panel.references.queries import Reference
from registry.context import Context

OPEN: Final = {name: each.title for name, each in CLASSES.items() if not each.closed}
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MOST: Final = 10_000


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Reference]:
    """Of the keys (`class/name`) those of references; they are for those who see everything."""
    if not situation.scope.everything:
        return {}
    rows = await situation.registry.store.reading(lambda db: queries.references(db, keys=[*keys]))
    return {f"{row.of}/{row.name}": row for row in rows}


async def _reword(cx: Context, on: Reference, values: Values) -> str:
    label = values["label"]
    await cx.registry.store.transaction(lambda db: queries.reword(db, of=on.of, name=on.name, label=label))
    return f"It reads {label}; it read {on.label}."


async def _move(cx: Context, on: Reference, values: Values) -> str:
    place = values["position"]
    await cx.registry.store.transaction(lambda db: queries.move(db, of=on.of, name=on.name, position=place))
    return f"Its place is {place}; it was {on.position}."


def _offer(name: str, title: str, icon: str, *, used: bool) -> Deed[Reference]:
    async def act(cx: Context, on: Reference, values: Values) -> str:
        await cx.registry.store.transaction(lambda db: queries.offer(db, of=on.of, name=on.name, used=used))
        return f"{on.label} is offered." if used else f"{on.label} is offered no more."

    def is_so(on: Reference, situation: Situation) -> str | None:
        return ("It is offered already." if used else "It is not offered.") if on.used is used else None

    return Deed(name, title, icon, "ref.update", act, (), is_so, danger=not used)


async def _add(cx: Context, nothing: None, values: Values) -> str:
    of, name, label = values["class"], values["name"], values["label"]
    if not _NAME.fullmatch(name):
        raise Declined("A name has small letters, digits and dashes, and begins with a letter or digit.", at="name")
    made = await cx.registry.store.transaction(lambda db: queries.add(db, of=of, name=name, label=label))
    if made is None:
        raise Declined("There is one of that name already.", at="name")
    return f"{label} is offered from now on."


def _called(values: Values) -> str:
    return f"{values['class']}/{values['name']}"


DEEDS: Final[Deeds[Reference]] = Deeds(
    list=REFERENCES,
    object="reference",
    noun="reference",
    nouns="references",
    key=lambda row: f"{row['class']}/{row['name']}",
    find=find,
    show=lambda key: url_for("references.index"),
    deeds=(
        Deed(
            "reword",
            "Word it anew",
            "pencil",
            "ref.update",
            _reword,
            (Text("label", "What people read", present=lambda on: on.label, longest=100),),
            batch="form",
        ),
        Deed(
            "move",
            "Move",
            "arrows-sort",
            "ref.update",
            _move,
            (Number("position", "Place", 0, MOST, "The smallest comes first.", present=lambda on: on.position),),
            batch="form",
        ),
        _offer("use", "Offer", "check", used=True),
        _offer("leave-out", "Leave out", "ban", used=False),
    ),
    opening=(
        Opening(
            "add",
            "Add a reference",
            "plus",
            "ref.update",
            _add,
            (
                Choice("class", "Of", OPEN),
                Text("name", "Name", "For programs: small letters, digits and dashes.", longest=40),
                Text("label", "What people read", longest=100),
            ),
            called=_called,
            asks={"name": none_called(find, _called, "There is one of that name already.", "name")},
            imported=True,
        ),
    ),
)
