"""What conversations show, noted while they are played: which rule refused which command, for which reason; what was
accepted with which extension, what an answer told in which, and which message was read."""

import ast
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from types import FrameType
from typing import Any, Literal, NamedTuple
from unittest.mock import patch

import epp.session
from epp.dispatch import Dispatch
from epp.extensions import EXTENSIONS, unhandled_namespaces
from registry.errors import Refusal
from registry.model.poll import (
    AccessNotice,
    ApplicationNotice,
    BalanceNotice,
    ChangeNotice,
    Notice,
    PendingActionNotice,
    PolicyNotice,
    PollMessage,
    RenewalNotice,
    TestNotice,
    TransferNotice,
)
from registry.policy.case import Rule
from registry.policy.order import RULES

ROOT = Path(__file__).parents[2]
NAMES = {each.namespace: each.name for each in EXTENSIONS}

Kind = Literal["rule", "reason", "accepted", "answered", "message"]


class Outcome(NamedTuple):
    """What can come of a command: `of` is the command (or message, or file), `why` what decides that it is this outcome."""

    kind: Kind
    of: str
    code: int
    why: str


@dataclass
class Ear:
    """What was heard since it was emptied."""

    heard: set[Outcome] = field(default_factory=set)
    asked: dict[int, tuple[Refusal, str, str]] = field(default_factory=dict)
    sites: dict[int, tuple[Refusal, str, str]] = field(default_factory=dict)
    extensions: tuple[str, ...] = ()

    def emptied(self) -> set[Outcome]:
        """What was heard since it was last asked for."""
        heard, self.heard = self.heard, set()
        return heard

    def told(self, refusal: Refusal) -> None:
        if id(refusal) in self.asked:
            _, row, rule = self.asked[id(refusal)]
            self.heard.add(Outcome("rule", row, refusal.code, rule.replace("_", " ")))
        if id(refusal) in self.sites:
            _, path, reason = self.sites[id(refusal)]
            self.heard.add(Outcome("reason", path, refusal.code, reason))

    def answered(
        self, wish: object, answer: object, code: int, shown: set[str], aside: set[str], left: set[str]
    ) -> None:
        command = command_of(wish, answer)
        self.heard |= {Outcome("accepted", command, code, each) for each in self.extensions or ("alone",)}
        self.heard |= {Outcome("answered", command, code, f"{name} told") for name in shown}
        self.heard |= {Outcome("answered", command, code, f"{name} moved aside") for name in aside}
        self.heard |= {Outcome("answered", command, code, f"{name} left out") for name in left}
        if isinstance(answer, PollMessage):
            self.heard.add(Outcome("message", message_of(answer.notice), code, ""))


def command_of(wish: object, answer: object = None) -> str:
    """In words: the object, the verb, and the operation where there are several; a create may be an application."""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", type(wish).__name__).lower()
    if getattr(answer, "application", None) is not None:
        words = "application create"
    return f"{words} {getattr(wish, 'operation', '')}".strip()


def message_of(notice: Notice) -> str:
    """Which message of the catalogue it is: its kind, what it is about, and what it says became of that."""
    match notice:
        case TransferNotice():
            return f"{notice.object} transfer {notice.transfer.status}, {'promised' if notice.promised else 'unasked'}"
        case ApplicationNotice():
            return f"application {notice.status}"
        case PendingActionNotice():
            return f"{notice.object} pending action {'done' if notice.succeeded else 'not done'}"
        case RenewalNotice():
            return "renewal by time"
        case ChangeNotice():
            return f"change {notice.operation} {notice.detail or ''}".strip() + f", {notice.state}"
        case BalanceNotice():
            return "balance"
        case AccessNotice():
            return f"end of a {notice.what}"
        case PolicyNotice(withdrawn=True):
            return "change of a TLD withdrawn"
        case PolicyNotice():
            return f"{'prices' if notice.prices else 'rules'} of a TLD to come"
        case TestNotice():
            return "test"


# --- listening ------------------------------------------------------------------------------------------------------


@contextmanager
def listening() -> Iterator[Ear]:
    """From here on the ear hears what every session answers."""
    ear = Ear()
    refused, extended, response = epp.session.refused, Dispatch.extended, Dispatch.response

    def hear_refused(refusal: Refusal, *rest: Any) -> Any:
        for each in (refusal, *refusal.also):
            ear.told(each)
        return refused(refusal, *rest)

    def hear_extended(self: Dispatch, wish: object, elements: Any, services: Any) -> Any:
        ear.extensions = tuple(NAMES.get(each.tag[1:].partition("}")[0], "unknown") for each in elements)
        return extended(self, wish, elements, services)

    def hear_response(self: Dispatch, wish: object, answer: object, payload: Any, services: Any) -> Any:
        whole = response(self, wish, answer, payload, services)
        every = {each.namespace for each in self._added(wish, answer, None)}
        objects = {each.namespace for each in ([payload.data] if payload.data else [])}
        shown = {each.namespace for each in whole.extensions}
        gone = {namespace for namespace in every | objects if not services.has(namespace)}
        is_told = unhandled_namespaces.NAMESPACE in services.extensions
        said = partial(_said, gone)
        ear.answered(wish, answer, whole.code, {NAMES[each] for each in shown}, said(is_told), said(not is_told))
        return whole

    def hear_birth(self: Refusal, *arguments: Any, **named: Any) -> None:
        birth(self, *arguments, **named)
        site = _site(sys._getframe(1))
        if site:
            ear.sites[id(self)] = self, *site

    birth = Refusal.__init__
    rules = {row: tuple(_Overheard(ear, row, rule) for rule in asked) for row, asked in RULES.items()}
    with (
        patch.dict(RULES, rules),
        patch.object(epp.session, "refused", hear_refused),
        patch.object(Dispatch, "extended", hear_extended),
        patch.object(Dispatch, "response", hear_response),
        patch.object(Refusal, "__init__", hear_birth),
    ):
        yield ear


def _said(gone: set[str], so: bool) -> set[str]:
    return {NAMES.get(each, each.rpartition(":")[2]) for each in gone} if so else set()


class _Overheard:
    """A rule with an ear at it; where rules are looked up it is the rule."""

    def __init__(self, ear: Ear, row: str, rule: Rule) -> None:
        self.ear, self.row, self.rule = ear, row, rule

    def __call__(self, case: Any) -> Iterator[Refusal]:
        for refusal in self.rule(case):
            self.ear.asked[id(refusal)] = refusal, self.row, self.rule.__name__
            if "check" in self.row.split():  # the first is told, as a reason
                self.ear.told(refusal)
            yield refusal

    def __hash__(self) -> int:
        return hash(self.rule)

    def __eq__(self, other: object) -> bool:
        return other == self.rule


# --- where refusals come from ---------------------------------------------------------------------------------------


def _site(frame: FrameType | None) -> tuple[str, str] | None:
    """The file in which a refusal was made, and the reason as it is written there."""
    while frame is not None and frame.f_code.co_name == "__init__":
        frame = frame.f_back
    if frame is None or not frame.f_code.co_filename.startswith(str(ROOT)):
        return None
    path = Path(frame.f_code.co_filename).relative_to(ROOT).as_posix()
    reasons = [each for each in reasons_in(path) if each.first <= frame.f_lineno <= each.last]
    return (path, reasons[-1].text) if reasons else None


class Reason(NamedTuple):
    first: int
    last: int
    refusal: str
    text: str


@cache
def reasons_in(path: str) -> tuple[Reason, ...]:
    """Every refusal that a file makes, by its lines: its class, and its reason with … for what differs."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    imported = {
        name.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "registry.errors"
        for name in node.names
    }
    found = [
        Reason(node.lineno, node.end_lineno or node.lineno, node.func.id, _template(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in imported
    ]
    return tuple(sorted(found))


def _template(call: ast.Call) -> str:
    if not call.args:
        return ""
    match call.args[0]:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
        case other:
            return f"({ast.unparse(other)})"
