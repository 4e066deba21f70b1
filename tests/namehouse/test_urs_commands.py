"""Operators take down complaints under URS, lock names in time, suspend them, give them back, and see who did what and why."""

import json
from datetime import timedelta
from typing import Any

import pytest

from registry.actions.domain_create import domain_create
from registry.actions.host_create import host_create
from registry.clock import SystemClock
from registry.model.change import NameServers
from registry.requests.domain import DomainCreate
from registry.requests.host import HostCreate
from tests.namehouse.test_operator_commands import Say, say  # noqa: F401  the fixture
from tests.world import Clone, open_world

pytestmark = pytest.mark.slow  # each command opens the database anew

WHY = ("--reason", "mail of the provider")
NOTICE = ("notice", "tree.example", "--provider", "forum", "--case", "FA-1", *WHY)
SUSPEND = ("suspend", "tree.example", "--ns", "NS1.urs.org", "--ns", "ns2.urs.org", *WHY)
DIGEST = "ab" * 32


@pytest.fixture
def tree(clone: Clone, loop) -> Clone:
    async def make() -> None:
        world = await open_world(await clone.store(), SystemClock())
        await host_create(world.as_("alpha"), HostCreate("ns1.old.org"))
        for name in ("tree.example", "bush.example"):
            await domain_create(world.as_("alpha"), DomainCreate(name, nameservers=NameServers(("ns1.old.org",))))
        await domain_create(world.as_("alpha"), DomainCreate("moss.invalid"))

    loop.run_until_complete(make())
    return clone


def told(say: Say, *words: str) -> Any:  # noqa: F811
    result = say("urs", *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.feature("REG-14")
def test_a_case_is_taken_from_its_notice_to_its_end(say: Say, tree: Clone) -> None:  # noqa: F811
    taken = told(say, *NOTICE)
    assert (taken["status"], taken["registrar"], taken["overdue"]) == ("notified", "alpha", False)
    assert say("urs", *NOTICE).exit_code == 1
    assert told(say, "lock", "tree.example", "--dry-run", *WHY)["changes"] == [
        "- status ok",
        "+ status serverDeleteProhibited",
        "+ status serverTransferProhibited",
        "+ status serverUpdateProhibited",
    ]
    assert told(say, "list")[0]["status"] == "notified"
    assert "serverUpdateProhibited" in say("urs", "lock", "tree.example", *WHY).output
    locked = told(say, "list")[0]
    assert (locked["status"], locked["intact"]) == ("locked", True)
    assert say("domain", "status", "tree.example", "--remove", "serverTransferProhibited").exit_code == 0
    assert told(say, "list")[0]["intact"] is False
    assert say("domain", "status", "tree.example", "--add", "serverTransferProhibited").exit_code == 0

    done = told(say, *SUSPEND, "--ds", f"12345 13 2 {DIGEST[:32]} {DIGEST[32:]}")
    assert done["hosts"] == ["ns1.urs.org", "ns2.urs.org"]
    assert done["changes"] == [
        "+ status serverRenewProhibited",
        "- name server ns1.old.org",
        "+ name server ns1.urs.org",
        "+ name server ns2.urs.org",
        f"+ DNSSEC 12345 13 2 {DIGEST.upper()}",
        "- renewal by time auto",
        "+ renewal by time never",
    ]
    assert told(say, "extend", "tree.example", *WHY, "--dry-run")["charged"] == "10.00 USD"
    assert told(say, "extend", "tree.example", *WHY, "--free")["charged"] is None
    seen = told(say, "show", "tree.example")
    assert (seen["can"], seen["published"]) == (["extend", "lock", "rollback"], True)
    assert seen["before"]["name_servers"] == ["ns1.old.org"]
    assert told(say, "rollback", "tree.example", *WHY)["status"] == "rolledBack"
    assert told(say, "close", "tree.example", *WHY)["status"] == "closed"
    assert say("urs", "list").output == "nothing to show\n"
    assert told(say, "list", "--all", "--provider", "forum")[0]["case"] == "FA-1"
    steps = told(say, "show", "tree.example")["steps"]
    assert [each["event"] for each in steps] == ["notice", "lock", "suspend", "extend", "rollback", "close"]
    assert {each["reason"] for each in steps} == {"mail of the provider"}
    again = told(say, "notice", "tree.example", "--provider", "forum", "--case", "FA-2", *WHY)
    assert again["status"] == "notified"
    assert told(say, "show", "tree.example")["earlier_cases"] == ["FA-1"]


def test_a_lock_that_is_overdue_is_told_with_an_exit_code(say: Say, tree: Clone, loop) -> None:  # noqa: F811
    assert told(say, *NOTICE)
    assert told(say, "list", "--overdue") == []

    async def age() -> None:
        world = await open_world(await tree.store(), SystemClock())
        day = timedelta(hours=25)
        await world.fetch(
            "UPDATE registry.urs_case SET noticed_at = noticed_at - $1::interval, lock_by = lock_by - $1::interval", day
        )

    loop.run_until_complete(age())
    late = say("urs", "list", "--overdue", "--json")
    assert (late.exit_code, json.loads(late.stdout)[0]["overdue"]) == (1, True)
    told(say, "lock", "tree.example", *WHY)
    assert told(say, "list", "--overdue") == []


def test_a_name_server_is_an_attribute_where_the_tld_has_those(say: Say, tree: Clone) -> None:  # noqa: F811
    told(say, "notice", "moss.invalid", "--provider", "forum", "--case", "FA-9", *WHY)
    told(say, "lock", "moss.invalid", *WHY)
    done = told(say, "suspend", "moss.invalid", "--ns", "ns1.urs.org", *WHY)
    assert (done["hosts"], "+ name server ns1.urs.org" in done["changes"]) == ([], True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("show", "tree.example"), 1, "no URS case"),
        (("lock", "tree.example", *WHY), 1, "No URS case"),
        (("close", "gone.example", *WHY), 1, "No URS case"),
        (("notice", "gone.example", "--provider", "forum", "--case", "1", *WHY), 1, "not registered"),
        (("notice", "tree.example", "--provider", "forum", *WHY), 2, "--case"),
        (("notice", "tree.example", "--provider", "forum", "--case", "FA-1"), 2, "--reason"),
        ((*NOTICE, "--received", "yesterday"), 2, "no instant"),
        ((*NOTICE, "--received", "2200-01-01T00:00:00Z"), 1, "future"),
        (("suspend", "tree.example", *WHY), 2, "--ns"),
        ((*SUSPEND, "--ds", "1 2 3"), 2, "no record"),
        ((*SUSPEND, "--ds", "1 x 3 AB"), 2, "no record"),
        ((*SUSPEND, "--key", "99999 3 13 AA=="), 2, "no record"),
    ],
)
def test_what_makes_no_sense_is_said_in_words(
    say: Say,  # noqa: F811
    tree: Clone,
    words: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    result = say("urs", *words)
    assert (result.exit_code, said in result.output) == (code, True), result.output


def test_a_provider_numbers_its_cases_once(say: Say, tree: Clone) -> None:  # noqa: F811
    told(say, *NOTICE)
    result = say("urs", "notice", "bush.example", *NOTICE[2:])
    assert (result.exit_code, "numbers its urs cases once" in result.output) == (1, True)
