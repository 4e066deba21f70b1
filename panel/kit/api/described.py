"""Where the description of the API is found: at one address, for programs, and for the page that people read."""

from functools import cache

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue

from panel.kit.access import public, scope_of
from panel.kit.api.document import document
from panel.kit.api.problems import Refused
from panel.kit.api.shapes import Shape
from panel.kit.web import API, cookie, house

ADDRESS = f"{API}openapi.json"


def describe(app: Flask) -> None:
    """Answer it, whoever asks: what there is to ask is no secret."""
    app.add_url_rule(ADDRESS, "openapi", openapi)


@public
def openapi() -> ResponseReturnValue:
    """What the viewer may ask; everything, where that is wanted or nobody is known."""
    if set(request.args) - {"whole"}:
        raise Refused(400, "There is no such parameter here.")
    return current_app.json.response(whole() if "whole" in request.args or g.viewer is None else theirs())


def theirs() -> Shape:
    return _made(g.viewer.permissions, scope_of(g.viewer).everything, cookie())


def whole() -> Shape:
    return _made(None, True, cookie())


@cache
def _made(permissions: frozenset[str] | None, staff: bool, cookie: str) -> Shape:

    def may(permission: str) -> bool:
        return permissions is None or permission in permissions

    return document(house().modules, may, staff, house().openid.issuer, cookie)
