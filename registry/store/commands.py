"""The log of commands that changed nothing: written in batches, apart from the work itself."""

from datetime import datetime

from registry.store.sql import Connection, do


@do("""
    INSERT INTO registry.command (at, svtrid, cltrid, door, registrar_id, operator, address, session_id, verb, object,
                                  name, code, milliseconds, frame)
    SELECT at, svtrid, cltrid, door, registrar_id, operator, address::inet, session_id, verb, object,
           name, code, milliseconds, frame
      FROM unnest(:instants::timestamptz[], :svtrids::text[], :cltrids::text[], :doors::text[], :registrar_ids::bigint[],
                  :operators::text[], :addresses::text[], :session_ids::bigint[], :verbs::text[], :objects::text[],
                  :names::text[], :codes::integer[], :durations::real[], :frames::text[])
           AS line (at, svtrid, cltrid, door, registrar_id, operator, address, session_id, verb, object,
                    name, code, milliseconds, frame)
""")
async def add(
    db: Connection,
    *,
    instants: list[datetime],
    svtrids: list[str],
    cltrids: list[str | None],
    doors: list[str],
    registrar_ids: list[int | None],
    operators: list[str | None],
    addresses: list[str | None],
    session_ids: list[int | None],
    verbs: list[str],
    objects: list[str | None],
    names: list[str | None],
    codes: list[int],
    durations: list[float],
    frames: list[str | None],
) -> None:
    """One line for each command; `durations` in milliseconds."""
