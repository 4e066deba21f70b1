"""The one way EPP's XML is built and its values are read: everything written is escaped, everything read is normalized.

Written pieces are `Markup`: text becomes Markup only by being escaped here, and only Markup is joined into elements, so
the type checker proves that nothing reaches a peer unescaped.
"""

import re
from datetime import UTC, datetime
from typing import Final, NewType, TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element
Markup = NewType("Markup", str)

NOTHING: Final = Markup("")

# What must not stand in character data, and what XML 1.0 cannot say at all.
_SPECIAL: Final = re.compile('[&<>"\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]')
_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}


def text(value: str) -> Markup:
    """A text as character data or attribute value; characters that XML cannot say become U+FFFD."""
    if _SPECIAL.search(value) is None:
        return Markup(value)
    return Markup(_SPECIAL.sub(lambda match: _ESCAPES.get(match[0], "\ufffd"), value))


def leaf(tag: str, value: str) -> Markup:
    """An element that holds a text."""
    if _SPECIAL.search(value) is None:
        return Markup(f"<{tag}>{value}</{tag}>")
    return Markup(f"<{tag}>{text(value)}</{tag}>")


def leaf_if(tag: str, value: str | None) -> Markup:
    """An element that holds a text, or nothing where there is none."""
    return NOTHING if value is None else leaf(tag, value)


def leaves(tag: str, values: tuple[str, ...]) -> Markup:
    return Markup("".join([leaf(tag, value) for value in values]))


def node(tag: str, /, *content: Markup, **attributes: str | None) -> Markup:
    """An element with attributes (those that are not None) around what was built before."""
    head = "".join([f' {name}="{text(value)}"' for name, value in attributes.items() if value is not None])
    inner = "".join(content)
    return Markup(f"<{tag}{head}>{inner}</{tag}>" if inner else f"<{tag}{head}/>")


def rooted(tag: str, namespace: str, /, *content: Markup, **attributes: str | None) -> Markup:
    """The outermost element of a namespace, which declares the prefix of its tag; without a prefix, the default."""
    prefix, colon, _ = tag.rpartition(":")
    head = "".join([f' {name}="{text(value)}"' for name, value in attributes.items() if value is not None])
    inner = "".join(content)
    opening = f'{tag} xmlns{colon}{prefix}="{namespace}"{head}'
    return Markup(f"<{opening}>{inner}</{tag}>" if inner else f"<{opening}/>")


def joined(*parts: Markup) -> Markup:
    return Markup("".join(parts))


def instant(at: datetime) -> str:
    """An instant as EPP writes it: UTC, milliseconds, Z (RFC 5731, section 2.4)."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def token(element: Element) -> str:
    """The value of an xs:token: blanks collapsed."""
    value = element.text
    return " ".join(value.split()) if value else ""


def line(element: Element) -> str:
    """The value of an xs:normalizedString: each tab and line end is a blank."""
    value = element.text or ""
    return value.replace("\t", " ").replace("\n", " ").replace("\r", " ")


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace_of(element: Element) -> str:
    """The namespace of an element; empty where it has none."""
    return str(element.tag).rpartition("}")[0][1:]
