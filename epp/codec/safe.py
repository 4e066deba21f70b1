"""The only XML parser of this door: nothing is fetched, nothing is expanded, nothing is deep or wide.

What it refuses is refused with our own short words: a parser's message tells about the machine and means nothing to
the peer.
"""

import re
from typing import Final

from lxml import etree

from epp.codec.markup import Element
from registry.errors import CommandSyntax

DEPTH: Final = 64  # a signed mark with its signature, inside a launch extension, needs about fifteen
ATTRIBUTES: Final = 64  # of one element
NAMESPACES: Final = 512  # declared in one frame: each is looked through whenever a prefix below it is resolved

_PARSER: Final = etree.XMLParser(
    encoding="utf-8",  # every frame is UTF-8 when it gets there; what it declares about itself was judged before
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
)
_DECLARATION: Final = re.compile(r"<\?xml\s[^>]*?\bencoding\s*=\s*[\"']([^\"']*)[\"']")
_ENCODINGS: Final = frozenset({"UTF-8", "UTF-16"})
_UTF16_STARTS: Final = {b"\xfe\xff": "utf-16-be", b"\xff\xfe": "utf-16-le", b"\0<": "utf-16-be", b"<\0": "utf-16-le"}


def parse(frame: bytes) -> Element:
    """The root element of a frame; raises CommandSyntax, whatever is wrong."""
    return parsed(decoded(frame))


def decoded(frame: bytes) -> str:
    """The text of a frame in UTF-8 or UTF-16, with or without a byte order mark (RFC 5730, section 5)."""
    encoding = _UTF16_STARTS.get(frame[:2], "utf-8")
    try:
        return frame.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise CommandSyntax("The frame is not encoded in UTF-8 or UTF-16.") from None


def parsed(text: str) -> Element:
    """The root element of a frame's text; raises CommandSyntax, whatever is wrong."""
    if "<!DOCTYPE" in text:
        raise CommandSyntax()  # whoever sends one hears no more than that
    declared = _DECLARATION.match(text)
    if declared and declared[1].upper() not in _ENCODINGS:
        raise CommandSyntax("The frame declares an encoding other than UTF-8 and UTF-16.")
    if text.count("xmlns") > NAMESPACES:
        raise CommandSyntax("The frame declares too many namespaces.")
    try:
        root = etree.fromstring(text.encode(), _PARSER)
    except (etree.LxmlError, ValueError):
        raise CommandSyntax("The frame is not well-formed XML.") from None
    # Few end tags cannot make it deep, few equals signs cannot make it wide: most frames need no second look.
    if text.count("</") >= DEPTH or text.count("=") > ATTRIBUTES:
        _measure(root)
    return root


def _measure(root: Element) -> None:
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEPTH:
            raise CommandSyntax("The elements of the frame are nested too deeply.")
        if len(element.attrib) > ATTRIBUTES:
            raise CommandSyntax("An element of the frame has too many attributes.")
