"""The description of the API (OpenAPI 3.1), made of the declarations that the API itself is made of.

Whoever asks with an account is told of what that may do; whoever does not, of everything.

Longer than most files: what is answered to what is one description, and read as one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from panel.kit.api.answers_described import answering
from panel.kit.api.listed import MOST as ROWS
from panel.kit.api.listed import USUAL
from panel.kit.api.operations import (
    DONE,
    ERRORS,
    KEY,
    MATCH,
    ONCE,
    PIN,
    PIN_HEADER,
    RESULT,
    RESULTS,
    body_of,
    operation,
    problem_as,
    query,
    schemes_of,
    told_as,
    values_of,
)
from panel.kit.api.shapes import Shape, example_of, of_column, of_field, of_filter
from panel.kit.deeds import MOST, Deed, Deeds, Opening
from panel.kit.importing.tables import MOST_ROWS
from panel.kit.lists import ListPage
from panel.kit.module import Module
from panel.kit.web import ALL, API

May = Callable[[str], bool]


def document(modules: Sequence[Module], may: May, staff: bool, issuer: str, cookie: str) -> Shape:
    """All that somebody may ask who holds those permissions; `staff`: they see everything. `issuer` gives tokens,
    `cookie` is that of whoever is signed in."""
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
        _put(paths, answering(module, may))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Namehouse",
            "version": "1",
            "description": "Whatever people do in the panel, programs do here: by the same declarations, rights and refusals.",
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": each} for each in dict.fromkeys(_tags(paths))],
        "paths": paths,
        "components": {
            "securitySchemes": schemes_of(issuer, cookie),
            "schemas": {**_SHARED, **rows},
            "responses": {
                "problem": problem_as(),
                "pin-needed": problem_as(f"A PIN guards this: ask again with it in the header {PIN_HEADER}."),
            },
        },
    }


def _tags(paths: dict[str, Shape]) -> Iterator[str]:
    for operations in paths.values():
        for each in operations.values():
            yield from each["tags"]


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
    listing = operation(
        declared.title,
        f"{declared.name}.list",
        declared.title,
        declared.permission,
        {"200": told_as("Rows of the list.", whole)},
    )
    listing |= {"description": declared.lead, "parameters": _parameters(declared, may, staff)}
    yield f"{API}{declared.name}", {"get": listing}
    if declared.called:
        shown = _row(declared, may, staff)
        shown["properties"]["deeds"] = {"type": "array", "items": _OFFER, "description": "With include=deeds."}
        answers = {"200": told_as("The row.", shown), "304": {"description": "It says what If-None-Match has."}}
        reading = operation(
            declared.title, f"{declared.name}.get", f"One of: {declared.title}", declared.permission, answers
        )
        reading["parameters"] = [KEY, query("include", {"type": "string", "enum": ["deeds"]}, "What may be done.")]
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
        query("sort", {"type": "string", "enum": orders}, "The order; a hyphen turns it around."),
        query("per_page", {"type": "integer", "minimum": 1, "maximum": ROWS, "default": USUAL}, "Rows of one answer."),
        query("cursor", {"type": "string", "maxLength": 2_000}, "As `next` of the answer before has it."),
        query("include", {"type": "string", "enum": ["total"]}, "How many rows there are."),
        {
            **query(
                "fields",
                {"type": "array", "items": {"type": "string", "enum": names}, "minItems": 1},
                "Columns.",
            ),
            "style": "form",
            "explode": False,
        },
    ]
    if sets := [each.name for each in declared.sets if not each.permission or may(each.permission)]:
        found.append(
            query(
                "columns",
                {"type": "string", "enum": sets},
                "A set of columns of the page; without it all columns are told.",
            )
        )
    if filters:
        shape = {"type": "object", "properties": filters, "additionalProperties": False}
        found.append({**query("where", shape, "What rows have to be."), "style": "deepObject", "explode": True})
    return found


def _sees(each: Any, declared: ListPage, may: May, staff: bool) -> bool:
    return (staff or not each.staff) and may(each.permission or declared.permission)


def _doing(deeds: Deeds[Any], may: May) -> Iterator[tuple[str, Shape]]:
    for each in deeds.deeds:
        if not may(each.permission):
            continue
        name = f"{deeds.list.name}.{each.name}"
        foresee = [_FORESEE] if each.foresee else []
        one = operation(deeds.list.title, name, each.title, each.permission, DONE)
        one |= {
            "description": each.lead,
            "parameters": [KEY, ONCE, MATCH, *_guard(each), *foresee],
            "requestBody": body_of(values_of(each.fields)),
        }
        yield f"{API}{deeds.list.name}/{{key}}/{each.name}", {"post": one}
        if each.batch:
            many = operation(deeds.list.title, f"{name}-many", f"{each.title}: many", each.permission, RESULTS)
            many |= {"parameters": [ONCE, *_guard(each)], "requestBody": body_of(_many(each))}
            yield f"{API}{deeds.list.name}/{ALL}/{each.name}", {"post": many}
    for opening in deeds.opening:
        if may(opening.permission):
            yield f"{API}{deeds.list.name}/{ALL}/{opening.name}", {"post": _making(deeds, opening)}
            if opening.imported:
                yield f"{API}{deeds.list.name}/{ALL}/{opening.name}/import", {"post": _importing(deeds, opening)}
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
        changing = operation(
            deeds.list.title, f"{deeds.list.name}.patch", "Change one value", deeds.list.permission, DONE
        )
        changing |= {"parameters": [KEY, ONCE, MATCH], "requestBody": body_of(shape)}
        yield f"{API}{deeds.list.name}/{{key}}", {"patch": changing}


def _making(deeds: Deeds[Any], opening: Opening) -> Shape:
    made = operation(deeds.list.title, f"{deeds.list.name}.{opening.name}", opening.title, opening.permission, DONE)
    foresee = [_FORESEE] if opening.foresee else []
    return made | {
        "parameters": [ONCE, *_guard(opening), *foresee],
        "requestBody": body_of(values_of(opening.fields)),
    }


def _importing(deeds: Deeds[Any], opening: Opening) -> Shape:
    # a row that is wrong is refused by itself, so the description demands nothing of it but that it is one
    row = {
        "type": "object",
        "examples": [example_of(values_of(opening.fields))],
        "description": "As the deed takes it.",
    }
    rows = {"type": "array", "items": row, "minItems": 1, "maxItems": MOST_ROWS}
    shape = {"type": "object", "properties": {"rows": rows}, "required": ["rows"], "additionalProperties": False}
    name = f"{deeds.list.name}.{opening.name}-import"
    many = operation(deeds.list.title, name, f"{opening.title}: import rows", opening.permission, _IMPORTED)
    return many | {"parameters": [ONCE, *_guard(opening), _FORESEE], "requestBody": body_of(shape)}


def _guard(deed: Deed[Any]) -> list[Shape]:
    return [PIN] if deed.pinned else []


def _many(deed: Deed[Any]) -> Shape:
    keys = {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MOST}
    properties: Shape = {"keys": keys, "values": values_of(deed.common)}
    if deed.rows:
        properties["rows"] = {"type": "object", "additionalProperties": values_of(deed.rows)}
    properties["together"] = {"type": "boolean", "description": "All of them, or none.", "default": False}
    return {"type": "object", "properties": properties, "required": ["keys"], "additionalProperties": False}


_FORESEE: Final[Shape] = query("foresee", {"type": "string", "enum": [""]}, "What it would do is told, and not done.")
_IMPORTED: Final[Shape] = {
    "200": told_as("What became of each row, or would.", {"$ref": "#/components/schemas/Imported"})
}
_OFFER: Final[Shape] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "title": {"type": "string"},
        "why_not": {"type": ["string", "null"], "description": "What speaks against it now."},
    },
    "required": ["name", "title", "why_not"],
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
    "Result": RESULT,
    "Done": {
        "type": "object",
        "description": "What was done; or what would be, with `foresee`.",
        "properties": {
            "key": {"type": "string"},
            **RESULT["properties"],
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
    "Imported": {
        "type": "object",
        "properties": {
            "results": {
                "type": "array",
                "items": {
                    **RESULT,
                    "properties": {"row": {"type": "integer"}, "key": {"type": "string"}, **RESULT["properties"]},
                    "required": ["row", *RESULT["required"]],
                },
            },
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
            "errors": ERRORS,
        },
        "required": ["type", "title", "status", "detail", "reference"],
    },
}
