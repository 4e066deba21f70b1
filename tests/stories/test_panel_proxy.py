"""The running panel behind a proxy that it trusts: sessions know the person's address, and cookies know of https."""

import http.client
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

import pytest

from tests.stories.installation import PROXY, Installation

pytestmark = pytest.mark.story

CLIENT = "198.51.100.7"


class Person:
    """A browser behind a proxy, which connects from `source`."""

    def __init__(self, url: str, source: str) -> None:
        self.host, self.source = urlsplit(url).netloc, source
        self.cookies: SimpleCookie = SimpleCookie()

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> str:
        connection = http.client.HTTPConnection(self.host, timeout=10, source_address=(self.source, 0))
        headers = {
            "X-Forwarded-For": f"203.0.113.9, {CLIENT}",
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{self.host}/",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={each.value}" for name, each in self.cookies.items()),
        }
        connection.request(method, path, urlencode(form) if form else None, headers)
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(line)
        text = answer.read().decode()
        connection.close()
        assert answer.status < 400, text
        return text

    def sign_in(self, login: str, password: str) -> None:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.ask("GET", "/sign-in"))
        assert found
        self.ask("POST", "/sign-in", {"csrf_token": found[1], "login": login, "password": password})


@pytest.mark.parametrize(("source", "address", "secure"), [(PROXY, CLIENT, True), ("127.0.0.3", "127.0.0.3", False)])
def test_a_trusted_proxys_word_is_the_sessions_address_and_the_cookies_scheme(
    installation: Installation, source: str, address: str, secure: bool
) -> None:
    panel = installation.facts["panel"]
    user = next(each for each in panel["users"] if each["role"] == "support")
    person = Person(panel["url"], source)
    person.sign_in(user["login"], user["password"])
    assert {name.startswith("__Host-") for name in person.cookies} == {secure}
    assert {bool(each["secure"]) for each in person.cookies.values()} == {secure}
    shown = re.findall(r">(\S+) · signed in", person.ask("GET", "/account/"))
    assert address in shown
    assert "203.0.113.9" not in shown
