"""What goes wrong, as programs are told it (RFC 9457): each answer leads to the log by its `reference`."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from flask import g
from flask.typing import ResponseReturnValue

from panel.kit.row_fields import AT
from panel.kit.web import PROBLEM

Told = Mapping[str, str]
Errors = list[dict[str, str]]

# Inputs of a form that are parts of one member of the body: an amount has its currency beside it.
_PARTS: Final = ("_currency",)


class Refused(Exception):
    """The request is no question: `problem` makes the answer of it. Raised where a view has not begun to work."""

    def __init__(self, status: int, detail: str, errors: Errors | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, errors

    def answer(self) -> ResponseReturnValue:
        return problem(self.status, self.detail, errors=self.errors)


def problem(
    status: int,
    detail: str,
    *,
    title: str = "",
    errors: Errors | None = None,
    headers: Told | None = None,
    kind: str = "about:blank",
) -> ResponseReturnValue:
    """An answer of RFC 9457; `errors` as `at_fields` and `at_parameters` tell them. `kind` leads to where this kind of problem
    is described, where programs do something about it by themselves."""
    told: dict[str, object] = {
        "type": kind,
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "reference": getattr(g, "reference", "-"),
    }
    if errors:
        told["errors"] = errors
    return told, status, {**PROBLEM, **(headers or {})}


def at_fields(problems: Told, below: str = "#") -> Errors:
    """What is wrong by field of a deed; one of a row of a batch ends in `@` and the row's key, one of a list in `~`
    and its place. Pointers are of RFC 6901."""
    return [{"pointer": _pointer(name, below), "field": name, "detail": detail} for name, detail in problems.items()]


def at_parameters(problems: Told) -> Errors:
    """What is wrong by parameter of the address."""
    return [{"parameter": name, "detail": detail} for name, detail in problems.items()]


def _pointer(name: str, below: str) -> str:
    bare, at, key = name.partition("@")
    if AT in bare:
        rows, _, place = bare.partition(AT)
        rows, _, column = rows.partition(".")
        return "/".join(filter(None, (below, _escaped(rows), place, _escaped(column))))
    for part in _PARTS:
        bare = bare.removesuffix(part)
    return f"#/rows/{_escaped(key)}/{_escaped(bare)}" if at else f"{below}/{_escaped(bare)}"


def _escaped(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1")
