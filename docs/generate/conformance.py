"""The page of conformance: what ICANN's test and the RFCs demand where servers most often fail, and what shows it here."""

from docs.generate.words import document, link, table
from tests.epp.conformance import CHAPTERS, Clause


def page() -> str:
    clauses = [clause for chapter in CHAPTERS.values() for clause in chapter]
    introduction = (
        f"{len(clauses)} clauses at which EPP servers fail ICANN's registry system test, or the RFCs behind it, and for each the "
        "conversation that shows what this server answers: the command, the answer, and that the object is then what it was "
        "before. They are played by every run of the tests, and around every refusal in them the tables of the database are "
        "compared. The last column names the cases of ICANN's test specifications that ask for the clause."
    )
    blocks = []
    for chapter, its_clauses in CHAPTERS.items():
        blocks += [f"## {chapter}", table(("Clause", "What holds", "Shown by", "ICANN"), map(_row, its_clauses))]
    return document("Conformance", link("tests/epp/conformance.py"), introduction, *blocks)


def _row(clause: Clause) -> tuple[str, str, str, str]:
    return clause.id, clause.claim, ", ".join(map(_proof, clause.proofs)), ", ".join(clause.cases)


def _proof(proof: str) -> str:
    path, found, test = proof.partition("::")
    if not found:
        return f"[{_words(proof.rpartition('/')[2][3:])}](../../tests/epp/clauses/{proof}.txt)"
    return f"[{_words(test.removeprefix('test_'))}](../../{path})"


def _words(name: str) -> str:
    return name.replace("_", " ")
