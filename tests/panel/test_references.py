"""References: worded, ordered and left out by the house, read where people choose; every class is read by something."""

import io
import re

import pytest

from panel.kit.attached.media import KNOWN
from panel.kit.references import CLASSES, offered
from tests.architecture.test_sources import SOURCES
from tests.panel.house import House


@pytest.fixture(scope="module")
def house(untouched: House) -> House:
    return untouched


@pytest.fixture
def clean(house: House):
    """What a test changes of the references is put back."""
    rows = house.run(house.world.fetch("SELECT class, name, label, position, used FROM panel.reference"))
    yield house
    house.run(house.world.fetch("DELETE FROM panel.reference"))
    sql = "INSERT INTO panel.reference (class, name, label, position, used) VALUES ($1, $2, $3, $4, $5)"
    for row in rows:
        house.run(house.world.fetch(sql, *(row[name] for name in ("class", "name", "label", "position", "used"))))
    house.run(house.world.fetch("DELETE FROM panel.file"))
    house.run(house.world.fetch("DELETE FROM panel.content"))


def test_every_class_is_read_by_something_and_has_references(house: House) -> None:
    text = "".join(path.read_text() for path in SOURCES)
    rows = house.run(house.world.fetch("SELECT DISTINCT class FROM panel.reference"))
    assert {row[0] for row in rows} == set(CLASSES)
    assert set(re.findall(r'offered\([\w().]+, "([a-z-]+)"\)', text)) == set(CLASSES)


def test_kinds_of_files_are_those_that_the_code_recognises(house: House) -> None:
    found = house.run(offered(house.world.registry, "file-type"))
    assert dict(found) == {name: each.title for name, each in KNOWN.items()}


@pytest.mark.slow
def test_a_kind_of_file_that_is_left_out_is_kept_no_more(clean: House) -> None:
    visitor = clean.signed_in("master")

    def send(name: str):
        data = {"csrf_token": visitor.token("/account/"), "file": (io.BytesIO(b"%PDF-1.7 x"), name)}
        return visitor.ask("POST", "/domains/welcome.example/files", data=data, content_type="multipart/form-data")

    assert visitor.post("/references/file-type/application/pdf/leave-out").status_code == 302
    assert "offered no more" in visitor.get("/references/").text
    send("a.pdf")
    assert "none of the kinds" in visitor.get("/domains/welcome.example").text
    assert visitor.post("/references/file-type/application/pdf/use").status_code == 302
    send("b.pdf")
    assert "b.pdf is kept" in visitor.get("/domains/welcome.example").text


@pytest.mark.slow
def test_reasons_of_blocks_are_offered_in_their_words_and_order_and_kept_with_the_block(clean: House) -> None:
    visitor = clean.visitor()
    visitor.sign_in("master")  # just now: who blocks proves who they are
    assert visitor.post("/references/block-reason/left/reword", {"label": "Works elsewhere"}).status_code == 302
    assert visitor.post("/references/block-reason/left/move", {"position": "999"}).status_code == 302
    page = visitor.get("/people/looked-after").text
    choices = re.findall(r'<option value="([a-z-]+)">([^<]+)</option>', page[page.index('name="why"') :])
    assert choices[-1] == ("left", "Works elsewhere")
    try:
        form = {"why": "left", "reason": "since Monday"}
        assert visitor.post("/people/looked-after/block", form).status_code == 302
        sql = "SELECT reason FROM audit.activity WHERE account = 'looked-after' ORDER BY id DESC LIMIT 1"
        assert clean.run(clean.world.fetch(sql))[0][0] == "Works elsewhere: since Monday"
    finally:
        visitor.post("/people/looked-after/unblock", {"reason": "It was a test."})


@pytest.mark.slow
@pytest.mark.parametrize("role", ["manager", "support", "admin", "registrar"])
def test_references_are_for_the_master_alone(house: House, role: str) -> None:
    visitor = house.signed_in(role)
    assert visitor.get("/references/").status_code == 403
    assert visitor.post("/references/block-reason/left/reword", {"label": "Mine"}).status_code == 403
