"""Whatever a page of the panel shows or does, a program reads or does too: asked of the map of addresses and of MODULES.

Lists, deeds, openings, imports, files and versions have their counterpart by the kit; the rest is declared by each drawer as an
answer or an errand that names its pages. What has none stands here, with the reason.
"""

from collections.abc import Iterator

import pytest
from flask import Flask

from panel.kit.access import permission_of
from panel.kit.made_answers import answers_of, errands_of
from panel.kit.web import API
from tests.panel.addresses import bare
from tests.panel.modules import MODULES

# What is asked of the browser of whoever signs in, or of a stranger's: there is no account yet that a program could ask for.
SIGNING_IN = "signing in, and what comes before it, is a browser's: a program has a key or a token instead"
# By a link of a mail, which opens one thing once, for whoever has it.
BY_LINK = "a link in a mail leads there; what it carries is what opens it"
DRAWN = "part of how a page is drawn: a style, a logo"
PROTOCOL = "a protocol of its own, which programs speak (OAuth, OpenID Connect)"
BROWSERS = "it changes who a browser is, which no program has"

NONE = {
    "static": DRAWN,
    **dict.fromkeys(("brands.colours", "brands.logo", "brands.icon"), DRAWN),
    **dict.fromkeys(
        ("sign_in.form", "sign_in.enter", "sign_in.second", "sign_in.complete", "sign_in.leave", "sign_in.elsewhere",
         "sign_in.ask_link", "sign_in.link", "sign_in.admit", "sign_in.again", "sign_in.prove", "sign_up.form", "sign_up.ask",
         "sign_up.new", "sign_up.become", "restore.form", "restore.ask", "restore.new", "restore.set_password",
         "social.begin", "social.back", "social.unknown", "social.prove"),
        SIGNING_IN,
    ),
    **dict.fromkeys(
        ("brands.prove", "brands.proved", "documents.sent", "client_contacts.confirm", "client_contacts.confirmed",
         "money_addresses.confirm", "money_addresses.confirmed", "notifications.refuse", "notifications.refused",
         "mail_address.confirm", "mail_address.confirmed", "mail_address.take_back", "mail_address.taken_back",
         "personal_data.file", "files.content", "files.preview"),
        BY_LINK,
    ),
    **dict.fromkeys(
        ("openid.authorize", "openid.authorize_by_form", "openid.agree", "openid.prove", "openid.go_on", "openid.logout",
         "openid.logout_by_form", "openid.leave", "openid.token", "openid.revoke", "openid.introspect", "openid.userinfo",
         "openid.jwks", "openid.configuration", "openid.metadata"),
        PROTOCOL,
    ),
    **dict.fromkeys(("acting.begin", "acting.end"), BROWSERS),
    **dict.fromkeys(("inbox.index", "inbox.show", "inbox.framed"), "instead of a mail server in demo mode; mails are a list"),
    **dict.fromkeys(("social.link", "second_factor.new_passkey", "second_factor.add_passkey"),
                    "only a browser can: it goes to the provider, or asks the authenticator"),
    "pin.prove": "nothing but the question who they are, which account/prove answers",
    "api_keys.reference": "the description of the API itself is its counterpart",
    "activity_reports.show": "the reports together, each of which is a list",
    "search.show": "the lists together, each of which programs search by its own q",
}  # fmt: skip


@pytest.fixture(scope="module")
def app() -> Flask:
    return bare(MODULES)


def pages(app: Flask) -> Iterator[tuple[str, str]]:
    """(endpoint, method) of whatever the panel shows to browsers, or lets them do."""
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(API):
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule.endpoint, method


def counterparts(app: Flask) -> dict[str, set[str]]:
    """The methods that the API has for each page: by the kit's own rules, then as drawers say."""
    there = {rule.endpoint: rule.methods or set() for rule in app.url_map.iter_rules() if rule.rule.startswith(API)}
    found: dict[str, set[str]] = {}
    for module in MODULES:
        by_kit = dict(_by_kit(module))
        found |= {page: there[program] for page, program in by_kit.items() if program in there}
        for answer in answers_of(module):
            for page in answer.pages:
                found[page] = found.get(page, set()) | {"GET"}
        for errand in errands_of(module):
            for page in errand.pages:
                found[page] = found.get(page, set()) | {"POST"}
    return found


def _by_kit(module) -> Iterator[tuple[str, str]]:
    """(page, what programs ask) of what the kit makes of declarations."""
    name = module.name
    for declared in module.lists:
        yield f"{name}.index", f"api.{declared.name}"
        yield f"{name}.show", f"api.{declared.name}.one"
    for deeds in module.deeds:
        for deed in deeds.deeds:
            yield f"{name}.{deed.name}", f"api.{name}.{deed.name}"
            yield f"{name}.{deed.name}-many", f"api.{name}.{deed.name}-many"
        for opening in deeds.opening:
            yield f"{name}.{opening.name}", f"api.{name}.{opening.name}"
            for page in ("import", "import-one", "import-refused"):
                yield f"{name}.{opening.name}-{page}", f"api.{name}.{opening.name}-import"


def needs_none(endpoint: str) -> bool:
    """What helps with typing, or chooses what a form is about: nothing is shown or done by it that its deed or list does not."""
    return endpoint in NONE or endpoint.rpartition(".")[2] in ("find", "check", "chosen")


@pytest.mark.feature("ARC-01")
def test_whatever_a_page_shows_or_does_a_program_reads_or_does(app: Flask) -> None:
    have = counterparts(app)
    missing = sorted({page for page, _ in pages(app) if page not in have and not needs_none(page)})
    assert not missing, "programs cannot: " + ", ".join(
        f"{page} ({permission_of(app.view_functions[page])})" for page in missing
    )


def test_what_changes_something_is_changed_by_programs_too(app: Flask) -> None:
    have = counterparts(app)
    only_read = sorted(
        page for page, method in pages(app) if method == "POST" and page in have and not have[page] & {"POST", "PATCH"}
    )
    assert not only_read, only_read


def test_what_has_no_counterpart_has_a_reason_and_exists(app: Flask) -> None:
    endpoints = {page for page, _ in pages(app)}
    assert set(NONE) <= endpoints and all(NONE.values())
    assert not set(NONE) & set(counterparts(app)), "it has one"


def test_answers_and_errands_name_pages_that_there_are(app: Flask) -> None:
    named = {page for module in MODULES for each in (*answers_of(module), *errands_of(module)) for page in each.pages}
    assert named <= {page for page, _ in pages(app)}


def test_an_answer_is_for_whoever_may_open_its_page(app: Flask) -> None:
    """Nobody is told or lets be done by a program what the page of it would refuse them."""
    for module in MODULES:
        for each in (*answers_of(module), *errands_of(module)):
            permissions = {permission_of(app.view_functions[page]) for page in each.pages} - {""}
            assert permissions <= {each.permission} or each.at in LOOSER, (each.at, permissions, each.permission)


# Whose pages have another permission, with the reason.
LOOSER: dict[str, str] = {}
