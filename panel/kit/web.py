"""What views need of the request and of the house: the viewer, the registry, a page, a way back."""

from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final, cast
from urllib.parse import urlsplit

from flask import abort, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from panel.identity.acting import Acting
from panel.identity.actions import Identity
from panel.identity.addressing import Addressing
from panel.identity.browser import Browser
from panel.identity.care import Care
from panel.identity.noting import UNKNOWN, note
from panel.identity.openid.provider import Provider
from panel.identity.pin import Pins
from panel.identity.places import Places
from panel.identity.restoring import Restoring
from panel.identity.rights import Rights
from panel.identity.second_factor import SecondFactor
from panel.identity.social.asking import Asking
from panel.identity.social.linking import Linking
from panel.identity.social.providers import Provider as SocialProvider
from panel.kit.access import Scope, Viewer, scope_of
from panel.kit.branding import Brands
from panel.kit.deeds import Deeds
from panel.kit.lists import ListPage
from panel.kit.module import Module, lists_of
from panel.kit.resolving import AskedResolver, Resolver
from registry.context import Actor, Registry
from wire.addresses import Networks

Crumb = tuple[str, str | None]
View = Callable[..., Awaitable[ResponseReturnValue]]

# Where programs ask; what goes wrong there is told in their form (RFC 9457).
API: Final = "/api/v1/"
# `-` stands in an address where a key would: all those that come with the request.
ALL: Final = "-"
PROBLEM: Final = {"Content-Type": "application/problem+json"}

# What ends the name of an input for a file whose text is taken as if it had been typed; and of one whose octets are, as base64.
FILE: Final = ".file"
OCTETS: Final = ".octets"

# The core answers a stranger with an outline or a refusal; in the panel what is a stranger's does not exist at all. So views
# ask in the house's name, and the scope decides.
HOUSE: Final = Actor(operator="panel")


@dataclass(frozen=True, slots=True)
class House:
    """What the views of one process share; `https` tells that browsers reach us by nothing else, `patience` for how long
    a proof of who somebody is holds, `catches_mail` that mails are kept here and shown to everybody. `address` is where browsers
    reach the house's own panel; `outward` are the networks that addresses which people give may lead to although they are
    nobody's on the Internet; `resolver` is the way to the DNS, `challenges` whether who asks to sign up has a little to do."""

    registry: Registry
    identity: Identity
    second_factor: SecondFactor
    care: Care
    rights: Rights
    acting: Acting
    openid: Provider
    restoring: Restoring
    addressing: Addressing
    places: Places
    linking: Linking
    asking: Asking
    pins: Pins
    providers: Mapping[str, SocialProvider]
    modules: Sequence[Module]
    https: bool
    patience: timedelta
    address: str
    assets: str = field(default="")
    catches_mail: bool = False
    outward: Networks = field(default_factory=lambda: Networks(()))
    resolver: Resolver = field(default_factory=AskedResolver)
    challenges: bool = True

    @property
    def lists(self) -> dict[str, ListPage]:
        return lists_of(self.modules)

    def deeds_of(self, name: str) -> Deeds[Any] | None:
        """All that can be done to the rows of a list by somebody, if anything."""
        return next((each for module in self.modules for each in module.deeds if each.list.name == name), None)


def house() -> House:
    return cast(House, current_app.extensions["house"])


def secure() -> bool:
    """Whether the browser came by https, as the settings or a trusted proxy say."""
    return house().https or request.is_secure


def cookie() -> str:
    """The name of the cookie that signs in; browsers keep one with this prefix to its host and to https."""
    return "__Host-namehouse" if secure() else "namehouse"


def viewer() -> Viewer:
    """Who looks; only behind a permission."""
    assert g.viewer is not None
    return cast(Viewer, g.viewer)


def scope() -> Scope:
    return scope_of(viewer())


async def noted(action: str, detail: str) -> None:
    """Somebody of whom nothing is known tried something in vain: written down once an hour (panel/identity/noting.py)."""
    registry, who = house().registry, getattr(g, "viewer", None)
    actor, number = (who.login, who.account_id) if who else (UNKNOWN, None)
    where = browser()
    await registry.store.transaction(
        lambda db: note(
            db, registry.clock.now(), action, where, actor=actor, by=number, detail=detail, refused=True, hourly=True
        )
    )


def browser() -> Browser:
    return Browser(request.remote_addr or "0.0.0.0", request.user_agent.string)  # noqa: S104  "unknown", nothing is bound


def mailed(endpoint: str, **values: Any) -> Callable[[int | None], str]:
    """What gives the address of a page for links in mails: at the host of a seller's brand, or at the house's.

    It does not depend on the host that was asked, which anybody may choose.
    """
    known = brands()
    house_address, path = urlsplit(house().address), url_for(endpoint, **values)

    def address_of(seller_id: int | None) -> str:
        host = known.host_of(seller_id)
        place = (
            house_address.netloc if host is None else house_address.netloc.replace(house_address.hostname or "", host)
        )
        return f"{house_address.scheme}://{place}{path}"

    return address_of


def brands() -> Brands:
    """Of this process, which others follow within a quarter of a minute."""
    return cast(Brands, current_app.extensions["brands"])


def passkeys_elsewhere() -> str | None:
    """The origin that passkeys are made for, where the browser came by another; None: this is it, or there are none."""
    party = house().second_factor.party
    return None if party is None or request.host_url.rstrip("/") == party.origin else party.origin


def page(template: str, title: str, crumbs: Sequence[Crumb] = (), **values: Any) -> ResponseReturnValue:
    """A page of the panel; `crumbs` lead to it from the top, each with its address."""
    return render_template(template, title=title, crumbs=crumbs, **values)


def texts_sent() -> dict[str, str]:
    """What files of the form hold, by the names of the inputs that they are chosen instead of typing into: a file of an input
    `rates` comes as `rates.file`, one of `logo` as `logo.octets`. Chosen none, or an empty one, it is not here."""
    found = {}
    for name, file in request.files.items():
        if name.endswith((FILE, OCTETS)) and (octets := file.stream.read()):
            file.stream.seek(0)
            if name.endswith(OCTETS):
                found[name.removesuffix(OCTETS)] = b64encode(octets).decode()
            else:
                found[name.removesuffix(FILE)] = octets.decode(errors="replace").removeprefix("\N{BYTE ORDER MARK}")
    return found


def missing() -> ResponseReturnValue:
    """There is no such thing, or it is somebody else's: the answer is the same."""
    abort(404)


def asset(name: str) -> str:
    """The address of a file of ours that never changes under it."""
    return _asset(name, house().assets, request.root_path)


@lru_cache(256)
def _asset(name: str, version: str, below: str) -> str:
    return url_for("static", filename=name, v=version)


def local(address: str | None, otherwise: str) -> str:
    """An address to go back to that cannot lead to another site."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")) or not address.isprintable():
        return otherwise
    parts = urlsplit(address)
    return otherwise if parts.scheme or parts.netloc else address
