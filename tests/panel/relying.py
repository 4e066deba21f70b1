"""A tiny application that people sign in to by the panel: it knows the standards, and nothing of the panel's code."""

import hashlib
import html
import json
import re
import secrets
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.panel.house import House, Visitor

BACK = "https://shop.example/back?by=house"
EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass
class RelyingParty:
    """One registration, by its discovery document; what it was sent by the back channel is in `heard`."""

    house: House
    client_id: str
    secret: str | None = None
    back: str = BACK
    heard: list[dict] = field(default_factory=list)
    deaf: int = 0

    def __post_init__(self) -> None:
        self.programs = Visitor(self.house.loop, self.house.app, "203.0.113.9")
        found = self.programs.get("/id/.well-known/openid-configuration")
        assert found.status_code == 200 and found.mimetype == "application/json"
        self.places = found.json
        self.issuer = self.places["issuer"]

    def path(self, name: str) -> str:
        return urlsplit(self.places[name]).path

    # the browser's way

    def begin(self, scope: str = "openid profile email", **more: str | None) -> str:
        """The address that the browser is sent to."""
        self.verifier, self.nonce, self.state = (secrets.token_urlsafe(40) for _ in range(3))
        challenge = urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        asked: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.back,
            "scope": scope,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        } | more
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        return f"{self.path('authorization_endpoint')}?{query}"

    def returned(self, answer) -> dict[str, str]:
        """What the browser is sent back with, by a redirection or by a page that goes on by itself."""
        if answer.status_code == 200:
            found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.text)
            assert found, answer.text[:2000]
            address = html.unescape(found[1])
        else:
            assert answer.status_code == 302, answer.status_code
            address = answer.location
        told = urlsplit(address)
        kept = urlsplit(self.back)
        assert (told.scheme, told.netloc, told.path) == (kept.scheme, kept.netloc, kept.path), address
        values = {name: value for name, (value,) in parse_qs(told.query).items()}
        assert values.pop("iss") == self.issuer, "RFC 9207: which server answers"
        assert values.pop("by") == "house", "RFC 6749 section 3.1.2: what the address had stays"
        return values

    def code(
        self, visitor: Visitor, scope: str = "openid profile email", agree: str = "yes", **more: str | None
    ) -> str:
        """Through the question, if there is one."""
        address = self.begin(scope, **more)
        answer = visitor.get(address)
        if answer.status_code == 200:
            answer = visitor.post(self.answers(address), {"answer": agree}, at=address)
        values = self.returned(answer)
        assert values.pop("state") == self.state
        return values["code"]

    def answers(self, address: str) -> str:
        """Where the form of the question is sent."""
        return address.replace("/id/authorize?", "/id/agree?")

    # the server's way

    def form(self, place: str, form: dict[str, str], headers: dict[str, str] | None = None, **rest):
        sent = {"headers": self.proof() if headers is None else headers, "data": form}
        if self.secret is None and headers is None:
            sent = {"data": {**form, "client_id": self.client_id}}
        return self.programs.ask("POST", self.path(place), **sent, **rest)

    def proof(self) -> dict[str, str]:
        login = f"{quote(self.client_id)}:{quote(self.secret or '')}"
        return {"Authorization": f"Basic {b64encode(login.encode()).decode()}"}

    def redeem(self, code: str, **more: str | None):
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": self.verifier,
        }
        return self.form("token_endpoint", {k: v for k, v in (form | more).items() if v is not None})

    def tokens(self, visitor: Visitor, scope: str = "openid profile email", **more: str | None) -> dict:
        answer = self.redeem(self.code(visitor, scope, **more))
        assert answer.status_code == 200, answer.text
        assert "no-store" in answer.headers["Cache-Control"]
        return answer.json

    def refresh(self, token: str, **more: str):
        return self.form("token_endpoint", {"grant_type": "refresh_token", "refresh_token": token, **more})

    def about(self, token: str):
        headers = {"Authorization": f"Bearer {token}"}
        return self.programs.get(self.path("userinfo_endpoint"), headers=headers)

    def introspect(self, token: str) -> dict:
        return self.form("introspection_endpoint", {"token": token}).json

    def claims(self, token: str, kind: str) -> dict:
        """Of a token whose signature, kind, issuer and audience are right."""
        keys = KeySet.import_key_set(self.programs.get(self.path("jwks_uri")).json)
        read = jwt.decode(token, keys, algorithms=["RS256"])
        assert read.header["typ"] == kind
        assert read.claims["iss"] == self.issuer
        audience = read.claims["aud"]
        assert self.client_id in ([audience] if isinstance(audience, str) else audience)
        return read.claims

    def client(self) -> httpx.AsyncClient:
        """What the house reaches this application by: it hears what is posted to it."""

        def heard(request: httpx.Request) -> httpx.Response:
            assert request.method == "POST" and str(request.url) == "https://shop.example/out"
            assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
            if self.deaf:
                self.deaf -= 1
                return httpx.Response(503)
            ((token,),) = parse_qs(request.content.decode()).values()
            self.heard.append(unverified(token))
            self.heard_tokens.append(token)
            return httpx.Response(200)

        self.heard_tokens: list[str] = []
        return httpx.AsyncClient(transport=httpx.MockTransport(heard))


def unverified(token: str) -> dict:
    part = token.split(".")[1]
    return json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
