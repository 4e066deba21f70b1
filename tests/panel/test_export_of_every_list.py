"""Files of every list, with rows in them: in each form what programs are told of the same rows, for whoever sees them."""

import csv
import html
import io
import re
from decimal import Decimal

import openpyxl
import pytest

from panel.kit.access import permissions_of
from panel.kit.lists import ListPage
from panel.kit.module import lists_of
from panel.kit.spreadsheets import FORMS
from tests.panel.deed_samples import session_of
from tests.panel.house import House
from tests.panel.modules import MODULES
from tests.panel.test_activity_reports import PAST, PLANT
from tests.panel.test_scope_fuzz import PLANTED, Member

LISTS = list(lists_of(MODULES).values())
# Of each kind of people one: who sees all, a registrar's, those who sell on.
ROLES = ("master", "registrar", "reseller")
# What nobody in the house has by themselves: planted for the master.
OWN = ("exports", "money_addresses", "newcomers", "notifications", "reminders", "webhook_deliveries")


@pytest.fixture(scope="module")
def full(untouched: House) -> House:
    """A house in which each list has a row."""
    run, world = untouched.run, untouched.world
    ((number,),) = run(world.fetch("SELECT id FROM iam.account WHERE login = 'master'"))
    for name in OWN:
        run(PLANTED[name](world, Member("master", number, (), "reseller")))
    for deed, days, _ in PAST:
        run(world.fetch(PLANT, world.clock.now(), *deed, days, "planted", world.numbers["alpha"]))
    run(session_of("alpha")(world))
    run(world.fetch("UPDATE iam.account SET created_at = created_at - interval '1 year' WHERE login = 'looked-after'"))
    return untouched


def table(form: str, octets: bytes) -> list[list[str]]:
    """A file as rows of texts."""
    if form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(octets)).active
        return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    if form == "md":
        heads, _, *rows = (re.split(r"(?<!\\) ?\|(?: |$)", line)[1:-1] for line in octets.decode().splitlines())
        return [[re.sub(r"\\(.)", r"\1", html.unescape(cell)) for cell in row] for row in (heads, *rows)]
    return list(csv.reader(io.StringIO(octets.decode(), newline=""), delimiter="\t" if form == "tsv" else ","))


def told(row: dict[str, object]) -> dict[str, str]:
    """What the API says of a row, in the cells of a file."""
    cells: dict[str, str] = {}
    for name, value in row.items():
        match value:
            case {"amount": amount, "currency": currency}:
                cells |= {name: str(amount), f"{name}_currency": str(currency)}
            case list():
                parts = (" ".join(map(str, each.values())) if isinstance(each, dict) else str(each) for each in value)
                cells[name] = "; ".join(parts)
            case None | True | False:
                cells[name] = {None: "", True: "yes", False: "no"}[value]
            case _:
                cells[name] = str(value)
    return cells


def alike(cell: str, said: str) -> bool:
    """Whether a cell says that: money without needless noughts, a text that would be a formula behind a sign, on one line."""
    if cell.lstrip("'") == said.lstrip("'"):
        return True
    if re.fullmatch(r"-?\d+(\.\d+)?(E-?\d+)?", cell) and re.fullmatch(r"-?\d+(\.\d+)?(E-?\d+)?", said, re.IGNORECASE):
        return abs(Decimal(cell) - Decimal(said)) < Decimal("1e-9")  # a workbook keeps so many digits of a fraction
    return " ".join(cell.lstrip("'").split()) == " ".join(said.lstrip("'").split())


@pytest.mark.feature("UX-02")
@pytest.mark.parametrize("declared", LISTS, ids=lambda declared: declared.name)
def test_a_file_in_each_form_has_the_rows_and_columns_that_programs_are_told(full: House, declared: ListPage) -> None:
    seen = 0
    for turn, role in enumerate(ROLES):
        held = permissions_of(frozenset({role}))
        if not {declared.permission, "list.export"} <= held:
            continue
        sets = [each.name for each in declared.sets if not each.permission or each.permission in held]
        for number, form in enumerate(FORMS, turn):  # each form with another set of columns
            seen += compare(full, declared, role, form, f"columns={sets[number % len(sets)]}" if sets else "")
    assert seen, "it is tried with no row at all"


def compare(full: House, declared: ListPage, role: str, form: str, columns: str) -> int:
    """A file with what programs are told; how many rows."""
    visitor = full.signed_in(role)
    whole = visitor.get(f"/api/v1/{declared.name}?per_page=500&{columns}").json
    rows = [told({name: value for name, value in row.items() if name != "key"}) for row in whole["data"]]
    sent = {"csrf_token": visitor.token("/account/"), "list": declared.name, "format": form, "query": columns}
    heads, *lines = table(form, visitor.ask("POST", "/exports/", data=sent).data)
    assert len(lines) == len(rows) or whole["next"], (role, form)
    for line, row in zip(lines, rows, strict=whole["next"] is None):
        cells = dict(zip(heads, line, strict=True))
        assert {*cells} >= {*row}
        wrong = {name: (cells[name], said) for name, said in row.items() if not alike(cells[name], said)}
        assert not wrong, (role, form, wrong)
    return len(rows)
