"""Many allocations at once: looked at before anything is done, then carried out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from registry.actions.application_allocate import allocate, application_allocate, demand_allocatable, demand_name
from registry.actions.application_rivals import Variants, rivals_of, variants_applied_for
from registry.actions.hold_application import hold_application
from registry.actions.transaction import transacted
from registry.context import Context
from registry.errors import ObjectMissing, PolicyForbids, Refusal
from registry.model.phases import phases_at
from registry.requests.application import ApplicationAllocate, Decision
from registry.store import applications
from registry.store.sql import Connection


async def uncontested(cx: Context, tld: str) -> tuple[Decision, ...]:
    """What the end of a phase leaves: names with a single application, and none for a variant that is kept apart.

    Raises a refusal while a rival may still come.
    """
    if not cx.book.serves(tld):
        raise ObjectMissing("There is no such TLD.", "tld", tld)
    policy = cx.book.at(tld, cx.now)
    for phase in phases_at(policy.rules.phases, cx.now):
        if phase.takes_applications:
            until = f" until {phase.valid_to.isoformat()}" if phase.valid_to else ""
            raise PolicyForbids(f"The phase {phase.name} takes applications{until}: rivals may still come.", "tld", tld)
    store = cx.registry.store
    alone = await store.reading(lambda db: applications.without_rival(db, tld_id=policy.tld_id))
    variants = await store.reading(lambda db: variants_applied_for(cx, db, policy))
    looked_at = [await decision(cx, ApplicationAllocate(each), variants) for each in alone]
    return tuple([each for each in looked_at if not each.rivals])


async def of_results(cx: Context, results: Sequence[ApplicationAllocate]) -> tuple[Decision, ...]:
    """What the results of an auction would do, each judged by itself; a name that is won twice is won by nobody."""
    wins = Counter(each.name for each in results)
    looked_at = [await decision(cx, each) for each in results]
    return tuple(
        replace(each, hindrance="The name is won more than once.") if wins[each.name] > 1 else each
        for each in looked_at
    )


@transacted
async def decision(
    cx: Context, db: Connection, wish: ApplicationAllocate, variants: Variants | None = None
) -> Decision:
    """What an allocation would do now, and why it would be refused; nothing is done."""
    try:
        application = await hold_application(cx, db, wish.application)
    except ObjectMissing as refusal:
        return Decision(wish.name or "", wish.application, None, (), refusal.reason)
    policy = cx.book.at(application.domain.tld, cx.now)
    rivals = tuple([each.roid for each in await rivals_of(cx, db, application, policy, variants)])
    hindrance = None
    try:
        demand_name(application, wish.name)
        await demand_allocatable(cx, db, application, policy)
    except Refusal as refusal:
        hindrance = refusal.reason
    return Decision(wish.name or application.name, application.roid, application.registrar, rivals, hindrance)


async def carry_out_each(cx: Context, plan: Iterable[Decision]) -> tuple[Decision, ...]:
    """Allocate what nothing hinders, each name by itself; what has come in between meanwhile is a hindrance, too."""
    done = []
    for each in plan:
        if each.hindrance is None:
            try:
                made = await application_allocate(_own(cx), ApplicationAllocate(each.application, each.name))
                each = replace(each, roid=made.roid)
            except Refusal as refusal:
                each = replace(each, hindrance=refusal.reason)
        done.append(each)
    return tuple(done)


@transacted
async def carry_out_all(cx: Context, db: Connection, plan: Iterable[Decision]) -> tuple[Decision, ...]:
    """Allocate all of them, or none. Raises the first refusal."""
    done = []
    for each in plan:
        made = await allocate(_own(cx), db, ApplicationAllocate(each.application, each.name))
        done.append(replace(each, roid=made.roid))
    return tuple(done)


def _own(cx: Context) -> Context:
    """The same operator at the same instant, under ids of its own: each name has a history of its own."""
    return replace(cx, svtrid=cx.registry.transactions.next())
