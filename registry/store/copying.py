"""Bulk text out of the database: values as XML holds them, and queries of one text column streamed by COPY.

Whatever is rendered in SQL is rendered the same by the Python beside it here.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from registry.store.sql import Connection, do

# What XML demands, and what COPY's text format would escape once more: with these gone, its lines are the deposit's.
_ESCAPES: Final = (
    ("&", "&amp;"),
    ("<", "&lt;"),
    (">", "&gt;"),
    ('"', "&quot;"),
    ("\\", "&#92;"),
    ("\n", "&#10;"),
    ("\t", "&#9;"),
    ("\r", "&#13;"),
)
_ESCAPE_TABLE: Final = str.maketrans(dict(_ESCAPES))


def escaped(value: str) -> str:
    """A text as character data, as `escaped_sql` gives it."""
    return value.translate(_ESCAPE_TABLE)


def escaped_sql(expression: str) -> str:
    """SQL for the same; most texts need none of it, and one look at them is cheaper than eight replacements."""
    replaced = f"({expression})::text"
    for character, entity in _ESCAPES:
        replaced = f"replace({replaced}, {quoted(character)}, '{entity}')"
    return f"CASE WHEN ({expression}) ~ '[&<>\"\\\\\\n\\t\\r]' THEN {replaced} ELSE ({expression})::text END"


def instant_sql(expression: str) -> str:
    """SQL for an instant without its Z, in a session whose time zone is UTC: the cheapest way there is by far."""
    return f"replace({expression}::timestamp::text, ' ', 'T')"


def instant(at: datetime) -> str:
    """An instant as `instant_sql` gives it: fractions of a second only as far as they go."""
    text = at.astimezone(UTC).replace(tzinfo=None).isoformat()
    return text.rstrip("0") if at.microsecond else text


def quoted(text: str) -> str:
    """A constant of ours as an SQL literal."""
    if "\\" in text or not text.isprintable():
        return "E'" + text.encode("unicode_escape").decode().replace("'", "''") + "'"
    return "'" + text.replace("'", "''") + "'"


@do("SELECT set_config(name, value, true) FROM unnest(:names::text[], :values::text[]) AS s(name, value)")
async def _set_local(db: Connection, *, names: list[str], values: list[str]) -> None: ...


async def prepare_session(db: Connection) -> None:
    """Settings for this transaction: plans for bulk, and texts of values as the renderers expect them.

    Parallel plans only wait for the one process that takes the rows; a deposit has minutes, not seconds. What is joined here is
    gathered for thousands of objects at once, and the planner, which takes the objects for few, would go through all of it
    again for each of them: that is minutes, where a hash is seconds. What a hash or a sort may hold is bounded so that a session
    stays below 100 MB with a million names, too; more of it lies on the disk, and costs no time that can be measured.
    """
    wanted = {
        "enable_nestloop": "off",
        "max_parallel_workers_per_gather": "0",
        "jit": "off",
        "DateStyle": "ISO",
        "TimeZone": "UTC",
        "work_mem": "16MB",
        "hash_mem_multiplier": "1",
        "statement_timeout": "0",
        "idle_in_transaction_session_timeout": "0",
    }
    await _set_local(db, names=list(wanted), values=list(wanted.values()))


Placed = int | datetime | list[int]

_PLACEHOLDER: Final = re.compile(r"(?<![:\w]):(tld_id|watermark|first|last|registrar_id|registrars|idn_tables|tlds)\b")


async def copy(db: Connection, text: str, take: Callable[[bytes], None], **values: Placed) -> int:
    """Stream the one text column of a query to `take`, each row ended by a line feed; how many rows there were.

    COPY takes no parameters, so numbers and instants are written into the text.
    """
    return await _stream(db, placed(text, values), take)


async def copy_rows(db: Connection, text: str, take: Callable[[bytes], None], **values: Placed) -> int:
    """Stream the rows of a query to `take` as RFC 4180 has them, every field in quotes; but each row is ended by a line feed
    alone. How many rows there were."""
    return await _stream(db, placed(text, values), take, format="csv", force_quote=True)


async def copy_csv(db: Connection, text: str, take: Callable[[bytes], None], **values: Placed) -> int:
    """The same with no field in quotes that needs none."""
    return await _stream(db, placed(text, values), take, format="csv")


async def _stream(db: Connection, text: str, take: Callable[[bytes], None], **options: Any) -> int:
    failures: list[Exception] = []

    async def forward(data: bytes) -> None:
        # The driver loses its place when what it hands out is refused: the rest is let pass, the refusal raised after.
        if not failures:
            try:
                take(data)
            except Exception as failure:
                failures.append(failure)

    done = await db.copy_from_query(text, output=forward, **options)
    if failures:
        raise failures[0]
    return int(done.removeprefix("COPY "))


def placed(text: str, values: Mapping[str, Placed]) -> str:
    """The query with its numbers and instants in place."""
    return _PLACEHOLDER.sub(lambda match: _literal(values[match[1]]), text)


def _literal(value: Placed) -> str:
    if isinstance(value, datetime):
        return f"timestamptz '{value.astimezone(UTC).isoformat()}'"
    if isinstance(value, list):
        return f"'{{{','.join(str(int(each)) for each in value)}}}'::bigint[]"
    return str(int(value))
