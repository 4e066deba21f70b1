"""The page of findings: every code that verifying a deposit may end with."""

from collections.abc import Iterator
from typing import Final

from docs.generate.words import code, document, link, table
from rde.verify.findings import CODES, Code

INTRODUCTION: Final = """
A deposit is opened layer by layer: signature, encryption, archive, document, and then the rules. Where one of the first four
does not hold, nothing is said of what lies below it. An error makes the deposit invalid; a warning is something to look at.
[Verify a deposit](../runbooks/verify-a-deposit.md) says how to go from a finding to its cause.
"""
LAYERS: Final = (
    ("SIG", "The signature"),
    ("DECRYPT", "The encryption"),
    ("ARCHIVE", "The archive"),
    ("XML", "The document"),
    ("CSV", "The files that the document lists"),
    ("RDE", "The deposit"),
    ("REGISTRAR", "The files of a registrar's deposit"),
    ("RISE", "When a TLD rises from deposits"),
)


def page() -> str:
    blocks = [INTRODUCTION.strip().replace("\n", " ")]
    for layer, title in LAYERS:
        found = [(name, each) for name, each in CODES.items() if name.partition("_")[0] == layer]
        blocks.append(f"## {title}\n\n" + table(("code", "", "means"), _rows(found)))
    return document("Findings in deposits", link("rde/verify/findings.py"), *blocks)


def _rows(found: list[tuple[str, Code]]) -> Iterator[tuple[str, ...]]:
    for name, each in found:
        yield code(name), each.severity, each.meaning
