"""The panel speaks with each in their language; what a catalogue lacks is English, and how much that is is counted here."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from panel.kit import formats
from panel.kit.languages import CATALOGUES, LANGUAGES, gettext, ngettext, said, speak, wished
from panel.languages.__main__ import in_step, told
from panel.languages.messages import messages
from tests.panel.house import House

ROOT = Path(__file__).parents[2]

OTHERS = [tag for tag in LANGUAGES if tag != "en"]
# Shares of texts that are translated at least; whoever translates more raises them.
AT_LEAST = {"ru": 0.98, "uk": 0.98}


@pytest.fixture(autouse=True)
def english_after():
    yield
    speak("en")


def catalogue(tag: str):
    with (CATALOGUES / tag / "panel.po").open("rb") as file:
        return read_po(file, locale=tag)


@pytest.mark.slow
@pytest.mark.parametrize("tag", OTHERS)
def test_a_catalogue_has_the_texts_that_there_are_and_no_others(tag: str) -> None:
    assert in_step(tag) == (CATALOGUES / tag / "panel.po").read_bytes(), "make golden brings the catalogues in step"


@pytest.mark.parametrize("tag", OTHERS)
def test_so_much_of_a_catalogue_is_translated(tag: str) -> None:
    done, all_of_them = told(catalogue(tag))
    assert done / all_of_them >= AT_LEAST[tag], f"{done} of {all_of_them}"


@pytest.mark.slow
@pytest.mark.parametrize("tag", OTHERS)
def test_the_kit_the_menu_and_the_door_are_translated_whole(tag: str) -> None:
    known = {each.id for each in catalogue(tag) if each.string and (isinstance(each.string, str) or all(each.string))}
    places = re.compile(r"kit/(?!attached)|layout|error|sign_in/")
    found = {each.id for each in messages(lambda path: "templates" in path and bool(places.search(path)))}
    assert {each for each in found if each and each not in known} == set()


@pytest.mark.parametrize("tag", OTHERS)
def test_a_translation_has_the_gaps_of_its_text_and_all_forms_of_its_number(tag: str) -> None:
    for each in catalogue(tag):
        if not each.id or not each.string:
            continue
        texts = each.string if isinstance(each.string, tuple) else (each.string,)
        wanted = gaps(each.id if isinstance(each.id, str) else each.id[1])
        assert isinstance(each.string, str) or len(texts) == 3
        assert all(gaps(text) == wanted for text in texts if text), each.id


def gaps(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|%s", text))


@pytest.mark.parametrize(
    ("number", "russian", "ukrainian"),
    [(1, "1 день назад", "1 день тому"), (3, "3 дня назад", "3 дні тому"), (11, "11 дней назад", "11 днів тому")],
)
def test_a_number_takes_the_form_that_the_language_wants(number: int, russian: str, ukrainian: str) -> None:
    now = datetime(2026, 3, 31, tzinfo=UTC)
    for tag, expected in (("ru", russian), ("uk", ukrainian)):
        speak(tag)
        assert formats.distance(now - timedelta(days=number), now) == expected
    speak("ru")
    assert [ngettext("domain", "domains", each) for each in (21, 22, 25)] == ["домен", "домена", "доменов"]


def test_dates_and_numbers_are_written_as_the_language_does() -> None:
    at = datetime(2026, 3, 5, 9, 7, tzinfo=UTC)
    assert (formats.day(at), formats.moment(at)) == ("5 Mar 2026", "5 Mar 2026, 09:07")
    assert (formats.figure(1234567), formats.amount(-123450, "USD")) == ("1,234,567", "−1,234.50 USD")
    assert formats.month(date(2026, 10, 1)) == "October 2026"
    speak("uk")
    assert (formats.day(at), formats.month(at)) == ("5 бер. 2026", "березень 2026")
    assert formats.figure(1234567) == "1\xa0234\xa0567"
    assert (formats.amount(123450, "USD"), formats.amount(1234, "JPY")) == ("1\xa0234,50 USD", "1\xa0234 JPY")


def test_what_a_catalogue_lacks_and_what_is_no_text_stays_as_it_is() -> None:
    speak("ru")
    assert gettext("No catalogue has this.") == "No catalogue has this."
    assert (said(None), said(""), said(7)) == (None, "", 7)
    speak("xx")
    assert gettext("Search") == "Search"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("uk", "uk"),
        ("uk-UA,uk;q=0.9,en;q=0.8", "uk"),
        ("de,fr;q=0.7", "en"),
        ("de, ru;q=0.5, en;q=0.3", "ru"),
        ("en;q=0.2, ru;q=0.9", "ru"),
        ("ru;q=nonsense, uk;q=0.1", "uk"),
        ("," * 1000, "en"),
    ],
)
def test_a_browser_is_answered_in_the_first_language_that_it_asks_for_and_we_speak(header: str, language: str) -> None:
    assert wished(header) == language


def test_before_the_sign_in_the_browser_says_which_and_a_click_says_otherwise(house: House) -> None:
    visitor = house.visitor()
    page = visitor.get("/sign-in", headers={"Accept-Language": "uk"}).text
    assert '<html lang="uk"' in page and "<h1>Увійти</h1>" in page
    visitor.post("/language", {"language": "ru"}, at="/sign-in")
    assert '<html lang="ru"' in visitor.get("/sign-in", headers={"Accept-Language": "uk"}).text
    visitor.post("/language", {"language": "tlh"}, at="/sign-in")
    assert '<html lang="ru"' in visitor.get("/sign-in").text


def test_an_account_is_spoken_with_in_its_language_wherever_it_signs_in_and_programs_in_english(house: House) -> None:
    visitor = house.visitor()
    visitor.sign_in("support")
    try:
        assert visitor.post("/language", {"language": "ru", "next": "/domains/"}).location == "/domains/"
        elsewhere = house.visitor()
        elsewhere.sign_in("support")
        page = elsewhere.get("/domains/?state=registered", headers={"Accept-Language": "en"}).text
        assert '<html lang="ru"' in page
        for words in (
            ">Домены<",
            "Начало имени или *часть*",
            "Истекает",
            "Фильтры",
            "через ",
            "зарегистрирован".capitalize(),
        ):
            assert words in page, words
        told = elsewhere.get("/api/v1/domains?nonsense=1", headers={"Accept-Language": "ru"})
        assert told.json["detail"] == "Some parameters are wrong: nonsense."
        assert "Такой страницы нет" in elsewhere.get("/domains/no-such.example").text
    finally:
        visitor.post("/language", {"language": "en"})
        house.visitors.pop("support", None)


# What is the same in every language: names of algorithms, units, what a program sends.
THE_SAME = re.compile(
    r"SHA-256|\bms\b|POST|content-type: application/json|webhook-\w+: ?(v1,)?|panel\.url|one\.example"
)
# What a page says between its tags, and by attributes that people see or hear.
BETWEEN = re.compile(r">([^<>]*)<")
BESIDE = re.compile(r' (?:title|aria-label|placeholder|alt)="([^"]*)"')


def bare_texts(template: str) -> list[str]:
    """The words of a template that nobody can say otherwise: those outside of its expressions."""
    plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "\x00", template, flags=re.DOTALL)
    found = [each[1] for pattern in (BETWEEN, BESIDE) for each in pattern.finditer(plain)]
    return [text.strip() for text in found if re.search(r"[A-Za-z]{2}", THE_SAME.sub("", text.replace("&nbsp;y", "")))]


def test_a_bare_text_is_found_wherever_it_stands() -> None:
    assert bare_texts('<p>Hello {{ name }}</p><a title="Go there">{{ icon("x") }}Go</a>{{ _("All") }}') != []
    assert bare_texts('<p class="x">{{ _("Hello %(name)s", name=name) }}</p><b>{{ sum }} ms</b>') == []


def test_no_page_has_a_text_that_cannot_be_said_in_another_language() -> None:
    pages = sorted((ROOT / "panel").glob("**/templates/**/*.html"))
    assert len(pages) > 100
    bare = {str(page.relative_to(ROOT)): found for page in pages if (found := bare_texts(page.read_text()))}
    bare.pop("panel/templates/kit/fields.html", None)  # its first macro writes attributes, which are no texts
    assert bare == {}
