"""What may be done to profiles of contacts: made, changed, moved, and removed while no contact is of them."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from flask import url_for

from panel.contact_profiles import queries
from panel.contact_profiles.lists import CONTACT_PROFILES
from panel.contact_profiles.needs import NEEDABLE
from panel.contact_profiles.queries import Profile
from panel.kit.deeds import Declined, Deed, Deeds, Made, Opening, Values
from panel.kit.fields import About, Choice, Field, Reason, Several, Text
from panel.kit.languages import LANGUAGES
from panel.kit.quantities import Number
from panel.kit.situation import Situation
from registry.context import Context

MAY: Final = "contact-profile.update"
MOST: Final = 10_000
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Profile]:
    """Of the names those of profiles; they are for those who see everything."""
    if not situation.scope.everything:
        return {}
    rows = await situation.registry.store.reading(lambda db: queries.profiles(db, names=[*keys]))
    return {row.name: row for row in rows}


def _tlds(about: About) -> Mapping[str, str]:
    """Those of the registry, and such that a profile names although they are gone."""
    sold = [each.tld for each in about.situation.registry.book.current(about.situation.now)]
    named = [tld for profile in about.subjects for tld in profile.tlds]
    return {tld: f".{tld}" for tld in sorted({*sold, *named})}


async def _add(cx: Context, nothing: None, values: Values) -> str:
    name = values["name"]
    if not _NAME.fullmatch(name):
        raise Declined("A name has small letters, digits and dashes, and begins with a letter or digit.", at="name")
    made = await cx.registry.store.transaction(
        lambda db: queries.add(
            db,
            name=name,
            title=values["title"],
            needs=[*values["needs"]],
            written_in=values["written_in"] or "",
            tlds=[*values["tlds"]],
        )
    )
    if made is None:
        raise Declined("There is one of that name already.", at="name")
    return Made.of(f"{values['title']} is offered from now on.", name)


async def _change(cx: Context, on: Profile, values: Values) -> str:
    await cx.registry.store.transaction(
        lambda db: queries.write(
            db,
            name=on.name,
            title=values["title"],
            needs=[*values["needs"]],
            written_in=values["written_in"] or "",
            tlds=[*values["tlds"]],
        )
    )
    return "It is changed. Contacts that are of it are asked for what they lack when they are changed next."


async def _move(cx: Context, on: Profile, values: Values) -> str:
    await cx.registry.store.transaction(lambda db: queries.move(db, name=on.name, position=values["position"]))
    return f"Its place is {values['position']}; it was {on.position}."


async def _remove(cx: Context, on: Profile, values: Values) -> str:
    if await cx.registry.store.transaction(lambda db: queries.drop(db, name=on.name)) is None:
        raise Declined("Contacts are of it: give them another first.")
    return f"{on.title} is gone."


def _is_used(on: Profile, situation: Situation) -> str | None:
    return "Contacts are of it: give them another first." if on.used else None


_SAID: Final[tuple[Field, ...]] = (
    Text("title", "What people read", longest=100, present=lambda on: on and on.title),
    Several("needs", "It needs", NEEDABLE, present=lambda on: on.needs if on else ("name", "email")),
    Choice(
        "written_in",
        "Name and address also in",
        LANGUAGES,
        "Empty: as they are is enough.",
        False,
        present=lambda on: on and on.written_in,
    ),
    Several(
        "tlds",
        "Whoever holds names in",
        _tlds,
        "Such a contact is of this profile, or of another that names the TLD.",
        False,
        present=lambda on: on.tlds if on else (),
    ),
)

DEEDS: Final[Deeds[Profile]] = Deeds(
    list=CONTACT_PROFILES,
    object="contact-profile",
    noun="profile",
    nouns="profiles",
    key=lambda row: str(row["name"]),
    find=find,
    show=lambda key: url_for("contact_profiles.show", name=key),
    deeds=(
        Deed("change", "Change what it needs", "pencil", MAY, _change, (*_SAID, Reason()), batch=None),
        Deed(
            "move",
            "Move",
            "arrows-sort",
            MAY,
            _move,
            (Number("position", "Place", 0, MOST, "The smallest comes first.", present=lambda on: on.position),),
            batch="form",
        ),
        Deed("remove", "Remove", "trash", MAY, _remove, (Reason(),), _is_used, danger=True, leaves=True),
    ),
    opening=(
        Opening(
            "create",
            "New profile",
            "plus",
            MAY,
            _add,
            (Text("name", "Name", "For programs: small letters, digits and dashes.", longest=40), *_SAID),
            called=lambda values: str(values["name"]),
            imported=True,
        ),
    ),
)
