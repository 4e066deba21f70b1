"""Composes the XSD files of schemas/xml into the schemas that EPP frames and escrow deposits must satisfy.

A namespace names its file: the last part of the URI, so `urn:ietf:params:xml:ns:epp:fee-1.0` is `fee-1.0.xsd`. To add
an extension, drop its file and pass its namespace; what the file imports is found by the same rule. Locations written
in the files serve editors only: nothing is ever fetched from where a file, or a document under validation, points to.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

FOLDER = Path(__file__).with_name("xml")
IETF = "urn:ietf:params:xml:ns:"
EPP_NAMESPACES = tuple(IETF + name for name in ("epp-1.0", "domain-1.0", "host-1.0", "contact-1.0"))
RDE_NAMESPACES = tuple(
    IETF + name
    for name in (
        "rde-1.0",
        "rdeHeader-1.0",
        "rdeDomain-1.0",
        "rdeHost-1.0",
        "rdeContact-1.0",
        "rdeRegistrar-1.0",
        "rdeIDN-1.0",
        "rdeNNDN-1.0",
        "rdeEppParams-1.0",
        "rdePolicy-1.0",
        "csvDomain-1.0",
        "csvHost-1.0",
        "csvContact-1.0",
        "csvRegistrar-1.0",
        "csvIDN-1.0",
        "csvNNDN-1.0",
    )
)
# What is said between a registry, its escrow agent and ICANN about deposits.
RRI_NAMESPACES = tuple(IETF + name for name in ("iirdea-1.0", "rdeReport-1.0", "rdeNotification-1.0"))

_XSD = "http://www.w3.org/2001/XMLSchema"
_BUILT_IN = {_XSD, "http://www.w3.org/2001/XMLSchema-instance"}


def epp_schema(namespaces: Iterable[str] | None = None) -> etree.XMLSchema:
    """The schema of EPP frames, with the object mappings of the base and the given extension namespaces.

    The wildcards of RFC 5730 are strict: an element of a namespace that was not composed in makes the frame invalid.
    Any declared element may be the root, so whether it is `epp` is the caller's question. Raises LookupError for a
    namespace without a file.
    """
    return _cached(frozenset({*EPP_NAMESPACES, *(namespaces or ())}))


def rde_schema() -> etree.XMLSchema:
    """The schema of escrow deposits with the objects of RFC 9022, in XML or listed as CSV files."""
    return _cached(frozenset(RDE_NAMESPACES))


def rri_schema() -> etree.XMLSchema:
    """The schema of what is said about deposits: reports, notifications, and the answers to them."""
    return _cached(frozenset(RRI_NAMESPACES))


def file_name(namespace: str) -> str:
    """The name a namespace gives its file, without a folder."""
    return namespace.rstrip("#/").replace("/", ":").rpartition(":")[2] + ".xsd"


@lru_cache(maxsize=64)
def _cached(namespaces: frozenset[str]) -> etree.XMLSchema:
    return compose(sorted(namespaces), (FOLDER,))


def compose(namespaces: Iterable[str], folders: Iterable[Path]) -> etree.XMLSchema:
    """Build one schema from the namespaces and all they import; the first folder that has a file wins."""
    files = _collect(namespaces, tuple(folders))
    parser = _parser()
    parser.resolvers.add(_Collected({file_name(namespace): text for namespace, text in files.items()}))
    wrapper = etree.fromstring(f"<schema xmlns='{_XSD}'/>", parser)
    for namespace in files:
        etree.SubElement(wrapper, f"{{{_XSD}}}import", namespace=namespace, schemaLocation=file_name(namespace))
    return etree.XMLSchema(wrapper)


def _collect(namespaces: Iterable[str], folders: tuple[Path, ...]) -> dict[str, bytes]:
    """Read the file of each namespace and of all they import, with the locations taken out.

    Without a location an import only makes names visible: libxml2 joins the files when it has read them all, so they
    may import each other in any order and in circles.
    """
    files: dict[str, bytes] = {}
    wanted = list(namespaces)
    while wanted:
        namespace = wanted.pop()
        if namespace in files or namespace in _BUILT_IN:
            continue
        root = _read(namespace, folders)
        wanted.extend(imported.get("namespace") or "" for imported in root.iterchildren(f"{{{_XSD}}}import"))
        etree.strip_attributes(root, "schemaLocation")
        files[namespace] = etree.tostring(root, encoding="utf-8")
    return files


def _read(namespace: str, folders: tuple[Path, ...]) -> etree._Element:
    name = file_name(namespace)
    path = next((folder / name for folder in folders if (folder / name).is_file()), None)
    if path is None:
        raise LookupError(f"no XML schema for {namespace}: {name} is missing")
    root = etree.fromstring(path.read_bytes(), _parser())
    if root.get("targetNamespace") != namespace:
        raise ValueError(f"{path} describes {root.get('targetNamespace')}, not {namespace}")
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(no_network=True, load_dtd=False, remove_comments=True)


class _Collected(etree.Resolver):
    """Answers libxml2's requests for files from memory, and refuses every other."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files

    def resolve(self, system_url: str, public_id: str, context: Any) -> Any:  # type: ignore[override]  # stubs lack context
        if system_url not in self._files:
            raise LookupError(f"{system_url} is not among the composed schemas")
        return self.resolve_string(self._files[system_url], context, base_url=None)
