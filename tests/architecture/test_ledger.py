"""The feature ledger tells the truth: ids that exist, coverage that a test gives, promises that are kept."""

import pytest

from tests import ledger


@pytest.fixture(scope="module")
def drivers() -> ledger.Drivers:
    return ledger.collected()


def test_every_leaf_has_an_id_of_its_own_and_a_title() -> None:
    ids = [leaf.id for leaf in ledger.leaves()]
    assert len(ids) == len(set(ids)) > 100
    assert all(leaf.title and leaf.area for leaf in ledger.leaves())


def test_a_mark_that_names_no_leaf_stops_the_run(item_with) -> None:
    with pytest.raises(pytest.UsageError, match="REG-99"):
        ledger.pytest_collection_modifyitems([item_with("REG-01", "REG-99")])


@pytest.mark.slow
def test_every_mark_names_a_leaf(drivers: ledger.Drivers) -> None:
    assert set(drivers) <= {leaf.id for leaf in ledger.leaves()}


@pytest.mark.slow
def test_no_promised_leaf_has_lost_its_last_test(drivers: ledger.Drivers) -> None:
    assert ledger.lost(drivers) == []


def test_a_leaf_without_a_test_is_missed() -> None:
    assert set(ledger.lost({})) == ledger.promised() != frozenset()


def test_a_test_that_is_skipped_or_known_to_fail_drives_nothing(item_with) -> None:
    for mark in (pytest.mark.skip, pytest.mark.xfail):
        item = item_with("REG-01")
        item.add_marker(mark)
        assert not ledger._drives(item)


@pytest.fixture
def item_with(request):
    """An item that carries these leaves, outside of any collection."""

    def make(*leaves: str) -> pytest.Item:
        item = pytest.Function.from_parent(request.node.parent, name="item", callobj=lambda: None)
        item.add_marker(pytest.mark.feature(*leaves))
        return item

    return make
