"""The simulated clearinghouse on a port: HTTPS with passwords, as it should be and as it should not."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Literal, cast, get_args

from registry.logins import Login
from registry.model.lordn import LordnKind, Tray
from registry.model.tmch import TmchKind
from tmch.simulator.desk import Desk
from tmch.simulator.lists import Shelf
from wire.simulated import Asked, Reply, Simulated

# Those of every simulated server, and its own. unsigned: another's signature. stale: the list before. elsewhere: the log is on
# another server.
Mishap = Literal["error", "silent", "drip", "truncated", "unheard", "unsigned", "stale", "garbled", "elsewhere"]
MISHAPS: Final[tuple[Mishap, ...]] = get_args(Mishap)

_LISTS: Final[Mapping[str, TmchKind]] = {
    "/dnl/dnl-latest": "dnl",
    "/dnl/surl-latest": "surl",
    "/smdrl/smdrl-latest": "smdrl",
}
CRL: Final = "/tmch.crl"


@dataclass
class Simulator(Simulated):
    """`logins` are good for the TLDs that they stand at."""

    shelf: Shelf
    desk: Desk
    logins: dict[str, Login]
    crl: bytes = b""

    def passwords(self) -> Iterable[tuple[str, str]]:
        return ((each.name, each.password) for each in self.logins.values())

    def answered(self, asked: Asked, mishap: str | None) -> Reply:
        if asked.path == CRL:
            return _published(asked, self.crl)
        if asked.login is None:
            return Reply(HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": 'Basic realm="clearinghouse"'})
        stem, _, kind_of_file = asked.path.rpartition(".")
        if asked.method == "GET" and stem in _LISTS:
            return self._list(asked, _LISTS[stem], kind_of_file, mishap)
        match asked.path.strip("/").split("/"):
            case ["LORDN", tld, kind, *qlp] if asked.method == "POST" and kind in ("sunrise", "claims"):
                if qlp not in ([], ["qlp"]):
                    return Reply(HTTPStatus.NOT_FOUND)
                tray = Tray(cast(LordnKind, kind), bool(qlp))
                return self._allowed(asked, tld) or self._take(asked, tld, tray, mishap)
            case ["LORDN", tld, "sunrise" | "claims", number, "result"] if asked.method == "GET":
                return self._allowed(asked, tld) or _said(*self.desk.log(number))
        return Reply(HTTPStatus.NOT_FOUND)

    def _allowed(self, asked: Asked, tld: str) -> Reply | None:
        login = self.logins.get(tld)
        return None if login and login.name == asked.login else Reply(HTTPStatus.UNAUTHORIZED)

    def _list(self, asked: Asked, kind: TmchKind, kind_of_file: str, mishap: str | None) -> Reply:
        content = (self.shelf.before if mishap == "stale" else self.shelf.now).get(kind)
        if content is None or kind_of_file not in ("csv", "sig"):
            return Reply(HTTPStatus.NOT_FOUND)
        if kind_of_file == "csv":
            return _published(asked, content)
        return Reply(HTTPStatus.OK, self.shelf.signature(b"another" if mishap == "unsigned" else content))

    def _take(self, asked: Asked, tld: str, tray: Tray, mishap: str | None) -> Reply:
        status, words = self.desk.take(tld, tray, asked.body.decode("utf-8", "replace"))
        if status != HTTPStatus.ACCEPTED:
            return _said(status, words)
        host = "https://elsewhere.example.test" if mishap == "elsewhere" else f"https://{asked.headers['host']}"
        return Reply(status, words.encode(), {"Location": f"{host}/LORDN/{tld}/{tray.kind}/{words}/result"})


def _said(status: HTTPStatus, words: str) -> Reply:
    return Reply(status, words.encode())


def _published(asked: Asked, content: bytes) -> Reply:
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    if asked.headers.get("if-none-match") == tag:
        return Reply(HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
    return Reply(HTTPStatus.OK, content, {"ETag": tag})
