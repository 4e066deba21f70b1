"""Which fields a refusal is about, so that what a rule refuses is told beside what was typed, as what a field refuses is.

A module says it itself (`Declined(…, at="login")`). The core names the element of its protocol and the value that offends: meant
is the field that is called like the element, else the only one that holds the value, else the one that forms have for the
element. What points at no field of the form is told of the whole.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from panel.kit.deeds import Declined
from panel.kit.fields import Field
from registry.errors import Refusal

# What elements are called in forms, where that is neither their own name nor seen by the value.
_IN_FORMS: Final[Mapping[str, str]] = {
    "amount": "money",
    "allocation_token": "token",
    "contact": "admin",
    "host_addr": "hosts",
    "host_name": "hosts",
    "host_obj": "hosts",
    "ns": "hosts",
    "ds_data": "dnssec",
    "key_data": "dnssec",
    "fee": "dear",
    "id": "handle",
    "addr": "addresses",
    "org": "organisation",
    "sp": "state_or_province",
    "pc": "postal_code",
    "cc": "country",
    "period": "years",
    "table": "idn_table",
    "from": "valid_from",
    "to": "valid_to",
}
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def pointed(refusal: Refusal | Declined, fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong by the names of fields; each is told the first that speaks against it."""
    names = {each.name for each in fields}
    found: dict[str, str] = {}
    if isinstance(refusal, Declined):
        if refusal.why is None:
            return {refusal.at: str(refusal)} if refusal.at in names else {}
        refusal = refusal.why
    for each in (refusal, *refusal.also):
        if (name := _field_of(each, names, values)) is not None:
            found.setdefault(name, each.reason)
    return found


def _field_of(refusal: Refusal, names: set[str], values: Mapping[str, Any]) -> str | None:
    if refusal.element is None:
        return None
    called = _HUMP.sub("_", refusal.element.rpartition(":")[2]).lower().replace(" ", "_")
    if called in names:
        return called
    holding = [name for name in names if refusal.value and refusal.value.lower() in _texts(values.get(name))]
    if len(holding) == 1:
        return holding[0]
    known = _IN_FORMS.get(called)
    return known if known in names else None


def _texts(value: Any) -> Iterator[str]:
    """A value as texts; each of many."""
    if isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif value is not None:
        yield str(value).lower()
