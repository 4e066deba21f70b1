"""Providers that people sign in by, simulated: each speaks its own flow, knows its clients, and misbehaves when told to.

No provider of the outside world was met: these are made from what each of them documents.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from registry.clock import FakeClock

OIDC = ("google", "microsoft", "linkedin", "acme")


@dataclass
class SimulatedProvider(httpx.AsyncBaseTransport):
    """One of them, at one origin; `person` is who sits at it, and `lies` replace what an ID token would say."""

    name: str
    origin: str
    clock: FakeClock
    client_id: str = "client-of-ours"
    secret: str = "s3cret/of+ours"
    person: dict = field(
        default_factory=lambda: {"id": "4711", "email": "vera@mail.example", "verified": True, "name": "Vera"}
    )
    lies: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)  # what an address answers instead, by how it ends
    codes: dict = field(default_factory=dict)
    tokens: set = field(default_factory=set)
    asked: list = field(default_factory=list)
    basic: bool = False
    says_issuer: bool = False

    def __post_init__(self) -> None:
        self.roll()

    def roll(self) -> None:
        """Sign by a fresh key from now on."""
        self.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"}, private=True)

    @property
    def keys(self) -> dict:
        return KeySet([self.key]).as_dict(private=False)

    # the browser's side

    def agree(self, address: str) -> str:
        """Somebody is asked at the address that the browser was sent to, and says yes; where the browser is sent then."""
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert f"{parts.scheme}://{parts.netloc}" == self.origin, address
        assert asked["client_id"] == self.client_id and asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256" and len(asked["state"]) > 20
        assert ("nonce" in asked) == (self.name in OIDC), "plain OAuth 2.0 knows no nonce, and OpenID Connect needs one"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"]}
        if self.name == "vk":
            back |= {"device_id": "device-1", "type": "code_v2"}
        if self.says_issuer:
            back["iss"] = self.origin
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    # what the panel asks

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        return self.answer(request)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What a request is answered that was read whole."""
        path = request.url.path
        self.asked.append(path)
        for end, answer in self.answers.items():
            if path.endswith(end):
                return answer
        if path.endswith("/openid-configuration"):
            return httpx.Response(200, json=self._discovery())
        if path.endswith("/keys"):
            return httpx.Response(200, json=self.keys)
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        if request.method == "POST" and "code" in form:
            return self._exchange(request, form)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or form.get("access_token", "")
        if token not in self.tokens:
            return httpx.Response(401, json={"error": "invalid_token"})
        return httpx.Response(200, json=self._person(path))

    def _discovery(self) -> dict:
        return {
            "issuer": self.origin,
            "authorization_endpoint": f"{self.origin}/authorize",
            "token_endpoint": f"{self.origin}/token",
            "jwks_uri": f"{self.origin}/keys",
            "authorization_response_iss_parameter_supported": self.says_issuer,
            "token_endpoint_auth_methods_supported": ["client_secret_basic" if self.basic else "client_secret_post"],
        }

    def _exchange(self, request: httpx.Request, form: dict) -> httpx.Response:
        given = (form.get("client_id"), form.get("client_secret"))
        if self.basic:
            sent = base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
            given = tuple(httpx.QueryParams(f"x={each}")["x"] for each in sent.split(":"))
        asked = self.codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(
            b"="
        )
        right = (
            given == (self.client_id, self.secret)
            and asked is not None
            and form["redirect_uri"] == asked["redirect_uri"]
            and challenge.decode() == asked["code_challenge"]
            and (self.name != "vk" or form.get("device_id") == "device-1")
        )
        if not right:  # GitHub says so with 200
            status = 200 if self.name == "github" else 400
            return httpx.Response(status, json={"error": "invalid_grant"})
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        said = {"access_token": token, "token_type": "bearer"}
        if self.name in OIDC:
            said["id_token"] = self.id_token(asked["nonce"])
        return httpx.Response(200, json=said)

    def id_token(self, nonce: str) -> str:
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.origin,
            "aud": self.client_id,
            "sub": self.person["id"],
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "email": self.person["email"],
            "email_verified": self.person["verified"],
            "name": self.person["name"],
            "locale": self.person.get("locale"),
        } | self.lies
        return jwt.encode(
            {"alg": "RS256", "kid": self.key.kid}, {k: v for k, v in claims.items() if v is not None}, self.key
        )

    def _person(self, path: str) -> object:
        who = self.person
        if self.name == "github":
            addresses = [{"email": "old@mail.example", "primary": False, "verified": True}]
            addresses.append({"email": who["email"], "primary": True, "verified": who["verified"]})
            return (
                addresses if path.endswith("/emails") else {"id": int(who["id"]), "login": "vera", "name": who["name"]}
            )
        if self.name == "vk":
            return {
                "user": {
                    "user_id": who["id"],
                    "email": who["email"],
                    "first_name": who["name"],
                    "verified": who["verified"],
                }
            }
        if self.name == "yandex":
            return {"id": who["id"], "login": "vera", "default_email": who["email"], "real_name": who["name"]}
        return {"id": who["id"], "name": who["name"], "email": who["email"]}
