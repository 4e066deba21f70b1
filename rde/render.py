"""Two readings of a column table: SQL that makes PostgreSQL write the XML, and Python that does the same in the open.

SQL is what deposits are made with: the client only forwards bytes, no row ever becomes a Python object. Python is the
reference that SQL is held against for random rows (tests/rde/test_render.py).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from rde.parts import Column, EachItem, EachRow, Flag, Flags, Leaf, Node, Part, T, Table, Value
from registry.model.names import unicode_form
from registry.store.copying import escaped, escaped_sql, instant, instant_sql, quoted
from registry.store.escrow import PARTIES

# --- SQL -------------------------------------------------------------------------------------------------------------


class _Text(str):
    """A piece that is written as it stands."""


class _Sql(str):
    """A piece that is an SQL expression and never NULL."""


class _Maybe(str):
    """A piece that is an SQL expression of type text; where it is NULL nothing is written."""


def sql(table: Table[T], *, mixed: bool = True, among: str | None = None) -> str:
    """The query whose only column is the XML of an object, a row for each; for registry.store.copying.copy.

    Unless objects of other TLDs are `mixed` among these, their children need not be told apart, which is cheaper. `among`: only
    those whose ids that query gives.
    """
    source = table.source
    chosen = f"   AND {source.key} IN ({among})" if among else ""
    # Ordered, so that the same data always give the same bytes.
    order = f" ORDER BY {source.key}"
    return "\n".join(
        (f"WITH {PARTIES}", "SELECT " + _concat(_pieces(table.element)), *_rows(table, mixed), chosen, order)
    )


def digests_sql(table: Table[T], *, mixed: bool = True, known: str | None = None) -> str:
    """The query that tells of each object its id, what it is known by, and a digest of its XML.

    It is known by the element that names it where it is deleted, unless another expression is given.
    """
    known, whole = known or _concat(_leaf_pieces(table.known_by)), _concat(_pieces(table.element))
    columns = f"SELECT {table.source.key}, {known}, md5({whole})"
    return "\n".join((f"WITH {PARTIES}", columns, *_rows(table, mixed)))


def _rows(table: Table[T], mixed: bool) -> Iterator[str]:
    source = table.source
    yield f"  FROM {source.rows}"
    for each in row_sets(table.element):
        yield children_join(each, source.key, mixed)
    yield f" WHERE {source.where}"


def row_sets(part: Part[Any]) -> Iterator[EachRow[Any]]:
    match part:
        case Node():
            for inner in part.parts:
                yield from row_sets(inner)
        case EachRow():
            yield part
        case _:
            return


def children_join(each: EachRow[Any], key: str, mixed: bool) -> str:
    """All rows of a range in one pass and one join: far cheaper than a look for each object."""
    children, alias = each.children, each.alias
    gathered = f"string_agg({_concat(_pieces(each.part))}, '' ORDER BY {children.order}) AS xml"
    where = f"{children.where} AND {children.among}" if mixed else children.where
    rows = f"FROM {children.rows} WHERE {where} GROUP BY {children.key}"
    return f"  LEFT JOIN (SELECT {children.key} AS object_id, {gathered} {rows}) {alias} ON {alias}.object_id = {key}"


def _pieces(part: Part[Any]) -> list[str]:
    match part:
        case Leaf():
            return _leaf_pieces(part)
        case Node():
            return _node_pieces(part)
        case Flags():
            return [_Sql(f"CASE WHEN {flag.sql} THEN {_flag_sql(flag)} ELSE '' END") for flag in part.flags]
        case EachRow():
            return [_Maybe(f"{part.alias}.xml")]
        case EachItem():
            inner = _concat(_pieces(part.part))
            gathered = f"string_agg({inner}, '' ORDER BY {part.order})"
            return [_Maybe(f"(SELECT {gathered} FROM {part.items})")]  # noqa: S608  # the tables are ours


def _flag_sql(flag: Flag) -> str:
    if flag.said is None:
        return quoted(flag.element)
    opening, closing = _around(flag)
    return f"{quoted(opening)} || {_value_sql(flag.said)} || {quoted(closing)}"


def _around(flag: Flag) -> tuple[str, str]:
    """An element without content as a start and an end."""
    return f"{flag.element.removesuffix('/>')}>", f"</{flag.element[1:].partition(' ')[0]}>"


def _leaf_pieces(leaf: Leaf[Any]) -> list[str]:
    start = [_Text(f"<{leaf.tag}"), *_attribute_pieces(leaf.attributes)]
    if leaf.column is None:
        return [*start, _Text("/>")]
    column, value, opening = leaf.column, _value_sql(leaf.column), [*start, _Text(">")]
    closing = _Text(f"Z</{leaf.tag}>" if column.kind == "instant" else f"</{leaf.tag}>")
    if column.kind == "unicode":
        return [_Maybe(f"CASE WHEN strpos({value}, 'xn--') > 0 THEN {_concat([*opening, _Sql(value), closing])} END")]
    if column.optional:
        return [_Maybe(f"({_concat(opening)} || {value} || {quoted(closing)})")]
    return [*opening, _Sql(value), closing]


def _node_pieces(node: Node[Any]) -> list[str]:
    opening = [_Text(f"<{node.tag}"), *_attribute_pieces(node.attributes), _Text(">")]
    inner = [piece for part in node.parts for piece in _pieces(part)]
    closing = _Text(f"</{node.tag}>")
    if any(isinstance(piece, _Text) for piece in inner):  # something in it is always there
        return [*opening, *inner, closing]
    return [_Maybe(f"({_concat(opening)} || nullif({_concat(inner)}, '') || {quoted(closing)})")]


def _attribute_pieces(attributes: Mapping[str, Column[Any]]) -> list[str]:
    return [
        piece
        for name, column in attributes.items()
        for piece in (
            [_Maybe(f"({quoted(f' {name}={chr(34)}')} || {_value_sql(column)} || '\"')")]
            if column.optional
            else [_Text(f' {name}="'), _Sql(_value_sql(column)), _Text('"')]
        )
    ]


def _value_sql(column: Column[Any]) -> str:
    match column.kind:
        case "free":
            return escaped_sql(column.sql)
        case "instant":
            return instant_sql(column.sql)
        case "safe" | "party" | "unicode":
            return column.sql


def _concat(pieces: Iterable[str]) -> str:
    """One text of all pieces.

    Neighbouring constants become one. The rest is joined in pairs of pairs, so that no text is copied more often than
    the tree is high; concat() would be shorter to write and takes twice the time.
    """
    texts: list[str] = []
    for kind, neighbours in groupby(pieces, key=type):
        group = list(neighbours)
        if kind is _Text:
            texts.append(quoted("".join(group)))
        else:
            texts.extend(f"coalesce({each}, '')" if kind is _Maybe else each for each in group)
    while len(texts) > 1:
        pairs = [texts[at : at + 2] for at in range(0, len(texts), 2)]
        texts = [f"({pair[0]} || {pair[1]})" if len(pair) == 2 else pair[0] for pair in pairs]
    return texts[0]


# --- what SQL cannot do ----------------------------------------------------------------------------------------------

_A_LABELS: Final = re.compile(rb"<(\w+:uName)>([^<]*)</\1>")


def finish(lines: bytes) -> bytes:
    """Whole lines as SQL wrote them, with the U-label forms of internationalized names in place of their A-labels.

    PostgreSQL knows no IDNA; where no name is internationalized this only searches the bytes once.
    """
    return _A_LABELS.sub(_with_unicode, lines) if b":uName>" in lines else lines


def _with_unicode(match: re.Match[bytes]) -> bytes:
    tag, name = match[1].decode(), match[2].decode()
    form = unicode_value(name)
    return f"<{tag}>{escaped(form)}</{tag}>".encode() if form else b""


def unicode_value(name: str) -> str | None:
    form = unicode_form(name)
    return None if form == name else form


# --- the reference ---------------------------------------------------------------------------------------------------


def text(part: Part[T], record: T) -> str:
    """The XML of a record, written in Python."""
    match part:
        case Leaf():
            return _leaf(part, record)
        case Node():
            inner = "".join(text(each, record) for each in part.parts)
            return f"<{part.tag}{_attributes(part.attributes, record)}>{inner}</{part.tag}>" if inner else ""
        case Flags():
            shown = frozenset(part.get(record))
            return "".join(_flag(flag, record) for flag in part.flags if flag.name in shown)
        case EachRow() | EachItem():
            return "".join(text(part.part, item) for item in part.get(record))


def _flag(flag: Flag, record: object) -> str:
    if flag.said is None:
        return flag.element
    opening, closing = _around(flag)
    return f"{opening}{flag.said.get(record)}{closing}"


def _leaf(leaf: Leaf[T], record: T) -> str:
    start = f"<{leaf.tag}{_attributes(leaf.attributes, record)}"
    if leaf.column is None:
        return f"{start}/>"
    value = _value(leaf.column, record)
    return "" if value is None else f"{start}>{value}</{leaf.tag}>"


def _attributes(attributes: Mapping[str, Column[T]], record: T) -> str:
    values = ((name, _value(column, record)) for name, column in attributes.items())
    return "".join(f' {name}="{value}"' for name, value in values if value is not None)


def _value(column: Column[T], record: T) -> str | None:
    value: Value = column.get(record)
    if value is None:
        return None
    if isinstance(value, datetime):
        return instant(value) + "Z"
    if column.kind == "unicode":
        form = unicode_value(str(value))
        return None if form is None else escaped(form)
    return escaped(str(value)) if column.kind in ("free", "party") else str(value)
