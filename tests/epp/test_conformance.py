"""Every clause of the conformance table is shown by something that exists, and nothing that shows one is left out of it."""

import ast
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from epp.codec.namespaces import CONTACT, DOMAIN, HOST
from epp.extensions import EXTENSIONS
from rde.verify.registered import EXTENSIONS as REGISTERED
from rde.verify.registered import OBJECTS
from registry.clock import SystemClock
from tests.epp.conformance import CHAPTERS
from tests.epp.talk import CERTIFICATE, Talk
from tests.epp.transcripts import clauses, name_of

ROOT = Path(__file__).parents[2]
CLAUSES = [clause for chapter in CHAPTERS.values() for clause in chapter]

# Those without which ICANN's test fails (epp-02).
MANDATORY = {
    "urn:ietf:params:xml:ns:secDNS-1.1",
    "urn:ietf:params:xml:ns:rgp-1.0",
    "urn:ietf:params:xml:ns:launch-1.0",
}


def exists(proof: str) -> bool:
    path, found, test = proof.partition("::")
    if not found:
        return proof in {name_of(each) for each in clauses()}
    if not (ROOT / path).exists():
        return False
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_a_clause_is_shown_by_what_exists(clause):
    assert clause.proofs
    assert [proof for proof in clause.proofs if not exists(proof)] == []


def test_every_transcript_of_a_clause_shows_one():
    shown = {proof for clause in CLAUSES for proof in clause.proofs}
    assert {name_of(each) for each in clauses()} <= shown


def test_no_two_clauses_share_a_name():
    assert len({clause.id for clause in CLAUSES}) == len(CLAUSES) > 80


def test_what_the_greeting_offers_is_registered(talk):
    """Each where it belongs; what an operator switches on beside it (docs/reference/extensions.md) is its own affair."""
    assert set(talk.greeting.texts("epp:objURI")) <= {DOMAIN, HOST, CONTACT} <= OBJECTS
    assert MANDATORY <= set(talk.greeting.texts("epp:extURI")) <= REGISTERED
    assert {each.namespace for each in EXTENSIONS} & {DOMAIN, HOST, CONTACT} == set()


def test_the_greeting_tells_the_time_of_now(service):
    """On the clock of the system, which a server runs on."""
    service.registry.clock = SystemClock()
    told = datetime.fromisoformat(Talk(service, CERTIFICATE).greeting.text("epp:svDate"))
    assert abs(SystemClock().now() - told) < timedelta(seconds=30)
