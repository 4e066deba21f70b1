"""Secrets as RFC 9154 wants them: absent until a transfer needs one, strong, never told, soon over, gone with the transfer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.actions.tld_create import tld_change
from registry.model.contact import Postal
from registry.model.domain import ContactLink
from registry.model.policy import Rules
from registry.requests.contact import ContactCreate, ContactInfo, ContactTransfer, ContactUpdate
from registry.requests.domain import DomainCreate, DomainInfo, DomainTransfer, DomainUpdate
from registry.store import tlds
from tests.epp.talk import CERTIFICATE, Answer, Talk

SECRET = "LuQ7Bu@w9?%+_HK3cayg"
WEAK = "2fooBAR"
POSTAL = Postal("int", "Ada", "Springfield", "US", street=("1 Example Street",))


class Domains:
    """What is asked of a name."""

    def create(self, secret: str | None) -> object:
        return DomainCreate("name.example", authinfo=secret)

    def update(self, secret: str | None) -> object:
        return DomainUpdate("name.example", authinfo=secret)

    def info(self, secret: str | None = None) -> object:
        return DomainInfo("name.example", authinfo=secret)

    def transfer(self, operation: str, secret: str | None = None) -> object:
        return DomainTransfer("name.example", operation, authinfo=secret)


class Contacts:
    """The same, of a contact."""

    def create(self, secret: str | None) -> object:
        return ContactCreate("ADA-1", (POSTAL,), "ada@mail.example", authinfo=secret)

    def update(self, secret: str | None) -> object:
        return ContactUpdate("ADA-1", authinfo=secret)

    def info(self, secret: str | None = None) -> object:
        return ContactInfo("ADA-1", secret)

    def transfer(self, operation: str, secret: str | None = None) -> object:
        return ContactTransfer("ADA-1", operation, secret)


KINDS = pytest.mark.parametrize("kind", [Domains(), Contacts()], ids=["domain", "contact"])


@pytest.fixture
def beta(service, loop) -> Talk:
    talk = Talk(service, CERTIFICATE)
    assert loop.run_until_complete(talk.login("beta")).code == 1000
    return talk


async def change(world, rules: Rules) -> None:
    """New rules for .example, in force a second later."""
    await tld_change(world.operator, "example", rules, world.clock.now() + timedelta(seconds=1))
    world.registry.book = await world.store.reading(tlds.book)
    world.clock.advance(seconds=1)


def shown(answer: Answer) -> str | None:
    """`set`, or None where nothing is said of a secret; its text must never be there."""
    assert answer.code == 1000 and SECRET not in answer.payload.decode()
    pw = answer.root.find(".//{*}authInfo/{*}pw")
    assert pw is None or not pw.text
    return None if pw is None else "set"


@KINDS
async def test_none_is_needed_to_create_and_an_update_sets_and_unsets_it(kind, alpha):
    assert (await alpha.say(kind.create(None))).code == 1000
    assert shown(await alpha.say(kind.info())) is None
    assert (await alpha.say(kind.update(SECRET))).code == 1000
    assert shown(await alpha.say(kind.info())) == "set"
    assert (await alpha.say(kind.update(None))).code == 1000
    assert shown(await alpha.say(kind.info())) is None


@KINDS
async def test_what_is_not_set_opens_nothing_and_a_stranger_cannot_tell(kind, alpha, beta):
    await alpha.say(kind.create(None))
    unset = [await beta.say(each) for each in (kind.info(SECRET), kind.info(""), kind.transfer("request", SECRET))]
    await alpha.say(kind.update(SECRET))
    wrong = [await beta.say(each) for each in (kind.info(SECRET + "x"), kind.info(""), kind.transfer("request", WEAK))]
    assert [(each.code, each.reason) for each in unset] == [(each.code, each.reason) for each in wrong]
    assert {each.code for each in unset} == {2202}
    assert shown(await beta.say(kind.info(SECRET))) is None, "not even one who knows it is told that it is set"


@KINDS
async def test_a_weak_one_is_refused_and_changes_nothing(kind, alpha):
    refused = await alpha.say(kind.create(WEAK))
    assert (refused.code, WEAK in refused.payload.decode()) == (2202, False)
    assert (await alpha.say(kind.create(SECRET))).code == 1000
    assert (await alpha.say(kind.update("a" * 40))).code == 2202
    assert shown(await alpha.say(kind.info())) == "set"


async def test_how_strong_is_the_policy_of_the_tld(alpha, world):
    rules = world.registry.book.at("example", world.clock.now()).rules
    await change(world, replace(rules, authinfo_bits=0))
    assert (await alpha.say(DomainCreate("name.example", authinfo=WEAK))).code == 1000
    assert (await alpha.say(DomainCreate("name.invalid", authinfo=WEAK))).code == 2202


@KINDS
async def test_it_opens_for_fourteen_days_and_no_job_ends_that(kind, alpha, beta, world):
    await alpha.say(kind.create(SECRET))
    world.clock.advance(days=14, milliseconds=-1)
    assert (await beta.say(kind.info(SECRET))).code == 1000
    world.clock.advance(milliseconds=1)
    assert (await beta.say(kind.info(SECRET))).code == 2202
    assert (await beta.say(kind.transfer("request", SECRET))).code == 2202
    assert shown(await alpha.say(kind.info())) is None
    assert (await alpha.say(kind.update(SECRET))).code == 1000, "it begins anew when it is set again"
    assert (await beta.say(kind.transfer("request", SECRET))).code == 1001


async def test_how_long_it_opens_is_the_policy_under_which_it_was_set(alpha, beta, world):
    assert (await alpha.say(DomainCreate("name.example", authinfo=SECRET))).code == 1000
    rules = world.registry.book.at("example", world.clock.now()).rules
    await change(world, replace(rules, authinfo_days=0))
    assert (await alpha.say(DomainCreate("later.example", authinfo=SECRET))).code == 1000
    world.clock.advance(days=300)
    assert (await beta.say(DomainInfo("name.example", authinfo=SECRET))).code == 2202
    assert (await beta.say(DomainInfo("later.example", authinfo=SECRET))).code == 1000


async def test_a_contacts_secret_opens_its_domain_for_no_longer_than_the_contact(alpha, beta, world):
    assert (await alpha.say(Contacts().create(SECRET))).code == 1000
    links = (ContactLink("admin", "ADA-1"), ContactLink("tech", "ADA-1"))
    assert (await alpha.say(DomainCreate("name.test", registrant="ADA-1", contacts=links))).code == 1000
    roid = (await alpha.say(ContactInfo("ADA-1"))).text("contact:roid")
    world.clock.advance(days=14, milliseconds=-1)
    assert (await beta.say(DomainInfo("name.test", authinfo=SECRET, authinfo_roid=roid))).code == 1000
    world.clock.advance(milliseconds=1)
    assert (await beta.say(DomainInfo("name.test", authinfo=SECRET, authinfo_roid=roid))).code == 2202


@KINDS
async def test_a_transfer_takes_it_away(kind, alpha, beta):
    await alpha.say(kind.create(SECRET))
    assert (await beta.say(kind.transfer("request", SECRET))).code == 1001
    assert (await alpha.say(kind.transfer("approve"))).code == 1000
    assert shown(await beta.say(kind.info())) is None
    assert (await alpha.say(kind.info(SECRET))).code == 2202


@KINDS
async def test_it_is_in_no_log_and_no_history(kind, alpha, beta, world, service, caplog):
    await alpha.say(kind.create(None))
    await alpha.say(kind.update(SECRET))
    await beta.say(kind.info(SECRET))
    await beta.say(kind.transfer("request", SECRET))
    frames = [row["frame"] or "" for row in await world.fetch("SELECT frame FROM registry.command")]
    states = [str(row["state"]) for row in await world.fetch("SELECT state FROM registry.history")]
    assert any("***" in each for each in frames)
    assert not [each for each in (*frames, *states, caplog.text) if SECRET in each or "LuQ7Bu" in each]
