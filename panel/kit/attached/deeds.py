"""What people attach to an object of any kind, and the deeds by which they do: a note, a label, tags, attributes,
files.

They are deeds like all others, so forms, inline edit, batches, the API, scope and the record of it are those of all deeds; a
module has them by `deeds=(attached_to(…),)`, of its own deeds or of a list without any. Whoever may not see an object may not see
or set what is attached to it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from panel.kit.attached import queries
from panel.kit.attached.files import Place, files_of, forget
from panel.kit.attached.tags import MOST_ATTRIBUTES, MOST_TAGS, AttributeName, Tags
from panel.kit.attached.things import identities
from panel.kit.deeds import Declined, Deed, Deeds, Find, Values
from panel.kit.fields import About, Choice, Flag, Prose, Several, Text
from panel.kit.lists import ListPage, Thing
from panel.kit.quantities import Instant
from panel.kit.rhythm import RHYTHMS
from panel.kit.situation import Situation
from registry.context import Context
from registry.store.sql import Connection

LONGEST_NOTE: Final = 2000
# Reminders that one account may have.
MOST_REMINDERS: Final = 500


@dataclass(frozen=True, slots=True)
class Attached:
    """One object of a list, by its kind and identity, what is attached to it, and whose account asks."""

    kind: str
    key: str
    identity: str
    note: str | None
    label: str | None
    tags: tuple[str, ...]
    attributes: Mapping[str, str]
    files: tuple[queries.FileRow, ...]
    list: str
    asker: int


def attached_to(declared: Deeds[Any] | ListPage) -> Deeds[Any]:
    """What can be done to the rows of a list, and to what is attached to them; where it has a deed of a name itself, by that."""
    deeds = _bare(declared) if isinstance(declared, ListPage) else declared
    find, own = finder(deeds.list), {each.name for each in deeds.every}
    if not thing_of(deeds.list).takes_files:
        own.add("remove-file")
    return replace(deeds, deeds=(*deeds.deeds, *(replace(each, find=find) for each in DEEDS if each.name not in own)))


def _bare(declared: ListPage) -> Deeds[Any]:
    thing = thing_of(declared)
    link = declared.link
    assert link is not None, f"a row of {declared.name} has no page"
    return Deeds(
        declared,
        thing.kind,
        thing.noun,
        thing.nouns,
        key=lambda row: str(row[thing.key]),
        find=lambda situation, keys: identities(situation, declared, keys),
        show=lambda key: link({thing.key: key}),
        deeds=(),
    )


def finder(declared: ListPage) -> Find[Attached]:
    """Finds what is attached to those rows of the list that exist for the viewer: three queries, however many they are."""
    kind = thing_of(declared).kind

    async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Attached]:
        known, asker = await identities(situation, declared, keys), situation.viewer.account_id
        asked = list(known.values())
        rows = await situation.registry.store.reading(lambda db: queries.attached(db, kind=kind, keys=asked))
        held, files = {row.key: row for row in rows}, await files_of(situation.registry, kind, asked)
        return {
            key: _of(kind, key, held[identity], [file for file in files if file.key == identity], declared.name, asker)
            for key, identity in known.items()
        }

    return find


def _of(
    kind: str, key: str, row: queries.AttachedRow, files: Sequence[queries.FileRow], of: str, asker: int
) -> Attached:
    return Attached(kind, key, row.key, row.note, row.label, tuple(row.tags), row.attributes, tuple(files), of, asker)


def thing_of(declared: ListPage) -> Thing:
    """What its rows are; only lists that say so have things attached to them."""
    assert declared.thing is not None, f"{declared.name} does not say what its rows are"
    return declared.thing


def told(value: str) -> object:
    """The value of an attribute as it is meant: a truth, a list or a map where it is written as JSON writes one."""
    try:
        read = json.loads(value)
    except ValueError:
        return value
    return read if isinstance(read, bool | list | dict) else value


def _write(sort: str) -> Callable[[Context, Attached, Values], Any]:
    async def act(cx: Context, on: Attached, values: Values) -> str:
        text, before = values[sort], getattr(on, sort)
        at = {"kind": on.kind, "key": on.identity, "sort": sort}

        async def work(db: Connection) -> None:
            if text is None:
                await queries.drop_note(db, **at)
            else:
                await queries.write_note(db, **at, text=text, by=_who(cx), at=cx.now)

        await cx.registry.store.transaction(work)
        was = f" It said: {before}" if before and before != text else ""
        return (f"It says: {text}" if text else "It is empty.") + was

    return act


async def _add_tags(cx: Context, on: Attached, values: Values) -> str:
    new = [each for each in values["tags"] if each not in on.tags]
    if len(on.tags) + len(new) > MOST_TAGS:
        raise Declined(f"It would have more than {MOST_TAGS} tags.", at="tags")
    await cx.registry.store.transaction(
        lambda db: queries.add_tags(db, kind=on.kind, key=on.identity, tags=new, by=_who(cx), at=cx.now)
    )
    return f"Tagged: {', '.join(new)}." if new else "It has them already."


async def _remove_tags(cx: Context, on: Attached, values: Values) -> str:
    gone = [each for each in values["tags"] if each in on.tags]
    await cx.registry.store.transaction(lambda db: queries.remove_tags(db, kind=on.kind, key=on.identity, tags=gone))
    return f"Taken away: {', '.join(gone)}." if gone else "It has none of them."


async def _set_attribute(cx: Context, on: Attached, values: Values) -> str:
    name, value = values["name"], values["value"]
    if name not in on.attributes and len(on.attributes) >= MOST_ATTRIBUTES:
        raise Declined(f"It has {MOST_ATTRIBUTES} attributes already.", at="name")
    await cx.registry.store.transaction(
        lambda db: queries.set_attribute(
            db, kind=on.kind, key=on.identity, name=name, value=value, by=_who(cx), at=cx.now
        )
    )
    before = on.attributes.get(name)
    return f"{name} is {value}" + (f", and was {before}." if before else ".")


async def _remove_attribute(cx: Context, on: Attached, values: Values) -> str:
    name = values["name"]
    await cx.registry.store.transaction(
        lambda db: queries.remove_attribute(db, kind=on.kind, key=on.identity, name=name)
    )
    return f"{name} is gone; it was {on.attributes[name]}."


async def _remove_file(cx: Context, on: Attached, values: Values) -> str:
    (gone,) = (each for each in on.files if str(each.id) == values["file"])
    await forget(cx.registry, Place(on.kind, on.identity), gone.id)
    return f"{gone.name} is gone."


async def _remind(cx: Context, on: Attached, values: Values) -> str:
    at, until = values["at"], values["until"]
    if until is not None and until < at:
        raise Declined("It would end before it begins.", at="until")
    number = await cx.registry.store.transaction(
        lambda db: queries.add_reminder(
            db,
            account_id=on.asker,
            kind=on.kind,
            key=on.identity,
            list=on.list,
            name=on.key,
            message=values["message"],
            every=values["every"],
            at=at,
            until=until,
            by_mail=values["by_mail"],
            most=MOST_REMINDERS,
        )
    )
    if number is None:
        raise Declined(f"You have {MOST_REMINDERS} reminders already.")
    return f"The bell tells you at {at:%Y-%m-%d %H:%M} UTC."


def _who(cx: Context) -> str:
    return cx.actor.operator or cx.actor.registrar or "nobody"


def _present_tags(about: About) -> Mapping[str, str]:
    return {tag: tag for tag in sorted({tag for each in about.subjects for tag in each.tags})}


def _present_names(about: About) -> Mapping[str, str]:
    return {name: name for name in sorted({name for each in about.subjects for name in each.attributes})}


def _present_files(about: About) -> Mapping[str, str]:
    return {str(file.id): file.name for each in about.subjects for file in each.files}


def _bare_of_files(on: Attached, situation: Situation) -> str | None:
    return None if on.files else "It has no files."


def _full(on: Attached, situation: Situation) -> str | None:
    return "It has as many tags as an object can have." if len(on.tags) >= MOST_TAGS else None


def _untagged(on: Attached, situation: Situation) -> str | None:
    return None if on.tags else "It has no tags."


def _plain(on: Attached, situation: Situation) -> str | None:
    return None if on.attributes else "It has no attributes."


DEEDS: Final[tuple[Deed[Attached], ...]] = (
    Deed(
        "set-note",
        "Write a note",
        "pencil",
        "note.update",
        _write("note"),
        (Prose("note", "Note", "Whoever has the object reads it.", False, lambda on: on.note, LONGEST_NOTE),),
        batch=None,
        inline=True,
    ),
    Deed(
        "set-label",
        "Write a label",
        "pencil",
        "label.update",
        _write("label"),
        (Text("label", "Label", "For staff alone.", False, lambda on: on.label),),
        batch=None,
        inline=True,
    ),
    Deed("add-tags", "Tag", "tag", "tag.update", _add_tags, (Tags("tags", "Tags"),), _full),
    Deed(
        "remove-tags",
        "Take tags away",
        "tag-off",
        "tag.update",
        _remove_tags,
        (Several("tags", "Tags", _present_tags),),
        _untagged,
    ),
    Deed(
        "set-attribute",
        "Set an attribute",
        "list-details",
        "attribute.update",
        _set_attribute,
        (AttributeName("name", "Name", "Such as account-manager."), Text("value", "Value", longest=500)),
        batch=None,
    ),
    Deed(
        "remove-attribute",
        "Remove an attribute",
        "trash",
        "attribute.update",
        _remove_attribute,
        (Choice("name", "Name", _present_names),),
        _plain,
        batch=None,
        danger=True,
    ),
    Deed(
        "remove-file",
        "Remove a file",
        "trash",
        "file.delete",
        _remove_file,
        (Choice("file", "File", _present_files),),
        _bare_of_files,
        batch=None,
        danger=True,
    ),
    Deed(
        "remind",
        "Remind me",
        "bell",
        "account.update",
        _remind,
        (
            Text("message", "Of what", longest=200),
            Instant("at", "When"),
            Choice("every", "Again", RHYTHMS, present=lambda on: "once"),
            Instant("until", "Until", "Empty: for good. In UTC.", required=False),
            Flag("by_mail", "By mail too"),
        ),
        lead="The bell tells you, and nobody else.",
        batch=None,
    ),
)
