"""What the page of a registrar shows beside its record, for programs: each part has its own permission."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from panel.kit.answers import Answer, Asked, NotThere
from panel.registrars import queries
from panel.registrars.queries import Accreditation
from registry.model.registrar import Registrar
from registry.store import registrars
from registry.store.sql import Connection


@dataclass(frozen=True, slots=True)
class Certificate:
    """`subject` and who pinned it when are missing of one whose pinning nobody wrote down."""

    fingerprint: str
    valid_from: datetime
    valid_to: datetime
    subject: str | None
    pinned_at: datetime | None
    pinned_by: str | None


@dataclass(frozen=True, slots=True)
class WaysIn:
    networks: list[str]
    certificates: list[Certificate]


async def _registrar(db: Connection, asked: Asked) -> Registrar:
    found = await registrars.by_handle(db, handle=asked.key)
    if found is None or not asked.scope.admits(found.handle):
        raise NotThere
    return found


async def _ways_in(asked: Asked) -> WaysIn:
    async def read(db: Connection) -> WaysIn:
        number = (await _registrar(db, asked)).id
        return WaysIn(
            await queries.networks(db, registrar_id=number),
            [
                Certificate(
                    each.fingerprint.hex(),
                    each.valid_from,
                    each.valid_to,
                    each.subject,
                    each.pinned_at,
                    each.pinned_by,
                )
                for each in await queries.certificates(db, registrar_id=number)
            ],
        )

    return await asked.registry.store.reading(read)


async def _accreditations(asked: Asked) -> list[Accreditation]:
    async def read(db: Connection) -> list[Accreditation]:
        return await queries.accreditations(db, registrar_id=(await _registrar(db, asked)).id)

    return await asked.registry.store.reading(read)


ANSWERS: Final = (
    Answer(
        "registrars/<path:key>/ways-in",
        "Its networks and certificates",
        "registrar.read-ways-in",
        _ways_in,
        WaysIn,
    ),
    Answer(
        "registrars/<path:key>/accreditations",
        "Its accreditations",
        "registrar.read",
        _accreditations,
        list[Accreditation],
        pages=("registrars.show",),
    ),
)
