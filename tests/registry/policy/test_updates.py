"""An update names something that is to be added, removed or changed."""

import pytest

from registry.context import Actor
from registry.model.change import DomainParts
from registry.model.dnssec import DnssecUpdate
from registry.policy.case import Case
from registry.policy.contact_case import ContactCase
from registry.policy.host_case import HostCase
from registry.policy.update_names_a_change import update_names_a_change
from registry.requests.contact import ContactUpdate
from registry.requests.domain import DomainUpdate
from registry.requests.host import HostParts, HostUpdate
from tests.world import BEGINNING

ALPHA = Actor(1, "alpha")


def case_of(wish: object) -> object:
    if isinstance(wish, DomainUpdate):
        return Case(ALPHA, BEGINNING, wish, None)
    if isinstance(wish, HostUpdate):
        return HostCase(ALPHA, BEGINNING, wish, None)
    return ContactCase(ALPHA, BEGINNING, wish)


def codes(wish: object) -> list[int]:
    return [refusal.code for refusal in update_names_a_change(case_of(wish))]


@pytest.mark.parametrize(
    "wish",
    [DomainUpdate("one.example"), HostUpdate("ns1.one.example"), ContactUpdate("C-1")],
    ids=lambda wish: type(wish).__name__,
)
def test_an_update_of_nothing_lacks_something(wish: object) -> None:
    assert codes(wish) == [2003]


@pytest.mark.parametrize(
    "wish",
    [
        DomainUpdate("one.example", add=DomainParts(statuses=("clientHold",))),
        DomainUpdate("one.example", registrant=None),
        DomainUpdate("one.example", authinfo=None),
        DomainUpdate("one.example", dnssec=DnssecUpdate(remove_all=True)),
        HostUpdate("ns1.one.example", remove=HostParts(statuses=("clientDeleteProhibited",))),
        HostUpdate("ns1.one.example", new_name="ns2.one.example"),
        ContactUpdate("C-1", add=("clientDeleteProhibited",)),
        ContactUpdate("C-1", fax=None),
    ],
    ids=str,
)
def test_whatever_is_named_is_enough(wish: object) -> None:
    """Taking away what may be absent, too: None is a value, and not the absence of one."""
    assert codes(wish) == []
