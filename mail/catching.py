"""A way for those who try the product out on one machine: every mail is kept here, whole, and nothing leaves.

Whoever reads them can do what their recipients could, so it is nothing for a house with clients: it is refused wherever a mail
server is set, or the panel can be had from elsewhere than this machine.
"""

import ipaddress
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage
from typing import Final
from urllib.parse import urlsplit

from mail import queries
from mail.way import Answer
from registry.context import Registry
from registry.settings import Settings, SettingsError

KEPT: Final = 500  # mails; the oldest go


def may_catch(settings: Settings) -> bool:
    """Whether nobody but those at this machine could read what is caught, and nothing would leave otherwise."""
    panel = settings.panel
    hosts = (panel.host, urlsplit(panel.url).hostname or "")
    return not settings.mail.host and not panel.proxies and all(is_this_machine(each) for each in hosts)


def catches(settings: Settings) -> bool:
    """Whether mails are caught here. Raises SettingsError where they are to be and may not."""
    if settings.mail.catch_all and not may_catch(settings):
        raise SettingsError(
            (
                "mail.catch_all shows every mail, with the links in it, to whoever opens the panel: it is for trying out on one "
                "machine, where panel.host and panel.url are of that, panel.proxies is empty, and mail.host names no server",
            )
        )
    return settings.mail.catch_all


def catching(settings: Settings) -> Settings:
    """For whoever tries the demo out, who has no mail server: mails are caught wherever they may be."""
    if not (settings.demo and may_catch(settings)):
        return settings
    return replace(settings, mail=replace(settings.mail, catch_all=True))


def is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class CatchAll:
    """A `mail.way.Way` into the database."""

    registry: Registry

    @asynccontextmanager
    async def line(self) -> AsyncIterator["CatchAllLine"]:
        yield CatchAllLine(self.registry)


@dataclass(frozen=True, slots=True)
class CatchAllLine:
    registry: Registry

    async def send(self, envelope: str, to: str, message: EmailMessage) -> Answer:
        now, octets = self.registry.clock.now(), bytes(message)
        await self.registry.store.transaction(
            lambda db: queries.catch(db, now=now, address=to, octets=octets, kept=KEPT)
        )
        return Answer("accepted", "kept on this machine")
