"""A contact changes by time in one way only: a transfer that nobody decides is approved."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from registry.model.contact import Contact, Postal
from registry.model.contact_lifecycle import TRANSFER_PENDING, approve_transfer, close_transfer, project, statuses
from registry.model.transfer import Transfer

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
POSTAL = Postal("int", "Ada", "Springfield", "US")
CONTACT = Contact(
    id=1,
    roid="C1-X",
    handle="Ada-1",
    registrar="alpha",
    postals=(POSTAL,),
    voice=None,
    fax=None,
    email="ada@mail.example",
    disclose=None,
    authinfo="sealed",
    statuses=frozenset(),
    linked=True,
    created_at=START,
    created_by="alpha",
    updated_at=None,
    updated_by=None,
    transferred_at=None,
    transfer=None,
    version=1,
)
PENDING = replace(CONTACT, transfer=Transfer(1, "pending", "beta", "alpha", START, START + TRANSFER_PENDING))


def test_a_contact_without_a_transfer_stays_as_it_is() -> None:
    assert project(CONTACT, START + timedelta(days=9999)).contact is CONTACT
    assert statuses(CONTACT) == ("linked", "ok")


def test_a_transfer_is_pending_until_the_instant_its_time_is_up() -> None:
    due = START + TRANSFER_PENDING
    before = project(PENDING, due - timedelta(milliseconds=1))
    assert not before.is_due and statuses(before.contact) == ("linked", "pendingTransfer")
    after = project(PENDING, due)
    assert after.is_due and statuses(after.contact) == ("linked", "ok")
    assert (after.contact.registrar, after.contact.transferred_at, after.contact.authinfo) == ("beta", due, None)


def test_a_party_that_approves_and_time_that_does_end_in_the_same_place() -> None:
    due = START + TRANSFER_PENDING
    by_time = project(PENDING, due + timedelta(days=1)).contact
    by_party = approve_transfer(PENDING, due, "clientApproved")
    assert replace(by_party, transfer=by_time.transfer) == by_time


def test_a_transfer_that_came_to_nothing_is_never_due() -> None:
    closed = close_transfer(PENDING, START, "clientCancelled", "beta")
    assert not project(closed, START + timedelta(days=9999)).is_due
    assert (closed.registrar, closed.authinfo) == ("alpha", "sealed")


@given(st.lists(st.integers(0, 20 * 24 * 60), min_size=2, max_size=2))
def test_projecting_in_two_steps_is_projecting_at_once(minutes: list[int]) -> None:
    early, late = (START + timedelta(minutes=each) for each in sorted(minutes))
    assert project(project(PENDING, early).contact, late).contact == project(PENDING, late).contact
