"""Keys of programs: one list; and what can be asked with one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from json import dumps
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.api.described import theirs
from panel.kit.api.shapes import example_of
from panel.kit.web import cookie, page

blueprint = Blueprint("api_keys", __name__, url_prefix="/api-keys", template_folder="templates")


@dataclass(frozen=True, slots=True)
class Operation:
    """As the page shows it: `call` is what somebody types to try it; `signed_in`: no key opens it."""

    method: str
    path: str
    title: str
    permission: str
    call: str
    signed_in: bool


@blueprint.get("/reference")
@permit("api-key.read")
async def reference() -> ResponseReturnValue:
    """Everything that the viewer may ask, by the lists that it is about."""
    found: dict[str, list[Operation]] = {}
    for area, operation in _operations(theirs()):
        found.setdefault(area, []).append(operation)
    crumbs = (("Keys of programs", url_for("api_keys.index")),)
    return page("api_keys/reference.html", "What programs ask", crumbs, areas=found, document=url_for("openapi"))


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, Operation]]:
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            signed_in = not any("key" in each for each in told["security"])
            call = _call(method.upper(), path + _query(told), told.get("requestBody"), signed_in=signed_in)
            yield (
                told["tags"][0],
                Operation(method.upper(), path, told["summary"], told["x-permission"], call, signed_in),
            )


def _query(told: Mapping[str, Any]) -> str:
    """What has to stand behind the question mark, with a value that fits."""
    asked = [each for each in told["parameters"] if each["in"] == "query" and each.get("required")]
    return "?" + "&".join(f"{each['name']}={example_of(each['schema'])}" for each in asked) if asked else ""


def _call(method: str, path: str, body: Mapping[str, Any] | None, *, signed_in: bool) -> str:
    parts = ["curl"] if method == "GET" else [f"curl -X {method}"]
    if signed_in:
        parts.append(f"-b '{cookie()}=…'")
        parts += [] if method == "GET" else ["-H 'X-CSRFToken: …'"]
    else:
        parts.append("-H 'Authorization: Bearer nhk_…'")
    if body is not None:
        example = dumps(body["content"]["application/json"]["example"], ensure_ascii=False).replace("'", "'\\''")
        parts += ["-H 'Idempotency-Key: …'", f"--json '{example}'"]
    parts.append(f"'{request.host_url.rstrip('/')}{path}'")
    return " \\\n  ".join(parts)
