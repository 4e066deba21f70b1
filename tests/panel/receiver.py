"""A tiny program that webhooks tell: it knows the scheme's paper, and nothing of the panel's code. It misbehaves on demand."""

import base64
import hashlib
import hmac
import json
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from tests.wire.material import self_signed
from wire.simulated import Asked, Reply, Simulated

# Its own misbehaviour: an answer, and headers that come with it.
ODD: dict[str, tuple[int, dict[str, str], bytes]] = {
    "busy": (429, {"Retry-After": "7200"}, b"come back later"),
    "closed": (503, {}, b"closed"),
    "gone": (410, {}, b"nobody is here any more"),
    "poison": (422, {}, b"not this one"),
    "huge": (500, {"Set-Cookie": "id=1"}, b"x" * 5_000_000),
}

# It sends on to another place of its own, where it would hear of whoever follows.
MOVED = {"moved": 302, "moved with it": 307, "moved for ever": 308}


@dataclass
class Got:
    """A message that was verified."""

    path: str
    id: str
    type: str
    data: dict
    body: bytes


@dataclass(kw_only=True)
class Receiver(Simulated):
    """What it `got` had a good signature by one of its `secrets`; `forged` had not. It answers to what it `dislikes` by ODD."""

    secrets: list[str] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    forged: list[Asked] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    dislikes: dict[str, str] = field(default_factory=dict)

    def passwords(self) -> Iterable[tuple[str, str]]:
        return ()

    def answered(self, asked: Asked, mishap: str | None) -> Reply:
        if not self._verified(asked):
            self.forged.append(asked)
            return Reply(HTTPStatus.BAD_REQUEST)
        told = json.loads(asked.body)
        mishap = mishap or self.dislikes.get(told["data"].get("name", "")) or self.dislikes.get(asked.path)
        self.signatures.append(asked.headers["webhook-signature"])
        if mishap == "echo":
            said = f"{self.secrets[0]} {asked.headers['webhook-signature']}".encode()
            return Reply(HTTPStatus.INTERNAL_SERVER_ERROR, said)
        if mishap in MOVED:
            return Reply(HTTPStatus(MOVED[mishap]), b"", {"Location": f"https://{asked.headers['host']}/inside"})
        if mishap in ODD:
            status, headers, body = ODD[mishap]
            return Reply(HTTPStatus(status), body, headers)
        self.got.append(Got(asked.path, asked.headers["webhook-id"], told["type"], told["data"], asked.body))
        return Reply(HTTPStatus.NO_CONTENT)

    def _verified(self, asked: Asked) -> bool:
        signed = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode() + asked.body
        given = [each.partition(",")[2] for each in asked.headers["webhook-signature"].split(" ")]
        for secret in self.secrets:
            key = base64.b64decode(secret.removeprefix("whsec_"))
            wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
            if any(hmac.compare_digest(wanted, each) for each in given):
                return True
        return False

    def at(self, path: str) -> list[Got]:
        return sorted((each for each in self.got if each.path == f"/{path}"), key=lambda each: each.type)

    def types(self, path: str = "") -> list[str]:
        return [each.type for each in self.got if path in each.path]


def secured(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's side of TLS on localhost, and who vouches for it."""
    pair = self_signed(folder, "receiver")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    return context, pair.certificate
