"""Holds answers of RDAP against the JSON Schemas of `schemas/json`: one schema for each kind of answer, and nothing beyond it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

FOLDER = Path(__file__).parents[3] / "schemas" / "json"
FILES = {path.name: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}

# What tells the answers to searches and failures; the others are told by their objectClassName, and help has nothing.
_TOLD_BY = {
    "errorCode": "error",
    "domainSearchResults": "domains",
    "nameserverSearchResults": "nameservers",
    "entitySearchResults": "entities",
}


def kind_of(document: Any) -> str:
    """The name of the schema that an answer has to satisfy."""
    if _is_of_a_session(document):
        return "session"
    for member, kind in _TOLD_BY.items():
        if member in document:
            return kind
    named = document.get("objectClassName")
    return named if named in ("domain", "nameserver", "entity") else "help"


def _is_of_a_session(document: Any) -> bool:
    """Whether federated authentication is told of; a request for help is told its configuration."""
    return "farv1" in (document.get("rdapConformance") or ()) and "farv1_openidcConfiguration" not in document


def violations(document: Any) -> list[str]:
    """What its schema has against an answer, the innermost reason of each."""
    return [
        f"{found.json_path}: {found.message[:300]}"
        for error in validator(kind_of(document)).iter_errors(document)
        for found in [best_match([error])]
    ]


@cache
def validator(kind: str) -> Draft202012Validator:
    registry = Registry().with_resources(
        (name, Resource.from_contents(contents, DRAFT202012)) for name, contents in FILES.items()
    )
    return Draft202012Validator(
        FILES[f"{kind}.json"], registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
    )
