"""Whether a frame is what the schemas allow, and if not, what that is called (RFC 5730, section 3)."""

import re
from collections.abc import Iterable
from typing import Final, cast

from lxml import etree

from epp.codec.envelope import Request
from epp.codec.markup import Element, local, namespace_of, token
from epp.codec.namespaces import EPP, PREFIXES
from epp.commands import COMMANDS, VERBS
from epp.services import VERSION
from registry.errors import (
    CommandNotOffered,
    CommandSyntax,
    ExtensionNotOffered,
    ParameterRange,
    ParameterSyntax,
    Refusal,
    ServiceNotOffered,
    UnknownCommand,
    VersionNotOffered,
)
from schemas.xml_schemas import epp_schema

_OBJECTS: Final = frozenset(uri for _, uri in COMMANDS)
_SHOWN_PREFIXES: Final = {EPP: "", **{uri: f"{prefix}:" for prefix, uri in PREFIXES.items()}}
_SECRET: Final = frozenset({"pw", "newpw", "authinfo"})
_BOUNDS: Final = ("MININCLUSIVE", "MAXINCLUSIVE", "MINEXCLUSIVE", "MAXEXCLUSIVE")
_VALUES: Final = ("DATATYPE", "PATTERN", "ENUMERATION", "LENGTH_VALID", "MINLENGTH", "MAXLENGTH")
# The schema's complaint names the attribute nowhere else.
_ATTRIBUTE: Final = re.compile(r"attribute '(\w{1,40})'")


class Validity:
    """The composed schema of all that this server speaks, with these extensions."""

    def __init__(self, extensions: Iterable[str]):
        self._extensions = frozenset(extensions)
        self._schema = epp_schema(self._extensions)

    def demand(self, request: Request) -> None:
        """Raise the refusal that says best what is wrong with a frame; return when nothing is."""
        if not self._schema.validate(request.root):
            raise self._refusal(request)
        if request.kind == "other":
            raise CommandSyntax("This is not a command.")
        if request.kind == "extension":
            raise UnknownCommand("There are no commands beside those of RFC 5730.")
        if request.object is not None and request.body is not None and local(request.body) != request.verb:
            raise CommandSyntax(f"The element in {request.verb} is not one of that command.")

    def _refusal(self, request: Request) -> Refusal:
        if request.kind == "extension":
            return UnknownCommand("There are no commands beside those of RFC 5730.")
        if request.kind != "command" or not request.verb:
            return CommandSyntax("This is not a command.")
        if request.verb not in VERBS:
            return UnknownCommand("There is no such command.")
        if request.object is not None:
            if request.object not in _OBJECTS:
                return ServiceNotOffered("There are no such objects here.")
            if (request.verb, request.object) not in COMMANDS:
                return CommandNotOffered("These objects do not have this command.")
        for element in request.extensions:
            if namespace_of(element) not in self._extensions:
                return ExtensionNotOffered("There is no such extension here.", "extURI", namespace_of(element))
        version = next(request.root.iter(f"{{{EPP}}}version"), None) if request.verb == "login" else None
        if version is not None and token(version) != VERSION:
            return VersionNotOffered(f"This server speaks version {VERSION}.", "version", token(version))
        return self._flaw(request)

    def _flaw(self, request: Request) -> Refusal:
        """The first complaint of the schema: about a value, which can be named, or about the structure."""
        error = next(iter(cast(Iterable[etree._LogEntry], self._schema.error_log)))
        element = _located(request.root, error.path)
        if element is None or not any(kind in error.type_name for kind in (*_BOUNDS, *_VALUES)):
            return CommandSyntax("The frame is not what the schema allows." + _where(element))
        kind = ParameterRange if any(bound in error.type_name for bound in _BOUNDS) else ParameterSyntax
        if attribute := _ATTRIBUTE.search(error.message):
            return kind(f"The attribute {attribute[1]} is not what the schema allows." + _where(element))
        prefix = _SHOWN_PREFIXES.get(namespace_of(element))
        if prefix is None or _is_secret(element) or len(element):
            return kind("The value is not what the schema allows." + _where(element))
        return kind("The value is not what the schema allows.", prefix + local(element), token(element))


def _located(root: Element, path: str | None) -> Element | None:
    """The element that the schema complained about."""
    if not path:
        return None
    try:
        found = root.getroottree().xpath(path, namespaces={k: v for k, v in _prefixes(root).items() if k})
    except etree.XPathError:
        return None
    element = found[0] if isinstance(found, list) and found else None
    return element if isinstance(element, etree._Element) else None


def _prefixes(root: Element) -> dict[str | None, str]:
    known: dict[str | None, str] = {}
    for element in root.iter():
        known.update(element.nsmap)
    return known


def _is_secret(element: Element) -> bool:
    chain = [element, *element.iterancestors()]
    return any(local(each).lower() in _SECRET for each in chain)


def _where(element: Element | None) -> str:
    return "" if element is None else f" Look at {local(element)[:40]}."
