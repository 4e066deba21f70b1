"""Who has applied for names that are not decided yet."""

from collections.abc import Iterable, Mapping

from registry.context import Context
from registry.store import applications


async def applicants_for(cx: Context, names: Iterable[str]) -> Mapping[str, Mapping[str, int]]:
    """How many open applications each registrar has for each of the names; names without any are missing.

    Nobody is asked about names in TLDs that never take applications.
    """
    asked = [name for name in names if (tld := cx.book.tld_of(name)) is not None and cx.book.takes_applications(tld)]
    if not asked:
        return {}
    found: dict[str, dict[str, int]] = {}
    for each in await cx.registry.store.reading(lambda db: applications.applicants(db, names=asked)):
        found.setdefault(each.name, {})[each.registrar] = each.count
    return found
