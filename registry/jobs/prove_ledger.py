"""The nightly proof: every balance is the sum of its rows."""

import logging
from typing import Final

from prometheus_client import Gauge

from registry.context import Registry
from registry.store import ledger

log = logging.getLogger(__name__)

UNPROVEN: Final = Gauge("namehouse_ledger_unproven", "Accounts whose balance is not the sum of their ledger rows.")


async def prove_ledger(registry: Registry) -> None:
    """Raises RuntimeError when an account does not add up; nothing is corrected, people must look."""
    wrong = await registry.store.reading(ledger.unproven)
    UNPROVEN.set(len(wrong))
    for registrar, currency, balance in wrong:
        log.error("the %s account of %s says %d, which is not the sum of its ledger rows", currency, registrar, balance)
    if wrong:
        raise RuntimeError(f"{len(wrong)} accounts are not the sum of their ledger rows")
