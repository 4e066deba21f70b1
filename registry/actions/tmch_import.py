"""Taking in what the Trademark Clearinghouse publishes; each list replaces the one before as a whole (RFC 9361, section 5)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ParameterRange, ParameterSyntax, PolicyForbids
from registry.model.tmch import NoSuchList, Rows, TmchKind, read_dnl, read_smdrl, read_surl
from registry.store import tmch
from registry.store.sql import Connection
from registry.trademarks import NotTrusted, read_crl

# Clocks differ; a list that is made later than this is from the future.
_SKEW: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TmchImported:
    kind: TmchKind
    issued_at: datetime
    entries: int


@transacted
async def tmch_import(
    cx: Context, db: Connection, kind: TmchKind, content: bytes, validator: str | None = None
) -> TmchImported:
    """Make the file the list of its kind that counts from now on; `validator` is the clearinghouse's mark of this very list.

    Raises a refusal for a file that is no such list, is older than the one that counts, or comes from the future; and for a
    list of revoked certificates that no trusted root has signed.
    """
    if kind == "crl":
        return await _import_crl(cx, db, content, validator)
    rows = _read(kind, content)
    await _keep(cx, db, kind, rows.issued_at, len(rows.rows), validator)
    await _REPLACE[kind](db, rows)
    return TmchImported(kind, rows.issued_at, len(rows.rows))


async def _replace_claims(db: Connection, rows: Rows) -> None:
    await tmch.replace_claims(
        db,
        labels=[label for (label, _), _ in rows.rows],
        keys=[key for (_, key), _ in rows.rows],
        instants=[instant for _, instant in rows.rows],
    )


async def _replace_sunrise_labels(db: Connection, rows: Rows) -> None:
    labels, instants = [label for (label,), _ in rows.rows], [instant for _, instant in rows.rows]
    await tmch.replace_sunrise_labels(db, labels=labels, instants=instants)


async def _replace_revoked_marks(db: Connection, rows: Rows) -> None:
    ids, instants = [smd_id for (smd_id,), _ in rows.rows], [instant for _, instant in rows.rows]
    await tmch.replace_revoked_marks(db, ids=ids, instants=instants)


_READ: Final[Mapping[str, Callable[[str], Rows]]] = {"dnl": read_dnl, "surl": read_surl, "smdrl": read_smdrl}
_REPLACE: Final[Mapping[str, Callable[[Connection, Rows], Awaitable[None]]]] = {
    "dnl": _replace_claims,
    "surl": _replace_sunrise_labels,
    "smdrl": _replace_revoked_marks,
}


def _read(kind: TmchKind, content: bytes) -> Rows:
    try:
        return _READ[kind](content.decode())
    except UnicodeDecodeError:
        raise ParameterSyntax("The list is not UTF-8.", "list", kind) from None
    except NoSuchList as error:
        raise ParameterSyntax(f"The list cannot be used: {error}.", "list", kind) from None


async def _import_crl(cx: Context, db: Connection, content: bytes, validator: str | None) -> TmchImported:
    try:
        crl = read_crl(content, cx.registry.trademarks.roots)
    except NotTrusted as error:
        raise PolicyForbids(f"The list cannot be used: {error}.", "list", "crl") from None
    from cryptography.hazmat.primitives.serialization import Encoding

    der, entries = crl.public_bytes(Encoding.DER), len(crl)
    await _keep(cx, db, "crl", crl.last_update_utc, entries, validator, crl.next_update_utc, der)
    return TmchImported("crl", crl.last_update_utc, entries)


async def _keep(
    cx: Context,
    db: Connection,
    kind: TmchKind,
    issued_at: datetime,
    entries: int,
    validator: str | None,
    expires_at: datetime | None = None,
    content: bytes | None = None,
) -> None:
    if issued_at > cx.now + _SKEW:
        raise ParameterRange("The list comes from the future.", "list", issued_at.isoformat())
    before = await tmch.hold_issued_at(db, kind=kind)
    if before is not None and issued_at < before:
        raise ParameterRange("The list is older than the one that counts now.", "list", issued_at.isoformat())
    await tmch.keep(
        db,
        kind=kind,
        issued_at=issued_at,
        imported_at=cx.now,
        entries=entries,
        validator=validator,
        expires_at=expires_at,
        content=content,
    )
