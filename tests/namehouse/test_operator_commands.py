"""What an operator does at the command line is done, or refused in words and with an exit code."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from namehouse.cli import main
from registry.actions.domain_create import domain_create
from registry.clock import FakeClock, SystemClock
from registry.model.policy import Rules
from registry.requests.domain import DomainCreate
from tests.world import PASSWORD, TLDS, Clone, open_world

pytestmark = pytest.mark.slow  # each command opens the database anew

Say = Callable[..., Result]


@pytest.fixture
def say(clone: Clone, tmp_path) -> Say:
    """Runs one command against a database of its own."""
    environment = {"DATABASE_URL": clone.url, "NAMEHOUSE_VAR": str(tmp_path / "var")}

    def say(*words: str) -> Result:
        return CliRunner().invoke(main, words, env=environment)

    return say


@pytest.mark.feature("REG-10")
def test_a_registrar_is_taken_in_funded_and_shown(say: Say) -> None:
    words = ("registrar", "add", "newcomer", "--name", "New Comer", "--password", PASSWORD, "--tld", "test")
    assert say(*words).exit_code == 0
    assert say("registrar", "top-up", "newcomer", "12345", "--reason", "first deposit").exit_code == 0
    shown = say("registrar", "show", "newcomer", "--json")
    account = {"currency": "USD", "balance": 12345, "credit_limit": 0, "low_balance": 0}
    assert json.loads(shown.stdout)["accounts"] == [account]
    assert "newcomer" in say("registrar", "list").stdout
    again = say(*words)
    assert (again.exit_code, "2302" in again.output) == (1, True)


@pytest.mark.parametrize(
    "words",
    [
        ("registrar", "show", "nobody"),
        ("registrar", "top-up", "nobody", "1", "--reason", "none"),
        ("tld", "show", "nowhere"),
        ("domain", "show", "nothing.test"),
        ("domain", "status", "nothing.test", "--add", "serverHold"),
        ("domain", "renewal", "nothing.test", "never"),
        (
            "account",
            "add",
            "x",
            "--role",
            "registrar",
            "--name",
            "X",
            "--email",
            "x@x.example",
            "--password",
            "secret-enough",
        ),
    ],
    ids=" ".join,
)
def test_what_is_not_there_is_said_so_with_exit_code_1(say: Say, words: tuple[str, ...]) -> None:
    result = say(*words)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output


def test_a_tld_is_opened_once_and_changed_from_an_instant_on(say: Say, tmp_path) -> None:
    path = tmp_path / "rules.json"
    path.write_text(json.dumps(TLDS["example"].document()))
    assert say("tld", "add", "fresh", "--rules", str(path)).exit_code == 0
    assert say("tld", "add", "fresh", "--rules", str(path)).exit_code == 1
    assert say("tld", "change", "fresh", "--rules", str(path), "--at", "2020-01-01T00:00:00Z").exit_code == 1
    assert say("tld", "change", "fresh", "--rules", str(path), "--at", "tomorrow").exit_code == 2
    assert say("tld", "change", "fresh", "--rules", str(path), "--at", "2099-01-01T00:00:00Z").exit_code == 0
    shown = json.loads(say("tld", "show", "fresh", "--json").stdout)
    assert Rules.from_document(shown) == TLDS["example"]


@pytest.mark.feature("USR-02")
def test_an_account_of_the_panel_is_made(say: Say) -> None:
    words = ("account", "add", "staff", "--role", "support", "--name", "Sup Port", "--email", "s@s.example")
    result = say(*words, "--password", "secret-enough", "--json")
    assert json.loads(result.stdout) == {"login": "staff", "role": "support", "registrar": None, "seller": None}


def test_a_password_that_the_panel_would_not_take_is_refused_here_too(say: Say) -> None:
    words = (
        "account",
        "add",
        "staff",
        "--role",
        "support",
        "--name",
        "Sup Port",
        "--email",
        "s@s.example",
        "--password",
    )
    for password, why in (
        ("too-short", "at least 10"),
        ("password12345", "tried first"),
        ("Staff-of-the-house", "guess"),
    ):
        refused = say(*words, password)
        assert refused.exit_code == 1 and why in refused.output and password not in refused.output
    assert json.loads(say("account", "list", "--json").stdout) == []
    for words in (("add", "fresh", "--name", "Fresh"), ("password", "alpha")):
        refused = say("registrar", *words, "--password", "password12345")
        assert refused.exit_code == 1 and "tried first" in refused.output
    assert say("registrar", "show", "fresh").exit_code == 1


def test_lost_second_factors_are_reset_and_one_is_demanded_of_a_registrars_people(say: Say, clone: Clone, loop) -> None:
    words = ("account", "add", "tech", "--role", "registrar-technical", "--registrar", "alpha", "--name", "T")
    assert say(*words, "--email", "t@alpha.example", "--password", "secret-enough").exit_code == 0
    enrol = """INSERT INTO iam.totp (account_id, secret, confirmed_at, last_step)
               SELECT id, 'sealed', now(), 1 FROM iam.account WHERE login = 'tech'"""
    store = loop.run_until_complete(clone.store(1))
    loop.run_until_complete(store.reading(lambda db: db.execute(enrol)))
    (known,) = json.loads(say("account", "list", "--json").stdout)
    assert (known["login"], known["registrar"], known["second_factor"]) == ("tech", "alpha", ["app"])
    assert say("account", "reset-second-factor", "tech").exit_code == 2, "without a reason"
    done = say("account", "reset-second-factor", "Tech", "--reason", "she called", "--json")
    assert json.loads(done.stdout) == {"login": "Tech", "taken_away": ["app"]}
    assert json.loads(say("account", "list", "--json").stdout)[0]["second_factor"] == []
    unknown = say("account", "reset-second-factor", "nobody", "--reason", "x")
    assert (unknown.exit_code, "There is no account" in unknown.output) == (1, True)
    for arguments, demanded in (((), True), ((), True), (("--no-more",), False)):
        said = say("account", "demand-second-factor", "alpha", *arguments, "--json")
        assert json.loads(said.stdout) == {"registrar": "alpha", "demanded": demanded}
    assert say("account", "demand-second-factor", "omega").exit_code == 1
    sql = "SELECT action, reason FROM audit.activity WHERE door = 'cli' ORDER BY id"
    assert [tuple(row) for row in loop.run_until_complete(store.reading(lambda db: db.fetch(sql)))] == [
        ("account.make", None),
        ("second-factor.reset", "she called"),
        ("second-factor.demand", None),
        ("second-factor.demand-no-more", None),
    ]


@pytest.mark.parametrize("setting", ["SECOND_FACTOR", "CONFIRMED_ADDRESS"])
def test_of_a_role_that_there_is_not_nothing_is_demanded(say: Say, monkeypatch, setting: str) -> None:
    monkeypatch.setenv(f"NAMEHOUSE_PANEL_{setting}_ROLES", "master,emperor")
    refused = say("account", "list")
    assert refused.exit_code == 2 and "there is no role emperor" in refused.output


def test_a_name_is_said_not_to_be_renewed(clone: Clone, say: Say, loop) -> None:
    async def register() -> None:
        world = await open_world(await clone.store(1), FakeClock(SystemClock().now()))
        await domain_create(world.as_("alpha"), DomainCreate("one.example"))

    loop.run_until_complete(register())
    said = say("domain", "renewal", "one.example", "never", "--reason", "court order", "--json")
    assert (said.exit_code, json.loads(said.stdout)["renewal"]) == (0, "never")
    assert json.loads(say("domain", "show", "one.example", "--json").stdout)["renewal"] == "never"
    assert "court order" in say("domain", "history", "one.example").stdout
