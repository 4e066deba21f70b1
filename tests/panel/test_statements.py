"""Statements of accounts: what was there, what was booked, what is there, and the same in the file, for who may see it."""

import csv
import io

import pytest

from tests.panel.house import House
from tests.panel.test_document_templates import words_of

ADDRESS = "/ledger/alpha/USD/{month}"


def rows(house: House, month: str, role: str = "registrar-finance") -> list[dict[str, str]]:
    answer = house.signed_in(role).get(ADDRESS.format(month=f"{month}.csv"))
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_each_month_begins_where_the_one_before_ended_and_the_last_ends_with_the_balance(house: House) -> None:
    months = [f"{number // 12}-{number % 12 + 1:02}" for number in range(2025 * 12 + 6, 2026 * 12 + 9)]
    closing = "0.00"
    for month in months:
        opening, *booked, last = rows(house, month)
        assert (opening["kind"], last["kind"]) == ("opening balance", "closing balance")
        assert opening["amount"] == closing
        sums = sum(round(float(each["amount"]) * 100) for each in booked)
        assert round(float(opening["amount"]) * 100) + sums == round(float(last["amount"]) * 100)
        assert all(each["at"].startswith(month) for each in booked)
        closing = last["amount"]
    assert round(float(closing) * 100) == house.run(house.world.balance("alpha"))


def test_the_page_says_the_same_as_the_file_by_kind_too(house: House) -> None:
    month = "2026-08"
    opening, *booked, last = rows(house, month)
    page = house.signed_in("master").get(ADDRESS.format(month=month)).text
    for row in (opening, last):
        assert f"{abs(float(row['amount'])):,.2f} USD" in page
    assert f"{len(booked)} bookings" in page and "Create" in page
    charged = [each for each in booked if each["kind"] != "topUp" and not each["reverses"]]
    waiting = [each for each in charged if each["billable_at"] > each["at"]]
    assert waiting and len(waiting) < len(charged), "what was paid for an application has no such end"
    assert house.signed_in("registrar-finance").get("/ledger/?per_page=500").status_code == 200, (
        "top-ups have no end of grace"
    )
    assert page.count("final from") + page.count("final since") >= len(waiting), "what has a grace period says its end"
    assert 'rel="prev"' in page and ADDRESS.format(month="2026-07") in page


@pytest.mark.parametrize("path", ["/ledger/beta/USD/2026-08", "/ledger/alpha/EUR/2026-08", "/ledger/alpha/USD/2026-13"])
def test_there_is_no_statement_of_others_of_no_account_and_of_no_month(house: House, path: str) -> None:
    assert house.signed_in("registrar-finance").get(path).status_code == 404
    assert house.signed_in("registrar-finance").get(f"{path}.csv").status_code == 404


def test_money_is_for_those_whose_role_says_so_in_statements_too(house: House) -> None:
    for role in ("support", "admin", "registrar-technical", "client"):
        assert house.signed_in(role).get("/ledger/alpha/USD/2026-08").status_code == 403
        assert house.signed_in(role).get("/ledger/").status_code == 403
    theirs = house.signed_in("registrar-finance").get("/api/v1/ledger?per_page=500&include=total").json
    sql = "SELECT count(*) FROM registry.ledger WHERE registrar_id = $1"
    assert theirs["total"] == house.run(house.world.fetch(sql, house.world.numbers["alpha"]))[0][0]


@pytest.mark.feature("REG-10")
def test_the_statement_on_paper_has_the_same_figures_and_every_booking(house: House) -> None:
    month = "2026-08"
    opening, *booked, last = rows(house, month)
    answer = house.signed_in("registrar-finance").get(ADDRESS.format(month=f"{month}.pdf"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert 'filename="alpha-USD-2026-08.pdf"' in answer.headers["Content-Disposition"]
    said = words_of(answer.data)
    for row in (opening, last):
        assert f"{float(row['amount']):,.2f}" in said
    for row in booked:
        assert row["name"] in said and f"{float(row['amount']):+,.2f}" in said
    assert f"Closing balance {len(booked)}" in said


def test_the_statement_on_paper_is_for_whom_the_page_is_for(house: House) -> None:
    for path in ("/ledger/beta/USD/2026-08.pdf", "/ledger/alpha/EUR/2026-08.pdf", "/ledger/alpha/USD/2026-13.pdf"):
        assert house.signed_in("registrar-finance").get(path).status_code == 404
    for role in ("support", "registrar-technical", "client"):
        assert house.signed_in(role).get(ADDRESS.format(month="2026-08.pdf")).status_code == 403


def test_a_broken_template_of_the_house_keeps_nobody_from_the_figures(yard: House) -> None:
    sql = "INSERT INTO panel.document_template VALUES ('statement', NULL, '#nothing', $1, 'master')"
    yard.run(yard.world.fetch(sql, yard.world.clock.now()))
    month = f"{yard.world.clock.now():%Y-%m}"
    visitor = yard.signed_in("registrar-finance")
    answer = visitor.get(ADDRESS.format(month=f"{month}.pdf"))
    assert answer.status_code == 302
    assert "The CSV has the same figures" in visitor.get(answer.location).text
