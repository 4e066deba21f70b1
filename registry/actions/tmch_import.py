"""Taking in what the Trademark Clearinghouse publishes; each list replaces the one before as a whole (RFC 9361, section 5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ParameterRange, ParameterSyntax, PolicyForbids
from registry.model.tmch import NoSuchList, Rows, read_dnl, read_smdrl
from registry.store import tmch
from registry.store.sql import Connection
from registry.store.tmch import TmchKind
from registry.trademarks import NotTrusted, read_crl

# Clocks differ; a list that is made later than this is from the future.
_SKEW: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TmchImported:
    kind: TmchKind
    issued_at: datetime
    entries: int


@transacted
async def tmch_import(cx: Context, db: Connection, kind: TmchKind, content: bytes) -> TmchImported:
    """Make the file the list of its kind that counts from now on.

    Raises a refusal for a file that is no such list, is older than the one that counts, or comes from the future; and for a
    list of revoked certificates that no trusted root has signed.
    """
    if kind == "crl":
        return await _import_crl(cx, db, content)
    rows = _read(kind, content)
    await _keep(cx, db, kind, rows.issued_at, len(rows.rows), None)
    instants = [instant for _, instant in rows.rows]
    if kind == "dnl":
        labels, keys = [label for (label, _), _ in rows.rows], [key for (_, key), _ in rows.rows]
        await tmch.replace_claims(db, labels=labels, keys=keys, instants=instants)
    else:
        await tmch.replace_revoked_marks(db, ids=[smd_id for (smd_id,), _ in rows.rows], instants=instants)
    return TmchImported(kind, rows.issued_at, len(rows.rows))


def _read(kind: TmchKind, content: bytes) -> Rows:
    try:
        return (read_dnl if kind == "dnl" else read_smdrl)(content.decode())
    except UnicodeDecodeError:
        raise ParameterSyntax("The list is not UTF-8.", "list", kind) from None
    except NoSuchList as error:
        raise ParameterSyntax(f"The list cannot be used: {error}.", "list", kind) from None


async def _import_crl(cx: Context, db: Connection, content: bytes) -> TmchImported:
    try:
        crl = read_crl(content, cx.registry.trademarks.roots)
    except NotTrusted as error:
        raise PolicyForbids(f"The list cannot be used: {error}.", "list", "crl") from None
    from cryptography.hazmat.primitives.serialization import Encoding

    entries = len(crl)
    await _keep(cx, db, "crl", crl.last_update_utc, entries, crl.public_bytes(Encoding.DER))
    return TmchImported("crl", crl.last_update_utc, entries)


async def _keep(
    cx: Context, db: Connection, kind: TmchKind, issued_at: datetime, entries: int, content: bytes | None
) -> None:
    if issued_at > cx.now + _SKEW:
        raise ParameterRange("The list comes from the future.", "list", issued_at.isoformat())
    before = await tmch.by_kind(db, kind=kind)
    if before is not None and issued_at < before.issued_at:
        raise ParameterRange("The list is older than the one that counts now.", "list", issued_at.isoformat())
    await tmch.keep(db, kind=kind, issued_at=issued_at, imported_at=cx.now, entries=entries, content=content)
