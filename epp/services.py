"""What this server offers, and what a client chose of it at login (RFC 5730, sections 2.4 and 2.9.1.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from epp.codec.namespaces import CONTACT, DOMAIN, HOST
from registry.errors import ExtensionNotOffered, OptionNotOffered, ServiceNotOffered, VersionNotOffered
from registry.model.policy import PolicyBook

VERSION: Final = "1.0"
LANGUAGE: Final = "en"


@dataclass(frozen=True, slots=True)
class Services:
    """The namespaces that may appear in the commands and answers of a session."""

    objects: frozenset[str] = frozenset()
    extensions: frozenset[str] = frozenset()

    def has(self, namespace: str) -> bool:
        return namespace in self.objects or namespace in self.extensions


@dataclass(frozen=True, slots=True)
class Menu:
    """What the greeting offers, in its order."""

    objects: tuple[str, ...]
    extensions: tuple[str, ...]

    def choose(self, version: str, language: str, objects: Iterable[str], extensions: Iterable[str]) -> Services:
        """The services of a session; raises the refusal for the first thing that is not on the menu."""
        if version != VERSION:
            raise VersionNotOffered(f"This server speaks version {VERSION}.", "version", version)
        if language.lower() != LANGUAGE:
            raise OptionNotOffered(f"This server speaks {LANGUAGE}.", "lang", language)
        for uri in objects:
            if uri not in self.objects:
                raise ServiceNotOffered("This object is not in the greeting.", "objURI", uri)
        for uri in extensions:
            if uri not in self.extensions:
                raise ExtensionNotOffered("This extension is not in the greeting.", "extURI", uri)
        return Services(frozenset(objects), frozenset(extensions))


def menu(book: PolicyBook, now: datetime, extensions: Iterable[str], *, takes_contacts: bool = False) -> Menu:
    """Hosts only where a TLD has host objects, contacts only where one, or by `takes_contacts` a registrar's accreditation,
    takes contacts; domains always."""
    rules = [policy.rules for policy in book.current(now)]
    objects = [DOMAIN]
    if takes_contacts or any(each.contacts != "forbidden" for each in rules):
        objects.append(CONTACT)
    if any(each.host_model == "objects" for each in rules):
        objects.append(HOST)
    return Menu(tuple(objects), tuple(extensions))
