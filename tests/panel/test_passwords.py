"""Which passwords are refused: those that are short, and those that are tried first."""

import asyncio
import time

import pytest

from panel.identity.passwords import LONGEST_PASSWORD, password_problem
from tests.panel.house import House
from tests.panel.letters import token_in
from tests.panel.test_restoring import Forgetful


def problem(password: str, login: str = "vera") -> str | None:
    return asyncio.run(password_problem(password, login))


@pytest.mark.parametrize(
    "password",
    [
        "password12",
        "liverpool1",
        "qwertyuiop",
        "1q2w3e4r5t",
        "P@ssw0rd123",
        "december1990",
        "iloveyou123",
        "1aA!1aA!1aA!",
    ],
)
def test_what_was_stolen_elsewhere_or_is_made_of_that_is_refused(password: str) -> None:
    assert "tried first" in (problem(password) or "")


@pytest.mark.parametrize(
    "password",
    ["four plain words here", "ktmxzqplwv", "Über den Wolken", "correct horse battery staple", "x" * 5 + "9Kd3lq!"],
)
def test_a_few_words_and_what_is_drawn_by_chance_are_not(password: str) -> None:
    assert problem(password) is None


@pytest.mark.parametrize(("login", "password"), [("flowershop", "flow3rsh0p1"), ("vera@mail.example", "mail.example1")])
def test_what_is_made_of_the_login_is_refused(login: str, password: str) -> None:
    assert problem(password, login)


@pytest.mark.parametrize(
    "password", ["a1" * 128, "p@$$w0rd" * 32, "1q2w3e4r" * 32, "\x00\ud800" * 100, "ж" * 100 + "1q2w"]
)
def test_a_password_that_is_made_to_be_slow_to_weigh_is_not(password: str) -> None:
    began = time.process_time()
    problem(password[:LONGEST_PASSWORD])
    assert time.process_time() - began < 1


def test_it_is_said_where_the_password_is_chosen(yard: House) -> None:
    forgetful = Forgetful(yard)
    forgetful.ask()
    answer = forgetful.set(token_in(forgetful.letters()[0]), "liverpool1")
    assert answer.status_code == 422 and "tried first" in answer.text
