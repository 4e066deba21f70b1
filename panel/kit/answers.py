"""What programs read and do besides lists and deeds of rows: the account of whoever asks, figures, calendars, files.

    GET /api/v1/<at>?<field>=…
    POST /api/v1/<at>          {"<field>": …}

A drawer declares it in its `api.py`: what it tells as a type, which is both the answer and its description, what it takes as
fields, and for which pages of the panel it stands. Whose things those are, the function that tells or does it asks of the scope,
as the page does.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Response

from panel.identity.browser import Browser
from panel.kit.access import Scope, Viewer
from panel.kit.deeds import Declined
from panel.kit.fields import Field
from panel.kit.situation import Situation
from registry.context import Registry


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, or what somebody wishes done: `key` is what stands in the address, `values` what the fields say."""

    situation: Situation
    browser: Browser
    key: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def viewer(self) -> Viewer:
        return self.situation.viewer

    @property
    def scope(self) -> Scope:
        return self.situation.scope

    @property
    def registry(self) -> Registry:
        return self.situation.registry

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


class NotThere(Exception):
    """There is no such thing for whoever asks, or it is somebody else's: the answer is the same."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`at` is its address below that of the API, with `<key>` where it is about one thing of many; `tell` gives a value of the
    type `tells`, or raises NotThere. `media`: it is a file of that kind, and `tell` gives the response. `asks` are what stands
    behind the question mark; `pages` are the endpoints of the panel that show people the same."""

    at: str
    title: str
    permission: str
    tell: Callable[[Asked], Awaitable[Any]]
    tells: Any = None
    asks: tuple[Field, ...] = ()
    lead: str = ""
    media: str = ""
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Errand:
    """`act` returns what was done, for people; it raises NotThere, or what deeds raise. `changes` is what it changes, whose ETag
    If-Match is compared with; `body`: it takes so many octets, and not what forms take; `pages` are the endpoints of the panel
    that do the same."""

    at: str
    title: str
    permission: str
    act: Callable[[Asked], Awaitable[str]]
    fields: tuple[Field, ...] = ()
    lead: str = ""
    changes: Answer | None = None
    body: int = 0
    pages: tuple[str, ...] = ()


@contextmanager
def declining(*kinds: type[Exception], missing: tuple[type[Exception], ...] = (), at: str = "") -> Iterator[None]:
    """What an action refuses in words of its own, as deeds decline; `field` of a refusal names what it is about, else `at`."""
    try:
        yield
    except kinds as refused:
        raise Declined(str(refused), at=getattr(refused, "field", at)) from None
    except missing:
        raise NotThere from None


def handed(octets: bytes, media: str, name: str) -> Response:
    """A file, to be saved under that name."""
    response = Response(octets, mimetype=media)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
