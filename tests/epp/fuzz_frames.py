"""Frames that were right and are not any more: golden ones and every wish a client can have, changed in their structure
(elements lost, doubled, moved, renamed, grafted from other frames; texts and attributes replaced) and octet by octet, cut into
pieces, behind headers that are not true."""

import copy
import re
from dataclasses import dataclass

from hypothesis import strategies as st
from lxml import etree

from epp.asking import HELLO, frame_of
from epp.commands.login import Login
from epp.commands.logout import Logout
from epp.frames import framed
from tests.epp import golden
from tests.epp.talk import EXTENSIONS, NS, OBJECTS
from tests.epp.wishes import WISHES
from tests.world import PASSWORD

LOGIN = Login("alpha", PASSWORD, None, OBJECTS, EXTENSIONS)
_DIRECTIONS = re.compile(rb"<\?(as|advance|tables|launch|claims|premium|rules|decide) [^>]*\?>\n?")


@dataclass(frozen=True)
class Step:
    """Octets from one side; `true` when its header tells its length, so that there must be an answer or an end."""

    who: str
    octets: bytes
    cuts: tuple[int, ...] = ()
    true: bool = True
    days: int = 0


def _golden() -> list[bytes]:
    files = [file for conversation in golden.conversations() for file in golden.requests(conversation)]
    return sorted({frame for file in files if _well_formed(frame := _DIRECTIONS.sub(b"", file.read_bytes()))})


def _well_formed(frame: bytes) -> bool:
    try:
        etree.fromstring(frame)
    except etree.XMLSyntaxError:
        return False
    return True


GOLDEN = _golden()
# Few names, so that commands meet objects that others have made.
FAMILIAR = {
    "name": (
        "fuzz.test",
        "fuzz.test",
        "mine.test",
        "fuzz.example",
        "fuzz.invalid",
        "ns1.fuzz.test",
        "ns1.elsewhere.org",
    ),
    "hostObj": ("ns1.fuzz.test", "ns1.elsewhere.org", "ns2.elsewhere.org"),
    "hostName": ("ns1.fuzz.invalid", "ns1.elsewhere.org"),
    "id": ("C-1", "C-2", "C-3"),
    "phase": ("landrush", "landrush", "open"),
    "applicationID": tuple(f"A{number}-NAMEHSE" for number in range(1, 40)),
    "registrant": ("C-1", "C-2"),
    "contact": ("C-1", "C-2"),
    "pw": ("2fooBAR", "correct-horse"),
    "curExpDate": ("2027-03-01", "2028-03-01"),
}


@st.composite
def familiar(draw):
    """A frame as a client would send it, mostly about the few objects there are."""
    root = etree.fromstring(draw(st.sampled_from(GOLDEN) | st.one_of(*WISHES.values()).map(frame_of)))
    if draw(st.integers(0, 3)):
        for element in root.iter(etree.Element):
            known = FAMILIAR.get(etree.QName(element).localname)
            if known and not len(element):
                element.text = draw(st.sampled_from(known))
    return etree.tostring(root)


whole = familiar() | familiar() | familiar() | st.sampled_from([HELLO, frame_of(LOGIN), frame_of(Logout()), *GOLDEN])

# Texts that something behind the schema might stumble over.
TEXTS = (
    *(
        "",
        " ",
        "0",
        "-1",
        "1",
        "99",
        "100",
        "2147483648",
        "9223372036854775808",
        "1e5",
        "NaN",
        "٣",
        "１２",
        "0x10",
        "true",
    ),
    *(
        "name.test",
        "NAME.TEST",
        "name.example",
        "ns1.name.test",
        "xn--bcher-kva.test",
        "xn--.test",
        "bücher.test",
        "a..test",
    ),
    *(".", ".test", "test", "test.", "a." * 130 + "test", "x" * 63 + ".test", "x" * 64 + ".test", "1.2.3.4", "*.test"),
    *(
        "0000-00-00",
        "0001-01-01",
        "9999-12-31",
        "2026-02-30",
        "2027-03-01Z",
        "2027-03-01+14:00",
        "-0044-03-15",
        "12026-01-01",
    ),
    *("2026-03-01T12:00:00Z", "9999-12-31T24:00:00Z", "0000-01-01T00:00:00Z", "2026-03-01T12:00:00.123456789Z"),
    *("::", "::1", "::ffff:1.2.3.4", "1.2.3.4", "1.2.3", "0.0.0.0", "fe80::1%1", "2001:db8::1", "999.1.1.1"),
    *("\u00a0", "\u2028", "\u0085", "\u202e", "\ufeff", "\ufffd", "\U0001f600", "é", "e\u0301", "ß", "İ", "ﬁ"),
    *(
        "ok",
        "clientHold",
        "serverHold",
        "pendingDelete",
        "linked",
        "admin",
        "int",
        "loc",
        "int loc",
        "request",
        "query",
    ),
    *("%s", "%00", "\\0", "\\", "'", '"', "'; --", "{}", "{0}", "$1", ":name", "\t", "\n", "]]>", "&", "<", "<a/>"),
    *(
        "+1.5550100",
        "+1",
        "+999.99999999999999999",
        "US",
        "us",
        "ZZ",
        "a@b",
        "a@b.c@d",
        "@",
        "USD",
        "XXX",
        "1.00",
        "-0.00",
        "1.005",
    ),
    *(
        "AAAA",
        "=",
        "A" * 16,
        "A" * 17,
        "0" * 40,
        "f" * 64,
        "C-1",
        "SH8013",
        "EXAMPLE1-REP",
        "_-A",
        "1-NAMEHSE",
        "D1-NAMEHSE",
    ),
    *("x" * 255, "x" * 256, "x" * 4096, "é" * 255, "\U0001f600" * 128, "correct-horse", "2fooBAR"),
)
texts = st.sampled_from(TEXTS) | st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=20
)
NAMES = sorted(
    {etree.QName(each).localname for frame in GOLDEN for each in etree.fromstring(frame).iter(etree.Element)}
    | {"hostAttr", "rem", "all", "maxSigLife", "keyData", "report", "fee", "class", "disclose", "ext"}
)
NOISE = (
    *(b"\0", b"\x0b", b"\xff", b"\xed\xa0\x80", b"\xc0\x80", b"\xef\xbb\xbf", b"&lt;", b"&#0;", b"&#xD800;", b"&x;"),
    *(b"<![CDATA[", b"<!--", b"]]>", b'<!DOCTYPE x [<!ENTITY x "y">]>', b"<?xml version='1.1'?>", b"<x>" * 70),
)
NAMESPACES = (*NS.values(), "urn:example:x", "")
ATTRIBUTES = (
    "op",
    "unit",
    "type",
    "s",
    "roid",
    "hosts",
    "ip",
    "lang",
    "flag",
    "msgID",
    "name",
    "urgent",
    "{urn:example:x}a",
)
integers = st.integers(0, 10_000)


@st.composite
def changed(draw):
    """A frame with one to five changes to its elements."""
    root = etree.fromstring(draw(whole))
    for _ in range(draw(st.integers(1, 5))):
        elements = list(root.iter(etree.Element))
        _change(draw, root, elements[draw(integers) % len(elements)], elements)
    return etree.tostring(root, xml_declaration=True, encoding=draw(st.sampled_from(["UTF-8", "UTF-8", "UTF-16"])))


def _change(draw, root, element, elements) -> None:
    parent = element.getparent()
    what = draw(st.integers(0, 11))
    if what <= 2:
        element.text = draw(texts)
    elif what == 3:
        element.set(draw(st.sampled_from(ATTRIBUTES)), draw(texts))
    elif what == 4 and element.attrib:
        name = sorted(element.attrib)[draw(integers) % len(element.attrib)]
        if draw(st.booleans()):
            element.set(name, draw(texts))
        else:
            del element.attrib[name]
    elif what == 5:
        space, name = draw(st.sampled_from(NAMESPACES)), draw(st.sampled_from(NAMES))
        element.tag = f"{{{space}}}{name}" if space else name
    elif what == 6:
        other = etree.fromstring(draw(whole))
        grafts = list(other.iter(etree.Element))
        element.append(grafts[draw(integers) % len(grafts)])
    elif what == 7:
        element.append(
            [etree.Comment("x"), etree.ProcessingInstruction("x", "y"), etree.Element("x")][draw(st.integers(0, 2))]
        )
    elif parent is None:
        element[:] = list(element)[::-1]
    elif what == 8:
        parent.remove(element)
    elif what == 9:
        for _ in range(draw(st.sampled_from([1, 1, 2, 20, 300]))):
            parent.insert(parent.index(element), copy.deepcopy(element))
    elif what == 10:
        target = elements[draw(integers) % len(elements)]
        if element not in target.iterancestors() and target is not element:
            target.append(element)
    else:
        parent.insert(draw(st.integers(0, 5)), element)


@st.composite
def garbled(draw):
    """A frame whose octets are no longer what they were."""
    octets = bytearray(draw(whole | changed()))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(integers) % (len(octets) or 1)
        what = draw(st.integers(0, 5))
        if what == 0:
            octets[at : at + 1] = draw(st.binary(min_size=1, max_size=3))
        elif what == 1:
            del octets[at : at + draw(st.integers(1, 40))]
        elif what == 2:
            octets[at:at] = octets[max(0, at - draw(st.integers(1, 60))) : at]
        elif what == 3:
            octets[at:at] = draw(st.sampled_from(NOISE))
        elif what == 4:
            octets = octets[:at]
        else:
            octets = bytearray(
                bytes(octets)
                .decode("utf-8", "replace")
                .encode(draw(st.sampled_from(["utf-16", "utf-16-be", "latin-1"])), "replace")
            )
    return bytes(octets)


@st.composite
def steps(draw):
    who = draw(st.sampled_from(["alpha", "alpha", "alpha", "alpha", "beta", "beta", "nobody"]))
    days = draw(st.sampled_from([0, 0, 0, 0, 0, 0, 0, 1, 6, 40, 400]))
    if draw(st.integers(0, 19)) == 0:
        length = draw(st.sampled_from([0, 1, 4, 5, 8196, 8197, 65540, 65541, 2**31, 2**32 - 1]))
        return Step(who, length.to_bytes(4) + draw(whole | st.binary(max_size=40)), true=False, days=days)
    frames = draw(st.lists(whole | changed() | changed() | garbled(), min_size=1, max_size=3))
    octets = b"".join(framed(frame) for frame in frames)
    cuts = tuple(sorted(cut % len(octets) for cut in draw(st.lists(integers, max_size=3))))
    return Step(who, octets, cuts, days=days)


conversations = st.lists(steps(), min_size=1, max_size=4)
