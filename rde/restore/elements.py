"""What elements of an object say: text as it was meant, instants, statuses; in any provider's way of writing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from rde.restore.ground import Ground, Unfit
from rde.verify.kinds import Record

_BLANK: Final = " \t\r\n"


def local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2]


def children(element: etree._Element) -> Iterator[etree._Element]:
    """Those that are elements: no comments."""
    return element.iterchildren("{*}*")


def child(element: etree._Element, name: str) -> etree._Element | None:
    return next((each for each in children(element) if local(each) == name), None)


def written(element: etree._Element | None) -> str | None:
    """The text as it stands, comments left out; blanks around it are part of it unless lines were broken for looks.

    None where there is nothing but blanks.
    """
    if element is None:
        return None
    text = element.text or ""
    if len(element):
        text += "".join(each.tail or "" for each in element)
    stripped = text.strip(_BLANK)
    if not stripped:
        return None
    return stripped if "\n" in text[: text.index(stripped)] + text[len(text.rstrip(_BLANK)) :] else text


def token(element: etree._Element | None) -> str | None:
    """The text of what is no prose: blanks around it mean nothing."""
    text = written(element)
    return text.strip(_BLANK) if text else None


def part(each: Record, name: str) -> str | None:
    """The token in the first child of the name."""
    found = each.children.get(name)
    return token(found[0]) if found else None


def needed(each: Record, name: str) -> str:
    """Raises Unfit where it is not said."""
    text = part(each, name)
    if text is None:
        raise Unfit(f"it has no {name}")
    return text


def instant(text: str | None) -> datetime | None:
    """Raises Unfit for what is no instant of the years 1 to 9999. Without a time zone it is taken to be in UTC."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise Unfit(f"{text[:40]} is no instant") from None


def at(each: Record, name: str) -> datetime | None:
    return instant(part(each, name))


def created(each: Record, ground: Ground) -> datetime:
    """When it was created, or last known not to be newer."""
    found = at(each, "crDate")
    if found is None:
        ground.find("RISE_DATE_UNKNOWN", each.about, "it does not say when it was created: the watermark stands for it")
        return ground.watermark
    return found


def stored(each: Record, ground: Ground, kept: frozenset[str], derived: frozenset[str]) -> frozenset[str]:
    """The statuses that somebody set; those that follow from something else are left to follow again."""
    told = set(each.statuses)
    for other in sorted(told - kept - derived):
        ground.find("RISE_STATUS_DROPPED", each.about, f"nobody can have the status {other[:40]} here")
    return frozenset(told & kept)
