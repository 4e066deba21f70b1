"""Reminders: when they come next, whose they are, and what the bell says of them without any job having run."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.files.jobs import forget_attached
from panel.kit.rhythm import RHYTHMS, next_after
from panel.reminders.jobs import ring_by_mail
from tests.panel.house import House, Visitor


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "every", "after", "found"),
    [
        ("2026-01-31T09:00", "once", "2026-01-30T09:00", "2026-01-31T09:00"),
        ("2026-01-31T09:00", "once", "2026-01-31T09:00", None),
        ("2026-01-31T09:00", "day", "2026-01-31T09:00", "2026-02-01T09:00"),
        ("2026-01-31T09:00", "week", "2026-02-20T10:00", "2026-02-21T09:00"),
        ("2026-01-31T09:00", "month", "2026-01-31T09:00", "2026-02-28T09:00"),
        ("2026-01-31T09:00", "month", "2026-02-28T09:00", "2026-03-31T09:00"),
        ("2026-01-31T09:00", "month", "2027-12-31T09:00", "2028-01-31T09:00"),
        ("2024-02-29T09:00", "month", "2025-02-27T09:00", "2025-02-28T09:00"),
    ],
)
def test_a_rhythm_counts_from_its_beginning(first: str, every: str, after: str, found: str | None) -> None:
    assert next_after(at(first), every, at(after), None) == (at(found) if found else None)


def test_what_ends_comes_no_more() -> None:
    first = at("2026-01-01T09:00")
    assert next_after(first, "day", first, first + timedelta(days=1)) == first + timedelta(days=1)
    assert next_after(first, "day", first, first + timedelta(hours=23)) is None


INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(INSTANTS, st.sampled_from(sorted(RHYTHMS)), INSTANTS)
def test_the_next_time_lies_ahead_and_none_is_left_out(first: datetime, every: str, after: datetime) -> None:
    found = next_after(first, every, after, None)
    if found is None:
        assert every == "once" and first <= after
        return
    assert found > after and found >= first
    assert next_after(first, every, found - timedelta(microseconds=1), None) == found


@pytest.fixture(scope="module")
def house(untouched: House) -> House:
    """Days pass here."""
    return untouched


@pytest.fixture
def clean(house: House):
    house.visitors.clear()
    # the bell also rings for what those were told who were here before
    house.run(house.world.fetch("UPDATE mail.notice SET read_at = at WHERE read_at IS NULL"))
    yield house
    house.run(house.world.fetch("DELETE FROM panel.reminder"))


def bell(visitor: Visitor, page: str = "/account/") -> int:
    return int(re.search(r'aria-label="Unread, or due: (\d+)"', visitor.get(page).text)[1])


def remind(visitor: Visitor, clean: House, every: str = "once", page: str = "/domains/welcome.example", **rest: str):
    due = clean.world.clock.now() + timedelta(hours=1)
    form = {"message": "Call <them>", "at": f"{due:%Y-%m-%dT%H:%M:%S}", "every": every, **rest}
    answer = visitor.post(f"{page}/remind", form)
    assert answer.status_code == 302, answer.text
    return clean.run(clean.world.fetch("SELECT max(id) FROM panel.reminder"))[0][0]


@pytest.mark.slow
def test_the_bell_rings_when_the_instant_has_come_for_nobody_else_and_until_it_is_done(clean: House) -> None:
    visitor, other = clean.signed_in("support"), clean.signed_in("manager")
    number = remind(visitor, clean)
    assert (bell(visitor), bell(other)) == (0, 0)
    clean.world.clock.advance(hours=1)
    assert (bell(visitor), bell(other), bell(visitor, "/domains/")) == (1, 0, 1)
    page = visitor.get("/reminders/").text
    assert 'href="/domains/welcome.example"' in page and "Call &lt;them&gt;" in page
    assert "Call" not in other.get("/reminders/").text
    assert other.post(f"/reminders/{number}/done").status_code == 404
    assert visitor.post(f"/reminders/{number}/done").status_code == 302
    assert bell(visitor) == 0 and "Call" not in visitor.get("/reminders/?state=due").text


@pytest.mark.slow
@pytest.mark.parametrize(("deed", "minutes"), [("in-15-minutes", 15), ("in-an-hour", 60), ("tomorrow", 24 * 60)])
def test_what_is_put_off_rings_later_and_keeps_its_rhythm(clean: House, deed: str, minutes: int) -> None:
    visitor = clean.signed_in("support")
    number = remind(visitor, clean, "week")
    clean.world.clock.advance(hours=1)
    first = clean.run(clean.world.fetch("SELECT first_at FROM panel.reminder"))[0][0]
    assert visitor.post(f"/reminders/{number}/{deed}").status_code == 302
    assert bell(visitor) == 0
    clean.world.clock.advance(minutes=minutes)
    clean.visitors.clear()  # sessions may be over
    visitor = clean.signed_in("support")
    assert bell(visitor) == 1
    assert visitor.post(f"/reminders/{number}/done").status_code == 302
    assert clean.run(clean.world.fetch("SELECT rings_at FROM panel.reminder"))[0][0] == first + timedelta(days=7)


@pytest.mark.slow
def test_a_registrars_people_are_reminded_of_what_they_see_and_of_nothing_else(clean: House) -> None:
    visitor = clean.signed_in("registrar-read")
    remind(visitor, clean)
    form = {"message": "x", "at": "2026-12-01T09:00", "every": "once"}
    assert visitor.post("/domains/anchor.example/remind", form).status_code == 404
    late = {**form, "until": "2026-11-01T09:00"}
    assert visitor.post("/domains/welcome.example/remind", late).status_code == 422


@pytest.mark.slow
def test_a_reminder_of_what_is_no_more_is_forgotten(clean: House) -> None:
    visitor = clean.signed_in("support")
    remind(visitor, clean)
    clean.run(clean.world.fetch("UPDATE panel.reminder SET key = 'D424242-NAMEHSE'"))
    remind(visitor, clean)
    clean.run(forget_attached(clean.world.registry))
    assert clean.run(clean.world.fetch("SELECT count(*) FROM panel.reminder"))[0][0] == 1


def test_who_wishes_so_is_written_to_once_for_each_time_that_it_rings(yard: House) -> None:
    visitor, now = yard.signed_in("master"), yard.world.clock.now()
    at_ = f"{now + timedelta(minutes=5):%Y-%m-%dT%H:%M}"
    form = {"message": "Call\tthem", "at": at_, "every": "day", "by_mail": "yes"}
    assert visitor.post("/registrars/alpha/remind", form | {"message": "Call them"}).status_code == 302
    quiet = form | {"message": "Say nothing", "by_mail": ""}
    assert visitor.post("/registrars/alpha/remind", quiet).status_code == 302

    def mailed() -> list[str]:
        yard.run(ring_by_mail(yard.world.registry))
        rows = yard.run(yard.world.fetch("SELECT subject FROM mail.message WHERE event = 'reminder.rang' ORDER BY id"))
        return [row["subject"] for row in rows]

    assert mailed() == []
    yard.world.clock.advance(minutes=6)
    assert mailed() == mailed() == ["Reminder: Call them"]
    (row,) = yard.run(yard.world.fetch("SELECT id FROM panel.reminder WHERE message = 'Call them'"))
    assert yard.signed_in("master").post(f"/reminders/{row['id']}/in-30-minutes").status_code == 302
    assert len(mailed()) == 1
    yard.world.clock.advance(minutes=31)
    assert len(mailed()) == 2
    assert yard.signed_in("master").post(f"/reminders/{row['id']}/done").status_code == 302
    yard.world.clock.advance(hours=24)
    assert len(mailed()) == 3
