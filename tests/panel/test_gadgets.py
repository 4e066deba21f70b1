"""What somebody forgets who builds a drawer is found by the tests that all drawers go through: shown with gadgets, of which one
thing is wrong at a time."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Blueprint

from panel.app import create_app
from panel.bridge import Bridge
from panel.kit.attached.deeds import attached_to
from panel.kit.deeds import applies
from panel.kit.filters import Choice
from panel.kit.lists import Column, ColumnSet, ListPage
from panel.kit.module import Module
from panel.modules import MODULES
from tests.panel import gadgets
from tests.panel import test_api as of_api
from tests.panel import test_deeds as of_deeds
from tests.panel import test_export_of_every_list as of_files
from tests.panel import test_history as of_history
from tests.panel import test_lists as of_lists
from tests.panel import test_matrix as of_matrix
from tests.panel.addresses import NOTHING, addresses
from tests.panel.deed_samples import SAMPLES
from tests.panel.gadgets import table
from tests.panel.gadgets.deeds import DEEDS, finder
from tests.panel.gadgets.lists import GADGETS
from tests.panel.house import SETTINGS, House
from tests.panel.test_deeds import Tried


def built(declared: ListPage = GADGETS, **deeds: Any) -> Module:
    """The drawer with another list, or other deeds, by their names with `_`."""
    changed = tuple(deeds.get(each.name.replace("-", "_"), each) for each in DEEDS.deeds)
    made = replace(DEEDS, list=declared, deeds=changed, find=finder(declared))
    return replace(gadgets.MODULE, lists=(declared,), deeds=(attached_to(made),))


def in_list(**changes: Any) -> Module:
    return built(replace(GADGETS, **changes))


def of_deed(name: str, **changes: Any) -> Module:
    deed = next(each for each in DEEDS.deeds if each.name == name)
    return built(**{name: replace(deed, **changes)})


async def _everybodys(situation: Any, keys: Any) -> Any:
    """As one would be found who forgets whose it is."""
    return await situation.registry.store.reading(lambda db: table.named(db, list(keys)))


def _columns(**changes: Any) -> tuple[Column, ...]:
    return tuple(replace(each, **changes.get(each.name, {})) for each in GADGETS.columns)


def _filters(**others: Choice) -> Module:
    return in_list(filters=tuple(others.get(each.name, each) for each in GADGETS.filters))


def _unguarded() -> Module:
    """With a page that names no permission."""
    blueprint = Blueprint("gadgets", gadgets.views.__name__, url_prefix="/gadgets", template_folder="templates")
    blueprint.get("/<name>")(gadgets.views.show)

    async def bare() -> str:
        return "everything"

    blueprint.get("/everything")(bare)
    return replace(gadgets.MODULE, blueprint=blueprint)


def _tried(house: House, name: str) -> Tried:
    (deeds,) = house.modules[-1].deeds
    return Tried(house, deeds, next(each for each in deeds.deeds if each.name == name), SAMPLES["gadgets", name])


def by_deed(test: Callable[[Tried], None], name: str) -> Callable[[House], None]:
    return lambda house: test(_tried(house, name))


def by_list(test: Callable[[House, ListPage], None], *rest: str) -> Callable[[House], None]:
    return lambda house: test(house, house.modules[-1].lists[0], *rest)


def by_addresses(house: House) -> None:
    every = list(addresses(house.app, defaultdict(lambda: NOTHING)))
    of_matrix.test_every_endpoint_names_its_permission_or_is_public(every)


@dataclass(frozen=True)
class Forgotten:
    """A drawer in which one thing is forgotten, and the test of all drawers that says so."""

    module: Callable[[], Module]
    test: Callable[[House], None]


ALWAYS = {"yes": ("Yes", "true"), "no": ("No", "true")}
FORGOTTEN = {
    "whose a row is, in the list": Forgotten(
        lambda: in_list(client="coalesce(:viewer, g.account_id)"),
        by_deed(of_deeds.test_what_is_not_there_or_not_theirs_does_not_exist, "recolour"),
    ),
    "whose a row is, in a deed": Forgotten(
        lambda: replace(gadgets.MODULE, deeds=(attached_to(replace(DEEDS, find=_everybodys)),)),
        by_deed(of_deeds.test_what_is_not_there_or_not_theirs_does_not_exist, "recolour"),
    ),
    "what a filter asks": Forgotten(
        lambda: _filters(ends=Choice("ends", "Has an end", ALWAYS)),
        by_list(of_lists.test_a_filter_leaves_out_what_it_does_not_name),
    ),
    "an order in which each row has one place": Forgotten(
        lambda: in_list(key="g.account_id"), by_list(of_api.test_a_list_read_in_parts_is_the_list_in_every_order)
    ),
    "a column that the rows of a set are called by": Forgotten(
        lambda: in_list(
            columns=_columns(name={"lead": False}, colour={"lead": True}),
            hidden={},
            sets=(ColumnSet("bare", "Bare", ("colour", "pieces")),),
        ),
        lambda house: of_lists.test_every_set_has_what_a_row_is_called_and_linked_by(house.modules[-1].lists[0]),
    ),
    "the permission of a page": Forgotten(_unguarded, by_addresses),
    "why a deed is not for an object": Forgotten(
        lambda: of_deed("block", excluded=applies),
        by_deed(of_deeds.test_many_have_a_result_each_whatever_becomes_of_the_others, "block"),
    ),
    "that a deed is written down": Forgotten(
        lambda: of_deed("recolour", recorded=True),
        by_deed(of_deeds.test_its_form_works_without_scripts_and_leads_back_with_a_word, "recolour"),
    ),
    "that what is read twice is the same": Forgotten(
        lambda: in_list(columns=_columns(pieces={"sql": "g.pieces + (random() * 1000000)::integer"})),
        by_list(of_files.test_a_file_in_each_form_has_the_rows_and_columns_that_programs_are_told),
    ),
    "that what everybody reads in versions is theirs to see": Forgotten(
        lambda: in_list(columns=_columns(price={"permission": "document.update"})),
        lambda house: of_history.test_what_a_thing_of_the_panel_says_is_columns_that_everybody_who_sees_the_row_may_see(
            house.modules[-1].lists[0]
        ),
    ),
}


# What pages of all drawers lead to; the rest of the panel is left out, since it is put together anew for each.
AROUND = {
    "account",
    "acting",
    "brands",
    "consents",
    "clients",
    "dashboard",
    "exports",
    "files",
    "inbox",
    "notifications",
    "pin",
}
AROUND |= {"saved_views", "second_factor", "sign_in", "tags"}


def house_with(yard: House, module: Module) -> House:
    """The same house with this drawer in its panel."""
    modules = (*(each for each in MODULES if each.name in AROUND), module)
    app = create_app(yard.world.registry, yard.database, Bridge(yard.loop), SETTINGS, modules=modules)
    return replace(yard, app=app, visitors={})


@pytest.mark.slow
@pytest.mark.parametrize("forgotten", FORGOTTEN.values(), ids=FORGOTTEN)
def test_what_is_forgotten_is_found(yard: House, forgotten: Forgotten) -> None:
    forgotten.test(yard)
    with pytest.raises(AssertionError):
        forgotten.test(house_with(yard, forgotten.module()))
