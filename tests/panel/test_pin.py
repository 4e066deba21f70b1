"""A PIN: what it guards at every door, who gives and takes it, and that guessing it is hopeless."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from panel.identity.browser import Browser
from panel.identity.pin import LOCKED_FOR, MOST_WRONG, PinRefused, Shown, Wish, canonical_answer, pin_problem
from panel.identity.tries import TooManyTries
from panel.kit.access import Viewer, is_pinned
from panel.kit.api.operations import PIN_HEADER, PIN_NEEDED
from panel.modules import MODULES
from registry.actions.domain_info import domain_info
from registry.requests.domain import DomainInfo
from tests.panel.deed_samples import SAMPLES
from tests.panel.house import House, Visitor
from tests.panel.letters import letters
from tests.panel.test_api_keys import Program, draw
from tests.panel.test_restoring import Forgetful

PAGE = "/account/pin/"
PIN, OTHER = "4071", "9380"
HERE = Browser("192.0.2.1", "Testbrowser/1.0")
# All that is guarded: what somebody could take a name away by. Another deed that is, is written here on purpose.
GUARDED = {
    ("domains", "approve-transfer"),
    ("domains", "draw-authinfo"),
    ("domains", "set-authinfo"),
    ("contacts", "draw-authinfo"),
    ("contacts", "set-authinfo"),
    ("transfers", "approve"),
    ("client_contacts", "update"),
}
DEEDS = [(deeds, deed) for module in MODULES for deeds in module.deeds for deed in deeds.every if deed.pinned]


@dataclass
class Owner:
    """Somebody of the house who has the PIN."""

    house: House
    login: str

    @property
    def number(self) -> int:
        return self.house.run(self.house.world.fetch("SELECT id FROM iam.account WHERE login = $1", self.login))[0][0]

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.number, 0, self.login, "", "", frozenset())

    def set(self) -> None:
        self.house.run(self.house.app.extensions["house"].pins.set(self.viewer, Shown(), Wish(PIN, PIN), HERE))

    def forget(self) -> None:
        """Those that there are, and that they were given."""
        for sql in ("DELETE FROM iam.pin RETURNING 1", "UPDATE iam.session SET pin_at = NULL RETURNING 1"):
            self.house.run(self.house.world.fetch(sql))


@pytest.fixture(params=DEEDS, ids=lambda each: f"{each[0].list.name}-{each[1].name}")
def guarded(yard: House, request) -> Iterator[tuple]:
    """A guarded deed, in a house where whoever does it has a PIN."""
    deeds, deed = request.param
    sample = SAMPLES[deeds.list.name, deed.name]
    owner = Owner(yard, sample.role)
    owner.set()
    yield deeds, deed, sample
    owner.forget()


def done(house: House, key: str, action: str) -> int:
    sql = "SELECT FROM audit.activity WHERE name = $1 AND action = $2 AND result = 'done'"
    return len(house.run(house.world.fetch(sql, key, action)))


def test_what_is_guarded_is_what_gives_names_away() -> None:
    assert {(deeds.list.name, deed.name) for deeds, deed in DEEDS} == GUARDED


def test_every_address_of_a_guarded_deed_is_guarded_and_no_other_is(yard: House) -> None:
    names = {
        f"{door}{module.name}.{deed.name}{many}"
        for module in MODULES
        for deeds in module.deeds
        for deed in deeds.every
        if deed.pinned
        for door in ("", "api.")
        for many in ("", "-many")
        if deed.batch or not many
    }
    assert {name for name, view in yard.app.view_functions.items() if is_pinned(view)} == names


def test_a_form_asks_for_the_pin_and_goes_on_with_what_was_typed(yard: House, guarded) -> None:
    deeds, deed, sample = guarded
    key, visitor = yard.run(sample.fits(yard.world)), yard.signed_in(sample.role)
    module = next(each for each in MODULES if deeds in each.deeds)
    path = f"{module.blueprint.url_prefix}/{key}/{deed.name}"
    action = f"{deeds.list.name}.{deed.name}"
    form = {"reason": "Asked for by letter.", **sample.values}
    assert "Your PIN is asked for next." in visitor.get(path).text
    asked = visitor.post(path, form)
    assert (asked.status_code, done(yard, key, action)) == (403, 0) and 'name="proof-pin"' in asked.text
    assert f"<strong>{deed.title}</strong>" in asked.text, "nobody knows what the PIN is asked for"
    assert all(f'name="{name}" value="' in asked.text for name, value in form.items() if isinstance(value, str))
    wrong = visitor.post(path, {**form, "proof-pin": OTHER})
    assert (wrong.status_code, done(yard, key, action)) == (403, 0) and "This is not the PIN." in wrong.text
    assert OTHER not in wrong.text
    dialog = visitor.post(path, form, headers={"HX-Request": "true"})
    assert dialog.status_code == 403 and 'name="proof-pin"' in dialog.text and "<html" not in dialog.text
    assert f"<strong>{deed.title}</strong>" in dialog.text
    answer = visitor.post(path, {**form, "proof-pin": PIN})
    assert answer.status_code in (200, 302) and done(yard, key, action) == 1, answer.text
    assert PIN not in answer.text


def test_a_program_sends_it_with_each_request_or_is_told_what_to_do(yard: House, guarded) -> None:
    deeds, deed, sample = guarded
    key, action = yard.run(sample.fits(yard.world)), f"{deeds.list.name}.{deed.name}"
    asks = Program(yard.visitor(), draw(yard, sample.role, deed.permission, deeds.list.permission))
    path = f"{deeds.list.name}/{key}/{deed.name}"
    refused = asks.ask("POST", path, json=dict(sample.values))
    assert (refused.status_code, refused.json["type"]) == (403, PIN_NEEDED) and PIN_HEADER in refused.json["detail"]
    assert asks.ask("POST", path, json=dict(sample.values), headers={PIN_HEADER: OTHER}).status_code == 403
    assert done(yard, key, action) == 0
    whole = yard.visitor().get("/api/v1/openapi.json").json
    assert PIN_HEADER in whole["components"]["responses"][PIN_NEEDED.rpartition("/")[2]]["description"]
    described = whole["paths"][f"/api/v1/{deeds.list.name}/{{key}}/{deed.name}"]["post"]["parameters"]
    assert PIN_HEADER in {each["name"] for each in described}
    answer = asks.ask("POST", path, json=dict(sample.values), headers={PIN_HEADER: PIN})
    assert (answer.status_code, done(yard, key, action)) == (200, 1), answer.text
    assert asks.ask("POST", path, json=dict(sample.values)).status_code == 403, "of a key it is asked each time"


def test_a_batch_asks_once_and_does_nothing_before(yard: House) -> None:
    owner = Owner(yard, "registrar")
    owner.set()
    sample = SAMPLES["domains", "approve-transfer"]
    keys = [yard.run(sample.fits(yard.world)) for _ in range(3)]
    visitor, path, form = yard.signed_in("registrar"), "/domains/-/approve-transfer", {"keys": "\n".join(keys)}
    asked = visitor.post(path, form)
    assert asked.status_code == 403 and all(key in asked.text for key in keys)
    body = {"keys": keys, "values": {}}
    assert (
        Program(yard.visitor(), draw(yard, "registrar", "domain.decide-transfer"))
        .ask("POST", "domains/-/approve-transfer", json=body)
        .json["type"]
        == PIN_NEEDED
    )
    assert not any(done(yard, key, "domains.approve-transfer") for key in keys)
    answer = visitor.post(path, {**form, "proof-pin": PIN}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and PIN not in answer.text
    assert all(done(yard, key, "domains.approve-transfer") for key in keys)
    another = yard.run(sample.fits(yard.world))
    assert visitor.post(f"/domains/{another}/approve-transfer").status_code == 302, "it was given a moment ago"
    yard.world.clock.advance(minutes=6)
    another = yard.run(sample.fits(yard.world))
    assert visitor.post(f"/domains/{another}/approve-transfer").status_code == 403
    owner.forget()


def test_who_has_none_is_asked_for_none(yard: House) -> None:
    key = yard.run(SAMPLES["domains", "approve-transfer"].fits(yard.world))
    assert yard.signed_in("registrar").post(f"/domains/{key}/approve-transfer").status_code == 302


def test_a_secret_that_was_drawn_is_shown_once_and_opens_the_name(yard: House) -> None:
    key = yard.run(SAMPLES["domains", "draw-authinfo"].fits(yard.world))
    shown = yard.signed_in("registrar").post(f"/domains/{key}/draw-authinfo")
    (secret,) = re.findall(r"\b[2-9a-z]{26}\b", shown.text)
    kept = yard.run(yard.world.fetch("SELECT v::text AS whole FROM audit.activity v WHERE name = $1", key))
    assert kept and all(secret not in row["whole"] for row in kept)
    page = yard.signed_in("registrar").get(f"/domains/{key}").text
    assert secret not in page
    beta = yard.world.as_("beta")
    assert yard.run(domain_info(beta, DomainInfo(key, authinfo=secret))).full


@pytest.mark.parametrize("pin", ["", "123", "12345", "12a4", "٤٠٧١", "0000", "1234", "9876", "7654"])
def test_what_everybody_tries_first_and_what_is_none_is_no_pin(pin: str) -> None:
    assert pin_problem(pin)


def test_answers_are_the_same_however_they_are_written() -> None:
    assert canonical_answer("  Ｒex\tthe  DOG ") == canonical_answer("rex the dog") == "rex the dog"


class Guarded(Forgetful):
    """Somebody who sets a PIN, and whom one may write to."""

    def keep(self, visitor: Visitor, pin: str = PIN, again: str = "", **rest: str):
        form = {"pin": pin, "again": again or pin, **{name.replace("_", "-"): text for name, text in rest.items()}}
        return visitor.post(PAGE, form)

    def remove(self, visitor: Visitor, **form: str):
        return visitor.post(f"{PAGE}remove", {name.replace("_", "-"): text for name, text in form.items()})


def test_it_is_set_changed_by_the_one_before_and_removed_by_it_or_by_an_answer(yard: House) -> None:
    person = Guarded(yard)
    inside = person.inside()
    for form, said in (
        ({"pin": "1111"}, "tries first"),
        ({"again": OTHER}, "differ"),
        ({"question": "What?"}, "wants its answer"),
        ({"answer": "Rex"}, "wants its question"),
        ({"question": "Rex or Max?", "answer": "REX"}, "neither the question"),
        ({"question": "What?", "answer": f"x{PIN}"}, "neither the question"),
    ):
        answer = person.keep(inside, **form)
        assert answer.status_code == 422 and said in answer.text, form
    assert person.keep(inside, question="The first dog?", answer=" Rex  the 3rd").location == PAGE
    kept = yard.run(yard.world.fetch("SELECT p::text AS whole FROM iam.pin p"))
    assert kept and all("argon2" not in row["whole"] and PIN not in row["whole"] for row in kept), "it is not sealed"
    assert "The first dog?" in inside.get(PAGE).text
    for present in ({}, {"present": OTHER}):
        assert person.keep(inside, OTHER, **present).status_code == 422
    assert person.keep(inside, OTHER, present=PIN, question="The first dog?").location == PAGE
    assert person.remove(inside, present=PIN).status_code == 422
    assert person.remove(inside, secret_answer="Max").status_code == 422
    assert person.remove(inside, secret_answer="REX THE 3RD").location == PAGE, "the answer was not kept"
    assert (
        person.keep(inside).location == PAGE and person.remove(inside, secret_answer="rex the 3rd").status_code == 422
    )
    assert person.remove(inside, present=PIN).location == PAGE
    told = [len(person.letters(f"account.pin-{each}")) for each in ("set", "removed", "locked")]
    assert told == [3, 2, 0]
    assert Counter(each for each in person.activity() if each[0].startswith("pin")) == {
        ("pin.set", "done"): 2,
        ("pin.change", "done"): 1,
        ("pin.remove", "done"): 2,
        ("pin", "refused"): 4,
    }


def test_who_has_not_proved_a_moment_ago_who_they_are_does_so_and_no_question_carries_a_pin(yard: House) -> None:
    person = Guarded(yard)
    inside = person.inside()
    yard.world.clock.advance(minutes=11)
    page = inside.get(PAGE).text
    assert 'name="pin"' not in page and f"{PAGE}prove" in page
    late = person.keep(inside)
    assert late.status_code == 401 and PIN not in late.text
    again = inside.post(PAGE, {"proof-password": "four plain words here"})
    assert again.location == PAGE and "Type it once more" in inside.get(PAGE).text
    assert 'name="pin"' in inside.get(PAGE).text and person.keep(inside).location == PAGE


def test_five_wrong_ones_lock_it_for_an_hour_and_the_owner_is_told_once(yard: House) -> None:
    person = Guarded(yard)
    inside = person.inside()
    person.keep(inside, question="The first dog?", answer="Rex")
    for _ in range(MOST_WRONG - 1):
        assert person.remove(inside, present=OTHER).status_code == 422
    assert person.remove(inside, secret_answer="Max").status_code == 422, "PIN and answer are counted together"
    for right in ({"present": PIN}, {"secret_answer": "Rex"}):
        answer = person.remove(inside, **right)
        assert answer.status_code == 429 and "Please wait 60 minutes" in answer.text
    assert "It is locked" in inside.get(PAGE).text
    assert len(person.letters("account.pin-locked")) == 1 and ("pin.lock", "done") in person.activity()
    yard.world.clock.advance(seconds=LOCKED_FOR.total_seconds() + 1)
    yard.visitors.clear()
    inside = person.inside()
    assert person.remove(inside, present=OTHER).status_code == 422, "after an hour there is one try and not five"
    assert person.remove(inside, present=PIN).location == PAGE


def test_of_many_guesses_at_once_no_more_than_five_are_verified(yard: House) -> None:
    person = Guarded(yard)
    person.keep(person.inside())
    pins, viewer = yard.app.extensions["house"].pins, Owner(yard, person.login).viewer

    async def guess(number: int) -> str:
        try:
            await pins.give(viewer, f"{5000 + number}", HERE)
        except (PinRefused, TooManyTries) as refused:
            return type(refused).__name__
        return "in"

    async def together() -> Counter[str]:
        return Counter(await asyncio.gather(*(guess(number) for number in range(20))))

    assert yard.run(together()) == {"PinRefused": MOST_WRONG, "TooManyTries": 20 - MOST_WRONG}
    assert len(person.letters("account.pin-locked")) == 1


def test_of_two_who_set_the_first_one_at_once_one_has_it(yard: House) -> None:
    person = Guarded(yard)
    pins, viewer = yard.app.extensions["house"].pins, Owner(yard, person.login).viewer

    async def together() -> list:
        wishes = (Wish(PIN, PIN), Wish(OTHER, OTHER))
        return await asyncio.gather(*(pins.set(viewer, Shown(), each, HERE) for each in wishes), return_exceptions=True)

    assert Counter(type(each) for each in yard.run(together())) == {type(None): 1, PinRefused: 1}


def test_who_acts_as_somebody_with_a_pin_does_not_do_what_it_guards(yard: House) -> None:
    person = Guarded(yard)
    inside = person.inside()
    contact = {"name": "Vera", "email": person.email, "profile": "reached"}
    made = inside.post("/client-contacts/-/create", contact)
    (number,) = re.findall(r"/client-contacts/(\d+)$", made.location)
    person.keep(inside)
    manager = yard.visitor()
    manager.sign_in("manager")
    assert manager.post(f"/acting/{person.login}", {"reason": "They asked."}).location == "/"
    form = {**contact, "email": "thief@mail.example"}
    answer = manager.post(f"/client-contacts/{number}/update", form, at="/clients/")
    assert answer.status_code == 403 and "nobody gives who acts as it" in answer.text
    assert 'name="proof-pin"' not in answer.text and PIN_HEADER not in answer.text
    assert (
        manager.post(f"/client-contacts/{number}/update", {**form, "proof-pin": PIN}, at="/clients/").status_code == 403
    )
    yard.visitors.clear()


@pytest.mark.parametrize("by", ["manager", "reseller"])
def test_whoever_looks_after_a_client_takes_a_pin_away_with_a_reason_and_the_client_is_told(
    yard: House, by: str
) -> None:
    person = Guarded(yard)
    yard.run(
        yard.world.fetch(
            "UPDATE iam.account SET seller_id = s.id, sellers = s.chain FROM iam.account s"
            " WHERE iam.account.login = $1 AND s.login = 'reseller' RETURNING 1",
            person.login,
        )
    )
    inside = person.inside()
    person.keep(inside)
    staff = yard.signed_in(by)
    assert staff.post(f"/clients/{person.login}/remove-pin", {"reason": ""}).status_code == 422
    assert staff.post(f"/clients/{person.login}/remove-pin", {"reason": "Their letter."}).status_code == 302
    (letter,) = person.letters("account.pin-removed")
    assert "whoever looks after your account" in letter
    assert "It has no PIN" in staff.post(f"/clients/{person.login}/remove-pin", {"reason": "Again."}).text
    assert person.keep(inside).location == PAGE


def test_whoever_looks_after_people_takes_theirs_away(yard: House) -> None:
    person = Guarded(yard, "support")
    person.keep(person.inside())
    master, path = yard.signed_in("master"), f"/people/{person.login}"
    assert "PIN is forgotten" in master.get(path).text
    assert yard.signed_in("manager").post(f"{path}/remove-pin", {"reason": "x"}).status_code == 403
    assert master.post(f"{path}/remove-pin", {"reason": "Seen in person."}).status_code == 302
    assert len(letters(yard, person.email, "account.pin-removed")) == 1
    assert "PIN is forgotten" not in master.get(path).text
