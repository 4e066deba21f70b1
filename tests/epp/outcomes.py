"""Every outcome that a command can have, by the tables of the code itself, and where a conversation shows it.

Outcomes are of five kinds: each rule that a command is judged by and each code that it refuses with; each reason that a file on
the way of a command gives for a refusal; each command accepted, alone and with each extension that goes with it; what each
extension tells in the answer, leaves out for who did not choose it, or moves aside (RFC 9038); each message of the queue.

tests/epp/outcomes.txt says where each is shown (`make golden` writes it, of what was heard while all conversations were played).
tests/epp/test_outcomes.py finds those that nothing shows; what no conversation can show stands in UNHEARD, and why.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, get_args, get_type_hints

import registry.errors
from epp.commands import COMMANDS
from epp.extensions import EXTENSIONS
from registry.actions.settle_ladder import CHANGES
from registry.actions.tell_change import OPERATIONS
from registry.model.application import ApplicationStatus
from registry.model.transfer import TransferOperation
from registry.policy.order import RULES
from tests.epp.hearing import ROOT, Outcome, Reason, reasons_in

ORDER: Final = "registry/policy/order.py"
FILE: Final = Path(__file__).with_name("outcomes.txt")

SCHEMA: Final = "The schemas refuse it first; who comes by another door meets it."
OPERATOR: Final = "Said to operators, who do not come by EPP."
RACE: Final = "Said when rivals meet, which takes more than one conversation."
FENCE: Final = "Said earlier by epp/valid.py, which knows the same tables; this is a second fence."
OCTETS: Final = "Transcripts hold text, and this is said of octets that are none."

# By the file or row, or by that and the rule or reason.
UNHEARD: Final[Mapping[tuple[str, ...], str]] = {
    ("application create",): RACE,
    ("domain transfer request", "transfer is asked for by a registrar"): OPERATOR,
    ("contact transfer request", "transfer is asked for by a registrar"): OPERATOR,
    ("registry/policy/transfer_is_asked_for_by_a_registrar.py",): OPERATOR,
    ("registry/actions/contact_create.py",): OPERATOR,
    ("registry/actions/domain_create.py", "Names are created by registrars."): OPERATOR,
    ("registry/actions/host_create.py",): OPERATOR,
    ("registry/actions/poll_request.py",): OPERATOR,
    ("registry/actions/registrar_change.py",): OPERATOR,
    ("registry/actions/registrys_own.py",): OPERATOR,
    ("domain restore", "report texts fit xml"): SCHEMA,
    ("domain restore", "report times are instants"): SCHEMA,
    ("registry/policy/report_texts_fit_xml.py",): SCHEMA,
    ("registry/policy/report_times_are_instants.py",): SCHEMA,
    ("contact create", "contact texts fit xml"): SCHEMA,
    ("contact update", "contact texts fit xml"): SCHEMA,
    ("registry/policy/contact_texts_fit_xml.py",): SCHEMA,
    ("contact create", "postal forms are complete"): SCHEMA,
    ("contact update", "postal forms are complete"): SCHEMA,
    ("registry/policy/postal_forms_are_complete.py",): SCHEMA,
    ("registry/policy/postal_forms_are_different.py", "A contact has a postal address."): SCHEMA,
    ("contact create", "postal forms are different", "2003"): SCHEMA,
    ("contact update", "postal forms are different", "2003"): SCHEMA,
    ("registry/policy/secdns_is_acceptable.py", "The public key is not base64."): SCHEMA,
    ("epp/dispatch.py", "These objects do not have this command."): FENCE,
    ("epp/dispatch.py", "There is no such command."): FENCE,
    ("epp/services.py", "This server speaks version …."): FENCE,
    ("epp/codec/safe.py", "The frame is not encoded in UTF-8 or UTF-16."): OCTETS,
    (
        "epp/codec/signed_mark.py",
        "The signature does not cover the mark.",
    ): "It takes a forger: tests/tmch/test_sunrise.py.",
    (
        "epp/codec/signed_mark.py",
        "This is no instant that can be reckoned with.",
    ): "The clearinghouse signs no such mark.",
    ("epp/session.py", ""): "Nobody knows how to bring it about: tests/epp/test_session.py breaks the server for it.",
    (
        "registry/actions/idn.py",
    ): "Said while a process waits for word of a new table: tests/registry/actions/test_idn.py.",
    (
        "domain info",
        "allocationToken-1.0",
    ): "A token is kept unreadable, so that nobody is told one: token is told once.",
    ("registry/actions/registrar_login.py", "Too many logins wait already; try again in a while."): RACE,
}

# Commands that are accepted by other codes than 1000 alone.
_CODES: Final[Mapping[str, tuple[int, ...]]] = {
    "application create": (1001,),
    "contact transfer request": (1001,),
    "domain delete": (1000, 1001),
    "domain transfer request": (1000, 1001),
    "logout": (1500,),
    "poll request": (1300, 1301),
}

# What an extension makes of a command that it goes with, where that is called otherwise.
_BECOMES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("domain check", "launch-1.0"): ("domain check", "claims check"),
    ("domain create", "launch-1.0"): ("domain create", "application create"),
    ("domain delete", "launch-1.0"): ("application delete",),
    ("domain update", "launch-1.0"): ("application update",),
    ("domain restore", "fee-1.0"): ("domain restore request",),
    ("domain update", "rgp-1.0"): ("domain restore request", "domain restore report"),
}

# What an extension tells only who asked by an element of its own, and therefore chose it.
_ASKED_FOR: Final = frozenset(
    {
        ("claims check", "launch-1.0"),
        ("domain check", "fee-1.0"),
        ("domain create", "launch-1.0"),
        ("domain info", "launch-1.0"),
    }
)

# Messages beside those of the tables below: of what time does, and of what befalls a domain through others.
_MESSAGES: Final = (
    "balance",
    "change of a TLD withdrawn",
    "end of a certificate",
    "end of a password",
    "prices of a TLD to come",
    "rules of a TLD to come",
    "test",
    "change autoPurge, before",
    "change custom hostPendingDelete, after",
    "change custom hostRestored, after",
    "change custom hostsInUse, after",
    "change custom renewalUnpaid, after",
    "change custom restoreLapse, after",
    "change update hostRenamed, after",
    "domain pending action done",
    "renewal by time",
)
_TRANSFERS: Final = (
    "pending, unasked",
    "clientApproved, promised",
    "clientRejected, promised",
    "clientCancelled, unasked",
    "clientCancelled, promised",
    "serverApproved, unasked",
    "serverApproved, promised",
    "serverCancelled, unasked",
    "serverCancelled, promised",
)


@cache
def every() -> frozenset[Outcome]:
    return frozenset([*_refused_by_rules(), *_reasons(), *_accepted(), *_answered(), *_messages()])


@cache
def possible() -> frozenset[Outcome]:
    """All that can be heard, but for UNHEARD."""
    return frozenset(each for each in every() if not why_unheard(each))


def why_unheard(outcome: Outcome) -> str | None:
    keys = ((outcome.of,), (outcome.of, outcome.why), (outcome.of, outcome.why, str(outcome.code)))
    return next((UNHEARD[key] for key in keys if key in UNHEARD), None)


def _refused_by_rules() -> Iterator[Outcome]:
    for row in _rows():
        for rule in RULES[row]:
            for code in {_code(reason) for reason in reasons_in(_file(rule.__module__))}:
                yield Outcome("rule", row, code, rule.__name__.replace("_", " "))


def _reasons() -> Iterator[Outcome]:
    rules = {_file(rule.__module__) for row in _rows() for rule in RULES[row]}
    for path in rules | {each for each in _on_the_way() if each.startswith(("epp/", "registry/actions/"))}:
        for reason in reasons_in(path):
            yield Outcome("reason", path, _code(reason), reason.text)


def _rows() -> frozenset[str]:
    """The rows of the order table that a command by EPP is judged by."""
    texts = "".join((ROOT / path).read_text(encoding="utf-8") for path in _on_the_way())
    return frozenset(row for row in RULES if f'RULES["{row}"]' in texts)


def _code(reason: Reason) -> int:
    return int(vars(registry.errors)[reason.refusal].code)


def _on_the_way() -> frozenset[str]:
    """The files that a session leads to, by what each imports."""
    seen = {ORDER}  # which names the rules of all doors
    ahead = ["epp/session.py"]
    while ahead:
        path = ahead.pop()
        if path not in seen:
            seen.add(path)
            ahead += _imports(path)
    return frozenset(seen)


def _file(module: str) -> str:
    return module.replace(".", "/") + ".py"


def _imports(path: str) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in ("epp", "registry"):
            for module in (node.module, *(f"{node.module}.{each.name}" for each in node.names)):
                file = module.replace(".", "/")
                yield from (each for each in (f"{file}.py", f"{file}/__init__.py") if (ROOT / each).exists())


def _words(wish: type) -> str:
    return "".join(f" {each.lower()}" if each.isupper() else each for each in wish.__name__).strip()


def _operations(words: str) -> tuple[str, ...]:
    """The commands that a wish can be."""
    if words in ("domain transfer", "contact transfer"):
        return tuple(f"{words} {operation}" for operation in get_args(TransferOperation))
    return ("domain restore request", "domain restore report") if words == "domain restore" else (words,)


def _wishes() -> Iterator[type]:
    for command in COMMANDS.values():
        made = get_type_hints(command.read)["return"]
        yield from get_args(made) or (made,)


def _accepted() -> Iterator[Outcome]:
    for wish in _wishes():
        for command in _operations(_words(wish)):
            yield from (Outcome("accepted", command, code, "alone") for code in _CODES.get(command, (1000,)))
    for extension in EXTENSIONS:
        for wish, _ in extension.reads:
            words = _words(wish)
            usual = (f"{words} request",) if words.endswith("transfer") else (words,)
            for command in _BECOMES.get((words, extension.name), usual):
                yield Outcome("accepted", command, _CODES.get(command, (1000,))[-1], extension.name)


def _answered() -> Iterator[Outcome]:
    for extension in EXTENSIONS:
        for wish in extension.writes:
            words = _words(wish)
            command = f"{words} request" if words in ("domain transfer", "domain restore") else words
            if (words, extension.name) == ("domain create", "launch-1.0"):
                command = "application create"
            code = 1301 if command == "poll request" else _CODES.get(command, (1000,))[-1]
            yield Outcome("answered", command, code, f"{extension.name} told")
            if wish not in extension.carried and (words, extension.name) not in _ASKED_FOR:
                yield Outcome("answered", command, code, f"{extension.name} left out")
                yield Outcome("answered", command, code, f"{extension.name} moved aside")
    for each in ("domain-1.0", "contact-1.0"):
        yield Outcome("answered", "poll request", 1301, f"{each} left out")
        yield Outcome("answered", "poll request", 1301, f"{each} moved aside")


def _messages() -> Iterator[Outcome]:
    told = [f"{kind} transfer {each}" for kind in ("domain", "contact") for each in _TRANSFERS]
    told += [f"application {status}" for status in get_args(ApplicationStatus)]
    told += [
        f"change {operation}{f' {detail}' if detail else ''}, {state}"
        for operation, detail in {*OPERATIONS.values(), *CHANGES.values()}
        for state in (("before",) if detail == "purge" else ("after",))
    ]
    told += ["change update, before", "change delete, before", *_MESSAGES]
    yield from (Outcome("message", each, 1301, "") for each in told)


# --- the file -------------------------------------------------------------------------------------------------------


@cache
def shown() -> Mapping[Outcome, str]:
    """Where each outcome is shown: a request of tests/epp/frames, or a transcript."""
    found = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        kind, of, code, why, proof = line.split(" | ")
        found[Outcome(kind, of, int(code), why)] = proof  # type: ignore[arg-type]
    return found


def shown_by(proof: str) -> frozenset[Outcome]:
    """The outcomes that a request or a transcript is named for."""
    return frozenset(each for each, named in shown().items() if named == proof)


def write(heard: Mapping[Outcome, str]) -> None:
    """Of all that was heard, what is asked for."""
    asked = possible()
    lines = [" | ".join([*map(str, each), proof]) for each, proof in heard.items() if each in asked]
    FILE.write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")
