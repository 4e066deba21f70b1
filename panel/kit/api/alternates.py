"""A page says in its header what programs read instead of it: `Link: <…>; rel="alternate"` (RFC 8288)."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from flask import Flask, Response, request

from panel.kit.made_answers import answers_of
from panel.kit.module import Module
from panel.kit.web import API

_ANY: Final = "{}"


def tell_alternates(app: Flask, modules: Iterable[Module]) -> None:
    """Of lists, of their rows, and of whatever a drawer says that it stands for."""
    known = {page: address for module in modules for page, address in _of(module)}

    def tell(response: Response) -> Response:
        address = known.get(request.endpoint or "")
        if address and request.method == "GET" and response.status_code == 200 and response.mimetype == "text/html":
            # what a page is about stands first in its address, whatever it is called there
            key = next(iter((request.view_args or {}).values()), "")
            link = address.replace(_ANY, quote(str(key)))
            response.headers.add("Link", f'<{API}{link}>; rel="alternate"; type="application/json"')
        return response

    app.after_request(tell)


def _of(module: Module) -> Iterable[tuple[str, str]]:
    for declared in module.lists:
        yield f"{module.name}.index", declared.name
        if declared.called:
            yield f"{module.name}.show", f"{declared.name}/{_ANY}"
    for answer in answers_of(module):
        for page in answer.pages:
            if not page.endswith(".show") or not any(each.called for each in module.lists):
                yield page, "/".join(_ANY if part.startswith("<") else part for part in answer.at.split("/"))
