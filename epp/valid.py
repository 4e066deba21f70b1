"""Whether a frame is what the schemas allow, and if not, what that is called (RFC 5730, section 3)."""

import re
from collections.abc import Iterable
from typing import Final, cast

from lxml import etree

from epp.codec.envelope import Request
from epp.codec.markup import Element, local, namespace_of, token
from epp.codec.masking import is_suspect
from epp.codec.namespaces import EPP, PREFIXES
from epp.commands import COMMANDS, VERBS
from epp.extensions import EXTENSIONS
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
_PREFIXES: Final = {
    EPP: "",
    **{uri: f"{prefix}:" for prefix, uri in PREFIXES.items()},
    **{each.namespace: f"{each.prefix}:" for each in EXTENSIONS},
}
_SECRETS: Final = frozenset({"pw", "newPW"}.union(*[each.secrets for each in EXTENSIONS]))
# So many characters of an offending element are shown.
_LONGEST_NAME: Final = 64
_LONGEST_VALUE: Final = 1024
_BOUNDS: Final = ("MININCLUSIVE", "MAXINCLUSIVE", "MINEXCLUSIVE", "MAXEXCLUSIVE")
_VALUES: Final = ("DATATYPE", "PATTERN", "ENUMERATION", "LENGTH_VALID", "MINLENGTH", "MAXLENGTH")
# The schema's complaint names the attribute, and what it would have liked better, nowhere else.
_ATTRIBUTE: Final = re.compile(r"attribute '(\w{1,40})'")
_EXPECTED: Final = re.compile(r"Expected is (?:one of )?\( (.{1,1000}?) \)")


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
        """The first complaint of the schema: about a value, or about the structure; with the element it is about."""
        error = next(iter(cast(Iterable[etree._LogEntry], self._schema.error_log)))
        element = _located(request.root, error.path)
        kind, reason = _complaint(error)
        if element is None:
            return kind(reason)
        prefix = _PREFIXES.get(namespace_of(element))
        if prefix is None:  # an answer cannot show it: its prefix is not one of ours
            return kind(f"{reason} Look at {local(element)[:40]}.")
        shown = prefix + local(element)[:_LONGEST_NAME]
        attribute = _attribute(error)
        if is_suspect(element, attribute, _SECRETS):
            return kind(reason, shown)
        value = "" if len(element) else token(element)[:_LONGEST_VALUE]
        given = element.get(attribute) if attribute else None
        return kind(
            reason, shown, value, (attribute, given[:_LONGEST_VALUE]) if attribute and given is not None else None
        )


def _complaint(error: etree._LogEntry) -> tuple[type[Refusal], str]:
    """What a complaint is called here, and in our own words what it says."""
    attribute = _attribute(error)
    if any(bound in error.type_name for bound in _BOUNDS):
        kind: type[Refusal] = ParameterRange
    elif any(value in error.type_name for value in _VALUES):
        kind = ParameterSyntax
    else:
        hint = f" Look at the attribute {attribute}." if attribute else _expected(error)
        return CommandSyntax, "The frame is not what the schema allows." + hint
    return kind, f"The {f'attribute {attribute}' if attribute else 'value'} is not what the schema allows."


def _attribute(error: etree._LogEntry) -> str | None:
    """The attribute that is complained of."""
    found = _ATTRIBUTE.search(error.message)
    return found[1] if found else None


def _expected(error: etree._LogEntry) -> str:
    """Which elements could have stood there."""
    found = _EXPECTED.search(error.message)
    if not found:
        return ""
    return f" Expected: {', '.join([name.rpartition('}')[2] for name in found[1].split(', ')])}."


def _located(root: Element, path: str | None) -> Element | None:
    """The element that the schema complained about: the path names each step by its prefix, or by its place alone.

    XPath is no help here: it knows each prefix once, and a frame may give one prefix several meanings.
    """
    if not path:
        return None
    _, *steps = path.lstrip("/").split("/")
    found = root
    for step in steps:
        name, _, place = step.partition("[")
        prefix, colon, plain = name.rpartition(":")
        fits = [
            child
            for child in found
            if name == "*" or (local(child) == plain and (child.prefix or "") == (prefix if colon else ""))
        ]
        number = int(place.rstrip("]") or 1) if place else 1
        if not 0 < number <= len(fits):
            return None
        found = fits[number - 1]
    return found
