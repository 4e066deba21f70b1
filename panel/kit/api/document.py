"""The description of the API (OpenAPI 3.1), made of the declarations that the API itself is made of.

Whoever asks with an account is told of what that may do; whoever does not, of everything.

Longer than most files: what is answered to what is one description, and read as one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from panel.kit.api.listed import MOST as ROWS
from panel.kit.api.listed import USUAL
from panel.kit.api.shapes import Shape, example_of, of_column, of_field, of_filter
from panel.kit.deeds import MOST, Deed, Deeds, Opening
from panel.kit.fields import Field
from panel.kit.lists import ListPage
from panel.kit.module import Module
from panel.kit.web import ALL, API

May = Callable[[str], bool]

PIN_HEADER: Final = "Namehouse-Pin"
# Where programs are told what to do about a PIN: the part of this document that says it (RFC 9457, section 3.1.1).
PIN_NEEDED: Final = f"{API}openapi.json#/components/responses/pin-needed"

_REFUSALS: Final = ("400", "401", "403", "404", "405", "409", "412", "413", "415", "422", "429", "500")
_KEY: Final[Shape] = {
    "name": "key",
    "in": "path",
    "required": True,
    "description": "As `key` of a row has it.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
_ONCE: Final[Shape] = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same request with the same key is done once, and answered the same for a day.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}
_PIN: Final[Shape] = {
    "name": PIN_HEADER,
    "in": "header",
    "description": "The PIN of the account, where it has one: without it this is refused (403), and after five wrong ones for an "
    "hour (429).",
    "schema": {"type": "string", "pattern": "^[0-9]{4}$"},
}
_MATCH: Final[Shape] = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag of the row as it was read: where it says something else by now, nothing is done.",
    "schema": {"type": "string"},
}


def document(modules: Sequence[Module], may: May, staff: bool) -> Shape:
    """All that somebody may ask who holds those permissions; `staff`: they see everything."""
    deeds = {each.list.name: each for module in modules for each in module.deeds}
    paths: dict[str, Shape] = {}
    rows: dict[str, Shape] = {}
    for module in modules:
        for declared in module.lists:
            if may(declared.permission):
                rows[f"Row_{declared.name}"] = _row(declared, may, staff)
                _put(paths, _reading(declared, may, staff))
            if declared.name in deeds:
                _put(paths, _doing(deeds[declared.name], may))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Namehouse",
            "version": "1",
            "description": "Whatever people do in the panel, programs do here: by the same declarations, rights and refusals.",
        },
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "tags": [{"name": each.title} for module in modules for each in module.lists if may(each.permission)],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key of a program. What it opens are permissions: each operation names its own.",
                }
            },
            "schemas": {**_SHARED, **rows},
            "responses": {
                "problem": _problem(),
                "pin-needed": _problem(f"A PIN guards this: ask again with it in the header {PIN_HEADER}."),
            },
        },
    }


def _put(paths: dict[str, Shape], found: Iterable[tuple[str, Shape]]) -> None:
    for path, operations in found:
        paths.setdefault(path, {}).update(operations)


def _row(declared: ListPage, may: May, staff: bool) -> Shape:
    columns = {
        each.name: of_column(each)
        for each in declared.columns
        if (staff or not each.staff) and may(each.permission or declared.permission)
    }
    key = {"key": {"type": "string", "description": "What addresses call the row."}} if declared.called else {}
    return {"type": "object", "title": declared.title, "properties": {**key, **columns}, "additionalProperties": False}


def _reading(declared: ListPage, may: May, staff: bool) -> Iterator[tuple[str, Shape]]:
    row: Shape = {"$ref": f"#/components/schemas/Row_{declared.name}"}
    told = {
        "data": {"type": "array", "items": row},
        "next": {"type": ["string", "null"], "description": "The cursor of the rows behind these."},
        "total": {"type": "integer", "description": "With include=total; counting stops at 10,000."},
        "more": {"type": "boolean", "description": "There are more than were counted."},
    }
    whole = {"type": "object", "required": ["data", "next"], "properties": told, "additionalProperties": False}
    listing = _operation(
        declared,
        f"{declared.name}.list",
        declared.title,
        declared.permission,
        {"200": _told("Rows of the list.", whole)},
    )
    listing |= {"description": declared.lead, "parameters": _parameters(declared, may, staff)}
    yield f"{API}{declared.name}", {"get": listing}
    if declared.called:
        shown = _row(declared, may, staff)
        shown["properties"]["deeds"] = {"type": "array", "items": _OFFER, "description": "With include=deeds."}
        answers = {"200": _told("The row.", shown), "304": {"description": "It says what If-None-Match has."}}
        reading = _operation(
            declared, f"{declared.name}.get", f"One of: {declared.title}", declared.permission, answers
        )
        reading["parameters"] = [_KEY, _query("include", {"type": "string", "enum": ["deeds"]}, "What may be done.")]
        yield f"{API}{declared.name}/{{key}}", {"get": reading}


def _parameters(declared: ListPage, may: May, staff: bool) -> list[Shape]:
    seen = [each for each in declared.columns if _sees(each, declared, may, staff)]
    names, orders = (
        [each.name for each in seen],
        [sign + each.name for each in seen if each.sortable for sign in ("", "-")],
    )
    filters = {
        name: of_filter(each, name)
        for each in declared.filters
        if _sees(each, declared, may, staff)
        for name in each.fields
    }
    found = [
        _query("sort", {"type": "string", "enum": orders}, "The order; a hyphen turns it around."),
        _query("per_page", {"type": "integer", "minimum": 1, "maximum": ROWS, "default": USUAL}, "Rows of one answer."),
        _query("cursor", {"type": "string", "maxLength": 2_000}, "As `next` of the answer before has it."),
        _query("include", {"type": "string", "enum": ["total"]}, "How many rows there are."),
        {
            **_query(
                "fields",
                {"type": "array", "items": {"type": "string", "enum": names}, "minItems": 1},
                "Columns.",
            ),
            "style": "form",
            "explode": False,
        },
    ]
    if sets := [each.name for each in declared.sets if not each.permission or may(each.permission)]:
        found.append(_query("columns", {"type": "string", "enum": sets}, "A set of columns."))
    if filters:
        shape = {"type": "object", "properties": filters, "additionalProperties": False}
        found.append({**_query("where", shape, "What rows have to be."), "style": "deepObject", "explode": True})
    return found


def _sees(each: Any, declared: ListPage, may: May, staff: bool) -> bool:
    return (staff or not each.staff) and may(each.permission or declared.permission)


def _doing(deeds: Deeds[Any], may: May) -> Iterator[tuple[str, Shape]]:
    for each in deeds.deeds:
        if not may(each.permission):
            continue
        name = f"{deeds.list.name}.{each.name}"
        foresee = [_FORESEE] if each.foresee else []
        one = _operation(deeds.list, name, each.title, each.permission, _DONE)
        one |= {
            "description": each.lead,
            "parameters": [_KEY, _ONCE, _MATCH, *_guard(each), *foresee],
            "requestBody": _body(_values(each.fields)),
        }
        yield f"{API}{deeds.list.name}/{{key}}/{each.name}", {"post": one}
        if each.batch:
            many = _operation(deeds.list, f"{name}-many", f"{each.title}: many", each.permission, _RESULTS)
            many |= {"parameters": [_ONCE, *_guard(each)], "requestBody": _body(_many(each))}
            yield f"{API}{deeds.list.name}/{ALL}/{each.name}", {"post": many}
    for opening in deeds.opening:
        if may(opening.permission):
            yield f"{API}{deeds.list.name}/{ALL}/{opening.name}", {"post": _making(deeds, opening)}
    inline = {each.value.name: of_field(each.value) for each in deeds.inline if may(each.permission)}
    reasons = [field for each in deeds.inline if may(each.permission) for field in each.fields[1:]]
    if inline and may(deeds.list.permission):
        shape = {
            "type": "object",
            "properties": inline | {field.name: of_field(field) for field in reasons},
            "minProperties": 1,
            "maxProperties": 2 if reasons else 1,
            "additionalProperties": False,
        }
        changing = _operation(deeds.list, f"{deeds.list.name}.patch", "Change one value", deeds.list.permission, _DONE)
        changing |= {"parameters": [_KEY, _ONCE, _MATCH], "requestBody": _body(shape)}
        yield f"{API}{deeds.list.name}/{{key}}", {"patch": changing}


def _making(deeds: Deeds[Any], opening: Opening) -> Shape:
    made = _operation(deeds.list, f"{deeds.list.name}.{opening.name}", opening.title, opening.permission, _DONE)
    foresee = [_FORESEE] if opening.foresee else []
    return made | {
        "parameters": [_ONCE, *_guard(opening), *foresee],
        "requestBody": _body(_values(opening.fields)),
    }


def _guard(deed: Deed[Any]) -> list[Shape]:
    return [_PIN] if deed.pinned else []


def _values(fields: Sequence[Field]) -> Shape:
    required = [each.name for each in fields if each.required]
    return {
        "type": "object",
        "properties": {each.name: of_field(each) for each in fields},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _many(deed: Deed[Any]) -> Shape:
    keys = {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MOST}
    properties: Shape = {"keys": keys, "values": _values(deed.common)}
    if deed.rows:
        properties["rows"] = {"type": "object", "additionalProperties": _values(deed.rows)}
    return {"type": "object", "properties": properties, "required": ["keys"], "additionalProperties": False}


def _operation(declared: ListPage, name: str, title: str, permission: str, answers: Shape) -> Shape:
    refusals = {status: {"$ref": "#/components/responses/problem"} for status in _REFUSALS}
    return {
        "operationId": name,
        "summary": title,
        "tags": [declared.title],
        "x-permission": permission,
        "responses": {**answers, **refusals},
    }


def _query(name: str, schema: Shape, description: str) -> Shape:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _body(schema: Shape) -> Shape:
    needed = {name: schema["properties"][name] for name in schema.get("required", ())}
    shown = {name: example_of(each) for name, each in needed.items()}
    return {"required": bool(needed), "content": {"application/json": {"schema": schema, "example": shown}}}


def _told(description: str, schema: Shape) -> Shape:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _problem(description: str = "Why not (RFC 9457).") -> Shape:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": description, "content": content}


_FORESEE: Final[Shape] = _query("foresee", {"type": "string", "enum": [""]}, "What it would do is told, and not done.")
_OFFER: Final[Shape] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "title": {"type": "string"},
        "why_not": {"type": ["string", "null"], "description": "What speaks against it now."},
    },
    "required": ["name", "title", "why_not"],
}
_ERRORS: Final[Shape] = {
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
_RESULT: Final[Shape] = {
    "type": "object",
    "properties": {
        "outcome": {"type": "string", "enum": ["done", "pending", "refused", "missing", "changed", "failed"]},
        "detail": {"type": "string"},
        "errors": _ERRORS,
    },
    "required": ["outcome", "detail"],
}
_SHARED: Final[Shape] = {
    "Money": {
        "type": "object",
        "properties": {
            "amount": {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "examples": ["10.00"]},
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["USD"]},
        },
        "required": ["amount", "currency"],
        "additionalProperties": False,
    },
    "Result": _RESULT,
    "Done": {
        "type": "object",
        "description": "What was done; or what would be, with `foresee`.",
        "properties": {
            "key": {"type": "string"},
            **_RESULT["properties"],
            "shown_once": {"type": "array", "items": {"type": "string"}, "description": "Kept nowhere: take it down."},
        },
    },
    "Results": {
        "type": "object",
        "properties": {
            "results": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Result"}},
            "done": {"type": "integer"},
            "refused": {"type": "integer"},
        },
        "required": ["results", "done", "refused"],
    },
    "Problem": {
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "reference": {"type": "string", "description": "Leads to the log; X-Request-Id says the same."},
            "errors": _ERRORS,
        },
        "required": ["type", "title", "status", "detail", "reference"],
    },
}
_DONE: Final[Shape] = {
    "200": _told("It is done.", {"$ref": "#/components/schemas/Done"}),
    "202": _told("It waits for somebody else.", {"$ref": "#/components/schemas/Done"}),
}
_RESULTS: Final[Shape] = {"200": _told("What became of each.", {"$ref": "#/components/schemas/Results"})}
