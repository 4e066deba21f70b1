"""Keys inside DS data prove them or contradict them, and a name has DS data or key data, never both."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from registry.context import Actor
from registry.model.dnssec import DnssecUpdate, DsData, KeyBesideDs, KeyData
from registry.model.domain import Domain
from registry.model.policy import Policy, Rules
from registry.model.pricing import Prices
from registry.policy.case import Case
from registry.policy.ds_data_match_their_keys import ds_data_match_their_keys
from registry.policy.secdns_is_acceptable import secdns_is_acceptable
from registry.requests.domain import DomainCreate, DomainUpdate

# The worked example of RFC 4034 (section 5.4) with the digests of it (SHA-1) and of RFC 4509 (section 2.3, SHA-256).
OWNER = "dskey.example.com"
KEY = KeyData(
    256,
    3,
    5,
    "AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLU"
    "Uh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==",
)
DS = DsData(60485, 5, 2, "D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A")
SHA1 = DsData(60485, 5, 1, "2BB183AF5F22588179A53B0A98631FAD1A292118")

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
RULES = Rules("forbidden", "objects", Prices("USD", 1, 1, 1, 1))
POLICY = Policy(1, 1, "com", BEGINNING, None, RULES)


def refusals(wish: DomainCreate | DomainUpdate) -> list[tuple[int, str | None, str | None]]:
    case = Case(Actor(1, "alpha"), BEGINNING, wish, POLICY)
    return [(each.code, each.element, each.value) for each in ds_data_match_their_keys(case)]


def create(ds: DsData = DS, key: KeyData = KEY, name: str = OWNER) -> DomainCreate:
    return DomainCreate(name, dnssec=(ds,), dnssec_keys=(KeyBesideDs(ds, key),))


@pytest.mark.feature("REG-07")
@pytest.mark.parametrize("ds", [DS, SHA1], ids=["SHA-256", "SHA-1"])
def test_the_key_of_the_ds_data_is_accepted(ds: DsData) -> None:
    assert refusals(create(ds)) == []


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (create(name="other.example.com"), (2306, "secDNS:digest", DS.digest)),
        (create(replace(DS, digest="A" * 64)), (2306, "secDNS:digest", "A" * 64)),
        (create(replace(DS, key_tag=60486)), (2306, "secDNS:keyTag", "60486")),
        (create(replace(DS, algorithm=8)), (2306, "secDNS:alg", "8")),
        (create(replace(DS, digest_type=3)), (2306, "secDNS:digestType", "3")),
        (create(key=replace(KEY, flags=257)), (2306, "secDNS:keyTag", "60485")),
        (create(key=replace(KEY, flags=1)), (2004, "secDNS:flags", "1")),
        (create(key=replace(KEY, protocol=2)), (2004, "secDNS:protocol", "2")),
    ],
)
def test_a_key_that_contradicts_its_ds_data_is_refused_with_the_value(wish, refusal) -> None:
    assert refusals(wish) == [refusal]


def test_updates_are_judged_alike_and_what_they_remove_is_not() -> None:
    wrong = KeyBesideDs(replace(DS, key_tag=1), KEY)
    assert refusals(DomainUpdate(OWNER, dnssec=DnssecUpdate(add=(wrong.ds,), keys=(wrong,))))[0][0] == 2306
    assert refusals(DomainUpdate(OWNER, dnssec=DnssecUpdate(remove=(wrong.ds,)))) == []
    assert refusals(DomainUpdate(OWNER)) == []


KEYS = replace(POLICY, rules=replace(RULES, dnssec_interface="key"))
GOOD, OTHER = DsData(1, 13, 2, "AB" * 32), DsData(2, 13, 2, "CD" * 32)
PUBLIC = KeyData(257, 3, 13, "AwEAAQ==")


@pytest.mark.parametrize(
    ("policy", "change", "shown"),
    [
        (POLICY, DnssecUpdate(remove=(OTHER,)), ("secDNS:digest", OTHER.digest)),
        (POLICY, DnssecUpdate(add=(GOOD,)), ("secDNS:digest", GOOD.digest)),
        (POLICY, DnssecUpdate(add=(PUBLIC,), remove_all=True), ("secDNS:pubKey", PUBLIC.public_key)),
        (KEYS, DnssecUpdate(add=(GOOD,), remove_all=True), ("secDNS:digest", GOOD.digest)),
    ],
)
def test_a_record_that_is_refused_is_named(policy: Policy, change: DnssecUpdate, shown: tuple[str, str]) -> None:
    domain = Domain(1, "D1-X", "one.com", "com", "alpha", BEGINNING, "alpha", BEGINNING, dnssec=(GOOD,))
    case = Case(Actor(1, "alpha"), BEGINNING, DomainUpdate("one.com", dnssec=change), policy, domain)
    (refusal,) = secdns_is_acceptable(case)
    assert (refusal.code, refusal.element, refusal.value) == (2306, *shown)
