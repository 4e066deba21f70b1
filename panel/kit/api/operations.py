"""Pieces of which each operation of the description of the API is made (OpenAPI 3.1), whatever declaration it is of."""

from collections.abc import Sequence
from typing import Final

from panel.identity.openid.asking import OF_PANEL, WHOLE_PANEL, panel_scopes
from panel.kit.api.shapes import Shape, example_of, of_field
from panel.kit.fields import Field
from panel.kit.roles import NOT_BY_KEY
from panel.kit.web import API

PIN_HEADER: Final = "Namehouse-Pin"
# Where programs are told what to do about a PIN: the part of this document that says it (RFC 9457, section 3.1.1).
PIN_NEEDED: Final = f"{API}openapi.json#/components/responses/pin-needed"

_REFUSALS: Final = ("400", "401", "403", "404", "405", "409", "412", "413", "415", "422", "429", "500")
KEY: Final[Shape] = {
    "name": "key",
    "in": "path",
    "required": True,
    "description": "As `key` of a row has it.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
ONCE: Final[Shape] = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same request with the same key is done once, and answered the same for a day.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}
PIN: Final[Shape] = {
    "name": PIN_HEADER,
    "in": "header",
    "description": "The PIN of the account, where it has one: without it this is refused (403), and after five wrong ones for an "
    "hour (429).",
    "schema": {"type": "string", "pattern": "^[0-9]{4}$"},
}
MATCH: Final[Shape] = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag of what was read: where it says something else by now, nothing is done.",
    "schema": {"type": "string"},
}
ERRORS: Final[Shape] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "pointer": {"type": "string", "description": "Into the body (RFC 6901)."},
            "field": {"type": "string"},
            "parameter": {"type": "string"},
            "detail": {"type": "string"},
        },
        "required": ["detail"],
    },
}
RESULT: Final[Shape] = {
    "type": "object",
    "properties": {
        "outcome": {"type": "string", "enum": ["done", "pending", "refused", "missing", "changed", "undone", "failed"]},
        "detail": {"type": "string"},
        "errors": ERRORS,
    },
    "required": ["outcome", "detail"],
}


def security_of(permission: str) -> list[Shape]:
    """By what the operation is opened: a key drawn for the permission, or a token whose scope it is; what no program may ever,
    whoever is signed in."""
    if permission in NOT_BY_KEY:
        return [{"session": []}]
    return [{"key": [permission]}, {"oauth": [f"{OF_PANEL}{permission}"]}]


def operation(tag: str, name: str, title: str, permission: str, answers: Shape) -> Shape:
    """Under a tag; with what refuses it, and what opens it."""
    refusals = {status: {"$ref": "#/components/responses/problem"} for status in _REFUSALS}
    return {
        "operationId": name,
        "summary": title,
        "tags": [tag],
        "x-permission": permission,
        "security": security_of(permission),
        "responses": {**answers, **refusals},
    }


def values_of(fields: Sequence[Field]) -> Shape:
    required = [each.name for each in fields if each.required]
    return {
        "type": "object",
        "properties": {each.name: of_field(each) for each in fields},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def query(name: str, schema: Shape, description: str) -> Shape:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def body_of(schema: Shape) -> Shape:
    needed = {name: schema["properties"][name] for name in schema.get("required", ())}
    shown = {name: example_of(each) for name, each in needed.items()}
    return {"required": bool(needed), "content": {"application/json": {"schema": schema, "example": shown}}}


def told_as(description: str, schema: Shape) -> Shape:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def problem_as(description: str = "Why not (RFC 9457).") -> Shape:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": description, "content": content}


DONE: Final[Shape] = {
    "200": told_as("It is done.", {"$ref": "#/components/schemas/Done"}),
    "202": told_as("It waits for somebody else.", {"$ref": "#/components/schemas/Done"}),
}
RESULTS: Final[Shape] = {"200": told_as("What became of each.", {"$ref": "#/components/schemas/Results"})}


def schemes_of(issuer: str, cookie: str) -> Shape:
    """The ways in, as operations name them."""
    scopes = {each: "Everything" if each == WHOLE_PANEL else each.removeprefix(OF_PANEL) for each in panel_scopes()}
    return {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "A key of a program. What it opens are permissions: each operation names its own.",
        },
        "oauth": {
            "type": "oauth2",
            "description": "A token that an application has from somebody who agreed to its scopes: each is a permission.",
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": f"{issuer}/authorize",
                    "tokenUrl": f"{issuer}/token",
                    "refreshUrl": f"{issuer}/token",
                    "scopes": scopes,
                }
            },
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": cookie,
            "description": "Somebody who is signed in. What is changed so needs the token of a form in X-CSRFToken.",
        },
    }
