"""Single rights beside roles: what they come to and why, who gives and takes them, and that a denial wins."""

import pytest

from panel.kit.access import Viewer, every_permission, grounds_of, of_their_kind, permissions_of
from panel.kit.roles import ASSIGNABLE, BY_ROLE_ALONE, OF_REGISTRARS
from panel.modules import MODULES
from tests.panel.house import House
from tests.panel.person import Person


def parts(*names: str) -> frozenset[str]:
    return frozenset(names)


def test_a_denial_wins_wherever_it_comes_from() -> None:
    assert "deposit.read" in permissions_of(parts("support"))
    assert "deposit.read" not in permissions_of(parts("support", "deny:deposit.read"))
    assert "deposit.read" not in permissions_of(parts("support", "deposit.read", "deny:deposit.read"))
    assert "registrar.read-financial-info" not in permissions_of(parts("support", "registrar.read-financial-info"))
    assert "deposit.read" in permissions_of(parts("client", "deposit.read"))


def test_the_grounds_name_every_way_that_leads_to_a_permission() -> None:
    grounds = grounds_of(parts("manager", "domain.read"))["domain.read"]
    assert grounds.held and set(grounds.given) == {("manager", "staff", "reader"), ()}
    denied = grounds_of(parts("manager"))["command.read-frame"]
    assert not denied.held and denied.denied == (("manager",),) and denied.given == (("manager", "staff", "reader"),)


@pytest.mark.parametrize("role", sorted(ASSIGNABLE))
def test_a_permission_is_held_just_when_its_grounds_say_so(role: str) -> None:
    grounds = grounds_of(parts(role))
    held = permissions_of(parts(role))
    assert {each for each in every_permission() if each in grounds and grounds[each].held} == held


def change(who: Person, whom: Person, reason: str = "They asked.", **wanted: str):
    form = {f"right:{name.replace('__', '.').replace('_', '-')}": choice for name, choice in wanted.items()}
    return who.inside().post(f"/rights/{whom.login}", {"reason": reason, **form}, at="/account/")


def told(whom: Person) -> list[tuple[str, str | None, str | None]]:
    sql = (
        "SELECT actor, reason, detail FROM audit.activity WHERE account = $1 AND action = 'account.rights' ORDER BY id"
    )
    return [tuple(row) for row in whom.house.run(whom.house.world.fetch(sql, whom.login))]


@pytest.mark.feature("USR-02")
def test_a_right_is_given_shown_with_its_reason_and_taken_again(house: House, person: Person) -> None:
    keeper, other = Person(house, "registrar", "gamma"), Person(house, "registrar-read", "gamma")
    visitor = other.inside()
    assert visitor.get("/people/").status_code == 403
    assert change(keeper, other, people__read="given").location == f"/rights/{other.login}"
    assert visitor.get("/people/").status_code == 200, "it holds from the next click on"
    page = keeper.inside().get(f"/rights/{other.login}").text
    assert "by itself" in page and "Registrar, reading › reader" not in page
    change(keeper, other, people__read="role", domain__read="denied")
    assert visitor.get("/people/").status_code == 403 and visitor.get("/domains/").status_code == 403
    assert [detail for *_, detail in told(other)] == [
        "people.read: given",
        "domain.read: denied, people.read: by role",
    ]


def test_a_change_says_why_and_what_is_no_change_is_not_written_down(house: House, person: Person) -> None:
    keeper, other = Person(house, "registrar", "gamma"), Person(house, "registrar-read", "gamma")
    assert change(keeper, other, "  ", people__read="given").status_code == 422
    change(keeper, other, "", people__read="role", domain__read="role")
    assert told(other) == []


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"access__all": "given"}, "It comes with a role alone."),
        ({"deposit__update": "given"}, "It is for other people than these."),
        ({"registrar__set_credit": "given"}, "It is for other people than these."),
        ({"house__burn": "given"}, "There is no such permission."),
    ],
)
def test_nobody_gives_what_they_do_not_hold(house: House, person: Person, wanted: dict[str, str], said: str) -> None:
    keeper, other = Person(house, "registrar", "gamma"), Person(house, "registrar-read", "gamma")
    answer = change(keeper, other, **wanted)
    assert answer.status_code == 422 and said in answer.text and told(other) == []


def test_nobody_takes_what_they_do_not_hold_themselves(house: House, person: Person) -> None:
    keeper, other = Person(house, "registrar", "gamma"), Person(house, "registrar-technical", "gamma")
    master = Person(house, "master")
    change(master, keeper, registrar__read_ways_in="denied")
    answer = change(keeper, other, registrar__read_ways_in="denied")
    assert answer.status_code == 422 and "do not hold themselves" in answer.text and told(other) == []


@pytest.mark.parametrize("role", sorted(ASSIGNABLE))
def test_what_can_be_given_is_no_more_than_the_kind_of_person_holds_anywhere(role: str) -> None:
    given = of_their_kind(parts(role))
    assert permissions_of(parts(role)) <= given
    staff = "access.all" in permissions_of(parts(role))
    assert ("registrar.set-credit" in given, "access.all" in given) == (staff, staff)
    assert staff or role not in OF_REGISTRARS or "registrar.confirm-top-up" not in given


@pytest.mark.parametrize(
    ("role", "of", "whom", "theirs", "status"),
    [
        ("registrar", "gamma", "registrar-read", "beta", 404),
        ("registrar", "gamma", "client", None, 404),
        ("support", None, "client", None, 403),
        ("admin", None, "client", None, 403),
        ("registrar-support", "gamma", "registrar-read", "gamma", 403),
    ],
)
def test_rights_are_changed_by_those_who_look_after_the_account(
    house: House, person: Person, role: str, of: str | None, whom: str, theirs: str | None, status: int
) -> None:
    keeper, other = Person(house, role, of), Person(house, whom, theirs)
    assert change(keeper, other, domain__read="denied").status_code == status
    assert told(other) == []


def test_nobody_changes_their_own(house: House, person: Person) -> None:
    keeper = Person(house, "registrar", "gamma")
    answer = change(keeper, keeper, deposit__read="given")
    assert answer.status_code == 422 and "ask somebody else" in answer.text


@pytest.mark.slow
def test_a_single_right_opens_and_a_single_denial_closes_every_list(house: House, person: Person) -> None:
    for declared in (each for module in MODULES for each in module.lists):
        given = Viewer(1, 1, "x", "X", "", parts("person"), rights=parts(declared.permission))
        denied = Viewer(1, 1, "x", "X", "", parts("master"), rights=parts(f"deny:{declared.permission}"))
        assert given.may(declared.permission) and not denied.may(declared.permission)


def test_what_comes_with_a_role_alone_is_named_by_the_scope() -> None:
    assert {each for each in every_permission() if each.startswith("access.")} == BY_ROLE_ALONE
