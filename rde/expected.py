"""What a receiver knows of a registry before it opens a deposit: ICANN's tests of registries are told as much."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from lxml import etree

# `minimum`: names have no contacts. `maximum`: each has a registrant. `per-registrar`: each registrar chose between the two.
DataModel = Literal["minimum", "maximum", "per-registrar"]
HostModel = Literal["objects", "attributes"]

_IANA: Final = "{http://www.iana.org/assignments}"
_REPOSITORIES: Final = "epp-repository-ids"


class RegistryUnclear(Exception):
    """A file is not IANA's registry of repository identifiers."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Of what nobody said, which is None, nothing is asked.

    `repositories` are the ids that IANA has registered; `after` are the ids of deposits that one of changes may follow.
    """

    data_model: DataModel | None = None
    host_model: HostModel | None = None
    repositories: frozenset[str] | None = None
    after: frozenset[str] | None = None


def read_repositories(path: Path) -> frozenset[str]:
    """The ids in IANA's registry, from the XML file that it publishes. Raises RegistryUnclear, OSError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except etree.XMLSyntaxError as error:
        raise RegistryUnclear(f"{path} is no XML: {error}") from None
    # Each is written with the numbers of its letters behind it: "EX, #x0045 #x0058".
    told = [(each.text or "").partition(",")[0].strip() for each in root.iterfind(f".//{_IANA}record/{_IANA}id")]
    found = frozenset(filter(None, told))
    if root.tag != f"{_IANA}registry" or root.get("id") != _REPOSITORIES or not found:
        raise RegistryUnclear(f"{path} is not IANA's registry of repository identifiers ({_REPOSITORIES}.xml)")
    return found
