"""Who asks, and at what level."""

import pytest

from registry.model.disclosure import ANYBODY, Asker, PurposeRefused

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
