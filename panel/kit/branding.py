"""What the panel looks like at which host: as a reseller says at the own, as the house does at its own; no other answers.

Every process keeps the brands that there are; it reads them again every so often, and at once when somebody comes by a host that
it does not know.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from flask import g, request

from panel.kit.colours import parsed, style_sheet
from panel.kit.queries import KeptBrand, kept_brands
from registry.clock import stopwatch
from registry.context import Registry

READ_AGAIN: Final = 15.0  # seconds
# Whoever asks by strange hosts does not have us ask the database each time.
PATIENCE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Brand:
    """How a panel calls itself and looks; `mark` changes with what it consists of, so that browsers may keep it. The pictures
    themselves stay in the database until a browser asks for them. `host` is the first of its hosts, `links` lead elsewhere;
    `sign_up` is who becomes a client there by signing up, `sign_up_form` how much they are asked. `shows` are
    the sellers whose clients see it."""

    name: str
    host: str = ""
    style: str = ""
    logo_kind: str = ""
    mark: str = ""
    favicon_kind: str = ""
    links: tuple[tuple[str, str], ...] = ()
    seller_id: int | None = None
    sign_up: str = "closed"
    sign_up_form: str = "short"
    shows: frozenset[int] = frozenset()

    @property
    def has_logo(self) -> bool:
        return bool(self.logo_kind)

    @property
    def icon_kind(self) -> str:
        """Of what browsers show in tabs, where that is the brand's own."""
        return self.favicon_kind or self.logo_kind


HOUSE: Final = Brand("Namehouse")


@dataclass(slots=True)
class Brands:
    """`own` are the hosts of the house, where it looks like `house`."""

    registry: Registry
    own: frozenset[str]
    house: Brand = HOUSE
    _known: Mapping[str, Brand] = field(default_factory=dict)
    _read_at: float = float("-inf")

    def hosts(self) -> list[str]:
        """By which the panel may be asked."""
        return [*self.own, *self._known]

    def of(self, host: str) -> Brand:
        return self._known.get(host, self.house)

    def host_of(self, seller_id: int | None) -> str | None:
        """The first host of the brand that a seller's clients see: its own, or that of the nearest above who has one; None: the
        house's own is theirs."""
        return next((each.host for each in self._known.values() if seller_id in each.shows), None)

    def of_seller(self, seller_id: int | None) -> Brand | None:
        """Whose it is to say who signs up: the house for its own clients, a seller for theirs; None: they have no brand."""
        if seller_id is None:
            return self.house
        return next((each for each in self._known.values() if each.seller_id == seller_id), None)

    def is_old(self, seconds: float = READ_AGAIN) -> bool:
        return stopwatch() - self._read_at > seconds

    async def read(self) -> None:
        found = await self.registry.store.reading(kept_brands)
        self._known = {host: shown for each in found for shown in (_brand(each),) for host in (each.host, *each.hosts)}
        self._read_at = stopwatch()


def _brand(kept: KeptBrand) -> Brand:
    colour = parsed(kept.colour)
    assert colour is not None, "the database holds colours alone"
    style = style_sheet(colour)
    digest = hashlib.sha256(f"{style}{kept.updated_at.isoformat()}".encode())
    links = (
        ("Home page", kept.site),
        ("Terms", kept.terms),
        ("Privacy notice", kept.privacy),
        ("Help", kept.support and f"mailto:{kept.support}"),
    )
    return Brand(
        kept.name,
        kept.host,
        style,
        kept.logo_kind or "",
        digest.hexdigest()[:12],
        kept.favicon_kind or "",
        tuple((title, address) for title, address in links if address),
        kept.seller_id,
        kept.sign_up,
        kept.sign_up_form,
        frozenset(kept.shows),
    )


def brand() -> Brand:
    """Of this request; the house's own before anybody knows better."""
    found: Brand = getattr(g, "brand", HOUSE)
    return found


def host_asked() -> str:
    return request.host.partition(":")[0].lower()
