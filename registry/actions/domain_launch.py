"""What a create must bring in a phase of its TLD's launch: looked into, and judged when nothing else speaks against it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from typing import Final

from registry.context import Context
from registry.model.launch import NOTHING_BROUGHT, Brought, EncodedMark, SignedMark
from registry.model.phases import Phase, phase_at
from registry.model.policy import Policy
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.domain import DomainCreate
from registry.store import tmch
from registry.store.launches import Launch
from registry.store.sql import Connection
from registry.trademarks import NotTrusted, Trademarks, demand_trust, read_crl

# Opening a mark takes milliseconds of a processor: a bounded pool keeps a rush of them from taking the machine.
_WORKERS: Final = 2


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_WORKERS, thread_name_prefix="marks")


async def domain_launch(cx: Context, wish: DomainCreate, policy: Policy) -> Launch | None:
    """What is to be remembered of the launch of the name, or None where there is nothing; of an application there always is.

    Raises the refusal of a create that lacks what its phase needs, or brings what does not count.
    """
    phase = phase_at(policy.rules.phases, cx.now, wish.launch.phase if wish.launch else None)
    if phase is None or not (policy.rules.phases or wish.launch):
        return None
    brought = await _brought(cx, wish, phase)
    case = Case(
        cx.actor,
        cx.now,
        wish,
        policy,
        phase=phase,
        brought=brought,
        notice_age=cx.registry.trademarks.notice_age,
    )
    judge(case, RULES["domain launch"])
    if phase.name == "open" and brought == NOTHING_BROUGHT and not phase.takes_applications:
        return None
    return _launch(cx, wish, policy, phase, brought)


async def _brought(cx: Context, wish: DomainCreate, phase: Phase) -> Brought:
    label = wish.name.partition(".")[0]
    claimed_since, in_sunrise_list = None, None if phase.qlp else False
    if "notice" in phase.needs:
        claim = (await cx.registry.store.together(tmch.claims, (label,))).get(label)
        claimed_since = claim.inserted_at if claim else None
    if phase.qlp:
        in_sunrise_list = await cx.registry.store.reading(lambda db: tmch.is_in_sunrise_list(db, label=label))
    marks = wish.launch.marks if wish.launch else ()
    if len(marks) != 1:
        return Brought(claimed_since, in_sunrise_list=in_sunrise_list)
    crl = await cx.registry.store.reading(lambda db: tmch.by_kind(db, kind="crl"))
    content = crl.content if crl else None
    loop = asyncio.get_running_loop()
    mark, distrust = await loop.run_in_executor(_pool(), _opened, marks[0], cx.registry.trademarks, content, cx.now)
    distrust = distrust or await cx.registry.store.reading(lambda db: revoked(db, mark.id))
    return Brought(claimed_since, mark, distrust, in_sunrise_list)


def _opened(
    encoded: EncodedMark, trademarks: Trademarks, crl: bytes | None, now: datetime
) -> tuple[SignedMark, str | None]:
    """The mark, and why its signer cannot be trusted; raises the refusal of a mark that its signature does not cover."""
    mark = encoded.open(encoded.text)
    if crl is None:
        return mark, "Marks cannot be judged before it is known which certificates are revoked."
    try:
        demand_trust(mark.signer, mark.chain, trademarks.roots, read_crl(crl, trademarks.roots), now)
    except NotTrusted as reason:
        return mark, f"The mark is not trusted: {reason}."
    return mark, None


async def revoked(db: Connection, smd_id: str) -> str | None:
    """Why a mark counts no longer, or None where it does."""
    if await tmch.by_kind(db, kind="smdrl") is None:
        return "Marks cannot be judged before it is known which of them are revoked."
    return "The mark is revoked." if await tmch.mark_revoked_at(db, smd_id=smd_id) is not None else None


def _launch(cx: Context, wish: DomainCreate, policy: Policy, phase: Phase, brought: Brought) -> Launch:
    assert cx.actor.registrar_id
    notices = wish.launch.notices if wish.launch and brought.claimed_since else ()
    notice = notices[0] if notices else None
    return Launch(
        name=wish.name,
        tld_id=policy.tld_id,
        registrar_id=cx.actor.registrar_id,
        registered_at=cx.now,
        phase=phase.name,
        subphase=phase.subphase,
        smd_id=brought.mark.id if brought.mark else None,
        mark=brought.mark.mark if brought.mark else None,
        has_claims=brought.claimed_since is not None,
        notice_id=notice.id if notice else None,
        notice_validator=notice.validator if notice else None,
        notice_not_after=notice.not_after if notice else None,
        notice_accepted_at=notice.accepted_at if notice else None,
        qlp=phase.qlp,
        in_sunrise_list=bool(brought.in_sunrise_list),
    )
