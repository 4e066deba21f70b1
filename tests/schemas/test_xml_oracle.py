"""Our XML schemas and the published ones give the same verdict on tens of thousands of sound and broken documents.

Every base document is taken apart in place: one change, both verdicts, change undone. So the corpus costs no copies.
"""

import os
import random
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, nullcontext
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from schemas.xml_schemas import (
    EPP_NAMESPACES,
    FOLDER,
    IETF,
    RDE_NAMESPACES,
    RRI_NAMESPACES,
    compose,
    epp_schema,
    file_name,
    rde_schema,
    rri_schema,
)
from tests.schemas.xml_changes import (
    EXTENSIONS,
    PREFIXES,
    XSD,
    XSI,
    Change,
    attribute_changes,
    name,
    structure_changes,
    value_changes,
)

PUBLISHED = Path(__file__).parents[2].parent / "shared" / "xsd"

# Hundreds of short comparisons, which only a change of the schemas needs.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published schemas (../shared/xsd) are not on this machine"),
]

DOCUMENTS = {
    document.get("name"): document[0]
    for document in etree.parse(Path(__file__).with_name("xml_documents.xml")).getroot().iterchildren("document")
}


@cache
def published(namespaces: tuple[str, ...]) -> etree.XMLSchema:
    wrapper = etree.Element(f"{{{XSD}}}schema")
    for namespace in namespaces:
        location = (PUBLISHED / file_name(namespace)).as_uri()
        etree.SubElement(wrapper, f"{{{XSD}}}import", namespace=namespace, schemaLocation=location)
    return etree.XMLSchema(wrapper)


@dataclass(slots=True)
class Judges:
    """Puts one document before both schemas and remembers where they differ."""

    ours: etree.XMLSchema
    theirs: etree.XMLSchema
    valid: int = 0
    invalid: int = 0
    differences: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, root: etree._Element) -> "Judges":
        if etree.QName(root).namespace == IETF + "rde-1.0":
            return cls(rde_schema(), published(RDE_NAMESPACES))
        if etree.QName(root).namespace in RRI_NAMESPACES:
            return cls(rri_schema(), published(RRI_NAMESPACES))
        return cls(epp_schema(EXTENSIONS), published((*EPP_NAMESPACES, *EXTENSIONS)))

    def judge(self, document: etree._ElementTree, what: str) -> None:
        ours, theirs = self.ours.validate(document), self.theirs.validate(document)
        if theirs:
            self.valid += 1
        else:
            self.invalid += 1
        if ours != theirs:
            reason = (self.theirs if ours else self.ours).error_log.last_error
            self.differences.append(
                f"{what}: ours {ours}, published {theirs} ({reason})\n{etree.tostring(document, encoding='unicode')}"
            )

    def agree(self) -> None:
        assert not self.differences, f"{len(self.differences)} differences:\n" + "\n".join(self.differences[:3])


def strangers_to(root: etree._Element, chance: random.Random) -> list[etree._Element]:
    everything = [element for document in DOCUMENTS.values() for element in document.iter(etree.Element)]
    unknown = [etree.Element("{urn:x}x"), etree.Element("x")]
    return unknown + chance.sample(everything, 6) + [chance.choice(list(root.iter(etree.Element)))]


@cache
def kin() -> dict[str, dict[str, etree._Element]]:
    """For each element one child of each kind that it has anywhere: together they break what is a choice."""
    children: dict[str, dict[str, etree._Element]] = {}
    for root in DOCUMENTS.values():
        for element in root.iterdescendants(etree.Element):
            children.setdefault(element.getparent().tag, {}).setdefault(element.tag, element)
    return children


# -- Claims ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("title", DOCUMENTS)
def test_every_value_gets_the_published_verdict(title: str) -> None:
    for document, elements, judges in parts(title):
        judges.judge(document, "unchanged")
        assert judges.valid == 1
        for element in elements:
            try_each(document, element, value_changes(element), judges)
        judges.agree()


@pytest.mark.slow
@pytest.mark.parametrize("title", DOCUMENTS)
def test_every_change_of_structure_gets_the_published_verdict(title: str) -> None:
    strangers = strangers_to(DOCUMENTS[title], random.Random(title))
    for document, elements, judges in parts(title):
        for element in elements:
            near = kin().get(element.tag, {}).values()
            try_each(document, element, structure_changes(element, [*strangers, *near]), judges)
            try_each(document, element, attribute_changes(element), judges)
        before = judges.valid
        judges.judge(document, "restored")
        assert judges.valid == before + 1
        judges.agree()


@pytest.mark.parametrize("title", DOCUMENTS)
def test_several_changes_at_once_get_the_published_verdict(title: str) -> None:
    """Random, from a fixed seed unless NAMEHOUSE_TEST_SEED gives another."""
    chance = random.Random(f"{title} {os.environ.get('NAMEHOUSE_TEST_SEED', '')}")
    document, judges = fresh(DOCUMENTS[title])
    elements = list(document.iter(etree.Element))
    for _ in range(60):
        with ExitStack() as changes:
            said = []
            for element in chance.sample(elements, min(len(elements), chance.randint(2, 4))):
                pool = chance.choice(
                    (attribute_changes(element), structure_changes(element, []), value_changes(element))
                )
                for what, change in chance.sample(list(pool) or [("kept", nullcontext)], 1):
                    said.append(f"{element.tag} {what}")
                    changes.enter_context(change())
            judges.judge(document, "; ".join(said))
    assert judges.valid + judges.invalid == 60 and judges.invalid
    judges.agree()


def test_every_declared_element_may_be_a_root_here_as_there() -> None:
    frames = Judges(epp_schema(EXTENSIONS), published((*EPP_NAMESPACES, *EXTENSIONS)))
    deposits = Judges(rde_schema(), published(RDE_NAMESPACES))
    for root in DOCUMENTS.values():
        for element in root.iter(etree.Element):
            document = etree.ElementTree(deepcopy(element))
            frames.judge(document, "root")
            deposits.judge(document, "root")
    assert frames.valid > 50
    assert deposits.valid > 50
    frames.agree()
    deposits.agree()


def test_an_abstract_element_is_refused_here_as_there() -> None:
    document, judges = fresh(DOCUMENTS["deposit of everything else"])
    contents, deletes = document.find("{*}contents"), document.find("{*}deletes")
    for tag in ("content", "delete"):
        for element in (*contents, *deletes):
            with name(element, f"{{{IETF}rde-1.0}}{tag}"):
                judges.judge(document, tag)
    for element in contents:
        own = etree.QName(element)
        title = own.localname[0].upper() + own.localname[1:]
        with name(element, f"{{{own.namespace}}}abstract{title}"):
            judges.judge(document, f"abstract {title}")
    assert not judges.valid
    judges.agree()


def test_only_xsi_type_can_tell_the_names_of_our_types() -> None:
    """The one known difference: a document may spell out a published type where we name that type otherwise."""
    document, judges = fresh(DOCUMENTS["domain check"])
    document.find(".//{*}check/{*}check").set(f"{{{XSI}}}type", "d:mNameType")
    assert judges.theirs.validate(document)
    assert not judges.ours.validate(document)


def test_published_extensions_stand_on_our_base() -> None:
    """An operator may drop a registered schema as it is: the type names it builds on are here."""
    built = set()
    for path in sorted(PUBLISHED.glob("*.xsd")):
        namespace = etree.parse(path).getroot().get("targetNamespace")
        if namespace and file_name(namespace) == path.name and not (FOLDER / path.name).exists():
            compose([*EPP_NAMESPACES, namespace], [FOLDER, PUBLISHED])
            built.add(path.stem)
    assert {"ttl-1.0", "keyrelay-1.0", "registry-1.0", "org-1.0", "maintenance-1.0"} <= built


# -- The documents taken apart -----------------------------------------------------------------------------------------


def parts(title: str) -> Iterator[tuple[etree._ElementTree, list[etree._Element], Judges]]:
    """The document, of a deposit once with each object alone; and those of its elements that no part before held."""
    for number, part in enumerate(_divided(DOCUMENTS[title])):
        document, judges = fresh(part)
        new = [
            element for element in document.iter(etree.Element) if _first_holders()[_place(element)] == (title, number)
        ]
        if new:
            yield document, new, judges


@cache
def _first_holders() -> dict[tuple[str, ...], tuple[str, int]]:
    """The first part that has each place: tags from the root to an element, its attributes, its kinds of children."""
    holders: dict[tuple[str, ...], tuple[str, int]] = {}
    for title, root in DOCUMENTS.items():
        for number, part in enumerate(_divided(root)):
            for element in part.iter(etree.Element):
                holders.setdefault(_place(element), (title, number))
    return holders


def _divided(root: etree._Element) -> list[etree._Element]:
    if etree.QName(root).localname != "deposit":
        return [etree.fromstring(etree.tostring(root, with_tail=False))]
    divided = []
    for element in root.xpath("*[local-name() = 'contents' or local-name() = 'deletes']/*"):
        alone = etree.fromstring(etree.tostring(root, with_tail=False))
        path = root.getroottree().getelementpath(element).removeprefix(root.getroottree().getelementpath(root) + "/")
        kept = alone.find(path)
        for other in alone.xpath("*[local-name() = 'contents' or local-name() = 'deletes']/*"):
            if other is not kept:
                other.getparent().remove(other)
        divided.append(alone)
    return divided


def _place(element: etree._Element) -> tuple[str, ...]:
    above = [ancestor.tag for ancestor in element.iterancestors() if ancestor.tag not in ("document", "documents")]
    return (*reversed(above), element.tag, *sorted(element.attrib), "of", *sorted({child.tag for child in element}))


def fresh(base: etree._Element) -> tuple[etree._ElementTree, Judges]:
    """A copy of the document as its own root, with prefixes that xsi:type can use."""
    copy = deepcopy(base)
    root = etree.Element(copy.tag, attrib=dict(copy.attrib), nsmap={**PREFIXES, **copy.nsmap})
    root.text = copy.text
    root.extend(copy)
    return etree.ElementTree(root), Judges.of(root)


def try_each(
    document: etree._ElementTree, element: etree._Element, changes: Iterable[tuple[str, Change]], judges: Judges
) -> None:
    for what, change in list(changes):
        with change():
            judges.judge(document, f"{element.tag} {what}")
