"""The verbs and roles that are expected of a panel like this are here, or it is said why not; and nothing is here unsaid."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from panel.kit.access import every_permission, permissions_of
from panel.kit.deeds import Deed
from panel.kit.roles import ASSIGNABLE, PROVED_AGAIN, ROLES
from panel.modules import MODULES
from tests.panel.house import House

TABLE = tomllib.loads((Path(__file__).parent / "permissions.toml").read_text())
AREAS = {area: verbs for area, verbs in TABLE.items() if area != "roles"}
NONE = "none: "
# What changes something. Looking at what was asked for, and one's own doors, are not among them.
READING = {"read", "read-deleted", "read-financial-info", "read-frame", "read-history", "read-sessions", "read-ways-in"}


def said(verbs: dict[str, str]) -> Iterator[str]:
    for here in verbs.values():
        if not here.startswith(NONE):
            yield from here.split()


@pytest.mark.feature("USR-03")
def test_each_expected_verb_is_a_permission_or_has_a_reason_and_each_permission_stands_for_one() -> None:
    named = {permission for verbs in AREAS.values() for permission in said(verbs)}
    assert named - set(every_permission()) == set(), "the table speaks of what there is not"
    alone = {each for each in every_permission() if each not in named}
    assert alone == set(), "the table does not speak of these"
    reasons = [here for verbs in TABLE.values() for here in verbs.values() if here.startswith("none")]
    assert all(len(each) > len(NONE) + 8 for each in reasons)


def test_each_expected_role_can_be_given_or_has_a_reason_and_each_that_can_is_expected() -> None:
    assert set(said(TABLE["roles"])) == set(ASSIGNABLE)


def test_a_junior_manager_sees_what_a_manager_sees_of_the_registry_and_changes_nothing() -> None:
    junior, manager = (permissions_of(frozenset({role})) for role in ("junior-manager", "manager"))
    own = permissions_of(frozenset({"person"}))
    changing = {each for each in junior - own if each.partition(".")[2] not in READING}
    assert changing == {"access.all", "client.get-note"}
    assert {each for each in manager - own if each.endswith(".read")} <= junior
    assert "registrar.read-financial-info" in junior and junior <= manager


def test_an_accountant_sees_the_money_and_books_none_alone() -> None:
    held = permissions_of(frozenset({"accountant"}))
    assert {"registrar.read-financial-info", "registrar.top-up", "document.generate", "list.export"} <= held
    assert "registrar.confirm-top-up" not in held and "registrar.set-credit" not in held
    assert not {each for each in held if each.startswith(("domain.set", "domain.delete", "people.", "tld.update"))}


def test_no_deed_of_a_module_is_for_whoever_reads() -> None:
    """So that a role that only reads is one by its permissions."""
    deeds: list[Deed] = [deed for module in MODULES for each in module.deeds for deed in each.every]
    assert [deed.name for deed in deeds if deed.permission.partition(".")[2] in READING] == []
    assert {each for role in ROLES for each in permissions_of(frozenset({role}))} >= PROVED_AGAIN


def test_a_client_takes_what_is_its_own_as_a_file_and_nothing_of_others(house: House) -> None:
    visitor = house.signed_in("client")
    assert 'name="format" value="csv"' in visitor.get("/client-contacts/").text
    answer = visitor.post("/exports/", {"list": "client_contacts", "query": "", "format": "csv"})
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    own = house.run(
        house.world.fetch(
            "SELECT c.name FROM panel.client_contact c JOIN iam.account a ON a.id = c.account_id WHERE a.login = 'client'"
        )
    )
    assert answer.text.count("\n") - 1 == len(own)
