"""The parser takes what EPP may be written in and refuses every attack with 2001 and words of our own."""

import pytest

from epp.codec.safe import ATTRIBUTES, DEPTH, NAMESPACES, parse
from registry.errors import CommandSyntax

LAUGHS = (
    '<!DOCTYPE epp [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(10))
    + "]><epp>&k;</epp>"
)

ATTACKS = {
    "document type": b"<!DOCTYPE epp><epp/>",
    "external document type": b'<!DOCTYPE epp SYSTEM "http://127.0.0.1:9/x.dtd"><epp/>',
    "file entity": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><epp>&f;</epp>',
    "billion laughs": LAUGHS.encode(),
    "quadratic blowup": f'<!DOCTYPE x [<!ENTITY a "{"x" * 9000}">]><epp>{"&a;" * 9000}</epp>'.encode(),
    "document type in UTF-16": '<!DOCTYPE epp [<!ENTITY a "b">]><epp>&a;</epp>'.encode("utf-16"),
    "undeclared entity": b"<epp>&nbsp;</epp>",
    "depth": b"<a>" * (DEPTH + 1) + b"</a>" * (DEPTH + 1),
    "depth far beyond": b"<a>" * 9000 + b"</a>" * 9000,
    "attributes": b"<a %s/>" % b" ".join(b'a%d=""' % i for i in range(ATTRIBUTES + 1)),
    "namespaces": b"<a %s/>" % b" ".join(b'xmlns:a%d="urn:%d"' % (i, i) for i in range(NAMESPACES + 1)),
    "huge attribute value that never ends": b'<a b="' + b"x" * 60000,
    "not closed": b"<epp>",
    "two roots": b"<epp/><epp/>",
    "text behind": b"<epp/>x",
    "nothing": b"",
    "blanks": b"   ",
    "binary": bytes(range(256)),
    "NUL": b"<epp>\0</epp>",
    "Latin-1 that says so": '<?xml version="1.0" encoding="ISO-8859-1"?><epp>é</epp>'.encode("latin-1"),
    "Latin-1 that says nothing": "<epp>é</epp>".encode("latin-1"),
    "UTF-8 that says Latin-1": b'<?xml version="1.0" encoding="ISO-8859-1"?><epp/>',
    "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?><epp/>',
    "UTF-32": "<epp/>".encode("utf-32"),
    "odd UTF-16": b"\xff\xfe<",
    "overlong UTF-8": b"<epp>\xc0\xbc</epp>",
    "surrogate in UTF-8": b"<epp>\xed\xa0\x80</epp>",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_a_syntax_error_and_the_parser_is_not_quoted(attack):
    with pytest.raises(CommandSyntax) as refused:
        parse(ATTACKS[attack])
    assert refused.value.code == 2001
    if b"<!DOCTYPE" in ATTACKS[attack].replace(b"\0", b""):
        assert refused.value.reason == ""  # a document type is refused without a word
    else:
        assert refused.value.reason.startswith(("The frame ", "The elements ", "An element "))
    assert refused.value.value is None


ENCODED = '<?xml version="1.0" encoding="{}"?><epp>\u00e9\u4e2d\U0001f600</epp>'


@pytest.mark.parametrize(
    "frame",
    [
        "<epp>\u00e9\u4e2d\U0001f600</epp>".encode(),
        ENCODED.format("UTF-8").encode(),
        ENCODED.format("utf-8").encode("utf-8-sig"),
        ENCODED.format("UTF-16").encode("utf-16"),
        ENCODED.format("UTF-16").encode("utf-16-le"),
        ENCODED.format("UTF-16").encode("utf-16-be"),
        b"\xfe\xff" + ENCODED.format("UTF-16").encode("utf-16-be"),
    ],
)
def test_utf_8_and_utf_16_are_read_with_and_without_a_mark(frame):
    assert parse(frame).text == "\u00e9\u4e2d\U0001f600"


def test_xinclude_is_only_an_element():
    root = parse(
        b'<epp xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd" parse="text"/></epp>'
    )
    assert len(root) == 1 and not root[0].text


def test_comments_and_instructions_leave_no_trace():
    assert parse(b"<epp>a<!-- b --><?php c?>d</epp>").text == "ad"


def test_what_is_just_not_too_deep_or_wide_is_read():
    assert parse(b"<a>" * DEPTH + b"</a>" * DEPTH) is not None
    assert parse(b"<a %s/>" % b" ".join(b'a%d=""' % i for i in range(ATTRIBUTES))) is not None
