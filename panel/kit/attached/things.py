"""Which things of a list there are for somebody, by the list's own condition and scope, and what is attached to them in it.

A list says by its `thing` what its rows are; from then on rows, what is done to them and what is attached to them are judged in
one place. What is attached goes by the identity of a thing, not by its name: whoever has the name next has none of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from panel.kit.attached.tags import Attributed, Tagged
from panel.kit.lists import Column, ColumnSet, ListPage, Thing, Wish
from panel.kit.reading import View, statement_for
from panel.kit.situation import Situation


def attachable(declared: ListPage, thing: Thing) -> ListPage:
    """The list with what is attached to its rows: a set of columns, and filters. What the list has itself, as clients have
    notes, is not attached besides."""
    kind, identity = thing.kind, thing.identity
    here = f"x.kind = '{kind}' AND x.key = {identity}"
    attached: tuple[Column, ...] = (
        Column(
            "tags",
            "Tags",
            f"ARRAY(SELECT x.tag FROM panel.tag x WHERE {here} ORDER BY x.tag)",  # noqa: S608  declared in this project
            order="",
            cell="tags",
            staff=True,
            permission="tag.read",
        ),
        Column(
            "label", "Label", _written(here, "label"), order="", cell="excerpt", staff=True, permission="label.read"
        ),
        Column("note", "Note", _written(here, "note"), order="", cell="excerpt"),
    )
    filters = (
        Tagged("tags", "Tags", kind, identity, staff=True, permission="tag.read"),
        Attributed("attribute", "Attribute", kind, identity, staff=True, permission="attribute.read"),
    )
    columns = tuple(each for each in attached if declared.column(each.name) is None)
    names = tuple(each.name for each in columns)
    sets = declared.sets or (ColumnSet("overview", "Overview", tuple(each.name for each in declared.columns)),)
    return replace(
        declared,
        thing=thing,
        columns=(*declared.columns, *columns),
        sets=_noted(sets, names),
        filters=(*declared.filters, *filters),
        hidden={**declared.hidden, thing.key: declared.value(thing.key)},
    )


def _noted(sets: tuple[ColumnSet, ...], names: tuple[str, ...]) -> tuple[ColumnSet, ...]:
    """The sets with one of what is attached, or with the list's own of that name, which has that too."""
    if not any(each.name == "notes" for each in sets):
        return (*sets, ColumnSet("notes", "Notes", names))
    return tuple(replace(each, columns=(*each.columns, *names)) if each.name == "notes" else each for each in sets)


def _written(here: str, sort: str) -> str:
    return f"(SELECT x.text FROM panel.note x WHERE {here} AND x.sort = '{sort}')"  # noqa: S608  declared in this project


async def identities(situation: Situation, declared: ListPage, keys: Sequence[str]) -> Mapping[str, str]:
    """Of the keys those of rows that exist for the viewer, each with its identity."""
    thing, scope = declared.thing, situation.scope
    if thing is None or not situation.viewer.may(declared.permission):
        return {}
    folded = {key: thing.folded(key.replace("\0", "")) for key in keys}
    statement = statement_for(situation.now, scope)
    key, identity = statement.text(declared.value(thing.key)), statement.text(thing.identity)
    rows = View(declared, scope, (), (), ()).rows(Wish.read(declared, {}), statement)
    wanted = statement.bind(sorted(set(folded.values())))
    sql = f"SELECT {key}::text, {identity}::text {rows} AND {key} = ANY ({wanted}::text[]::{thing.type}[])"
    found = await situation.registry.store.reading(lambda db: db.fetch(sql, *statement.values))
    known = {record[0]: record[1] for record in found}
    return {key: known[name] for key, name in folded.items() if name in known}
