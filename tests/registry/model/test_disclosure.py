"""Who asks, at what level, and what each level is shown of a contact."""

from itertools import pairwise, product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.model.contact import Disclose, Phone, Postal
from registry.model.disclosure import (
    ANYBODY,
    FIELDS,
    PLACE,
    Asker,
    ContactField,
    Grant,
    GrantedRole,
    Level,
    Person,
    PurposeRefused,
    Role,
    Wish,
    blank,
    card,
    is_purpose,
    told,
    wish_of,
)
from registry.model.policy import Rules
from registry.model.pricing import Prices
from registry.model.sound_rules import RulesUnsound, read_rules
from registry.store.directory_contacts import LinkedContact

POLICE = Asker("requester", "police", purposes=frozenset({"crime", "abuse"}), tlds=frozenset({"test"}))


def test_a_registrar_is_shown_more_only_of_what_it_sponsors() -> None:
    alpha = Asker("registrar", "alpha")
    assert (alpha.level("alpha", "test"), alpha.level("beta", "test")) == ("registrar", "public")


def test_a_requester_is_shown_more_in_its_tlds_once_it_asks_for_a_purpose() -> None:
    assert POLICE.level("alpha", "test") == "public"
    asking = POLICE.asking_for("crime")
    assert (asking.level("alpha", "test"), asking.level("alpha", "example")) == ("requester", "public")
    assert Asker("requester", "police", "crime").level("alpha", "example") == "requester"


def test_an_operator_is_one_everywhere_and_anybody_is_nobody() -> None:
    assert Asker("operator", "ops").level("alpha", "test") == "operator"
    assert ANYBODY.level("", "test") == "public"


def test_who_has_one_purpose_need_not_state_it_and_nobody_has_anothers() -> None:
    assert Asker("requester", "police", purposes=frozenset({"crime"})).asking_for(None).purpose == "crime"
    for purpose in (None, "marketing", ""):
        with pytest.raises(PurposeRefused):
            POLICE.asking_for(purpose)
    assert ANYBODY.asking_for("crime") is ANYBODY


# A policy with a grant of every kind.
OPEN = (
    *PLACE,
    Grant(("name", "organization"), ("registrant", "tech"), persons="legal"),
    Grant(("email",), ("registrant",), wish="allowed"),
    Grant(("phone",), ("tech",), persons="natural", wish="not_refused"),
    Grant(("name", "email"), ("registrant", "admin"), purpose="abuse"),
    Grant(FIELDS, ("registrant", "admin", "tech"), purpose="crime"),
)
WHERE = frozenset({"state_or_province", "country"})
WHOLE = frozenset(FIELDS)
NOTHING: frozenset[str] = frozenset()

# What the policy comes to, spelt out: by role, person and wish what everybody is shown, and what is shown for a purpose.
SHOWN: dict[tuple[Role, Person, Wish], tuple[frozenset[str], frozenset[str]]] = {
    ("registrant", "natural", "none"): (WHERE, WHERE | {"name", "email"}),
    ("registrant", "natural", "allowed"): (WHERE | {"email"}, WHERE | {"name", "email"}),
    ("registrant", "natural", "refused"): (WHERE, WHERE | {"name", "email"}),
    ("registrant", "legal", "none"): (WHERE | {"name", "organization"}, WHERE | {"name", "organization", "email"}),
    ("registrant", "legal", "allowed"): (
        WHERE | {"name", "organization", "email"},
        WHERE | {"name", "organization", "email"},
    ),
    ("registrant", "legal", "refused"): (WHERE | {"name", "organization"}, WHERE | {"name", "organization", "email"}),
    ("admin", "natural", "none"): (NOTHING, frozenset({"name", "email"})),
    ("admin", "natural", "allowed"): (NOTHING, frozenset({"name", "email"})),
    ("admin", "natural", "refused"): (NOTHING, frozenset({"name", "email"})),
    ("admin", "legal", "none"): (NOTHING, frozenset({"name", "email"})),
    ("admin", "legal", "allowed"): (NOTHING, frozenset({"name", "email"})),
    ("admin", "legal", "refused"): (NOTHING, frozenset({"name", "email"})),
    ("tech", "natural", "none"): (frozenset({"phone"}), frozenset({"phone"})),
    ("tech", "natural", "allowed"): (frozenset({"phone"}), frozenset({"phone"})),
    ("tech", "natural", "refused"): (NOTHING, NOTHING),
    ("tech", "legal", "none"): (frozenset({"name", "organization"}), frozenset({"name", "organization"})),
    ("tech", "legal", "allowed"): (frozenset({"name", "organization"}), frozenset({"name", "organization"})),
    ("tech", "legal", "refused"): (frozenset({"name", "organization"}), frozenset({"name", "organization"})),
    ("billing", "natural", "none"): (NOTHING, NOTHING),
    ("billing", "natural", "allowed"): (NOTHING, NOTHING),
    ("billing", "natural", "refused"): (NOTHING, NOTHING),
    ("billing", "legal", "none"): (NOTHING, NOTHING),
    ("billing", "legal", "allowed"): (NOTHING, NOTHING),
    ("billing", "legal", "refused"): (NOTHING, NOTHING),
}


def seen(
    grants: tuple[Grant, ...], role: Role, person: Person, wish: Wish, level: Level, purpose: str | None = None
) -> frozenset[str]:
    return frozenset(each for each in FIELDS if told(each, role, person, wish, level, purpose, grants) == "shown")


def test_the_table_is_whole() -> None:
    assert set(SHOWN) == set(product(get_args(Role), get_args(Person), get_args(Wish)))


@pytest.mark.parametrize("case", SHOWN, ids=" ".join)
def test_each_level_is_shown_what_the_policy_grants_it_and_no_more(case: tuple[Role, Person, Wish]) -> None:
    role, (public, for_abuse) = case[0], SHOWN[case]
    assert seen(OPEN, *case, "public") == public
    assert seen(OPEN, *case, "public", "crime") == public, "a purpose is nothing without accreditation"
    assert seen(OPEN, *case, "requester", "abuse") == for_abuse
    assert seen(OPEN, *case, "requester", "crime") == (public if role == "billing" else WHOLE)
    assert seen(OPEN, *case, "requester", "research") == seen(OPEN, *case, "requester") == public
    assert seen(OPEN, *case, "registrar") == seen(OPEN, *case, "operator") == WHOLE
    # and by the policy of a TLD that says nothing, everybody reads where a registrant is, and nobody accredited more
    where = WHERE if role == "registrant" else NOTHING
    assert seen(PLACE, *case, "public") == seen(PLACE, *case, "requester", "crime") == where
    assert seen((), *case, "public") == NOTHING


ROLES = st.lists(st.sampled_from(get_args(GrantedRole)), min_size=1, unique=True).map(tuple)
PURPOSES = st.sampled_from(["", "abuse", "crime"])
GRANTS = st.builds(
    Grant,
    st.lists(st.sampled_from(FIELDS), min_size=1, unique=True).map(tuple),
    ROLES,
    st.sampled_from(["all", "natural", "legal"]),
    st.sampled_from(["ignored", "not_refused", "allowed"]),
    PURPOSES,
)


@given(
    st.lists(GRANTS, max_size=8).map(tuple),
    st.sampled_from(get_args(Role)),
    st.sampled_from(get_args(Person)),
    st.sampled_from(get_args(Wish)),
    PURPOSES,
)
def test_no_level_is_shown_what_the_one_above_it_is_not(
    grants: tuple[Grant, ...], role: Role, person: Person, wish: Wish, purpose: str
) -> None:
    levels = [seen(grants, role, person, wish, level, purpose) for level in get_args(Level)]
    assert all(below <= above for below, above in pairwise(levels))
    assert seen(grants, role, person, "refused", "public") <= seen(grants, role, person, "none", "public")
    assert seen(grants, role, person, "none", "public") <= seen(grants, role, person, "allowed", "public")


def test_a_contact_speaks_of_its_fields_in_the_elements_of_epp() -> None:
    refuses = Disclose(False, frozenset({"name:int", "addr:loc", "voice"}))
    assert {field: wish_of(refuses, field, "int") for field in FIELDS} == {
        **dict.fromkeys(FIELDS, "none"),
        "name": "refused",
        "phone": "refused",
    }
    of_the_other_form = {field for field in FIELDS if wish_of(refuses, field, "loc") == "refused"}
    assert of_the_other_form == {"street", "city", "state_or_province", "postal_code", "country", "phone"}
    assert wish_of(Disclose(True, frozenset({"email"})), "email", "int") == "allowed"
    assert wish_of(None, "email", "int") == "none"


ADA = LinkedContact(
    "registrant",
    "C1-NAMEHSE",
    "alpha",
    (Postal("int", "Ada Lovelace", "London", "GB", "Engines", ("12 St James Square",), "Greater London", "SW1Y 4JH"),),
    Phone("+44.2079460123", "7"),
    None,
    "ada@home.example",
    None,
)
VALUES: dict[ContactField, object] = {
    "id": "C1-NAMEHSE",
    "name": "Ada Lovelace",
    "organization": "Engines",
    "street": ("12 St James Square",),
    "city": "London",
    "state_or_province": "Greater London",
    "postal_code": "SW1Y 4JH",
    "country": "GB",
    "phone": Phone("+44.2079460123", "7"),
    "fax": None,
    "email": "ada@home.example",
}


def test_a_card_holds_what_is_shown_and_nothing_of_what_is_withheld() -> None:
    whole = card(ADA, "registrant", "registrar", None, PLACE)
    assert {field: getattr(whole, field) for field in FIELDS} == VALUES and not whole.withheld
    public = card(ADA, "registrant", "public", None, PLACE)
    assert public.withheld == WHOLE - WHERE
    assert all(not getattr(public, field) for field in public.withheld)
    assert (public.state_or_province, public.country) == ("Greater London", "GB")


def test_an_organisation_is_a_person_of_the_law_where_the_tld_says_so() -> None:
    for says_so, name in ((True, "Ada Lovelace"), (False, None)):
        assert card(ADA, "registrant", "public", None, OPEN, organizations_are_legal=says_so).name == name


def test_of_whom_nothing_was_read_everybody_is_shown_what_a_natural_person_without_a_wish_shows() -> None:
    assert blank("registrant", PLACE, "Greater London", "GB").state_or_province == "Greater London"
    for role in get_args(Role):
        assert blank(role, OPEN).withheld == WHOLE - SHOWN[role, "natural", "none"][0]
    assert blank("registrant", (), "Greater London", "GB").country is None


RULES = Rules("required", "objects", Prices("USD", 1, 1, 1, 1))


def test_grants_are_read_from_a_document_and_must_make_sense() -> None:
    document = {**RULES.document(), "legal_persons": "organizations"}
    document["disclosure"] = [{"fields": ["name"], "persons": "legal"}, {"fields": ["email"], "purpose": "crime"}]
    assert read_rules(document).disclosure == (
        Grant(("name",), persons="legal"),
        Grant(("email",), purpose="crime"),
    )
    for wrong, words in (
        ({"fields": []}, "fields and roles name at least one each"),
        ({"fields": ["shoe size"]}, "shoe size"),
        ({"fields": ["name"], "persons": "legal"}, "by legal_persons there are none"),
        ({"fields": ["name"], "purpose": "a, b"}, "purpose has 1 to 64"),
        ({"fields": ["name"], "roles": ["billing"]}, "billing"),
    ):
        with pytest.raises(RulesUnsound, match=words):
            read_rules({**RULES.document(), "disclosure": [wrong]})


def test_a_purpose_is_one_word() -> None:
    assert all(map(is_purpose, ("crime", "urn:example:abuse", "https://example.org/purposes#1", "dns-abuse")))
    assert not any(map(is_purpose, ("", "a b", "a,b", 'a"b', "x" * 65, "é")))
