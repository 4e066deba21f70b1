"""Holding a deposit against the schemas, object by object, in memory that does not grow with it."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from lxml import etree

from rde.objects import names
from schemas.xml_schemas import rde_schema

_OBJECTS: Final = (
    f"{{{names.DOMAIN}}}domain",
    f"{{{names.HOST}}}host",
    f"{{{names.CONTACT}}}contact",
    f"{{{names.REGISTRAR}}}registrar",
    f"{{{names.IDN}}}idnTableRef",
)


class DepositInvalid(Exception):
    """The deposit is not what the schemas say; the message names the line and the reason."""


def validate(path: Path, progress: Callable[[int], None] = lambda done: None) -> int:
    """How many objects of the bulk kinds a valid deposit holds; raises DepositInvalid, or OSError if it is unreadable."""
    count = 0
    try:
        elements = etree.iterparse(
            str(path), events=("end",), tag=_OBJECTS, schema=rde_schema(), no_network=True, load_dtd=False
        )
        for _, element in elements:
            count += 1
            progress(count)
            _forget(element)
    except etree.XMLSyntaxError as error:
        raise DepositInvalid(str(error)) from None
    if elements.root is None or elements.root.tag != f"{{{names.RDE}}}deposit":
        raise DepositInvalid("the document is not a deposit")
    return count


def _forget(element: etree._Element) -> None:
    """What was validated is not needed again, nor is what stands before it."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
