"""Kinds of fields that a brand needs: hosts, colours that words can be read on, addresses of pages, pictures."""

import re
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from panel.brands.logos import MOST_OCTETS, Logo, LogoRefused, logo_of
from panel.kit.colours import READABLE, WHITE, contrast, parsed
from panel.kit.fields import About, Present, Problem, Text, Typed
from panel.kit.languages import gettext as _
from panel.kit.uploads import Upload

_HOST: Final = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
KINDS: Final = "image/png,image/webp"
MOST_FAVICON: Final = 32 * 1024


@dataclass(frozen=True, slots=True)
class Host(Text):
    """The name of a host, in A-labels; none of an address."""

    kind: str = field(default="text", init=False)

    def read(self, typed: Typed, about: About) -> str | None:
        text = super(Host, self).read(typed, about)
        host = (text or "").lower().rstrip(".")
        if text and not _HOST.fullmatch(host):
            raise Problem(_("That is no name of a host, such as panel.example."))
        return host or None


@dataclass(frozen=True, slots=True)
class Colour(Text):
    """A colour on which white words can be read (WCAG 2.1, 1.4.3)."""

    longest: int = 7
    kind: str = field(default="colour", init=False)

    def read(self, typed: Typed, about: About) -> str | None:
        text = super(Colour, self).read(typed, about)
        if text is None:
            return None
        colour = parsed(text)
        if colour is None:
            raise Problem(_("A colour is written like #0b7a6b."))
        if contrast(colour, WHITE) < READABLE:
            raise Problem(
                _("White words cannot be read on it (%(contrast)s to 1, and 4.5 are needed): take a darker one.")
                % {"contrast": f"{contrast(colour, WHITE):.1f}"}
            )
        return text.lower()


@dataclass(frozen=True, slots=True)
class Page(Text):
    """The address of a page."""

    longest: int = 500
    kind: str = field(default="text", init=False)

    def read(self, typed: Typed, about: About) -> str | None:
        text = super(Page, self).read(typed, about)
        if text is not None and not _is_page(text):
            raise Problem(_("That is no address of a page, such as https://www.example/terms."))
        return text


def _is_page(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        parts.port  # noqa: B018  raises for one that is none
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and _HOST.fullmatch(host.lower()) is not None and " " not in text


def picture(name: str, title: str, most: int, hint: str, present: Present) -> Upload:
    """A PNG or WebP, of which only what draws is kept."""

    def judge(octets: bytes) -> Logo:
        try:
            return logo_of(octets, most)
        except LogoRefused as refused:
            raise Problem(str(refused)) from None

    return Upload(name, title, judge, KINDS, most, hint, present=present)


def logo(present: Any) -> Upload:
    return picture(
        "logo",
        "Logo",
        MOST_OCTETS,
        "A PNG or WebP of up to 64 KiB, best square: it is shown as high as a line of text and a half.",
        present,
    )


def favicon(present: Any) -> Upload:
    return picture(
        "favicon",
        "Icon of browsers",
        MOST_FAVICON,
        "A square PNG or WebP of up to 32 KiB, for tabs and bookmarks. None: the logo.",
        present,
    )
