"""Rows of a file become objects by the deed that makes one: tried first, each told apart, once, within the scope, and bounded.

Every opening of MODULES that is declared so goes through the same suite, with its sample.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook

from panel.identity.browser import Browser
from panel.kit.access import permissions_of
from panel.kit.fields import Problem
from panel.kit.importing import queries, rows
from panel.kit.importing.jobs import forget_imports
from panel.kit.importing.mapping import guessed
from panel.kit.importing.tables import MOST_OCTETS, MOST_ROWS, table_of
from panel.kit.situation import Situation
from tests.panel.deed_samples import NUMBERS, OPENED
from tests.panel.house import ROLES, House, Visitor
from tests.panel.modules import MODULES

IMPORTED = [
    (module, deeds, opening)
    for module in MODULES
    for deeds in module.deeds
    for opening in deeds.opening
    if opening.imported
]
BY_NAME = {f"{deeds.list.name}.{opening.name}": (module, deeds, opening) for module, deeds, opening in IMPORTED}


def book(*lines: list[object]) -> bytes:
    made, octets = Workbook(), io.BytesIO()
    for line in lines:
        made.active.append(line)
    made.save(octets)
    return octets.getvalue()


@pytest.mark.parametrize(
    "sent",
    [
        b"name,e-mail\r\nAda,ada@x.example\r\n\r\nBob,\r\n",
        "\N{BYTE ORDER MARK}name;e-mail\nAda;ada@x.example\nBob;\n".encode(),
        "name\te-mail\nAda\tada@x.example\nBob\n".encode("utf-16"),
        b'name|e-mail|\n"Ada"|ada@x.example\n"Bob"|""\n',
        book(["name", "e-mail"], ["Ada", "ada@x.example"], [None, None], ["Bob"]),
    ],
)
def test_a_table_is_read_as_spreadsheets_write_it(sent: bytes) -> None:
    table = table_of(sent)
    assert table.headings == ("name", "e-mail")
    assert table.rows == (("Ada", "ada@x.example"), ("Bob", ""))
    assert table.numbers[0] == 2 and table.numbers[1] in (3, 4), "rows are called as the file numbers them"


def test_cells_of_workbooks_are_as_somebody_would_type_them() -> None:
    table = table_of(book(["a", "b", "c", "d"], [5.0, True, datetime(2027, 1, 31), 2.5]))
    assert table.rows == (("5", "yes", "2027-01-31", "2.5"),)


def bomb() -> bytes:
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    return octets.getvalue()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", "Choose a file"),
        (b"a" * (MOST_OCTETS + 1), "larger than"),
        (bomb(), "larger than"),
        (b"PK\x03\x04 is no workbook", "no workbook"),
        ("имя\nИван\n".encode("cp1251"), "UTF-8"),
        (b"a,b\n1,\0\n", "UTF-8"),
        (b"a,b\n", "no rows"),
        (b"a,,c\n1,2,3\n", "heading of its own"),
        (b"a,A\n1,2\n", "heading of its own"),
        (b"a,b\n1,2,3\n", "Row 2 has more columns"),
        (b'a,b\n"1,2\n', "Line"),
        (b"a\n" + b"1\n" * (MOST_ROWS + 1), "at most 1,000 rows"),
        (",".join(f"c{n}" for n in range(61)).encode() + b"\n1\n", "at most 60 columns"),
        (b"a\n" + b"x" * 4001, "longer than"),
        (b"a,b\n1,=1+1\n", "Row 2, b: this is a formula"),
        (b"a,b\n1,@SUM(A1)\n", "formula"),
        (book(["a"], ["=HYPERLINK(1)"]), "formula"),
    ],
)
def test_what_is_no_table_is_refused_in_words(sent: bytes, said: str) -> None:
    with pytest.raises(Problem, match=re.escape(said)):
        table_of(sent)


def test_columns_are_known_by_what_inputs_are_called() -> None:
    _, _, opening = BY_NAME["clients.create"]
    found = guessed(opening, ["E-Mail", "LOGIN", "Name ", "who pays", "it is a"])
    assert found == {"email": 0, "login": 1, "name": 2, "kind": 4}


@pytest.fixture(params=list(BY_NAME))
def tried(request: pytest.FixtureRequest, yard: House) -> Iterator["Import"]:
    yield Import(yard, request.param)


class Import:
    """An opening that takes files, with its sample, in a house where it may be tried."""

    def __init__(self, house: House, name: str) -> None:
        self.house, self.name = house, name
        self.module, self.deeds, self.opening = BY_NAME[name]
        self.sample = OPENED[(self.module.name, self.opening.name)]
        self.address = f"{self.module.blueprint.url_prefix}/-/{self.opening.name}/import"

    def visitor(self) -> Visitor:
        return self.house.signed_in(self.sample.role)

    def fresh(self) -> dict[str, str]:
        values: Mapping[str, object] = self.sample.values(next(NUMBERS))
        return {name: str(value) for name, value in values.items()}

    def send(self, visitor: Visitor, *lines: Mapping[str, str]) -> str:
        headings = list(dict.fromkeys(name for line in lines for name in line))
        sent = book(headings, *([line.get(name, "") for name in headings] for line in lines))
        return sent_by(visitor, self.address, sent)

    def made(self) -> int:
        sql = "SELECT count(*) FROM audit.activity WHERE action = $1 AND result = 'done'"
        return self.house.run(self.house.world.fetch(sql, self.name))[0][0]


def sent_by(visitor: Visitor, address: str, sent: bytes, name: str = "list.xlsx") -> str:
    """The address of the import."""
    form = {"csrf_token": visitor.token("/account/"), "file.octets": (io.BytesIO(sent), name)}
    answer = visitor.ask("POST", address, data=form, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.text
    return answer.location


@pytest.mark.feature("UX-01")
def test_it_is_tried_without_a_trace_and_then_done_row_by_row(tried: Import) -> None:
    visitor, before = tried.visitor(), tried.made()
    good, wrong, last = tried.fresh(), tried.fresh(), tried.fresh()
    name, bad = next((name, value) for name, value in tried.sample.refuses.items() if name in wrong)
    wrong[name] = str(bad)
    at = tried.send(visitor, good, wrong, last)
    assert "list.xlsx" in visitor.get(at).text
    seen = visitor.post(at, {"act": "try"}).text
    assert "2 rows can be imported" in seen and "1 row cannot" in seen and "Row 3" in seen
    assert tried.made() == before, "a trial makes nothing, and is not written down"
    done = visitor.post(at, {"act": "do"}).text
    assert "<strong>3</strong> of 3" in done and "2 done" in done and "1 not" in done
    assert tried.made() == before + 2
    assert visitor.post(at, {"act": "do"}).status_code == 200 and tried.made() == before + 2, "each row is done once"
    refused = load_workbook(io.BytesIO(visitor.get(f"{at}/refused").data)).active
    headings, row = ([str(cell or "") for cell in line] for line in refused.iter_rows(values_only=True))
    assert len(headings) == len(row) == len(good) + 1 and row[-1], "as it was sent, with the reason"


def test_only_who_may_make_one_imports_any_and_nobody_sees_anothers_file(tried: Import) -> None:
    at = tried.send(tried.visitor(), tried.fresh())
    for role in ROLES:
        visitor = tried.house.signed_in(role)
        may = tried.opening.permission in permissions_of(frozenset({role}))
        assert visitor.get(tried.address).status_code == (200 if may else 403), role
        theirs = 200 if role == tried.sample.role else 404
        for path in (at, f"{at}/refused"):
            assert visitor.get(path).status_code == (theirs if may else 403), (role, path)
        if role != tried.sample.role:
            assert visitor.post(at, {"act": "do"}).status_code == (404 if may else 403)
        link = visitor.get(f"{tried.module.blueprint.url_prefix}/").text
        assert (f'href="{tried.address}"' in link) is may, role


CLIENTS = "/clients/-/create/import"


def test_a_row_sees_what_those_before_it_make_and_nobody_sells_for_others(yard: House) -> None:
    visitor = yard.signed_in("reseller")
    text = "login,name,seller\nshop,Shop,\nbelow,Below,shop\nshop,Again,\nother,Other,boss\n"
    at = sent_by(visitor, CLIENTS, f"{text}above,Above,reseller\n".encode(), "clients.csv")
    kinds = {"column-login": "0", "column-name": "1", "column-seller": "2", "mapped": "yes"}
    seen = visitor.post(at, {**kinds, "act": "try"}).text
    assert re.search(r"Row 4.*?Somebody has this login already", seen, re.S), "it is twice in the file"
    assert re.search(r"Row 5", seen), "a stranger's clients are none of theirs"
    visitor.post(at, {"act": "do"})
    sql = "SELECT login, language, kind FROM iam.account WHERE login = ANY ($1) ORDER BY id"
    made = yard.run(yard.world.fetch(sql, ["shop", "below", "other", "above"]))
    assert ("shop", "en", "client") in [tuple(each) for each in made], "what is not in the file is as the form begins"
    assert "other" not in {each["login"] for each in made}
    kept = yard.run(yard.world.fetch("SELECT cells FROM panel.import_row WHERE outcome = 'done' AND object = 'shop'"))
    assert kept and not any(each["cells"] for each in kept), "of what is made nothing more is kept"


def test_columns_are_chosen_and_what_is_no_column_fills_nothing(yard: House) -> None:
    visitor = yard.signed_in("reseller")
    at = sent_by(visitor, CLIENTS, b"a;b\nchosen-1;Chosen\n", "x.csv")
    page = visitor.get(at).text
    assert "These columns fill nothing: a, b." in page
    strange = {"mapped": "yes", "column-login": "1000", "column-name": "-1", "column-nothing": "0", "column-kind": "x"}
    assert "Login: This is needed." in visitor.post(at, {**strange, "act": "try"}).text
    assert "1 row can be" in visitor.post(at, {"mapped": "yes", "column-login": "0", "column-name": "1"}).text


def test_with_htmx_it_comes_in_parts_and_goes_on_where_it_was(yard: House) -> None:
    visitor = yard.signed_in("reseller")
    lines = "".join(f"part-{number},Part\n" for number in range(100))
    at = sent_by(visitor, CLIENTS, f"login,name\n{lines}".encode(), "x.csv")
    htmx = {"HX-Request": "true"}
    first = visitor.post(at, {"act": "do"}, headers=htmx).text
    assert "<strong>40</strong> of 100" in first and 'id="batch-next"' in first
    assert "40 done" in visitor.get(at).text, "whoever comes back sees how far it is"
    more = visitor.post(at, {"act": "do", "part": "next"}, headers=htmx).text
    assert 'hx-swap-oob="beforeend:#batch-results"' in more and "80" in more
    last = visitor.post(at, {"act": "do", "part": "next"}, headers=htmx).text
    assert "<strong>100</strong> of 100" in last and 'id="batch-next"' not in last


def test_of_several_who_import_the_same_rows_each_is_made_once(yard: House) -> None:
    visitor = yard.signed_in("client")
    text = "name,email\n" + "".join(f"Twin {number},twin@x.example\n" for number in range(8))
    at = sent_by(visitor, "/client-contacts/-/create/import", text.encode(), "x.csv")
    number, (_, deeds, opening) = int(at.rpartition("/")[2]), BY_NAME["client_contacts.create"]
    waiting = yard.run(
        yard.world.store.reading(lambda db: queries.rows(db, import_id=number, waiting=True, most=MOST_ROWS))
    )
    form = {"name": 0, "email": 1}

    def attempt(reference: str) -> list[rows.Came]:
        return visitor_does(
            yard,
            visitor,
            lambda now: rows.do(deeds, opening, number, waiting, form, now, Browser("127.0.0.1", "x"), reference),
        )

    first, second = attempt("first"), attempt("second")
    assert all(each.done for each in first) and not any(each.done for each in second)
    made = yard.run(yard.world.fetch("SELECT count(*) FROM panel.client_contact WHERE name LIKE 'Twin %'"))
    assert made[0][0] == 8


def visitor_does(house: House, visitor: Visitor, work):
    """As a view would, for the viewer that somebody is."""
    from flask import g

    from panel.kit.web import house as of_app

    with house.app.test_request_context("/", base_url="http://localhost/"):
        token = visitor.client.get_cookie("namehouse").value
        g.viewer = house.run(of_app().identity.viewer(token, "127.0.0.1"))
        return house.run(work(Situation(house.world.registry, g.viewer, house.world.clock.now())))


def test_files_are_forgotten_after_a_day_and_are_few(yard: House, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = yard.signed_in("reseller-manager")
    at = sent_by(visitor, CLIENTS, b"login,name\na,b\n")
    monkeypatch.setattr("panel.kit.importing.pages.MOST", 1)
    form = {"csrf_token": visitor.token("/account/"), "file.octets": (io.BytesIO(b"login,name\na,b\n"), "x.csv")}
    answer = visitor.ask("POST", CLIENTS, data=form, content_type="multipart/form-data")
    assert answer.status_code == 422 and "come again tomorrow" in answer.text
    yard.run(yard.world.fetch("UPDATE panel.import SET expires_at = $1", yard.world.clock.now()))
    assert visitor.get(at).status_code == 404
    yard.run(forget_imports(yard.world.registry))
    assert yard.run(yard.world.fetch("SELECT FROM panel.import_row")) == []
