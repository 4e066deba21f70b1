"""The certificates that let a registrar in: pinned by their fingerprints, any number at once, each for as long as it is valid."""

import hashlib
from datetime import datetime
from typing import Final

from registry.actions.registrar_change import demand_registry_or_itself, registrar_changed, registrar_held
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectMissing, ParameterRange
from registry.model.registrar import Certificate
from registry.model.registrar_facts import fingerprint_of
from registry.store import ways_in
from registry.store.sql import Connection

LONGEST_SUBJECT: Final = 500


@transacted
async def registrar_pin_certificate(
    cx: Context,
    db: Connection,
    handle: str,
    certificate: bytes,
    valid_from: datetime,
    valid_to: datetime,
    subject: str | None = None,
) -> Certificate:
    """The DER certificate opens the door for this registrar from one instant to another, beside those pinned before.

    `subject` is whom it names, for people. One that is pinned like this already stays so, and nothing is remembered.

    Raises ObjectMissing, and ParameterRange for a certificate that has ended.
    """
    demand_registry_or_itself(cx, handle)
    fingerprint = hashlib.sha256(certificate).digest()
    if valid_to <= cx.now:
        raise ParameterRange("The certificate has ended.", "validTo", valid_to.isoformat())
    pinned = Certificate(fingerprint.hex(), valid_from, valid_to)
    registrar_id = await registrar_held(db, handle)
    if pinned not in await ways_in.certificates(db, registrar_id=registrar_id):
        await ways_in.pin_certificate(
            db,
            registrar_id=registrar_id,
            fingerprint=fingerprint,
            valid_from=valid_from,
            valid_to=valid_to,
            subject=subject[:LONGEST_SUBJECT] if subject else None,
            now=cx.now,
            by=cx.actor.operator or cx.actor.registrar,
        )
        await registrar_changed(cx, db, "pinCertificate", registrar_id, handle)
    return pinned


@transacted
async def registrar_unpin_certificate(cx: Context, db: Connection, handle: str, fingerprint: str) -> str:
    """The certificate opens the door no more; its fingerprint. Sessions it opened stay open. Raises ObjectMissing."""
    demand_registry_or_itself(cx, handle)
    digits = fingerprint_of(fingerprint)
    registrar_id = await registrar_held(db, handle)
    gone = await ways_in.unpin_certificate(db, registrar_id=registrar_id, fingerprint=bytes.fromhex(digits))
    if gone is None:
        raise ObjectMissing("No such certificate is pinned for the registrar.", "fingerprint", digits)
    await registrar_changed(cx, db, "unpinCertificate", registrar_id, handle)
    return digits
