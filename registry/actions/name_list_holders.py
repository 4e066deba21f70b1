"""Which names are registered already that a change of a list is about: they stay, and stay what they were sold as."""

from collections.abc import Iterable
from datetime import datetime

from registry.actions.transaction import reading
from registry.context import Context
from registry.store import name_lists
from registry.store.name_lists import Held
from registry.store.sql import Connection


@reading
async def name_list_holders(
    cx: Context, db: Connection, name: str, labels: Iterable[str], at: datetime
) -> tuple[list[Held], tuple[str, ...]]:
    """The registered ones of the labels in those TLDs whose policy names the list at an instant, in order; and these TLDs."""
    counts_in = tuple(policy.tld for policy in cx.book.current(at) if name in policy.rules.lists)
    wanted = [f"{label}.{tld}" for label in sorted(set(labels)) for tld in counts_in]
    return (await name_lists.held(db, names=wanted, now=cx.now) if wanted else []), counts_in
