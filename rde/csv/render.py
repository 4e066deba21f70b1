"""Two readings of a CSV file's declaration: SQL whose rows PostgreSQL writes as CSV, and Python that does the same in the open.

No value has a line feed, so a line is a row: types of RFC 9022 take it for a blank (normalizedString, token).
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from rde.csv.definition import Below, Field, File, Own, Present, Rows, Statuses
from rde.parts import Column, EachItem, EachRow, Flags, Leaf, Table
from rde.render import children_join, row_sets, unicode_value
from registry.store.copying import instant, instant_sql
from registry.store.escrow import RAW_PARTIES

# --- SQL -------------------------------------------------------------------------------------------------------------


def sql(table: Table[Any], file: File, *, among: str | None = None) -> str:
    """The query for the rows of a file; for registry.store.copying.copy with `csv`. `among`: as in rde/render.py."""
    source = table.source
    columns = ", ".join(_value_sql(field, file.rows) for field in file.fields)
    chosen = f" AND {source.key} IN ({among})" if among else ""
    rows, where, order = _rows(table, file.rows)
    return "\n".join(
        (
            f"WITH {RAW_PARTIES}",
            f"SELECT {columns}",
            f"  FROM {rows}",
            f" WHERE {source.where}{where}{chosen}",
            f" ORDER BY {', '.join((source.key, *order))}",
        )
    )


def known_sql(field: Field) -> str:
    """What an object is known by where it is deleted."""
    return _plain(field.column)


def _rows(table: Table[Any], rows: Rows) -> tuple[str, str, tuple[str, ...]]:
    """What is read, which of it, and in which order within an object."""
    source = table.source
    match rows:
        case Own():
            return source.rows, "", ()
        case Present():
            return source.rows, f" AND {rows.sql}", ()
        case Below():
            bare = source.bare or source.rows
            each, where, order = rows.each, "", rows.each.order if isinstance(rows.each, EachItem) else ""
            if isinstance(each, EachRow):
                read, order = f", {each.children.rows}", each.children.order
                where = f" AND {each.children.key} = {source.key} AND {each.children.where}"
            else:
                read = f" CROSS JOIN LATERAL {each.items}"
            if rows.inner is None:
                return bare + read, where, (order,)
            return f"{bare}{read} LEFT JOIN LATERAL {rows.inner.items} ON true", where, (order, rows.inner.order)
        case Statuses():
            return _status_rows(table, rows), "", ("s.number",)


def _status_rows(table: Table[Any], rows: Statuses[Any]) -> str:
    statuses = _array(rows.flags)
    beside = _array(rows.beside) if rows.beside else "NULL::text[]"
    said = _said(rows.beside) if rows.beside else "NULL::text[]"
    read = table.source.rows
    for each in row_sets(table.element):
        if f"{each.alias}." in statuses:  # what a status depends on
            read += "\n" + children_join(each, table.source.key, mixed=True)
    if rows.rows is not None:
        kind, told = (column.sql for column in _of_leaf(rows.rows))
        children, alias = rows.rows.children, rows.rows.alias
        kinds, texts = (f"array_agg({each} ORDER BY {children.order})" for each in (kind, told))
        gathered = f"{children.key} AS object_id, {kinds} AS kinds, {texts} AS texts"
        of = f"FROM {children.rows} WHERE {children.where} GROUP BY {children.key}"
        read += f"\n  LEFT JOIN (SELECT {gathered} {of}) {alias} ON {alias}.object_id = {table.source.key}"
        beside, said = (
            f"{first} || coalesce({alias}.{more}, '{{}}')" for first, more in ((beside, "kinds"), (said, "texts"))
        )
    unfolded = f"unnest({statuses}, {beside}, {said}) WITH ORDINALITY AS s (status, beside, said, number)"
    return f"{read}\n CROSS JOIN LATERAL {unfolded}"


def _of_leaf(rows: EachRow[Any]) -> tuple[Column[Any], Column[Any]]:
    """What a status below an object is called, and what it has for text."""
    leaf = rows.part
    assert isinstance(leaf, Leaf) and leaf.column is not None
    return leaf.attributes["s"], leaf.column


def _said(flags: Flags[Any]) -> str:
    """What the elements of `_array` have for text, each in its place."""
    texts = (
        f"CASE WHEN {flag.sql} THEN coalesce({flag.said.sql if flag.said else 'NULL'}, '') END" for flag in flags.flags
    )
    return f"array_remove(ARRAY[{', '.join(texts)}], NULL)"


def _array(flags: Flags[Any]) -> str:
    names = ", ".join(f"CASE WHEN {flag.sql} THEN '{flag.name}' END" for flag in flags.flags)
    return f"array_remove(ARRAY[{names}], NULL)"


def _value_sql(field: Field, rows: Rows) -> str:
    if isinstance(rows, Statuses) and field.level and not field.column.optional:
        return f"coalesce({field.column.sql}, ({_array(rows.flags)})[1])"
    return _plain(field.column)


def _plain(column: Column[Any]) -> str:
    match column.kind:
        case "free":
            return f"nullif(translate({column.sql}, E'\\t\\n\\r', '   '), '')"
        case "instant":
            return f"({instant_sql(column.sql)} || 'Z')"
        case "unicode":
            return f"CASE WHEN strpos({column.sql}, 'xn--') > 0 THEN {column.sql} END"
        case "safe" | "party":
            return column.sql


# --- what SQL cannot do ----------------------------------------------------------------------------------------------

# The U-label form is the last field: names have nothing in them that is quoted.
_A_LABELS: Final = re.compile(rb",([^,\"\n]*xn--[^,\"\n]*)\n")


def finish(lines: bytes, *, unicode: bool) -> bytes:
    """Whole lines as PostgreSQL wrote them, ended as RFC 4180 ends them; with `unicode`, the last field in U-labels."""
    if unicode and b"xn--" in lines:
        lines = _A_LABELS.sub(_with_unicode, lines)
    return lines.replace(b"\n", b"\r\n")


def ends_in_unicode(file: File) -> bool:
    return file.fields[-1].column.kind == "unicode"


def _with_unicode(match: re.Match[bytes]) -> bytes:
    form = unicode_value(match[1].decode())
    return f",{form or ''}\n".encode()


# --- the reference ---------------------------------------------------------------------------------------------------


def text(file: File, record: object) -> str:
    """The rows of a record, written in Python."""
    return "".join(
        ",".join(_quoted(_value(field.column, path[field.level])) for field in file.fields) + "\r\n"
        for path in _paths(file.rows, record)
    )


def _paths(rows: Rows, record: Any) -> Iterator[tuple[Any, ...]]:
    match rows:
        case Own():
            yield (record,)
        case Present():
            if rows.get(record):
                yield (record,)
        case Below():
            for each in rows.each.get(record):
                if rows.inner is None:
                    yield record, each
                else:
                    for item in list(rows.inner.get(each)) or [None]:
                        yield record, each, item
        case Statuses():
            yield from ((record, status) for status in _statuses(rows, record))


def _statuses(rows: Statuses[Any], record: Any) -> Iterator[tuple[str, str | None, str | None]]:
    statuses = _names(rows.flags, record)
    beside: list[tuple[str | None, str | None]] = []
    if rows.beside is not None:
        shown = frozenset(_names(rows.beside, record))
        told = [flag for flag in rows.beside.flags if flag.name in shown]
        beside += [(flag.name, str(flag.said.get(record)) if flag.said else None) for flag in told]
    if rows.rows is not None:
        kind, said = _of_leaf(rows.rows)
        beside += [(str(kind.get(each)), str(said.get(each))) for each in rows.rows.get(record)]
    for at in range(max(len(statuses), len(beside))):
        yield (statuses[at] if at < len(statuses) else statuses[0], *(beside[at] if at < len(beside) else (None, None)))


def _names(flags: Flags[Any], record: Any) -> list[str]:
    shown = frozenset(flags.get(record))
    return [flag.name for flag in flags.flags if flag.name in shown]


def _value(column: Column[Any], record: Any) -> str | None:
    value = None if record is None else column.get(record)
    if value is None:
        return None
    if isinstance(value, datetime):
        return instant(value) + "Z"
    if column.kind == "unicode":
        return unicode_value(str(value))
    return str(value).translate(_BLANKS) or None if column.kind in ("free", "party") else str(value)


_BLANKS: Final = str.maketrans("\t\n\r", "   ")


def _quoted(value: str | None) -> str:
    """RFC 4180, section 2, and nothing quoted that need not be."""
    if value is None:
        return ""
    return f'"{value.replace(chr(34), chr(34) * 2)}"' if "," in value or '"' in value else value
