"""Finding the sets of variants anew, where a TLD's IDN tables are not what they were."""

from collections.abc import Callable, Iterable

from registry.context import Context
from registry.errors import ParameterRange, PolicyForbids
from registry.model.idn_index import NoSingleIndex
from registry.model.idn_table import TableBook
from registry.model.names import label_in, u_label
from registry.model.policy import Variants
from registry.store import variants
from registry.store.sql import Connection

_PAGE = 20_000
_MOST_TOLD = 5


async def group_variants(
    cx: Context, db: Connection, tld: str, tld_id: int, names: Iterable[str], tables: TableBook, mode: Variants
) -> None:
    """Every name of the TLD belongs to the set that these tables put it in.

    Raises ParameterRange where there is no such table, or where tables contradict each other, and PolicyForbids where names of
    different people would be variants of each other: an operator has to decide that first.
    """
    names = tuple(names)
    for name in names:
        if tables.at(name, cx.now) is None:
            raise ParameterRange("There is no such IDN table.", "idn_tables", name)
    try:
        offer = tables.offered(names, cx.now)
        offer.key("")
    except NoSingleIndex as error:
        raise ParameterRange(f"The variants of these tables contradict each other: {error}.", "tld", tld) from None
    if not await _give_keys(db, tld, tld_id, offer.key):
        return
    found = await variants.conflicts(
        db, tld_id=tld_id, alone=mode == "blocked", one_registrant=mode == "same_registrant", most=_MOST_TOLD
    )
    if found:
        told = "; ".join(" and ".join(each) for each in found)
        raise PolicyForbids(f"Registered names would be variants of each other: {told}.", "tld", tld)
    await variants.regroup(db, tld_id=tld_id)


async def _give_keys(db: Connection, tld: str, tld_id: int, key: Callable[[str], str | None]) -> bool:
    """Whether any name got another key than it had."""
    after, changed = 0, False
    while page := await variants.keyed(db, tld_id=tld_id, after=after, most=_PAGE):
        after = page[-1][0]
        keys = [
            (number, key(u_label(label) or label), old) for number, name, old in page if (label := label_in(name, tld))
        ]
        fresh = [(number, new) for number, new, old in keys if new != old]
        if fresh:
            changed = True
            await variants.give_keys(db, ids=[number for number, _ in fresh], keys=[new for _, new in fresh])
    return changed
