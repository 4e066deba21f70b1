"""What may be done in a URS case: each step shows first what it would make of the name, by the core's own dry run."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from flask import url_for

from panel.domains.lists import DOMAINS
from panel.kit.deeds import Deed, Deeds, Opening, Values
from panel.kit.fields import About, Combo, Field, Flag, Lines, Problem, Reason, Text, Typed
from panel.kit.foreseen import Foreseen, Table
from panel.kit.formats import amount, moment, words
from panel.kit.quantities import Instant
from panel.kit.situation import Situation
from panel.urs.lists import CASES
from registry.actions.urs_close import urs_close
from registry.actions.urs_extend import urs_extend
from registry.actions.urs_lock import urs_lock
from registry.actions.urs_notice import urs_notice
from registry.actions.urs_rollback import urs_rollback
from registry.actions.urs_suspend import urs_suspend
from registry.context import Context
from registry.model.change import NameServers
from registry.model.dnssec import DsData
from registry.model.domain_change_told import differences_told
from registry.model.host import NameServer
from registry.model.names import canonical
from registry.model.urs import STEPS, UrsCase, UrsStep
from registry.requests.urs import UrsClose, UrsDone, UrsExtend, UrsLock, UrsNotice, UrsRollback, UrsSuspend
from registry.store import urs

MAY: Final = "urs.update"


@dataclass(frozen=True, slots=True)
class Names(Lines):
    """Host names, one a line."""

    kind: str = field(default="lines", init=False)

    def read(self, typed: Typed, about: About) -> Any:
        return tuple(canonical(each) for each in (super(Names, self).read(typed, about) or "").split())


@dataclass(frozen=True, slots=True)
class DsRecords(Lines):
    """DS records as a zone has them, without names: key tag, algorithm, digest type, digest."""

    kind: str = field(default="lines", init=False)

    def read(self, typed: Typed, about: About) -> Any:
        lines = (super(DsRecords, self).read(typed, about) or "").splitlines()
        return tuple(_record(each.split()) for each in lines if each.strip())


def _record(parts: list[str]) -> DsData:
    if len(parts) < 4 or not all(each.isascii() and each.isdigit() and int(each) < 65536 for each in parts[:3]):
        raise Problem(f"{' '.join(parts)[:80]} is no DS record: three numbers and a digest are wanted.")
    tag, algorithm, kind = map(int, parts[:3])
    return DsData(tag, algorithm, kind, "".join(parts[3:]).upper())


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, UrsCase]:
    """Of the numbers those of cases; they exist for those who see everything."""
    numbers = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]
    if not situation.scope.everything or not numbers:
        return {}
    found = await situation.registry.store.reading(lambda db: urs.numbered(db, numbers))
    return {str(each.id): each for each in found}


# `dry`: it is only told what the step would do.
Work = Callable[[Context, UrsCase, Values, bool], Awaitable[UrsDone]]


def _step(
    step: UrsStep, title: str, icon: str, lead: str, work: Work, *fields: Field, danger: bool = False
) -> Deed[UrsCase]:
    async def act(cx: Context, case: UrsCase, values: Values) -> str:
        done = await work(cx, case, values, False)
        charged = f" {amount(done.charged.amount, done.charged.currency)} are charged." if done.charged else ""
        return f"The case is {words(done.case.status)}.{charged}"

    async def foresee(cx: Context, case: UrsCase, values: Values) -> Foreseen:
        done = await work(cx, case, values, True)
        lines = [
            (line[2:], "") if line.startswith("-") else ("", line[2:])
            for line in differences_told(done.before, done.after)
        ]
        leads = STEPS[case.status][step]
        return Foreseen(
            (("Name", case.name), ("Registrar", done.before.registrar), ("The case is then", words(leads))),
            (Table.of("What it makes of the name", ("No more", "Newly"), lines),),
        )

    def out_of_turn(case: UrsCase, situation: Situation) -> str | None:
        return None if step in STEPS[case.status] else f"The case is {words(case.status)}."

    why = Reason(hint="What the provider decided; it is kept, and told to the registrar.")
    return Deed(step, title, icon, MAY, act, (*fields, why), out_of_turn, lead, danger, batch=None, foresee=foresee)


async def _lock(cx: Context, case: UrsCase, values: Values, dry: bool) -> UrsDone:
    return await urs_lock(cx, UrsLock(case.name, dry))


async def _suspend(cx: Context, case: UrsCase, values: Values, dry: bool) -> UrsDone:
    tld = cx.book.tld_of(case.name)
    has_attributes = tld is not None and cx.book.at(tld, cx.now).rules.host_model == "attributes"
    servers = values["servers"]
    given = NameServers(attributes=tuple(map(NameServer, servers))) if has_attributes else NameServers(servers)
    return await urs_suspend(cx, UrsSuspend(case.name, given, values["ds"], dry))


async def _rollback(cx: Context, case: UrsCase, values: Values, dry: bool) -> UrsDone:
    return await urs_rollback(cx, UrsRollback(case.name, dry))


async def _extend(cx: Context, case: UrsCase, values: Values, dry: bool) -> UrsDone:
    return await urs_extend(cx, UrsExtend(case.name, values["free"], dry))


async def _close(cx: Context, case: UrsCase, values: Values) -> str:
    await urs_close(cx, UrsClose(case.name))
    return "The case is closed, and stays to be looked up."


def _is_closed(case: UrsCase, situation: Situation) -> str | None:
    return "The case is closed." if case.status == "closed" else None


async def _notice(cx: Context, nothing: None, values: Values) -> str:
    wish = UrsNotice(canonical(values["name"]), values["provider"], values["number"], values["received"])
    case = await urs_notice(cx, wish)
    return f"{case.name} must be locked by {moment(case.lock_by)}, in UTC."


DEEDS: Final[Deeds[UrsCase]] = Deeds(
    list=CASES,
    object="urs",
    noun="case",
    nouns="cases",
    key=lambda row: str(row["id"]),
    find=find,
    show=lambda key: url_for("urs.show", number=key),
    deeds=(
        _step(
            "lock",
            "Lock the name",
            "lock",
            "It goes on to resolve, and nobody but the registry changes it. A suspended name leads again to where it led.",
            _lock,
        ),
        _step(
            "suspend",
            "Suspend the name",
            "world-off",
            "For the rest of its term it leads to the provider's page. What it led to is kept.",
            _suspend,
            Names("servers", "Name servers of the provider", "One a line."),
            DsRecords("ds", "DS records", "One a line: key tag, algorithm, digest type, digest.", required=False),
            danger=True,
        ),
        _step(
            "extend",
            "Extend the suspension",
            "calendar",
            "A year more, at the wish of who won.",
            _extend,
            Flag("free", "Its registrar is not charged", "The registry collects from the complainant."),
        ),
        _step(
            "rollback",
            "Roll back",
            "rotate",
            "The name gets back what the case took, and no more.",
            _rollback,
        ),
        Deed(
            "close",
            "Close the case",
            "check",
            MAY,
            _close,
            (Reason(),),
            _is_closed,
            lead="Nothing of it is left on the name, or the name is gone.",
        ),
    ),
    opening=(
        Opening(
            "notice",
            "Take down a notice",
            "alert-triangle",
            MAY,
            _notice,
            (
                Combo("name", "Name", DOMAINS),
                Text("provider", "Provider", "Who hears the complaint."),
                Text("number", "Number of the case", "The provider's; registrars are told it."),
                Instant("received", "Received", "Empty: now. In UTC.", required=False),
                Reason(),
            ),
            called=lambda values: canonical(str(values["name"])),
        ),
    ),
)
