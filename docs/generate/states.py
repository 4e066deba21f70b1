"""The page of the state diagrams: drawn by running the tables and functions that decide, never by hand.

The life of a name is explored: from a fresh registration every command that the status table allows is carried out by the
functions of registry/model/lifecycle.py, and every due event is let happen, until no new state appears.
"""

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Final

from docs.generate.words import code, document, link, table
from epp.states import LEGAL, NEXT, State
from registry.model import lifecycle
from registry.model.application import FINAL, STEPS
from registry.model.deposit import NEXT as DEPOSIT_NEXT
from registry.model.domain import Domain
from registry.model.ladder import next_step
from registry.model.monthly_report import NEXT as REPORT_NEXT
from registry.model.period import add_years
from registry.model.phases import FIRST_STATUSES
from registry.model.policy import Policy, PolicyBook, Rules, Spans
from registry.model.pricing import Prices
from registry.model.sound_rules import read_rules
from registry.model.status import FORBIDS, forbidding
from registry.model.transfer import Transfer
from registry.model.urs import STEPS as URS_STEPS

ROOT: Final = Path(__file__).parents[2]
BEGIN: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
RULES: Final = Rules("optional", "objects", Prices("USD", 1, 1, 1, 1))
# Names of a ccTLD that are renewed by their registrars or end: the steps of docs/policies/cctld.json.
_CCTLD: Final = read_rules(json.loads((ROOT / "docs" / "policies" / "cctld.json").read_text(encoding="utf-8")))
END: Final = "[*]"
MOMENT: Final = timedelta(seconds=1)

Edge = tuple[str, str, str]

_TOLD_BY: Final = tuple(
    f"registry/model/{name}.py" for name in ("lifecycle", "status", "application", "urs", "deposit", "monthly_report")
)

# What was done to a monthly report that comes into a state.
_TOLD: Final = {
    "written": "written, or forgotten by the interface",
    "uploaded": "taken",
    "accepted": "known",
    "refused": "refused by a code",
}

# What was done to a deposit that comes into a state.
_DONE: Final = {
    "planned": "to be made anew",
    "rendering": "begun",
    "sealed": "made",
    "uploaded": "brought",
    "reported": "told",
    "confirmed": "passed",
    "rejected": "failed",
}


def page() -> str:
    spans = [(code(each.name), f"{getattr(Spans(), each.name):g} days") for each in fields(Spans)]
    return document(
        "States",
        f"{', '.join(map(link, _TOLD_BY))} and {link('epp/states.py')}, by running them",
        "## A name\n\nSmall words are commands, capitalised ones are due events: what time does without being asked. Grace "
        "periods of several kinds may be open together; only the first one changes what a delete means, so only it is drawn.",
        diagram(life(_policy(RULES))),
        "How long each state lasts unless a TLD's policy says otherwise:",
        table(("span", "default"), spans),
        "### On a ladder\n\nWhere names are renewed by their registrars or end, as in "
        f"{link('docs/policies/cctld.json')}: each step is so many days from the expiry, and a renewal leads back from any of "
        "them. Transfers are done at once there, and add no year.",
        diagram(life(_policy(_CCTLD))),
        table(("days", "step", "what its sponsor reads"), _steps()),
        "## What a status forbids",
        table(
            ("status", "forbids"), [(code(s), ", ".join(sorted(verbs)) or "nothing") for s, verbs in FORBIDS.items()]
        ),
        "## An application\n\nIn a phase that takes applications. Words are steps of operators, but for `amend` (its registrar "
        "changes it) and `create`; until it is decided its registrar may withdraw it as well.",
        diagram(application()),
        "## A URS case\n\nA complaint about a name under the Uniform Rapid Suspension system. Words are steps of operators, but "
        "for the end of the name, which time or a delete brings about: what is left then is to close the case.",
        diagram(complaint()),
        "## A deposit\n\nOn its way to the escrow agent.",
        diagram(deposit()),
        "## A monthly report\n\nOn its way to ICANN.",
        diagram(monthly_report()),
        "## A session",
        diagram(session()),
        table(("state", "legal"), [(code(s), ", ".join(sorted(LEGAL[s])) or "nothing") for s in LEGAL]),
    )


def _policy(rules: Rules) -> Policy:
    return Policy(1, 1, "example", BEGIN, None, rules)


def _steps() -> Iterator[tuple[str, str, str]]:
    for step in _CCTLD.ladder:
        yield f"{step.days:g}", code(step.transition), step.message


def diagram(edges: list[Edge]) -> str:
    """Edges that join the same two states are one arrow."""
    lines = []
    for (before, after), group in groupby(sorted(set(edges)), key=lambda edge: edge[:2]):
        lines.append(f"    {before} --> {after}: {', '.join(label for _, _, label in group)}")
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


def application() -> list[Edge]:
    """Every step of an application, from what a phase lets it begin as to its ends."""
    edges: list[Edge] = [(END, status, "create") for status in FIRST_STATUSES]
    edges += [(before, after, step) for before, steps in STEPS.items() for step, after in steps.items()]
    return [*edges, *[(status, END, "decided") for status in FINAL]]


def deposit() -> list[Edge]:
    """All that a deposit may become, from its day on."""
    edges: list[Edge] = [(END, "planned", "the day begins")]
    edges += [(was, state, _DONE[state]) for was, states in DEPOSIT_NEXT.items() for state in states]
    return [*edges, *[(state, END, "answered") for state, states in DEPOSIT_NEXT.items() if not states]]


def monthly_report() -> list[Edge]:
    """All that a monthly report may become, from when it is due."""
    edges: list[Edge] = [(END, "planned", "the month is over")]
    edges += [(was, state, _TOLD[state]) for was, states in REPORT_NEXT.items() for state in states]
    return [*edges, *[(state, END, "answered") for state, states in REPORT_NEXT.items() if not states]]


def complaint() -> list[Edge]:
    """Every step of a URS case, from its notice on."""
    edges: list[Edge] = [(END, "notified", "notice")]
    edges += [(before, after, step) for before, steps in URS_STEPS.items() for step, after in steps.items()]
    edges += [(status, "ended", "the name ends") for status, steps in URS_STEPS.items() if steps and status != "ended"]
    return [*edges, *[(status, END, "kept") for status, steps in URS_STEPS.items() if not steps]]


def session() -> list[Edge]:
    """Every verb that is legal in a state, and where its success leads."""
    edges: list[Edge] = [(END, "greeted", "connect")]
    for state, verbs in LEGAL.items():
        for verb in verbs:
            edges.append((state, NEXT.get((state, verb), state), verb))
    final: list[State] = [state for state, verbs in LEGAL.items() if not verbs]
    return [*edges, *[(state, END, "close") for state in final]]


def life(policy: Policy) -> list[Edge]:
    """All that can befall a name of a TLD with this policy, from its create to its end."""
    book = PolicyBook([policy])
    first = lifecycle.begin(
        Domain(1, "D1-NAMEHSE", "one.example", "example", "alpha", BEGIN, "alpha", add_years(BEGIN, 1)),
        1,
        BEGIN,
        policy,
    )
    edges: set[Edge] = {(END, state_of(first, BEGIN), "create")}
    todo: list[tuple[Domain, datetime]] = [(first, BEGIN)]
    seen: set[tuple[object, ...]] = set()
    while todo:
        domain, now = todo.pop()
        key = _shape(domain, now, book)
        if key in seen:
            continue
        seen.add(key)
        before = state_of(domain, now)
        for label, after, then in [*_commands(domain, now, policy), *_time(domain, now, book)]:
            if label:
                edges.add((before, END if after is None else state_of(after, then), label))
            if after is not None:
                todo.append((after, then))
    return sorted(edges)


def _shape(domain: Domain, now: datetime, book: PolicyBook) -> tuple[object, ...]:
    """What two moments must share to have the same future, but for dates: the state, open graces, and what is next and near."""
    graces = frozenset(lifecycle.grace_statuses(domain, now))
    deletion = domain.deletion
    is_early = (
        deletion is not None and deletion.report_due is not None and deletion.report_due < deletion.redemption_until
    )
    step = None if domain.deletion else next_step(domain, book)
    is_near = _next(domain, now, book) - now <= MOMENT
    return state_of(domain, now), graces, is_early, domain.expires_at <= now, step and step[1], is_near


def state_of(domain: Domain, now: datetime) -> str:
    """The state that decides what a command or an instant does next."""
    graces = lifecycle.grace_statuses(domain, now)
    if domain.deletion:
        return graces[0]
    if domain.pending_transfer:
        return "pendingTransfer"
    if domain.out_of_zone:
        return "outOfZone"
    if domain.expires_at <= now:
        return "expired"
    return "addPeriod" if "addPeriod" in graces else "registered"


def _commands(domain: Domain, now: datetime, policy: Policy) -> Iterator[tuple[str, Domain | None, datetime]]:
    """What each verb that no status forbids makes of the name."""
    statuses = lifecycle.statuses(domain)
    if not forbidding("renew", statuses):
        yield "renew", lifecycle.renew(domain, 1, now, policy), now
    if not forbidding("update", statuses):
        yield "update", domain, now
    if not forbidding("delete", statuses):
        yield "delete", lifecycle.delete(domain, now, policy)[0], now
    if not forbidding("transfer", statuses):
        asked = replace(domain, transfer=_asked(domain, now, policy))
        if policy.span("transfer_pending"):
            yield "transfer request", asked, now
        else:
            yield "transfer request", lifecycle.approve_transfer(asked, now, policy, "serverApproved")[0], now
    if domain.pending_transfer:
        yield "transfer approve", lifecycle.approve_transfer(domain, now, policy, "clientApproved")[0], now
        yield "transfer reject", lifecycle.close_transfer(domain, now, "clientRejected", "alpha"), now
        yield "transfer cancel", lifecycle.close_transfer(domain, now, "clientCancelled", "beta"), now
    if "redemptionPeriod" in lifecycle.grace_statuses(domain, now):
        yield "restore request", lifecycle.ask_restore(domain, now, policy), now
    if "pendingRestore" in lifecycle.grace_statuses(domain, now):
        yield "restore report", lifecycle.restore(domain, now)[0], now


def _asked(domain: Domain, now: datetime, policy: Policy) -> Transfer:
    years = policy.rules.transfer_years
    return Transfer(0, "pending", "beta", domain.registrar, now, now + policy.span("transfer_pending"), years=years)


def _time(domain: Domain, now: datetime, book: PolicyBook) -> Iterator[tuple[str, Domain | None, datetime]]:
    """What waiting makes of the name: the moment before anything happens, then what happens."""
    soon, due = _next(domain, now, book), lifecycle.next_due(domain, book)
    if soon - now > MOMENT:
        yield "", domain, soon - MOMENT
    if due <= soon:
        projection = lifecycle.project(domain, book, due)
        yield _name_of(projection.events[0]), projection.domain, due
    else:
        changed = state_of(domain, now) != state_of(domain, soon)
        yield "time passes" if changed else "", domain, soon


def _name_of(event: lifecycle.DueEvent) -> str:
    return f"Stepped ({event.step.transition})" if isinstance(event, lifecycle.Stepped) else type(event).__name__


def _next(domain: Domain, now: datetime, book: PolicyBook) -> datetime:
    """When time next changes what may be done: a due event, or the end of a grace period or of redemption."""
    ends = [lifecycle.next_due(domain, book), *[grace.ends_at for grace in lifecycle.open_graces(domain, now)]]
    if domain.deletion and now < domain.deletion.redemption_until:
        ends.append(domain.deletion.redemption_until)
    return min(ends)
