"""The page of a contact: whole for its registrar and for staff, and nobody else; whoever saw it is written down."""

import pytest

from panel.kit.access import Viewer, scope_of
from registry.model.disclosure import Asker
from tests.panel.house import House


def log_of(house: House, name: str) -> list[tuple[str, str]]:
    rows = house.run(
        house.world.fetch("SELECT level, asker FROM registry.disclosure WHERE name = $1 ORDER BY id", name)
    )
    return [(row["level"], row["asker"]) for row in rows]


def test_who_sees_a_contact_is_written_down_before_he_does(house: House) -> None:
    (row,) = house.run(
        house.world.fetch(
            """SELECT c.handle, c.email FROM registry.contact c JOIN registry.registrar r ON r.id = c.registrar_id
                WHERE r.handle = 'beta' ORDER BY c.id LIMIT 1"""
        )
    )
    for handle, role, line in (
        ("ALPHA-1", "support", ("operator", "support")),
        ("ALPHA-1", "registrar", ("registrar", "alpha")),
        (row["handle"], "support", ("operator", "support")),
    ):
        before = log_of(house, handle)
        answer = house.signed_in(role).get(f"/contacts/{handle}")
        assert answer.status_code == 200 and log_of(house, handle) == [*before, line]
    before = log_of(house, row["handle"])
    strangers = house.signed_in("registrar").get(f"/contacts/{row['handle']}")
    assert strangers.status_code == 404 and row["email"] not in strangers.text
    assert log_of(house, row["handle"]) == before


@pytest.mark.parametrize(
    ("roles", "registrar", "asker"),
    [
        ({"support"}, None, Asker("operator", "ada")),
        ({"registrar"}, "alpha", Asker("registrar", "alpha")),
        ({"registrar"}, None, Asker()),
        ({"client"}, "alpha", Asker()),
    ],
)
def test_a_viewer_is_the_asker_that_all_doors_know(roles: set[str], registrar: str | None, asker: Asker) -> None:
    viewer = Viewer(1, 1, "ada", "Ada", "ada@home.example", frozenset(roles), 1 if registrar else None, registrar)
    scope = scope_of(viewer)
    assert scope.asker == asker
    for sponsor in ("alpha", "beta"):
        assert scope.admits(sponsor) == (asker.level(sponsor, "") != "public")
