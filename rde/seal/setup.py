"""Sealing as the settings say: which keys, which engine, how large a file may be."""

from datetime import datetime
from typing import Final, cast

from rde.seal.archive import Dialect
from rde.seal.engines import engine
from rde.seal.keys import read_certificate, read_own_key
from rde.seal.seal import Sealing
from registry.settings import Escrow

_MIB: Final = 1 << 20


def sealing(escrow: Escrow, now: datetime, *, for_icann: bool = False) -> Sealing:
    """To the agent, or to ICANN.

    Raises KeyUnusable when a key is missing, is not the one that is pinned, or has ended, or when the engine is not there.
    """
    to = (escrow.brda_key, escrow.brda_fingerprint) if for_icann else (escrow.agent_key, escrow.agent_fingerprint)
    return Sealing(
        engine=engine(escrow.engine, escrow.compression),
        recipients=(read_certificate(*to, now),),
        own=read_own_key(escrow.signing_key, now),
        passphrase=escrow.signing_passphrase,
        split=escrow.split_mib * _MIB,
        armoured=escrow.armoured_signatures,
        dialect=cast(Dialect, escrow.tar),  # one of the choices of the setting
    )
