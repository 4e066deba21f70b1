"""Every role at every endpoint: pages, the API, deeds and exports, by GET and by POST; the table of permissions decides.

A deed has up to four doors (its page and its place in the API, for one object and for many): those that differ most ask at all
of them, the other roles at one of them by turns. Every role is refused at all the rest; what is granted to it the other roles
have drawn by turns.

What is asked is made of MODULES and of the application's own map of addresses, so nothing has to be added here.
"""

from collections.abc import Iterator
from itertools import groupby
from zlib import crc32

import pytest
from jinja2 import ChoiceLoader, DictLoader

from panel.kit.access import permissions_of
from panel.kit.lists import ListPage
from panel.kit.module import lists_of
from panel.kit.roles import ASSIGNABLE, PROVED_AGAIN
from panel.kit.web import PROBLEM
from tests.panel.addresses import Address, addresses, found
from tests.panel.house import ROLES, House
from tests.panel.modules import MODULES
from tests.thorough import some, thorough

LISTS = lists_of(MODULES)
ALL_DEEDS = [(module, deeds, deed) for module in MODULES for deeds in module.deeds for deed in deeds.deeds]

# Each of these asks at every door: who may do all, and one of each kind of people.
WIDELY = ("master", "registrar", "reseller", "client")
BY_ROLE = pytest.mark.parametrize("role", ASSIGNABLE)


@pytest.fixture(scope="module")
def house(untouched: House) -> House:
    """One of its own: what asks for nothing more is done when it is asked for.

    Ten thousand are refused, and it is the number that counts: the page that says so is drawn in tests/panel/test_guard.py.
    """
    drawn = untouched.app.jinja_env
    drawn.loader = ChoiceLoader([DictLoader({"error.html": "{{ status }} {{ title }}"}), drawn.loader])
    return untouched


@pytest.fixture(scope="module")
def every(house: House) -> list[Address]:
    return list(addresses(house.app, house.run(found(house.url))))


def is_drawn_for(role: str, asked: Address) -> bool:
    """Whether a role looks at what it is granted: to be refused costs little, and a page takes long to draw."""
    return role in WIDELY or thorough() or crc32(f"{role} {asked.path}".encode()) % 3 == 0


def held(role: str) -> frozenset[str]:
    return permissions_of(frozenset({role}))


def asked_by(role: str, every: list[Address]) -> Iterator[Address]:
    """What the role asks: a door of each deed, or all of them."""
    doors: dict[tuple[str, str, str, str | None], list[Address]] = {}
    for each in every:
        deed = each.endpoint.rpartition(".")[2].removesuffix("-many")
        doors.setdefault((each.drawer, deed, each.method, each.permission), []).append(each)
    for same in doors.values():
        if role in WIDELY or thorough():
            yield from same
        else:
            yield from some(same, len(same), (role, same[0].path))


def declared() -> Iterator[tuple[str, str]]:
    """(endpoint, permission) of all that is made of declarations."""
    for module in MODULES:
        for each in module.lists:
            yield f"{module.name}.index", each.permission
            yield f"api.{each.name}", each.permission
        for item in module.menu:
            yield item.endpoint, item.permission
    for module, deeds, deed in ALL_DEEDS:
        yield f"{module.name}.check", deeds.list.permission
        if deed.inline:
            yield f"api.{module.name}.patch", deeds.list.permission
        for made in (deed.name, f"{deed.name}-many") if deed.batch else (deed.name,):
            yield f"{module.name}.{made}", deed.permission
            yield f"api.{module.name}.{made}", deed.permission
    for module in MODULES:
        for opening in (each for deeds in module.deeds for each in deeds.opening):
            yield f"{module.name}.{opening.name}", opening.permission
            yield f"api.{module.name}.{opening.name}", opening.permission


def test_every_endpoint_names_its_permission_or_is_public(every: list[Address]) -> None:
    assert {each.endpoint for each in every if each.permission is None} == set()
    public = {each.endpoint for each in every if each.permission == ""}
    assert public == {
        "look",
        "language",
        "brands.colours",
        "brands.icon",
        "brands.logo",
        "sign_in.form",
        "sign_in.enter",
        "sign_in.second",
        "sign_in.complete",
        "sign_in.leave",
        "sign_in.elsewhere",
        "sign_in.ask_link",
        "sign_in.link",
        "sign_in.admit",
        "sign_in.again",
        "sign_in.prove",
        "brands.prove",
        "brands.proved",
        "documents.sent",
        "files.content",
        "files.preview",
        "client_contacts.confirm",
        "client_contacts.confirmed",
        "money_addresses.confirm",
        "money_addresses.confirmed",
        "notifications.refuse",
        "notifications.refused",
        # where links in mails lead; what each carries is what opens it
        "restore.form",
        "restore.ask",
        "restore.new",
        "restore.set_password",
        "sign_up.form",
        "social.begin",
        "social.back",
        "social.unknown",
        "social.prove",
        "sign_up.ask",
        "sign_up.new",
        "sign_up.become",
        "mail_address.confirm",
        "mail_address.confirmed",
        "mail_address.take_back",
        "mail_address.taken_back",
        "personal_data.file",
        "openapi",
        "inbox.index",
        "inbox.show",
        "inbox.framed",
        # what browsers of strangers are sent to; each says itself what it needs
        "openid.authorize",
        "openid.authorize_by_form",
        "openid.go_on",
        "openid.logout",
        "openid.logout_by_form",
        "openid.leave",
        # applications prove themselves by what they send
        "openid.token",
        "openid.revoke",
        "openid.introspect",
        "openid.userinfo",
        "openid.jwks",
        "openid.configuration",
        "openid.metadata",
    }


def test_what_is_made_of_a_declaration_asks_for_the_permission_declared(every: list[Address]) -> None:
    asked = {each.endpoint: each.permission for each in every}
    wrong = {endpoint: (asked.get(endpoint), said) for endpoint, said in declared() if asked.get(endpoint) != said}
    assert wrong == {}


def test_every_permission_of_an_endpoint_is_granted_to_somebody_and_not_to_everybody_by_mistake(
    every: list[Address],
) -> None:
    named = {each.permission for each in every if each.permission}
    assert named <= frozenset().union(*map(held, ASSIGNABLE))
    own = {"account.read", "account.update", "account.secure", "api-key.read", "api-key.update", "dashboard.read"}
    own |= {"webhook.read", "webhook.update", "list.export"}
    assert {each for each in named if all(each in held(role) for role in ASSIGNABLE)} == own


@pytest.mark.slow
@pytest.mark.feature("USR-02")
@BY_ROLE
def test_a_role_reads_what_the_table_grants_and_nothing_else(house: House, every: list[Address], role: str) -> None:
    visitor, granted = house.signed_in(role), held(role)
    lists = {each.drawer: each.permission for each in every if each.endpoint.endswith(".index")}
    for each in asked_by(role, every):
        if each.method != "GET" or not each.permission:
            continue
        if each.permission in granted and not is_drawn_for(role, each):
            continue
        answer = visitor.get(each.path)
        if each.permission not in granted:
            assert answer.status_code == 403, (role, str(each))
            assert not each.api or answer.headers["Content-Type"] == PROBLEM["Content-Type"]
        else:
            # what is attached to an object is there for those alone who see the object
            there = each.real and lists.get(each.drawer, each.permission) in granted
            assert answer.status_code in ((200, 302) if there else (200, 302, 404)), (role, str(each))


@pytest.mark.slow
@BY_ROLE
def test_a_role_changes_what_the_table_grants_and_nothing_else(house: House, every: list[Address], role: str) -> None:
    visitor = house.visitor(f"127.0.0.{2 + ROLES.index(role)}")  # from one place few try anything within the hour
    visitor.sign_in(role)
    token = visitor.token("/account/")
    for each in asked_by(role, every):
        if each.method == "GET" or not each.permission:
            continue
        if each.permission in held(role) and not is_drawn_for(role, each):
            continue
        told = {"json": {}, "headers": {"X-CSRFToken": token}} if each.api else {"data": {"csrf_token": token}}
        answer = visitor.ask(each.method, each.path, **told)
        if each.permission not in held(role):
            assert answer.status_code == 403, (role, str(each))
        else:
            # an empty form changes nothing: it is wrong, leads back, or is done to nobody
            assert answer.status_code in (200, 202, 302, 400, 404, 409, 422), (role, str(each), answer.status_code)
        is_done = answer.status_code in (200, 202)
        assert not each.api or is_done or answer.headers["Content-Type"] == PROBLEM["Content-Type"]
    house.visitors.pop(role, None)  # one of the posts signs out all other browsers


@pytest.mark.slow
def test_nobody_is_sent_to_the_sign_in_or_told_so_whatever_they_ask(house: House, every: list[Address]) -> None:
    visitor = house.visitor()
    for each in every:
        if not each.permission:
            continue
        answer = visitor.ask(each.method, each.path)
        if each.api:
            assert (answer.status_code, answer.headers["Content-Type"]) == (401, PROBLEM["Content-Type"]), str(each)
        else:
            assert (answer.status_code, answer.location.startswith("/sign-in")) == (302, True), str(each)


def test_what_is_read_is_got_and_what_is_changed_is_posted(every: list[Address]) -> None:
    assert {each.method for each in every} == {"GET", "POST", "PATCH"}


@pytest.mark.slow
def test_posts_that_matter_ask_again_when_the_last_proof_is_old_and_no_others_do(
    house: House, every: list[Address]
) -> None:
    visitors = {role: house.visitor() for role in ("master", "registrar")}
    tokens = {}
    for role, visitor in visitors.items():
        visitor.sign_in(role)
        tokens[role] = visitor.token("/account/")
    house.world.clock.advance(minutes=11)
    asked = set()
    for each in every:
        role = "master" if each.permission in held("master") else "registrar"
        if each.method == "POST" and each.permission in held(role):
            answer = visitors[role].ask("POST", each.path, data={"csrf_token": tokens[role]})
            assert ("Is it you?" in answer.text) is (each.permission in PROVED_AGAIN), str(each)
            asked |= {each.permission} & PROVED_AGAIN
    assert asked == PROVED_AGAIN, "a permission is in the table that nothing uses"
    house.visitors.clear()


@pytest.mark.slow
@BY_ROLE
def test_a_menu_has_the_pages_that_the_role_may_open_and_no_others(house: House, role: str) -> None:
    items = [item for module in MODULES for item in module.menu]
    with house.app.test_request_context():
        paths = {item.title: house.app.url_for(item.endpoint) for item in items}
    menu = house.signed_in(role).get("/account/").text.partition('aria-label="Main"')[2].partition("</nav>")[0]
    shown = {title for title, path in paths.items() if f'href="{path}"' in menu}
    assert shown == {item.title for item in items if item.permission in held(role)}


@pytest.mark.slow
@BY_ROLE
def test_a_list_is_exported_and_its_views_are_kept_by_those_alone_who_may_read_it(house: House, role: str) -> None:
    visitor = house.signed_in(role)
    token = visitor.token("/account/")
    for each in LISTS.values():
        form = {"csrf_token": token, "list": each.name, "format": "csv", "query": "q=nothing-like-this"}
        may = {"list.export", each.permission} <= held(role)
        assert visitor.ask("POST", "/exports/", data=form).status_code == (200 if may else 403), each.name
        kept = visitor.ask("POST", "/views/", data={**form, "name": ""}).status_code
        assert kept == (302 if each.permission in held(role) else 403), each.name


@pytest.mark.slow
@BY_ROLE
def test_a_list_shows_a_role_no_column_that_the_table_does_not_grant(house: House, role: str) -> None:
    visitor = house.signed_in(role)
    for each in LISTS.values():
        if each.permission not in held(role):
            continue
        rows = []
        for columns in each.sets or [None]:
            answer = visitor.get(f"/api/v1/{each.name}?columns={columns.name}" if columns else f"/api/v1/{each.name}")
            if columns and columns.permission and columns.permission not in held(role):
                assert answer.status_code == 400, (each.name, columns.name)
            else:
                rows += answer.json["data"]
        shown = {name for row in rows for name in row}
        assert shown & kept_from(each, role) == set(), each.name
        assert not rows or shown, each.name


def kept_from(listed: ListPage, role: str) -> set[str]:
    """The names of the columns that are not for the role."""
    all_of_it = "access.all" in held(role)
    return {
        column.name
        for column in listed.columns
        if (column.staff and not all_of_it) or (column.permission and column.permission not in held(role))
    }


@pytest.mark.slow
@BY_ROLE
def test_a_deed_that_a_list_names_in_its_form_is_for_those_who_hold_the_deeds_own_permission(
    house: House, role: str
) -> None:
    visitor = house.signed_in(role)
    token = visitor.token("/account/")
    for module, deeds, deed in ALL_DEEDS if role in WIDELY else some(ALL_DEEDS, 3, role):
        may = {deeds.list.permission, deed.permission} <= held(role)
        path, form = module.blueprint.url_prefix, {"csrf_token": token, "deed": deed.name, "keys": "no-such-thing"}
        check = visitor.ask("POST", f"{path}/-/check?deed={deed.name}&input=reason", data=form)
        assert check.status_code == (200 if may else 403), (role, deed.name)
        if deed.batch:
            chosen = visitor.ask("POST", f"{path}/-/", data=form)
            assert chosen.status_code == (200 if may else 403), (role, deed.name)


@pytest.mark.slow
@BY_ROLE
def test_no_post_is_taken_without_the_token_of_its_form(house: House, every: list[Address], role: str) -> None:
    """Nothing of it happens: the door turns it away before any view."""
    visitor = house.visitor()
    visitor.sign_in(role)
    for each in asked_by(role, every):
        if each.method != "GET" and each.permission in held(role):
            answer = visitor.ask(each.method, each.path, data={"reason": "forged"})
            assert answer.status_code == 400, (role, str(each))


def test_each_group_of_the_menu_stands_in_one_place() -> None:
    groups = [group for group, _ in groupby(item.group for module in MODULES for item in module.menu)]
    assert len(groups) == len(set(groups))
