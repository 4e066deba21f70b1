"""A gateway to telephones to practise with: it speaks as the real one does, and shows on its page what telephones were told."""

import html
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from panel.client_contacts.gateway import VERSION
from wire.simulated import Asked, Reply, Simulated

# The number that no gateway reaches, as Twilio's test credentials have it.
UNREACHABLE: Final = "+15005550001"
_TAG: Final = re.compile(r"<[^>]*>")
_KEPT: Final = 100


@dataclass(frozen=True, slots=True)
class Told:
    number: int
    channel: str
    phone: str
    words: str


@dataclass
class SimulatedGateway(Simulated):
    """`told` are the last messages, the newest first."""

    account: str
    token: str
    told: list[Told] = field(default_factory=list)

    def passwords(self) -> Iterable[tuple[str, str]]:
        return ((self.account, self.token),)

    def answered(self, asked: Asked, mishap: str | None) -> Reply:
        if asked.method == "GET" and asked.path == "/":
            return Reply(HTTPStatus.OK, self._page().encode(), {"Content-Type": "text/html; charset=utf-8"})
        match asked.path.strip("/").split("/"):
            case [version, "Accounts", account, "Messages.json" | "Calls.json" as what] if version == VERSION:
                if asked.login != self.account or account != self.account:
                    return _failed(HTTPStatus.UNAUTHORIZED, 20003, "Authenticate")
                return self._taken(asked, what) if asked.method == "POST" else Reply(HTTPStatus.METHOD_NOT_ALLOWED)
        return _failed(HTTPStatus.NOT_FOUND, 20404, "The requested resource was not found")

    def _taken(self, asked: Asked, what: str) -> Reply:
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        phone, words = form.get("To", ""), form.get("Body") if what == "Messages.json" else form.get("Twiml")
        if not form.get("From") or not words:
            return _failed(HTTPStatus.BAD_REQUEST, 21602, "A message needs a sender and a body")
        if not re.fullmatch(r"\+[1-9][0-9]{3,14}", phone) or phone == UNREACHABLE:
            return _failed(HTTPStatus.BAD_REQUEST, 21211, f"The 'To' number {phone} is not a valid phone number")
        number = self.told[0].number + 1 if self.told else 1
        channel = "text" if what == "Messages.json" else "call"
        self.told = [Told(number, channel, phone, _TAG.sub(" ", words).strip()), *self.told[: _KEPT - 1]]
        said = {"sid": f"{'SM' if channel == 'text' else 'CA'}{number:032x}", "to": phone, "status": "queued"}
        return Reply(HTTPStatus.CREATED, json.dumps(said).encode(), {"Content-Type": "application/json"})

    def _page(self) -> str:
        rows = "".join(
            f"<tr><td>{each.number}</td><td>{each.channel}</td><td>{html.escape(each.phone)}</td>"
            f"<td>{html.escape(each.words)}</td></tr>"
            for each in self.told
        )
        return (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>What telephones were told</title>'
            "<h1>What telephones were told</h1><table><thead><tr><th>Number</th><th>How</th><th>Telephone</th><th>Words</th></tr>"
            f"</thead><tbody>{rows}</tbody></table></html>"
        )


def _failed(status: HTTPStatus, code: int, message: str) -> Reply:
    said = {"code": code, "message": message, "status": int(status)}
    return Reply(status, json.dumps(said).encode(), {"Content-Type": "application/json"})
