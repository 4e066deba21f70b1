"""An OpenID provider on a port: it speaks the protocol as it should, and on demand as it should not.

It knows one person, who agrees to everything at once; who he is and what he may is set by the test. Rules that a real provider
keeps are kept here too: codes are good once, for who asked, with the verifier that belongs to them.
"""

import asyncio
import base64
import hashlib
import secrets
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

import h11
import orjson
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from registry.clock import Clock

CLIENT: Final = "rdap-of-namehouse"
SECRET: Final = "a secret: between / us"

# What goes wrong with the next ID token, or with the answer of an endpoint.
Mishap = Literal[
    "signature",
    "none",
    "shared secret",
    "expired",
    "future",
    "audience",
    "party",
    "issuer",
    "nonce",
    "subject",
    "no id token",
    "access hash",
    "error",
    "slow",
    "huge",
    "garbled",
    "redirect",
]
_OF_TOKENS: Final = frozenset(
    {"signature", "none", "shared secret", "expired", "future", "audience", "party", "issuer", "nonce", "access hash"}
)


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    form: dict[str, str]


@dataclass
class _Reply:
    status: int
    document: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass
class Simulator:
    """`claims` are of the one person it knows. Each of `mishaps` befalls one request, whose path has its words."""

    clock: Clock
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "248289761001", "name": "Jane Doe"})
    lifetime: int = 3600
    refreshes: bool = True
    opaque: bool = False  # access tokens that only it can read
    lacks: set[str] = field(default_factory=set)  # members that its configuration has not
    more: dict[str, Any] = field(default_factory=dict)  # members that it has besides
    approved: bool = False  # whether the person has typed in the device's code
    mishaps: list[tuple[str, Mishap]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    issuer: str = ""
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "first"}))
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _access: dict[str, dict[str, Any]] = field(default_factory=dict)
    _refresh: set[str] = field(default_factory=set)
    _devices: set[str] = field(default_factory=set)
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    def befall(self, path: str, *mishaps: Mishap) -> None:
        self.mishaps += [(path, each) for each in mishaps]

    def rotate(self) -> None:
        """A new key, and the old one is gone."""
        self.key = ECKey.generate_key("P-256", {"kid": secrets.token_hex(4)})

    def give_up(self) -> None:
        """Whoever waits for a slow answer gets none."""
        self._ended.set()

    def count(self, path: str) -> int:
        return sum(each.path == path for each in self.asked)

    def agree(self, url: str) -> dict[str, str]:
        """What a person's browser brings back from where it was sent: the parameters of the redirect."""
        parts = urlsplit(url)
        reply = self._authorize(dict(parse_qsl(parts.query)))
        return dict(parse_qsl(urlsplit(reply.headers["Location"]).query))

    # --- octets -----------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def serving(self, tls: ssl.SSLContext) -> AsyncIterator[str]:
        """The issuer, while the block runs."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)
        self.issuer = f"https://localhost:{server.sockets[0].getsockname()[1]}"
        try:
            yield self.issuer
        finally:
            self._ended.set()
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, h11.ProtocolError):
            connection = h11.Connection(h11.SERVER)
            while asked := await self._read(connection, reader):
                self.asked.append(asked)
                mishap = self._next_mishap(asked.path)
                if mishap == "slow":
                    await self._ended.wait()
                    break
                await self._write(connection, writer, self._reply(asked, mishap))
                if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
                    break
                connection.start_next_cycle()
        writer.close()

    async def _read(self, connection: h11.Connection, reader: asyncio.StreamReader) -> Asked | None:
        request, body = None, b""
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(65536))
            elif isinstance(event, h11.Request):
                request = event
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage) and request:
                path, _, query = request.target.decode().partition("?")
                headers = {name.decode(): value.decode() for name, value in request.headers}
                form = dict(parse_qsl(body.decode()))
                return Asked(request.method.decode(), path, dict(parse_qsl(query)), headers, form)
            else:
                return None

    async def _write(self, connection: h11.Connection, writer: asyncio.StreamWriter, reply: _Reply) -> None:
        body = orjson.dumps(reply.document) if reply.body is None else reply.body
        headers = [*reply.headers.items(), ("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        for event in (h11.Response(status_code=reply.status, headers=headers), h11.Data(data=body), h11.EndOfMessage()):
            writer.write(connection.send(event) or b"")
        await writer.drain()

    def _next_mishap(self, path: str) -> Mishap | None:
        for place, (words, mishap) in enumerate(self.mishaps):
            if words in path:
                del self.mishaps[place]
                return mishap
        return None

    # --- what it means ----------------------------------------------------------------------------------------------

    def _reply(self, asked: Asked, mishap: Mishap | None) -> _Reply:
        match mishap:
            case "error":
                return _Reply(500)
            case "huge":
                return _Reply(200, {"issuer": self.issuer, "filling": "x" * 300_000})
            case "garbled":
                return _Reply(200, body=b"\xff\x00 nothing of sense")
            case "redirect":
                return _Reply(302, {}, {"Location": "https://localhost:1/elsewhere"})
        match asked.path:
            case "/.well-known/openid-configuration":
                return _Reply(200, self._configuration())
            case "/keys":
                return _Reply(200, {"keys": [self.key.as_dict(private=False), {"kty": "unheard-of"}]})
            case "/authorize":
                return self._authorize(asked.query)
            case "/userinfo":
                return self._userinfo(asked, mishap)
            case "/end":
                return _Reply(200 if asked.form.get("id_token_hint") else 400, {})
        if not self._is_client(asked):
            return _Reply(401, {"error": "invalid_client"})
        match asked.path:
            case "/token":
                return self._token(asked.form, mishap)
            case "/introspect":
                return _Reply(200, self._access.get(asked.form["token"], {"active": False}))
            case "/device":
                code = secrets.token_urlsafe(16)
                self._devices.add(code)
                document = {"device_code": code, "user_code": "WDJB-MJHT", "verification_uri": f"{self.issuer}/type"}
                return _Reply(200, {**document, "expires_in": 600, "interval": 1})
            case "/revoke":
                self._refresh.discard(asked.form["token"])
                self._access.pop(asked.form["token"], None)
                return _Reply(200, {})
        return _Reply(404)

    def _configuration(self) -> dict[str, Any]:
        endpoints = {
            "authorization_endpoint": "/authorize",
            "token_endpoint": "/token",
            "jwks_uri": "/keys",
            "userinfo_endpoint": "/userinfo",
            "introspection_endpoint": "/introspect",
            "device_authorization_endpoint": "/device",
            "revocation_endpoint": "/revoke",
            "end_session_endpoint": "/end",
        }
        whole = {
            "issuer": self.issuer,
            **{name: self.issuer + path for name, path in endpoints.items()},
            "authorization_response_iss_parameter_supported": True,
            **self.more,
        }
        return {name: value for name, value in whole.items() if name not in self.lacks}

    def _is_client(self, asked: Asked) -> bool:
        scheme, _, word = asked.headers.get("authorization", "").partition(" ")
        if scheme != "Basic":
            return (asked.form.get("client_id"), asked.form.get("client_secret")) == (CLIENT, SECRET)
        client, _, secret = base64.b64decode(word).decode().partition(":")
        return (unquote_plus(client), unquote_plus(secret)) == (CLIENT, SECRET)

    def _authorize(self, asked: dict[str, str]) -> _Reply:
        assert asked["client_id"] == CLIENT and asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        back = {"code": code, "state": asked["state"]}
        if "authorization_response_iss_parameter_supported" not in self.lacks:
            back["iss"] = self.issuer
        return _Reply(302, {}, {"Location": f"{asked['redirect_uri']}?{urlencode(back)}"})

    def _token(self, form: dict[str, str], mishap: Mishap | None) -> _Reply:
        match form["grant_type"]:
            case "authorization_code":
                asked = self._codes.pop(form["code"], None)  # good once
                challenge = _text(hashlib.sha256(form["code_verifier"].encode()).digest())
                if asked is None or (asked["code_challenge"], asked["redirect_uri"]) != (
                    challenge,
                    form["redirect_uri"],
                ):
                    return _Reply(400, {"error": "invalid_grant"})
                return self._grant(mishap, asked["nonce"])
            case "refresh_token":
                if form["refresh_token"] not in self._refresh:
                    return _Reply(400, {"error": "invalid_grant"})
                self._refresh.remove(form["refresh_token"])
                return self._grant(mishap, None)
            case "urn:ietf:params:oauth:grant-type:device_code":
                if form["device_code"] not in self._devices:
                    return _Reply(400, {"error": "expired_token"})
                if not self.approved:
                    return _Reply(400, {"error": "authorization_pending"})
                self._devices.remove(form["device_code"])
                return self._grant(mishap, None)
        return _Reply(400, {"error": "unsupported_grant_type"})

    def _grant(self, mishap: Mishap | None, nonce: str | None) -> _Reply:
        access, refresh = self.access_token(), secrets.token_urlsafe(24)
        claims: dict[str, Any] = {"nonce": nonce} if nonce else {}
        claims["at_hash"] = _text(hashlib.sha256(access.encode()).digest()[:16])
        said = {"access_token": access, "token_type": "Bearer", "expires_in": self.lifetime}
        if mishap != "no id token":
            said["id_token"] = self.token(mishap if mishap in _OF_TOKENS else None, **claims)
        if self.refreshes:
            self._refresh.add(refresh)
            said["refresh_token"] = refresh
        return _Reply(200, said)

    def _userinfo(self, asked: Asked, mishap: Mishap | None) -> _Reply:
        if asked.headers.get("authorization", "").removeprefix("Bearer ") not in self._access:
            return _Reply(401, {})
        return _Reply(200, {**self.claims, "sub": "another"} if mishap == "subject" else self.claims)

    # --- tokens -----------------------------------------------------------------------------------------------------

    def access_token(self, mishap: Mishap | None = None, **claims: Any) -> str:
        """One that it knows, as a client of its own would get it for us."""
        now = int(self.clock.now().timestamp())
        known = {"active": True, "sub": self.claims["sub"], "client_id": "a-client", "aud": CLIENT, **claims}
        known |= {"exp": now + self.lifetime, "iss": self.issuer}
        token = secrets.token_urlsafe(24) if self.opaque else self.token(mishap, "at+jwt", **claims)
        self._access[token] = known
        return token

    def token(self, mishap: Mishap | None = None, typ: str = "JWT", **more: Any) -> str:
        """A JWT for us; `more` are claims, and those of the person are left to the endpoint for claims."""
        now = int(self.clock.now().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": self.claims["sub"], "iat": now, "exp": now + 600, **more}
        key: ECKey | OctKey = self.key
        header = {"alg": "ES256", "typ": typ, "kid": self.key.kid}
        match mishap:
            case "expired":
                claims["exp"] = now - 120
            case "future":
                claims |= {"iat": now + 600, "nbf": now + 600, "exp": now + 1200}
            case "audience":
                claims["aud"] = "another-client"
            case "party":
                claims |= {"aud": [CLIENT, "another-client"], "azp": "another-client"}
            case "issuer":
                claims["iss"] = "https://accounts.example.net"
            case "nonce":
                claims["nonce"] = "of another login"
            case "access hash":
                claims["at_hash"] = "bm90aGluZyBvZiBzZW5zZQ"
            case "signature":
                key = ECKey.generate_key("P-256", {"kid": self.key.kid})
            case "none":
                parts = (orjson.dumps({"alg": "none", "typ": typ}), orjson.dumps(claims))
                return ".".join([*map(_text, parts), ""])
            case "shared secret":
                # signed with the public key as if it were a secret of both
                pem = self.key.as_pem(private=False)
                key, header = OctKey.import_key(_text(pem)), {"alg": "HS256", "typ": typ, "kid": self.key.kid}
        return jwt.encode(header, claims, key, algorithms=["ES256", "HS256"])
