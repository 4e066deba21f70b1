"""Keys of programs: one list; and what can be asked with one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from json import dumps
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.api.described import theirs
from panel.kit.web import page

blueprint = Blueprint("api_keys", __name__, url_prefix="/api-keys", template_folder="templates")


@dataclass(frozen=True, slots=True)
class Operation:
    """As the page shows it: `call` is what somebody types to try it."""

    method: str
    path: str
    title: str
    permission: str
    call: str


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
            call = _call(method.upper(), path, told.get("requestBody"))
            yield told["tags"][0], Operation(method.upper(), path, told["summary"], told["x-permission"], call)


def _call(method: str, path: str, body: Mapping[str, Any] | None) -> str:
    parts = ["curl"] if method == "GET" else [f"curl -X {method}"]
    parts.append("-H 'Authorization: Bearer nhk_…'")
    if body is not None:
        example = dumps(body["content"]["application/json"]["example"], ensure_ascii=False).replace("'", "'\\''")
        parts += ["-H 'Idempotency-Key: …'", f"--json '{example}'"]
    parts.append(f"'{request.host_url.rstrip('/')}{path}'")
    return " \\\n  ".join(parts)
