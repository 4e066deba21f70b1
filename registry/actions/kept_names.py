"""Gathering the names of a TLD that are no domains and cannot be registered by just anybody, for a deposit of it."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Final

from registry.context import Context
from registry.model.idn_table import IdnTable, Offer
from registry.model.kept_name import KeptName, KeptState
from registry.model.names import A_LABEL, LABEL, canonical, label_in, u_label
from registry.model.policy import Policy
from registry.model.reservation import reservation_of
from registry.store import kept_names
from registry.store.kept_names import Registered
from registry.store.sql import Connection

# A set may have more members than anybody can write down (docs/decisions/0021). Of each table's so many are told beside those
# that its registrant could have; the rest follow from the tables, as all of them do.
MOST_OF_TABLE: Final = 100
_PAGE: Final = 2_000
_LDH: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_BESIDE: Final = frozenset({"allocatable", "activated", "valid"})


async def gather_kept_names(cx: Context, db: Connection, policy: Policy, watermark: datetime) -> int:
    """Reserved names of the TLD's lists and variants of its names, as of the watermark, in `pg_temp.kept`; how many there are.

    `db` reads that instant and may keep tables beside.
    """
    await kept_names.begin(db)
    offer = cx.tables.offered(policy.rules.idn_tables, watermark)
    await _gather_reserved(db, policy, offer, watermark)
    known = cx.tables.offered(_named(cx, policy.tld, watermark), watermark)
    if known.index:
        await _gather_variants(db, _Sets(policy, offer, known))
    return await kept_names.settle(db)


def _named(cx: Context, tld: str, watermark: datetime) -> list[str]:
    """IDN tables that the TLD's rules named by then: what is planned later does not change what was."""
    versions = (each for each in cx.book.versions(tld) if each.valid_from <= watermark)
    return sorted({name for version in versions for name in version.rules.idn_tables})


async def _gather_reserved(db: Connection, policy: Policy, offer: Offer, watermark: datetime) -> None:
    after, lists = "", list(policy.rules.lists)
    while lists and (page := await kept_names.reserved(db, lists=lists, at=watermark, after=after, most=_PAGE)):
        after = page[-1][0]
        await kept_names.add(
            db,
            [
                KeptName(f"{label}.{policy.tld}", None, _table(label, offer), state, since)
                for label, since, kind in page
                if (state := reservation_of(kind).state)
            ],
        )


def _table(label: str, offer: Offer) -> str | None:
    shown = u_label(label) if label.startswith(A_LABEL) else None
    table = offer.first_for(shown) if shown else None
    return table.name if table else None


async def _gather_variants(db: Connection, sets: "_Sets") -> None:
    """The eldest name of a set comes first, and is what its variants are told to be variants of."""
    after = 0
    while page := await kept_names.registered(db, tld_id=sets.policy.tld_id, after=after, most=_PAGE):
        after = page[-1].id
        await kept_names.add(db, [kept for each in page for kept in sets.variants(each)])


class _Sets:
    """The sets of variants that names of a TLD are in.

    Which labels are variants is said by all tables that the TLD ever named (`known`), which of them could be registered by those
    that it offers. What becomes of a variant is said by the version in force of the table that the name was registered by.
    """

    def __init__(self, policy: Policy, offer: Offer, known: Offer) -> None:
        self.policy = policy
        self._offer = offer
        self._known = known
        self._idn = offer.tables if policy.rules.labels != "ascii" else ()

    def variants(self, name: Registered) -> Iterator[KeptName]:
        """What could be registered were it not for this name; of the largest sets only some."""
        label = u_label(given := label_in(name.name, self.policy.tld)) or given
        own = self._known.table(name.table) if name.table else None
        for shown, table in self._writings(label, own).items():
            written = canonical(shown)
            if shown != label and LABEL.fullmatch(written) and u_label(written) == shown:
                state: KeptState = "withheld" if self._may_stand_beside(label, shown, own) else "blocked"
                yield KeptName(f"{written}.{self.policy.tld}", name.name, table, state, name.created_at)

    def _writings(self, label: str, own: IdnTable | None) -> dict[str, str | None]:
        """Labels of the set, and a table that permits each; none is needed for ASCII."""
        index = self._known.index.of(label)
        found: dict[str, str | None] = {}
        if self.policy.rules.labels != "idn":
            found.update(dict.fromkeys(islice(self._known.index.writings(index, _LDH), MOST_OF_TABLE)))
        for table in sorted(self._idn, key=lambda each: own is None or each.name != own.name):
            beside = sorted(table.repertoire.exchanged(label))
            some = islice(self._known.index.writings(index, table.repertoire.alphabet), MOST_OF_TABLE)
            for shown in (*beside, *some):
                if (
                    shown != label
                    and shown not in found
                    and self._known.index.of(shown) == index
                    and table.repertoire.permits(shown)
                ):
                    found[shown] = table.name
        return found

    def _may_stand_beside(self, label: str, shown: str, own: IdnTable | None) -> bool:
        if self.policy.rules.variants == "blocked":
            return False
        tables = (own,) if own else self._offer.tables
        said = (table.repertoire.disposition(label, shown) for table in tables)
        return next((each for each in said if each is not None), None) in _BESIDE
