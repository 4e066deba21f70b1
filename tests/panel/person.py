"""Somebody with an account of their own, whom a test may give and take second factors."""

import html
import re
from itertools import count

import pyotp

from panel.accounts import ensure_account
from tests.panel.authenticator import ORIGIN, Authenticator
from tests.panel.house import PASSWORD, House, Visitor

FACTOR = "/account/second-factor/"
COUNT = count(1)


class Person:
    """An account of its own, at an address of its own."""

    def __init__(self, house: House, role: str = "support", registrar: str | None = None) -> None:
        number = next(COUNT)
        block, host = divmod(number - 1, 250)
        self.house, self.login, self.address = house, f"person-{number}", f"198.51.{100 + block}.{host + 1}"
        house.run(ensure_account(house.world.registry, self.login, PASSWORD, role, registrar, self.login.title()))
        self.secret = ""
        self.codes: list[str] = []

    def visitor(self) -> Visitor:
        return Visitor(self.house.loop, self.house.app, self.address)

    def inside(self) -> Visitor:
        visitor = self.visitor()
        assert visitor.sign_in(self.login).status_code == 302
        return visitor

    def half(self) -> Visitor:
        """A browser in which the password was given, and no more."""
        visitor = self.visitor()
        assert visitor.sign_in(self.login).location.startswith("/sign-in/second")
        return visitor

    def code(self) -> str:
        """What the app shows now; time goes on first, so that it was not used."""
        self.house.world.clock.advance(seconds=30)
        return pyotp.TOTP(self.secret).at(int(self.house.world.clock.now().timestamp()))

    def begin(self, visitor: Visitor) -> str:
        assert visitor.post(f"{FACTOR}app", at=FACTOR).location == f"{FACTOR}app"
        page = visitor.get(f"{FACTOR}app").text
        self.secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
        assert len(self.secret) == 32 and "<svg" in page
        return page

    def enrol(self) -> Visitor:
        visitor = self.inside()
        self.begin(visitor)
        answer = visitor.post(f"{FACTOR}app/confirm", {"code": self.code()}, at=f"{FACTOR}app")
        self.codes = re.findall(r"<li>([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</li>", answer.text)
        assert answer.status_code == 200 and len(self.codes) == 10
        return visitor

    def give(self, visitor: Visitor, code: str, **rest: str):
        return visitor.post("/sign-in/second", {"proof-code": code, **rest}, at="/sign-in/second")

    def activity(self) -> list[tuple[str, str]]:
        sql = "SELECT action, result FROM audit.activity WHERE account = $1 ORDER BY id"
        return [tuple(row) for row in self.house.run(self.house.world.fetch(sql, self.login))]

    def options(self, visitor: Visitor, path: str) -> str:
        """What a page offers the browser's authenticators."""
        found = re.search(r'data-options="([^"]+)"', visitor.get(path, base_url=ORIGIN).text)
        assert found, f"{path} offers nothing"
        return html.unescape(found[1])

    def add_passkey(self, visitor: Visitor, authenticator: Authenticator, name: str = "Blue key"):
        made = authenticator.register(self.options(visitor, f"{FACTOR}passkeys/new"))
        form = {"credential": made, "name": name}
        answer = visitor.post(f"{FACTOR}passkeys", form, at=FACTOR)
        self.codes = self.codes or re.findall(r"<li>([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</li>", answer.text)
        return answer

    def sign(self, visitor: Visitor, authenticator: Authenticator):
        signed = authenticator.sign(self.options(visitor, "/sign-in/second"))
        return visitor.post("/sign-in/second", {"proof-passkey": signed}, at="/sign-in/second")
