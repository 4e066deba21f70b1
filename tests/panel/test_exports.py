"""Files of lists: what the page shows is what the file has, for whoever asks, at once or in the background."""

import asyncio
import csv
import io
import re
from dataclasses import replace

import openpyxl
import pytest

from panel.domains.lists import DOMAINS
from panel.exports import actions, jobs, queries
from panel.exports.actions import ExportRefused, Wanted, export_now
from panel.kit.access import Scope, Viewer
from panel.kit.lists import Column
from panel.kit.module import lists_of
from panel.kit.plain import line
from panel.kit.spreadsheets import FORMS, begin
from tests.panel.house import House
from tests.panel.modules import MODULES

LISTS = lists_of(MODULES)


def asked(house: House, role: str = "master", **form: str):
    visitor = house.visitor()
    visitor.sign_in(role)
    data = {"csrf_token": visitor.token("/account/"), "list": "domains", "format": "csv", "query": "", **form}
    return visitor, visitor.ask("POST", "/exports/", data=data)


def read(octets: bytes, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(octets.decode(), newline=""), delimiter=separator))


@pytest.mark.parametrize(
    "query", ["", "?q=welcome", "?state=pendingTransfer&sort=-name", "?columns=delegation&signed=yes"]
)
def test_a_file_has_the_rows_order_and_columns_of_the_page(house: House, query: str) -> None:
    _, answer = asked(house, query=query)
    heads, *rows = read(answer.data)
    asked_for = query if "columns=" in query else f"{query or '?'}&columns=overview"
    shown = house.signed_in("master").get(f"/api/v1/domains{asked_for}&per_page=500").json["data"]
    assert not shown or heads == [each for each in shown[0] if each != "key"]
    assert [row[0] for row in rows] == [row["name"] for row in shown] and rows
    assert re.fullmatch(r'attachment; filename="domains-\d{8}-\d{4}.csv"', answer.headers["Content-Disposition"])
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8" and b"\r\n" in answer.data


def test_a_file_has_what_the_asker_may_see_and_nothing_else(house: House) -> None:
    _, answer = asked(house, "registrar", query="?columns=overview")
    heads, *rows = read(answer.data)
    mine = house.signed_in("registrar").get("/api/v1/domains?per_page=500").json["data"]
    assert "registrar" not in heads and len(rows) == len(mine)
    _, everything = asked(house)
    assert len(read(everything.data)) > len(rows) + 1


def test_a_workbook_has_the_same_as_text(house: House) -> None:
    _, answer = asked(house, list="tlds", format="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    _, text = asked(house, list="tlds", format="tsv")
    assert [[str(cell) if cell is not None else "" for cell in row] for row in sheet.iter_rows(values_only=True)] == [
        [re.sub(r"\.00$", "", value) if index == 1 else value for index, value in enumerate(row)]
        for row in read(text.data, "\t")
    ]
    assert {"price", "price_currency"} < {cell.value for cell in sheet[1]}


def test_a_table_of_markdown_has_the_same_as_text_and_no_value_breaks_out_of_its_cell(house: House) -> None:
    _, answer = asked(house, list="tlds", format="md")
    _, text = asked(house, list="tlds", format="tsv")
    heads, rule, *rows = (line.strip("| ").split(" | ") for line in answer.data.decode().splitlines())
    assert [heads, *rows] == [[cell or "" for cell in row] for row in read(text.data, "\t")]
    assert set(rule) == {"---"} and len(rule) == len(heads)
    assert begin("md").add([["a|b\n<i>", None]]) == b"| a\\|b &lt;i> |  |\n| --- | --- |\n"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_of_anybody_becomes_a_formula(text: str) -> None:
    (calm,) = line([Column("x", "X", "")], {"x": text})
    assert calm == f"'{text}"
    book = begin("xlsx")
    book.add([[text]])
    cell = openpyxl.load_workbook(io.BytesIO(b"".join(book.close()))).active["A1"]
    assert cell.data_type == "s"


@pytest.mark.parametrize("form", [{"list": "nothing"}, {"format": "exe"}, {"format": ""}])
def test_what_there_is_not_is_not_exported(house: House, form: dict[str, str]) -> None:
    assert asked(house, **form)[1].status_code == 400


def test_whoever_may_not_see_a_list_gets_no_file_of_it(house: House) -> None:
    assert asked(house, "registrar", list="tlds")[1].status_code == 403
    assert asked(house, "client", list="domains")[1].status_code == 403


@pytest.fixture
def patient(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house where every list is too long to wait for."""
    monkeypatch.setattr(actions, "AT_ONCE", 3)
    house.run(house.world.fetch("DELETE FROM panel.export"))  # whoever asked for something before
    yield house
    house.run(house.world.fetch("DELETE FROM panel.export"))


async def made(house: House) -> None:
    """Until nothing waits: the panel that was asked may be at it already, and then the job leaves it alone."""
    async with asyncio.timeout(20):
        while True:
            await jobs.make_exports(house.world.registry)
            if not await house.world.fetch("SELECT FROM panel.export WHERE state = 'waiting'"):
                return
            await asyncio.sleep(0.02)


def kept(house: House) -> list[tuple[str, str | None]]:
    return [tuple(row) for row in house.run(house.world.fetch("SELECT state, problem FROM panel.export ORDER BY id"))]


@pytest.mark.feature("UX-02")
def test_a_long_list_is_made_in_the_background_and_fetched_for_a_day(patient: House) -> None:
    visitor, answer = asked(patient, query="?q=*e*&sort=-name")
    assert answer.status_code == 302 and answer.location == "/exports/"
    patient.run(made(patient))
    assert kept(patient) == [("ready", None)]
    page = visitor.get("/exports/").text
    (address,) = re.findall(r'href="(/exports/\d+)"', page)
    octets = visitor.get(address).data
    now_it = patient.run(export_now(patient.world.registry, wanted("?q=*e*&sort=-name"), "csv"))
    assert now_it is None, "it is longer than what people wait for"
    names = [row[0] for row in read(octets)[1:]]
    assert names == [row["name"] for row in visitor.get("/api/v1/domains?q=*e*&sort=-name&per_page=500").json["data"]]
    assert patient.signed_in("manager").get(address).status_code == 404, "it is somebody else's"
    patient.run(patient.world.fetch("UPDATE panel.export SET expires_at = $1", patient.world.clock.now()))
    assert visitor.get(address).status_code == 404
    patient.run(jobs.forget_exports(patient.world.registry))
    assert kept(patient) == [] and not patient.run(patient.world.fetch("SELECT FROM panel.export_part"))


def wanted(query: str) -> Wanted:
    return Wanted.read(DOMAINS, Scope(True), lambda _: True, query.removeprefix("?"))


def test_a_file_larger_than_a_part_comes_back_as_it_was(patient: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_PART", 1000)
    visitor, _ = asked(patient)
    patient.run(made(patient))
    ((number, octets),) = patient.run(patient.world.fetch("SELECT id, octets FROM panel.export"))
    answer = visitor.get(f"/exports/{number}")
    assert len(answer.data) == octets == int(answer.headers["Content-Length"]) > 1000
    assert len(read(answer.data)) - 1 == visitor.get("/api/v1/domains?include=total").json["total"]


def test_an_export_is_judged_by_the_rights_of_the_time_when_it_is_made(patient: House) -> None:
    number = patient.run(actions.export_later(patient.world.registry, somebody(patient), LISTS["domains"], "", "csv"))
    patient.run(patient.world.fetch("UPDATE iam.account SET state = 'blocked' WHERE login = 'manager'"))
    try:
        patient.run(actions.make(patient.world.registry, LISTS, number))
    finally:
        patient.run(patient.world.fetch("UPDATE iam.account SET state = 'active' WHERE login = 'manager'"))
    assert kept(patient) == [("failed", "This list is not for you any more.")]


def somebody(house: House):
    ((number,),) = house.run(house.world.fetch("SELECT id FROM iam.account WHERE login = 'manager'"))
    return Viewer(number, 0, "manager", "", "", frozenset({"manager"}))


def test_what_is_being_made_is_made_once(patient: House) -> None:
    registry = patient.world.registry
    number = patient.run(actions.export_later(registry, somebody(patient), LISTS["domains"], "", "csv"))

    async def while_another_makes_it(db):
        assert await queries.claim(db, id=number)
        await actions.make(registry, LISTS, number)
        return await patient.world.fetch("SELECT count(*) FROM panel.export_part")

    assert patient.run(registry.store.transaction(while_another_makes_it))[0][0] == 0
    patient.run(actions.make(registry, LISTS, number))
    patient.run(actions.make(registry, LISTS, number))
    assert kept(patient) == [("ready", None)]


def test_an_export_that_cannot_be_made_says_so_and_leaves_nothing_behind(
    patient: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_ROWS", 10)
    registry = patient.world.registry
    number = patient.run(actions.export_later(registry, somebody(patient), LISTS["domains"], "", "csv"))
    patient.run(actions.make(registry, LISTS, number))
    ((state, problem),) = kept(patient)
    assert state == "failed" and "more than 10 rows" in problem
    broken = {**LISTS, "domains": replace(DOMAINS, source="registry.nothing d")}
    number = patient.run(actions.export_later(registry, somebody(patient), LISTS["domains"], "", "csv"))
    patient.run(actions.make(registry, broken, number))
    assert kept(patient)[1] == ("failed", "Something went wrong on our side; it was written down. Try again.")
    assert not patient.run(patient.world.fetch("SELECT FROM panel.export_part"))


def test_nobody_fills_the_house_with_exports(patient: House) -> None:
    registry = patient.world.registry
    for _ in range(actions.MOST):
        patient.run(actions.export_later(registry, somebody(patient), LISTS["domains"], "", "csv"))
    with pytest.raises(ExportRefused):
        patient.run(actions.export_later(registry, somebody(patient), LISTS["domains"], "", "csv"))


def test_every_form_has_a_writer() -> None:
    for form in FORMS:
        file = begin(form)
        assert file.add([["a", 1]]) + b"".join(file.close())
