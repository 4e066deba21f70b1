"""An operator accredits those who may ask for contact data, and sees whom it was shown to, from the command line."""

import json

import pytest

from registry.actions.disclosed import disclosed
from registry.clock import SystemClock
from registry.model.disclosure import Asker
from tests.namehouse.test_operator_commands import say  # noqa: F401  the fixture is used by its name
from tests.world import Clone, open_world

pytestmark = pytest.mark.slow  # each command opens the database anew

POLICE = ("police", "--about", "Police of Example, contract 7", "--purpose", "crime", "--purpose", "abuse")


def test_a_requester_is_accredited_changed_suspended_and_remembered(say) -> None:  # noqa: F811
    added = say("requester", "add", *POLICE, "--tld", "test", "--to", "2099-01-01T00:00:00Z", "--json")
    assert added.exit_code == 0, added.output
    (told,) = json.loads(added.stdout)
    assert told["requester"] == "police" and told["token"].startswith("nhr-")
    assert "the policy of test shows nobody anything for crime" in added.stderr
    (row,) = json.loads(say("requester", "list", "--json").stdout)
    assert (row["counts"], row["purposes"], row["tlds"]) == (True, ["abuse", "crime"], ["test"])
    assert told["token"] not in str(row)

    assert say("requester", "change", "police", "--purpose", "crime", "--all-tlds").exit_code == 0
    assert say("requester", "suspend", "police", "--reason", "under review").exit_code == 0
    (row,) = json.loads(say("requester", "list", "--json").stdout)
    assert (row["counts"], row["purposes"], row["tlds"]) == (False, ["crime"], "all")
    assert say("requester", "resume", "police").exit_code == 0
    (renewed,) = json.loads(say("requester", "renew-token", "police", "--json").stdout)
    assert renewed["token"] != told["token"]
    history = json.loads(say("requester", "history", "police", "--json").stdout)
    assert [each["event"] for each in history] == ["accredit", "change", "suspend", "resume", "renew token"]
    assert history[2]["reason"] == "under review" and history[2]["state"]["suspended"]


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [
        (("add", "Police", "--about", "x", "--purpose", "crime"), 1),
        (("add", "police", "--about", "x", "--purpose", "a b"), 1),
        (("add", "police", "--about", "x", "--purpose", "crime", "--tld", "nowhere"), 1),
        (("add", "police", "--about", "x", "--purpose", "crime", "--to", "2001-01-01T00:00:00Z"), 1),
        (("add", "police", "--about", "x"), 2),
        (("change", "police"), 2),
        (("change", "police", "--tld", "test", "--all-tlds"), 2),
        (("suspend", "nobody", "--reason", "x"), 1),
        (("suspend", "nobody"), 2),
        (("renew-token", "nobody"), 1),
        (("history", "nobody"), 1),
        (("log", "--most", "0"), 2),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(say, words, exit_code) -> None:  # noqa: F811
    result = say("requester", *words)
    assert result.exit_code == exit_code, result.output
    assert "Traceback" not in result.output


def test_the_log_tells_who_was_shown_what_and_why(loop, clone: Clone, say) -> None:  # noqa: F811
    async def look() -> None:
        world = await open_world(await clone.store(1), SystemClock())
        cx = world.registry.context("whois", address="192.0.2.1")
        await disclosed(
            cx, Asker("requester", "police", "crime"), [("D1-NAMEHSE", "one.test"), ("D2-NAMEHSE", "two.test")]
        )
        await disclosed(cx, Asker("registrar", "alpha"), [("D1-NAMEHSE", "one.test")])
        await disclosed(cx, Asker("registrar", "alpha"), [])

    loop.run_until_complete(look())

    def log(*words: str) -> list[tuple[str, str, str | None]]:
        found = json.loads(say("requester", "log", *words, "--json").stdout)
        return [(each["who"], each["object"], each["purpose"]) for each in found]

    everything = log()
    assert everything[0] == ("alpha", "one.test", None) and len(everything) == 3
    assert sorted(log("--who", "police")) == [("police", "one.test", "crime"), ("police", "two.test", "crime")]
    assert log("--object", "two.test") == [("police", "two.test", "crime")]
    assert log("--level", "registrar") == [("alpha", "one.test", None)]
    assert log("--since", "2099-01-01T00:00:00Z") == [] and len(log("--most", "1")) == 1
