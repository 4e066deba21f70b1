"""The page of outcomes: all that can come of a command, and the conversation that shows it."""

from collections.abc import Iterator
from typing import Final

from docs.generate.words import code, document, link, table
from tests.epp.hearing import Kind, Outcome
from tests.epp.outcomes import every, shown, why_unheard

INTRODUCTION: Final = """
Every conversation is played by every run of the tests, and its answers compared to the letter. What can come of a command is
read from the tables of the code: a rule, a reason, an extension or a message that no conversation shows fails a test
(`tests/epp/test_outcomes.py`), so that this page has no gaps but those that its last table explains.
"""

CHAPTERS: Final[tuple[tuple[Kind, str, str], ...]] = (
    ("accepted", "Accepted", "Each command, alone and with each extension that goes with it."),
    (
        "answered",
        "Told, left out, moved aside",
        "What extensions add to answers, for who chose them and for who did not.",
    ),
    ("message", "Messages", "Each message that is left for a registrar, as it is read from the queue."),
    ("rule", "Refused by a rule", "Each rule of each command, by the code that it refuses with."),
    ("reason", "Refused for a reason", "Each reason that a file on the way of a command gives."),
)
_HEADS: Final[dict[Kind, tuple[str, ...]]] = {
    "accepted": ("command", "code", "with", "shown by"),
    "answered": ("command", "code", "extension", "shown by"),
    "message": ("message", "code", "shown by"),
    "rule": ("command", "code", "rule", "shown by"),
    "reason": ("file", "code", "reason", "shown by"),
}


def page() -> str:
    blocks = [INTRODUCTION.strip().replace("\n", " ")]
    for kind, title, sentence in CHAPTERS:
        found = sorted(each for each in shown() if each.kind == kind)
        blocks += [f"## {title}", f"{sentence} {len(found)} of them.", table(_HEADS[kind], map(_row, found))]
    blocks += ["## What no conversation shows", table(("of", "what", "because"), sorted(_unheard()))]
    return document("Outcomes", link("tests/epp/outcomes.py"), *blocks)


def _row(outcome: Outcome) -> tuple[str, ...]:
    of = link(outcome.of) if outcome.kind == "reason" else outcome.of
    said = () if outcome.kind == "message" else (outcome.why or "*none given*",)
    return of, code(outcome.code), *said, _proof(shown()[outcome])


def _proof(proof: str) -> str:
    """A request is shown by its folder and name, a transcript by its own."""
    folder = "frames" if proof.endswith(".xml") else "" if proof.startswith("replies/") else "clauses"
    path = f"tests/epp/{folder}/{proof}".replace("//", "/")
    return f"[{proof.rpartition('.')[0].replace('_', ' ')}](../../{path})"


def _unheard() -> Iterator[tuple[str, str, str]]:
    for each in every():
        if because := why_unheard(each):
            yield each.of, each.why or "*none given*", because
