"""Keeping what others counted for us, such as the operators of name servers, for the reports of a month."""

from collections.abc import Mapping
from datetime import date

from registry.actions.registrys_own import demand_operator
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectMissing, ParameterRange
from registry.store import monthly, tlds
from registry.store.sql import Connection

_MOST = 2**63 - 1


@transacted
async def figures_tell(cx: Context, db: Connection, tld: str, month: date, figures: Mapping[str, int]) -> None:
    """`month` by its first day; what was told before of the same figure no longer counts."""
    demand_operator(cx, "Reports are the registry's.")
    tld_id = await tlds.id_of(db, name=tld)
    if tld_id is None:
        raise ObjectMissing("There is no such TLD.", "tld", tld)
    for figure, number in figures.items():
        if not 0 <= number <= _MOST:
            raise ParameterRange("A figure is a count, from 0 on.", figure, str(number))
    await monthly.tell(db, tld_id=tld_id, month=month, figures=list(figures), counts=list(figures.values()))
