"""What deeds answer and why rules refuse is said in the language spoken; logs and programs keep the English."""

import re

import pytest
from babel.messages.pofile import read_po

from panel.kit.languages import CATALOGUES, LANGUAGES, speak
from panel.kit.sentences import retold
from panel.languages.__main__ import in_step, told
from panel.languages.sentences import every
from tests.panel.house import House

OTHERS = [tag for tag in LANGUAGES if tag != "en"]
# Shares of sentences that are translated at least; whoever translates more raises them.
AT_LEAST = {"ru": 0.5, "uk": 0.5}


@pytest.fixture(autouse=True)
def english_after():
    yield
    speak("en")


def catalogue(tag: str):
    with (CATALOGUES / tag / "sentences.po").open("rb") as file:
        return read_po(file, locale=tag)


@pytest.mark.parametrize("tag", OTHERS)
def test_a_catalogue_has_the_sentences_that_there_are_and_their_gaps(tag: str) -> None:
    written = (CATALOGUES / tag / "sentences.po").read_bytes()
    assert in_step(tag, "sentences") == written, "make golden brings the catalogues in step"
    done, all_of_them = told(catalogue(tag))
    assert done / all_of_them >= AT_LEAST[tag], f"{done} of {all_of_them}"
    for each in catalogue(tag):
        if each.id and each.string:
            assert sorted(re.findall(r"%\(\w+\)s", each.id)) == sorted(re.findall(r"%\(\w+\)s", each.string)), each.id
            assert "%" not in re.sub(r"%\(\w+\)s|%%", "", each.string), each.id


def test_sentences_are_found_where_the_code_writes_them() -> None:
    found = set(every())
    assert {
        "It is %(state)s now.",  # of a deed
        "The account does not cover %(price)s %(currency)s.",  # of a rule
        "%(mask)s is refused from now on.",  # one of two that stand in a sentence
        "%(mask)s is taken all the same from now on.",
        "It is good for nothing now. %(back)s are given back.",
    } <= found
    assert not any(each.startswith(("SELECT", "panel.")) for each in found)


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        ("It is changed.", "Изменено."),
        ("It may hold 7 sessions at once.", "Одновременно можно держать сессий: 7."),
        ("It is registered until 5 Mar 2027, for 10.00 USD.", "Зарегистрировано до 5 Mar 2027 за 10.00 USD."),
        ("There is no such registrar. (alpha)", "Такого регистратора нет. (alpha)"),
        ("There is no such registrar.; No such thing 7.", "Такого регистратора нет.; No such thing 7."),
        (
            "clientHold forbids deletes.; The domain one.example is in pendingDelete.",
            "clientHold запрещает удаление.; Домен one.example в состоянии pendingDelete.",
        ),
        ("It is read. 3 wait.", "Прочитано. Ждут: 3."),
        ("It is read. Nothing else waits.", "Прочитано. Больше ничего не ждёт."),
        # what somebody named cannot fill in more than a gap
        ("%(mask)s%s {0} is gone.", "%(mask)s%s {0} убрано."),
        ("Nobody ever says this.", "Nobody ever says this."),
        ("It is changed." * 200, "It is changed." * 200),
        ("", ""),
        (None, None),
    ],
)
def test_a_sentence_is_known_by_its_fixed_words(english, russian) -> None:
    assert retold(english) == english
    speak("ru")
    assert retold(english) == russian


def test_what_fills_a_gap_may_be_a_word_of_ours() -> None:
    speak("ru")
    assert retold("It is suspended now.") == "Состояние теперь: приостановлено."


def test_a_deed_and_its_refusal_are_answered_in_the_language_and_written_down_in_english(yard: House) -> None:
    visitor = yard.visitor()
    visitor.sign_in("master")
    assert visitor.post("/language", {"language": "uk"}).status_code == 302
    answer = visitor.post("/registrars/alpha/limit-sessions", {"sessions": "7", "reason": "Why"})
    assert answer.status_code == 302, answer.text
    assert "Одночасно можна тримати сесій: 7." in visitor.get("/registrars/alpha").text
    refused = visitor.post("/registrars/alpha/activate", {"reason": "Why"})
    assert refused.status_code == 422 and "Стан уже такий:" in refused.text
    sql = "SELECT detail FROM audit.activity WHERE name = 'alpha' AND detail IS NOT NULL ORDER BY id DESC LIMIT 2"
    assert "It may hold 7 sessions at once." in [row["detail"] for row in yard.run(yard.world.fetch(sql))]
    visitor.post("/language", {"language": "en"})
