"""Fetching what the Trademark Clearinghouse publishes (RFC 9361, sections 5.2.3, 5.3.3 and 5.4.2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.actions.tmch_import import tmch_import
from registry.clearinghouse import Clearinghouse, ClearinghouseDeclines
from registry.context import Context
from registry.model.tmch import TmchKind
from registry.store import tmch
from registry.store.tmch import TmchList
from registry.trademarks import NotTrusted


@dataclass(frozen=True, slots=True)
class TmchFetched:
    """A list as it counts now; `fresh` where it is another than before."""

    kind: TmchKind
    issued_at: datetime
    entries: int
    fresh: bool


async def tmch_fetch(cx: Context, kind: TmchKind) -> TmchFetched:
    """Ask for the newest list and make it the one that counts; one that is known already is not sent again.

    Raises what the clearinghouse raises (registry/clearinghouse.py), NotTrusted where the signature is not its own, and the
    refusals of `tmch_import`. Whatever is raised, the list that counted goes on to count.
    """
    house = way_to(cx)
    known = await cx.registry.store.reading(lambda db: tmch.by_kind(db, kind=kind))
    published = await house.published(kind, known.validator if known else None)
    if published is not None:
        done = await tmch_import(cx, kind, published.content, published.validator)
        return TmchFetched(kind, done.issued_at, done.entries, known is None or done.issued_at > known.issued_at)
    if known is None:
        raise NotTrusted("the clearinghouse says that nothing is new where nothing is known")
    await cx.registry.store.transaction(lambda db: tmch.confirm(db, kind=kind, at=cx.now))
    return TmchFetched(kind, known.issued_at, known.entries, fresh=False)


def way_to(cx: Context) -> Clearinghouse:
    if cx.registry.clearinghouse is None:
        raise ClearinghouseDeclines("there is no way to the clearinghouse: set tmch.url")
    return cx.registry.clearinghouse


def is_due(known: TmchList | None, now: datetime, after: timedelta) -> bool:
    """Whether it is time to ask for a list again."""
    return known is None or now - known.confirmed_at >= after


def is_stale(known: TmchList | None, now: datetime, limit: timedelta) -> bool:
    """Whether a list that is wanted is missing, or too old to be relied on."""
    return known is None or known.age(now) > limit or (known.expires_at is not None and known.expires_at <= now)
