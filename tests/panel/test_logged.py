"""What opens something for whoever knows it stands in no log, wherever in an address it is."""

import logging
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from panel.kit.attached.files import Links
from panel.kit.logged import HIDDEN, SECRET
from tests.panel.addresses import bare
from tests.panel.house import House

# The parts of addresses that name a thing and open nothing.
NAMES = {
    "client_id", "currency", "filename", "handle", "identifier", "key", "login", "month", "name", "number", "session_id",
    "sent", "svtrid", "until",
}  # fmt: skip
# Pages that links in mails lead to, with the secret behind `?token=`.
LINKED = (
    "/restore/new",
    "/sign-up/new",
    "/sign-in/link",
    "/mail-address/confirm",
    "/mail-address/take-back",
    "/client-contacts/-/confirm",
    "/money-addresses/-/confirm",
)
KNOWN_ONLY_TO_THE_OWNER = "kn0wn-0nly-t0-the-0wner"


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All that is logged by anybody, from the least on."""
    with caplog.at_level(logging.DEBUG):
        yield caplog


def test_each_part_of_an_address_is_said_to_be_a_secret_or_a_name() -> None:
    parts = {part for rule in bare().url_map.iter_rules() for part in rule.arguments}
    assert parts == SECRET | NAMES


def test_no_link_that_opens_something_is_logged_with_what_makes_it_hold(house: House, told) -> None:
    app = bare()
    rules = [rule for rule in app.url_map.iter_rules() if rule.arguments & SECRET]
    assert len(rules) >= 7, "as many as there are kinds of links, or this test looks elsewhere"
    anybody = house.visitor()
    for rule in rules:
        values = {part: KNOWN_ONLY_TO_THE_OWNER if part in SECRET else 7 for part in rule.arguments}
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **values)
        assert KNOWN_ONLY_TO_THE_OWNER in path
        for visitor in (anybody, house.signed_in("master")):
            for method in rule.methods & {"GET", "POST"}:
                visitor.ask(method, path)
            # a mail program cuts a link off, or takes what stands behind it for a part of it
            visitor.ask("GET", f"{path}/cut")
    assert f"/files/7/7/{HIDDEN}" in "".join(told.text.split()), "what is hidden is all that is missing"
    assert KNOWN_ONLY_TO_THE_OWNER not in told.text


def test_no_link_to_a_page_is_logged_with_the_token_behind_it(house: House, told) -> None:
    for visitor, at in ((house.visitor(), "/sign-in"), (house.signed_in("client"), "/account/")):
        for path in LINKED:
            assert visitor.get(f"{path}?token={KNOWN_ONLY_TO_THE_OWNER}").status_code != 404, path
            visitor.post(path, {"token": KNOWN_ONLY_TO_THE_OWNER, "password": KNOWN_ONLY_TO_THE_OWNER}, at=at)
    assert KNOWN_ONLY_TO_THE_OWNER not in told.text


def test_a_link_that_holds_is_hidden_as_one_that_does_not(house: House, told) -> None:
    """As a page offers a file to whoever may have it."""
    visitor, now = house.signed_in("client"), house.world.clock.now()
    until, signature = Links(str(house.app.secret_key)).sign(1, now)
    visitor.get(f"/files/1/{until}/{signature}").close()
    assert signature not in told.text and f"/files/1/{until}/{HIDDEN}" in told.text


def test_whoever_asks_writes_no_line_of_the_log(house: House, told) -> None:
    house.visitor().get(f"/domains/{quote('x' + chr(10) + 'INFO somebody was here')}")
    assert "\nINFO somebody" not in told.text and "x%0AINFO" in told.text
