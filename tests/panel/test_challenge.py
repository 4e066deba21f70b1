"""A form of the sign-up asks a little of programs: it is good once, not at once and not for long, and what it asks is done."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest

from panel.sign_up import challenge
from panel.sign_up.challenge import MOST_ANSWERS, is_work
from panel.sign_up.jobs import forget_newcomers
from registry.settings import Panel
from tests.panel.house import House, Visitor
from tests.panel.letters import letters, settled

NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
ADDRESSES = count(1)


class Stranger:
    """Somebody at an address of their own, before the form."""

    def __init__(self, house: House) -> None:
        number = next(ADDRESSES)
        self.house, self.email = house, f"stranger-{number}@mail.example"
        self.browser = Visitor(house.loop, house.app, f"203.0.113.{number}")

    def open(self, shown: str = "") -> dict[str, str]:
        """What the form carries."""
        shown = shown or self.browser.get("/sign-up/").text
        self.shown = shown
        fields = dict(re.findall(r'name="(csrf_token|token)" value="([^"]+)"', shown))
        self.house.world.clock.advance(seconds=3)
        return fields | {"email": self.email}

    @property
    def sum(self) -> str:
        one, other = re.search(r"How much are (\w+) and (\w+) together", self.shown).groups()
        return str(NUMBERS[one] + NUMBERS[other])

    @property
    def work(self) -> str:
        nonce = re.search(r'data-challenge="([^"]+)"', self.shown)[1]
        return next(str(number) for number in count() if is_work(nonce, str(number)))

    def send(self, fields: dict[str, str], **more: str):
        return self.browser.ask("POST", "/sign-up/", data=fields | more)

    @property
    def letters(self) -> int:
        return len(letters(self.house, self.email))


@pytest.fixture(scope="module")
def open_door(yard: House) -> House:
    yard.app.brands.house = replace(yard.app.brands.house, sign_up="open")
    yard.app.extensions["house"] = replace(yard.app.extensions["house"], challenges=True)
    return yard


@pytest.fixture
def stranger(open_door: House, monkeypatch) -> Iterator[Stranger]:
    monkeypatch.setattr(challenge, "BITS", 8)
    yield Stranger(open_door)
    settled(open_door)  # what is written after an answer


def test_it_is_asked_unless_the_settings_say_otherwise(stranger: Stranger) -> None:
    assert Panel().sign_up_challenge
    assert "challenge.js" in stranger.browser.get("/sign-up/").text
    house = stranger.house.app.extensions["house"]
    stranger.house.app.extensions["house"] = replace(house, challenges=False)
    fields = stranger.open()
    assert "token" not in fields and stranger.send(fields).status_code == 200 and stranger.letters == 1
    stranger.house.app.extensions["house"] = house


@pytest.mark.feature("IAM-02")
def test_a_script_that_worked_is_written_to_and_its_form_is_good_once(stranger: Stranger) -> None:
    fields = stranger.open()
    work = stranger.work
    assert stranger.send(fields, work=work).status_code == 200 and stranger.letters == 1
    again = stranger.send(fields, work=work, email="another@mail.example")
    assert again.status_code == 422 and "was sent already" in again.text
    assert letters(stranger.house, "another@mail.example") == []


def test_somebody_without_scripts_adds_two_numbers(stranger: Stranger) -> None:
    fields = stranger.open()
    assert stranger.send(fields, answer=f" {stranger.sum} ").status_code == 200 and stranger.letters == 1


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda form: form, "not the answer"),
        (lambda form: form | {"work": "-1", "answer": "one"}, "not the answer"),
        (lambda form: form | {"work": "9" * 40, "answer": "٣"}, "not the answer"),
        (lambda form: form | {"token": ""}, "not whole"),
        (lambda form: form | {"token": "a.b.c.d"}, "not whole"),
        (lambda form: form | {"token": "é" * 10}, "not whole"),
        (lambda form: form | {"token": form["token"].replace(".", ".9", 1)}, "not whole"),
        (lambda form: form | {"token": "x" + form["token"]}, "not whole"),
    ],
)
def test_what_was_not_done_or_is_not_ours_is_refused_and_nobody_is_written_to(stranger: Stranger, spoil, said) -> None:
    refused = stranger.send(spoil(stranger.open()))
    assert refused.status_code == 422 and said in refused.text and stranger.email in refused.text
    assert stranger.letters == 0
    fields = stranger.open(refused.text)
    assert stranger.send(fields, answer=stranger.sum).status_code == 200, "and the next form is good"


def test_a_question_is_answered_once_right_or_wrong(stranger: Stranger) -> None:
    fields = stranger.open()
    assert "not the answer" in stranger.send(fields, answer="3").text
    assert "was sent already" in stranger.send(fields, answer=stranger.sum).text and stranger.letters == 0


def test_a_form_is_good_neither_at_once_nor_for_ever(stranger: Stranger) -> None:
    fields = stranger.open()
    stranger.house.world.clock.advance(seconds=-2)
    assert "sooner than anybody types" in stranger.send(fields, answer=stranger.sum).text
    stranger.house.world.clock.advance(seconds=3601)
    assert "open for too long" in stranger.send(fields, answer=stranger.sum).text
    stranger.house.world.clock.advance(seconds=-3600)
    assert stranger.send(fields, answer=stranger.sum).status_code == 200


def test_one_place_answers_a_few_times_a_day_and_works_as_often_as_others_may(stranger: Stranger) -> None:
    for _ in range(MOST_ANSWERS):
        fields = stranger.open()
        assert stranger.send(fields, answer=stranger.sum, email=f"x{next(ADDRESSES)}@mail.example").status_code == 200
    fields = stranger.open()
    refused = stranger.send(fields, answer=stranger.sum)
    assert refused.status_code == 422 and "so often" in refused.text and stranger.letters == 0
    fields = stranger.open(refused.text)
    assert stranger.send(fields, work=stranger.work).status_code == 200 and stranger.letters == 1
    rows = stranger.house.run(
        stranger.house.world.fetch("SELECT DISTINCT octet_length(place) AS n FROM iam.spent_challenge")
    )
    assert {row["n"] for row in rows} == {32, None}, "nobody learns from it who that was"
    stranger.house.world.clock.advance(days=1.1)
    stranger.house.run(forget_newcomers(stranger.house.world.registry))
    assert stranger.house.run(stranger.house.world.fetch("SELECT count(*) AS n FROM iam.spent_challenge"))[0]["n"] == 0
    fields = stranger.open()
    assert stranger.send(fields, answer=stranger.sum, email="late@mail.example").status_code == 200
