"""Whether a name can be had, in one line of text or one JSON object."""

from dataclasses import dataclass
from urllib.parse import parse_qs

import orjson

from registry.model.names import unicode_form
from whois.availability import Stands
from wire.web import HttpRequest


@dataclass(frozen=True, slots=True)
class Said:
    """How a name stands, or the sentence that says why nothing is told."""

    stands: Stands | None = None
    error: str | None = None


def wants_json(request: HttpRequest) -> bool:
    """`?format=` decides where it is given, else what the client accepts."""
    match parse_qs(request.query).get("format") if len(request.query) < 200 else None:
        case [wish, *_]:
            return wish == "json"
    return "application/json" in request.headers.get("accept", "")


def written(said: Said, *, as_json: bool) -> tuple[str, bytes]:
    """Content type and octets: `NAME: available`, `NAME: registered` or `NAME: not offered (REASON)`."""
    stands = said.stands
    if as_json:
        return "application/json", orjson.dumps(_members(stands) if stands else {"error": said.error})
    line = f"{stands.name}: {stands.standing}" if stands else f"{said.error}"
    if stands and stands.reason:
        line += f" ({stands.reason})"
    return "text/plain; charset=utf-8", f"{line}\n".encode()


def _members(stands: Stands) -> dict[str, str]:
    members = {"name": stands.name, "unicodeName": unicode_form(stands.name), "status": stands.standing}
    return members | ({"reason": stands.reason} if stands.reason else {})
