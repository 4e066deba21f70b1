"""An index label leads back to the labels of its set: to all of them, and to no others."""

from itertools import islice, product

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.model.idn_index import NoSingleIndex, VariantIndex

LETTERS = "abcxy"
ALPHABET = frozenset(LETTERS)
PIECES = st.text(st.sampled_from("abc"), min_size=1, max_size=2)


def of_set(index: VariantIndex, label: str, alphabet: frozenset[str] = ALPHABET) -> set[str]:
    return set(islice(index.writings(index.of(label), alphabet), 200))


def test_all_labels_of_a_set_are_written_and_no_others() -> None:
    index = VariantIndex([("a", "x"), ("x", "y"), ("b", "cc")])
    sets: dict[str, set[str]] = {}
    for letters in (each for length in range(1, 5) for each in product(LETTERS, repeat=length)):
        sets.setdefault(index.of("".join(letters)), set()).add("".join(letters))
    assert len(sets) > 50 and max(map(len, sets.values())) > 50
    for key, members in sets.items():
        assert {each for each in index.writings(key, ALPHABET) if len(each) <= 4} == members


@settings(deadline=None)
@given(pairs=st.lists(st.tuples(PIECES, PIECES), max_size=3), label=st.text(st.sampled_from("abc"), max_size=6))
def test_whatever_is_written_has_the_index_it_was_written_from(pairs, label: str) -> None:
    try:
        index = VariantIndex(pairs)
    except NoSingleIndex:
        return
    for each in of_set(index, label):
        assert index.of(each) == index.of(label)


def test_only_letters_of_the_alphabet_are_written() -> None:
    index = VariantIndex([("a", "x"), ("b", "y")])
    assert of_set(index, "ab", frozenset("xb")) == {"xb"}
    assert of_set(index, "ab", frozenset("x")) == set()


def test_a_set_too_large_to_be_written_whole_is_begun_at_once() -> None:
    index = VariantIndex([("a", "x")])
    assert next(index.writings("a" * 63, frozenset("ax"))) == "a" * 63
