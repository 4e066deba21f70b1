"""IDN tables are read whole or not at all, and say of labels what they are written to say."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namehouse.idn import Unreadable, read
from registry.model.idn_index import NoSingleIndex, VariantIndex
from registry.model.idn_rules import RuleBook, Step
from registry.model.idn_sound import flaws
from registry.model.idn_table import IdnTable, Letter, Offer, Repertoire, TableBook

TABLES = Path(__file__).with_name("idn_tables")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def table(name: str) -> Repertoire:
    """A table of the tests, after its way through the database."""
    read_table = read((TABLES / name).read_bytes())
    assert flaws(read_table.repertoire) == []
    return Repertoire.from_document(read_table.repertoire.document())


LATIN, CYRILLIC, HAN = table("latin.xml"), table("cyrillic.xml"), table("han.txt")


def offer(*tables: Repertoire) -> Offer:
    return Offer(tuple(IdnTable(number, f"t{number}", NOW, "", each) for number, each in enumerate(tables)))


@pytest.mark.parametrize(
    ("repertoire", "label", "permitted"),
    [
        (LATIN, "münchen", True),
        (LATIN, "straße-3", True),
        (LATIN, "łódź", False),
        (LATIN, "münchenж", False),
        (LATIN, "-münchen", False),  # the context of the hyphen
        (LATIN, "münchen-", False),
        (LATIN, "bcdfghjklm", True),
        (LATIN, "abcdfghjklmo", True),
        (LATIN, "abcdfghjklmnpo", False),  # eleven consonants in a row
        (LATIN, "12ab3", False),
        (LATIN, "12abcd3", True),
        (LATIN, "12ab34", True),
        (CYRILLIC, "молоко", True),
        (CYRILLIC, "ёлка", True),
        (CYRILLIC, "молоkо", False),
        (CYRILLIC, "мaма", False),  # its a is Latin: known as a variant, not as a letter
        (CYRILLIC, "aaa", False),
        (HAN, "中国", True),
        (HAN, "中國3", True),
        (HAN, "中文", False),
    ],
)
def test_a_table_permits_what_is_in_it_in_its_surroundings(repertoire: Repertoire, label: str, permitted: bool) -> None:
    assert repertoire.permits(label) is permitted


@pytest.mark.parametrize(
    ("repertoire", "label", "variant", "disposition"),
    [
        (LATIN, "strasse", "straße", "allocatable"),
        (LATIN, "straße", "strasse", "allocatable"),
        (LATIN, "goethestrasse", "göthestrasse", "blocked"),
        (LATIN, "goethestrasse", "göthestraße", "blocked"),
        (LATIN, "goethe", "goethe", "valid"),
        (LATIN, "goethe", "gothe", None),
        (CYRILLIC, "ел", "ёл", "allocatable"),
        (CYRILLIC, "сосо", "coco", "blocked"),
        (CYRILLIC, "сосо", "cоcо", "blocked"),
        (HAN, "中國", "中国", "allocatable"),
        (HAN, "中国", "中國", "blocked"),
        (HAN, "万国", "萬圀", "blocked"),
        (HAN, "萬圀", "万国", "allocatable"),
    ],
)
def test_a_table_says_what_becomes_of_a_variant(
    repertoire: Repertoire, label: str, variant: str, disposition: str | None
) -> None:
    assert repertoire.disposition(label, variant) == disposition


@pytest.mark.parametrize(
    "labels",
    [
        ("strasse", "straße"),
        ("goethe", "göthe"),
        ("goethestrasse", "göthestrasse", "goethestraße", "göthestraße"),
        ("sssß", "sssss", "ßsß", "ßßs", "sßss"),
        ("сосо", "coco", "cосо", "сoсo"),
        ("орёсс", "оресс", "opecc"),
        ("中国万", "中國万", "中圀萬"),
    ],
)
def test_all_labels_of_a_set_have_one_index_and_their_neighbours_another(labels: tuple[str, ...]) -> None:
    both = offer(LATIN, CYRILLIC, HAN)
    assert len({both.key(label) for label in labels}) == 1
    assert both.key(labels[0] + "x") != both.key(labels[0])
    assert both.key("other") == "other"


def test_where_a_table_has_no_variants_a_label_has_no_index() -> None:
    plain = read(b"0061..007A\n00E9").repertoire
    assert offer(plain).key("café") is None
    assert offer().key("café") is None


def test_mappings_that_leave_no_single_index_are_refused() -> None:
    with pytest.raises(NoSingleIndex):
        VariantIndex([("ab", "cd"), ("aa", "dc")])
    with pytest.raises(NoSingleIndex):
        VariantIndex([("ab", "cde")])
    both = VariantIndex([("ab", "ba")])
    assert both.of("aabb") == both.of("bbaa") == both.of("abab")
    chain = VariantIndex([("a", "b"), ("c", "b"), ("ß", "aa")])
    assert chain.of("ß") == chain.of("cb") == chain.of("aa")


SEQUENCES = st.text("abc", min_size=1, max_size=2)


@given(st.lists(st.tuples(SEQUENCES, SEQUENCES), max_size=4), st.text("abc", min_size=1, max_size=5))
def test_whatever_a_label_can_be_exchanged_for_has_its_index(pairs: list[tuple[str, str]], label: str) -> None:
    try:
        index = VariantIndex(pairs)
    except NoSingleIndex:
        return
    reached, fresh = {label}, [label]
    while fresh and len(reached) < 200:
        for one, other in [*pairs, *((other, one) for one, other in pairs)]:
            for at in range(len(fresh[0])):
                found = fresh[0][:at] + other + fresh[0][at + len(one) :]
                if fresh[0].startswith(one, at) and len(found) < 8 and found not in reached:
                    reached.add(found)
                    fresh.append(found)
        del fresh[0]
    assert {index.of(each) for each in reached} == {index.of(label)}


def test_the_version_in_force_counts() -> None:
    later = datetime(2026, 4, 1, tzinfo=UTC)
    first = IdnTable(1, "de", NOW, "", read(b"0061").repertoire)
    second = IdnTable(2, "de", later, "", read(b"0061\n00E4").repertoire)
    book = TableBook([second, first])
    assert book.at("de", datetime(2026, 1, 1, tzinfo=UTC)) is None
    assert book.offered(("de", "fr"), NOW).first_for("ä") is None
    assert book.offered(("de", "fr"), later).first_for("ä") is second
    assert TableBook(book.known().values()).offered(("de", "fr"), later) is book.offered(("de", "fr"), later)


def lgr(data: str = '<char cp="0061"/>', rules: str = "", meta: str = "") -> bytes:
    inside = f"<meta>{meta}</meta><data>{data}</data>" + (f"<rules>{rules}</rules>" if rules else "")
    return f'<lgr xmlns="urn:ietf:params:xml:ns:lgr-1.0">{inside}</lgr>'.encode()


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"\xff\xfe", "not text in UTF-8"),
        (b"", "no code point"),
        (b"<lgr>", "not well-formed"),
        (b"<lgr/>", "no ruleset of RFC 7940"),
        (b'<!DOCTYPE lgr [<!ENTITY a "0061">]><lgr xmlns="urn:ietf:params:xml:ns:lgr-1.0"/>', "document type"),
        (b'<lgr xmlns="urn:ietf:params:xml:ns:lgr-1.0"/>', "consists of"),
        (lgr('<char cp="0061" weight="3"/>'), "weight of char is not understood"),
        (lgr('<char cp="0061"/><letter cp="0062"/>'), "letter is not understood"),
        (lgr('<char cp="0061"/><char cp="0061"/>'), "stands twice"),
        (lgr('<char cp="61"/>'), "61 is no code point"),
        (lgr('<char cp="D800"/>'), "D800 is no code point"),
        (lgr('<char cp="110000"/>'), "110000 is no code point"),
        (lgr('<char cp=""/>'), "names no code point"),
        (lgr('<char cp="0061"><var cp=""/></char>'), "names no code point"),
        (lgr('<char cp="0061" when="a" not-when="b"/>'), "exclude each other"),
        (lgr('<range first-cp="0062" last-cp="0061"/>'), "no range"),
        (lgr('<range first-cp="0061" last-cp="10FFFF"/>'), "no range"),
        (lgr(meta="<validity-end>2020-01-01</validity-end>"), "validity-end is not understood"),
        (lgr(rules='<class name="x" property="sc:Latn"/>'), "property of class is not understood"),
        (lgr(rules='<class name="x" from-tag="y">0061</class>'), "members, a tag or a reference"),
        (lgr(rules='<rule name="x"/>'), "is empty"),
        (lgr(rules='<rule name="x"><any count="many"/></rule>'), "no count"),
        (lgr(rules='<rule name="x"><any count="3:2"/></rule>'), "no count"),
        (lgr(rules='<rule name="x"><rule by-ref="y"/></rule>'), "no rule y before"),
        (lgr(rules='<action disp="perhaps"/>'), "disposition perhaps is not known"),
        (lgr(rules='<action disp="valid" match="x"/>'), "no rule x before"),
        (lgr(rules='<action disp="valid" any-variant="a" all-variants="b"/>'), "not understood"),
        (b"0061;0062", "not understood"),
        (b"0061;0062;0063;0064", "not understood"),
        (b"0061|0062|0063", "not understood"),
        (b"0061..", "no code point"),
        (b"0061\n0061", "stands twice"),
        (b"hello", "no code point"),
        (b"U+61", "no code point"),
    ],
)
def test_what_is_not_understood_is_refused_as_a_whole(file: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(file)


def test_rules_find_what_stands_before_and_behind() -> None:
    rules = """
      <class name="b">0062</class>
      <rule name="after-b"><look-behind><class by-ref="b"/></look-behind><anchor/></rule>
      <rule name="before-end"><anchor/><look-ahead><any count="0:1"/><end/></look-ahead></rule>
      <rule name="only-a-and-c"><start/><complement><class by-ref="b"/></complement><char cp="0063" count="1+"/><end/></rule>
      <action disp="invalid" match="only-a-and-c"/>
      <action disp="invalid" not-match="long"/>
    """.replace(
        '<action disp="invalid" not-match', '<rule name="long"><any count="2+"/></rule><action disp="invalid" not-match'
    )
    found = read(
        lgr(
            '<char cp="0061" when="after-b"/><char cp="0062"/><char cp="0063" not-when="before-end"/><char cp="0064"/>',
            rules,
        )
    ).repertoire
    assert flaws(found) == []
    permitted = [
        label for label in ("ba", "ab", "bb", "b", "bca", "bcdd", "bcd", "dcdd", "bac") if found.permits(label)
    ]
    assert permitted == ["ba", "bb", "bcdd", "dcdd"]


def test_a_rule_of_the_nastiest_kind_is_answered_at_once() -> None:
    inner = Step("any", least=0, most=None)
    for _ in range(4):
        inner = Step("sequence", parts=(inner, Step("any", least=0, most=None)), least=0, most=None)
    book = RuleBook({"x": Step("sequence", parts=(inner, Step("char", "!")))}, {})
    assert not book.matches("x", "a" * 63)


@pytest.mark.parametrize(
    ("repertoire", "flaw"),
    [
        (Repertoire(()), "no code points"),
        (Repertoire((Letter("A"),)), "U\\+0041 is not allowed"),
        (Repertoire((Letter("a", when="x"),)), "names the rule x"),
        (Repertoire((Letter("a"),), {}, {"x": Step("rule", "x")}), "refers to itself"),
        (Repertoire((Letter("a"),), {}, {"x": Step("rule", "y"), "y": Step("rule", "x")}), "refers to itself"),
        (Repertoire((Letter("a"),), {}, {"x": Step("class", "y")}), "names y"),
        (
            Repertoire(
                (Letter("a"),),
                {},
                {f"r{n}": Step("sequence", parts=(Step("rule", f"r{n + 1}"),) * 9) for n in range(20)}
                | {"r20": Step("any")},
            ),
            "asks for too much",
        ),
    ],
)
def test_a_table_that_makes_no_sense_is_told_so(repertoire: Repertoire, flaw: str) -> None:
    import re

    assert any(re.search(flaw, each) for each in flaws(repertoire)), flaws(repertoire)


def test_an_action_cannot_ask_for_surroundings() -> None:
    found = read(lgr(rules='<rule name="x"><anchor/></rule><action disp="invalid" match="x"/>')).repertoire
    assert flaws(found) == ["the rule x is about the surroundings of a code point, and no action can ask it"]
