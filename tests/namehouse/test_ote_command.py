"""`namehouse registrar ote` gives all that a registrar needs to connect, once, and says so again when asked again."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from registry.passwords import verified
from tests.namehouse.test_operator_commands import Say, say  # noqa: F401  the fixture
from tests.world import Clone

pytestmark = [pytest.mark.slow, pytest.mark.feature("REG-11")]


def told(say: Say, *words: str) -> Any:  # noqa: F811
    result = say("registrar", "ote", *words, "--json")
    assert result.exit_code == 0, (result.output, result.exception)
    return json.loads(result.stdout)


def test_all_that_a_registrar_needs_is_told_and_is_true(say: Say, loop, clone: Clone) -> None:  # noqa: F811
    account = told(say, "acme", "--company", "Acme Names", "--network", "192.0.2.0/24")
    assert (account["outcome"], account["open"]) == ("made", True)
    assert (account["epp"]["host"], account["epp"]["port"]) == ("127.0.0.1", 8700)
    authority = x509.load_pem_x509_certificate(Path(account["epp"]["server_ca"]).read_bytes())
    hashes = dict(loop.run_until_complete(fetched(clone, "SELECT handle, password_hash FROM registry.registrar")))
    for each in account["registrars"]:
        certificate = x509.load_pem_x509_certificate(Path(each["certificate"]).read_bytes())
        certificate.verify_directly_issued_by(authority)
        key = Path(each["key"])
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        assert load_pem_private_key(key.read_bytes(), None).public_key() == certificate.public_key()
        assert len(each["password"]) == 16, "as long as a login can carry without an extension"
        assert loop.run_until_complete(verified(each["password"], hashes[each["id"]]))
        assert (each["networks"], set(each["funds"])) == (["192.0.2.0/24"], {"EUR", "USD"})
    assert len({each["password"] for each in account["registrars"]}) == 2
    assert [each["name"] for each in account["tlds"]] == [
        "acme-sunrise",
        "acme-claims",
        "acme-ga",
        "acme-eap",
        "acme-cc",
    ]


def test_it_is_told_in_words_without_the_keys(say: Say, tmp_path: Path) -> None:  # noqa: F811
    result = say("registrar", "ote", "acme")
    assert (result.exit_code, "The account acme is made." in result.stdout) == (0, True)
    for said in ("acme-1", "acme-ga", "redemption.acme-ga", "in redemption: restore it", "8700", "password"):
        assert said in result.stdout
    assert "PRIVATE KEY" not in result.stdout


def test_run_again_it_says_that_nothing_was_changed_and_no_password(say: Say, loop, clone: Clone) -> None:  # noqa: F811
    first = told(say, "acme")
    passwords = loop.run_until_complete(fetched(clone, "SELECT handle, password_hash FROM registry.registrar"))
    keys = [Path(each["key"]).read_bytes() for each in first["registrars"]]
    second = told(say, "acme")
    assert (second.pop("outcome"), first.pop("outcome")) == ("kept", "made")
    assert [each.pop("password") for each in second["registrars"]] == [None, None]
    for each in first["registrars"]:
        del each["password"]
    assert second == first
    assert [Path(each["key"]).read_bytes() for each in second["registrars"]] == keys
    assert loop.run_until_complete(fetched(clone, "SELECT handle, password_hash FROM registry.registrar")) == passwords
    words = say("registrar", "ote", "acme").stdout
    assert "is there already; nothing was changed" in words
    assert "password " not in words


def test_a_key_is_never_in_the_database(say: Say, loop, clone: Clone) -> None:  # noqa: F811
    """Neither are the passwords, which history must not tell either."""
    account = told(say, "acme")
    secrets = [each["password"] for each in account["registrars"]]
    for each in account["registrars"]:
        secrets += Path(each["key"]).read_text().splitlines()[1:3]
    kept = loop.run_until_complete(dumped(clone))
    assert "acme-1" in kept
    assert [secret for secret in secrets if secret in kept] == []


def test_accounts_are_listed(say: Say) -> None:  # noqa: F811
    assert told(say) == []
    told(say, "acme")
    (row,) = told(say)
    assert (row["name"], row["open"], row["registrars"]) == ("acme", True, ["acme-1", "acme-2"])
    assert "acme-sunrise" in say("registrar", "ote").stdout


def test_an_account_is_reset_taken_away_and_given_back(say: Say) -> None:  # noqa: F811
    first = told(say, "acme")
    keys = [Path(each["key"]) for each in first["registrars"]]
    again = told(say, "acme", "--reset", "--reason", "practised enough")
    assert (again["outcome"], again["names"]) == ("reset", first["names"])
    assert [each["password"] for each in again["registrars"]] == [None, None]
    assert "has what it began with" in say("registrar", "ote", "acme", "--reset").stdout
    gone = told(say, "acme", "--remove", "--reason", "went live")
    assert gone == {"outcome": "removed", "name": "acme", "registrars": ["acme-1", "acme-2"]}
    assert [key for key in keys if key.exists()] == []
    assert told(say)[0]["open"] is False
    refused = say("registrar", "ote", "acme", "--remove")
    assert (refused.exit_code, "closed already" in refused.output) == (1, True)
    back = told(say, "acme")
    assert (back["outcome"], back["open"]) == ("reopened", True)
    assert all(each["password"] for each in back["registrars"])
    assert all(key.exists() for key in keys)


def test_nothing_of_it_is_reported_or_deposited(say: Say, tmp_path: Path) -> None:  # noqa: F811
    told(say, "acme")
    for words in (
        ("report", "write", "activity", "--month", "2026-01"),
        ("report", "write", "transactions", "--month", "2026-01"),
        ("rde", "export"),
    ):
        refused = say(*words, "--tld", "acme-ga", "--out", str(tmp_path / "out"))
        assert (refused.exit_code, "is a sandbox" in refused.output) == (1, True), refused.output


def test_what_makes_no_sense_is_refused(say: Say) -> None:  # noqa: F811
    result = say("registrar", "ote", "Not A Name")
    assert (result.exit_code, "lower-case letters" in result.output) == (1, True)
    assert say("registrar", "ote", "--company", "Acme").exit_code == 2


def test_killed_in_the_middle_it_leaves_nothing_and_succeeds_when_run_again(
    say: Say,  # noqa: F811
    loop,
    clone: Clone,
    tmp_path: Path,
) -> None:
    """The last seeds wait for a lock: by then nearly all is written, and nothing of it is to be seen."""
    holder = loop.run_until_complete(asyncpg.connect(clone.url))
    loop.run_until_complete(holder.execute("BEGIN; LOCK TABLE registry.application IN EXCLUSIVE MODE"))
    program = str(Path(sys.executable).with_name("namehouse"))
    environment = {**os.environ, "DATABASE_URL": clone.url, "NAMEHOUSE_VAR": str(tmp_path / "var")}
    process = subprocess.Popen([program, "registrar", "ote", "acme"], env=environment, stdout=subprocess.DEVNULL)
    waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'registry.application'::regclass"
    until = time.monotonic() + 30
    while not loop.run_until_complete(holder.fetchval(waits)):
        assert time.monotonic() < until and process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    loop.run_until_complete(holder.execute("ROLLBACK"))
    loop.run_until_complete(holder.close())
    sql = "SELECT (SELECT count(*) FROM registry.registrar), (SELECT count(*) FROM registry.tld)"
    assert [tuple(row) for row in loop.run_until_complete(fetched(clone, sql))] == [(4, 3)]
    assert told(say) == []
    assert told(say, "acme")["outcome"] == "made"


async def fetched(clone: Clone, sql: str) -> list[asyncpg.Record]:
    db = await asyncpg.connect(clone.url)
    try:
        return await db.fetch(sql)
    finally:
        await db.close()


async def dumped(clone: Clone) -> str:
    """Every row of every table, as text."""
    tables = await fetched(clone, "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('registry', 'iam')")
    texts = []
    for schema, table in tables:
        rows = await fetched(clone, f'SELECT t::text AS line FROM "{schema}"."{table}" t')
        texts += [row["line"] or "" for row in rows]
    return "\n".join(texts)
