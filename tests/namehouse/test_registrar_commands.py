"""Operators change registrars and TLDs at the command line, and history tells who did, when and why."""

import asyncio
import getpass
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from namehouse.cli import main
from registry.actions.domain_create import domain_create
from registry.clock import FakeClock
from registry.model.policy import Rules
from registry.passwords import verified
from registry.requests.domain import DomainCreate
from tests.namehouse.test_operator_commands import Say, say  # noqa: F401  the fixture
from tests.wire.material import self_signed
from tests.world import PASSWORD, TLDS, Clone, open_world

pytestmark = pytest.mark.slow  # each command opens the database anew

FAR, FARTHER = "2099-01-01T00:00:00+00:00", "2099-06-01T00:00:00+00:00"


def told(say: Say, *words: str) -> Any:  # noqa: F811
    result = say(*words, "--json")
    assert result.exit_code == 0, (result.output, result.exception)
    return json.loads(result.stdout)


@pytest.mark.feature("REG-13")
def test_history_tells_what_was_done_to_a_registrar_by_whom_and_why(say: Say) -> None:  # noqa: F811
    told(say, "registrar", "state", "alpha", "suspended", "--reason", "fees unpaid")
    told(say, "registrar", "state", "alpha", "active", "--reason", "fees paid")
    *_, suspended, active = told(say, "registrar", "history", "alpha")
    assert (suspended["version"], suspended["event"], suspended["reason"]) == (2, "suspended", "fees unpaid")
    assert (active["event"], active["operator"], active["door"]) == ("active", getpass.getuser(), "cli")
    assert (suspended["state"]["state"], active["state"]["state"]) == ("suspended", "active")
    lines = say("registrar", "history", "alpha").stdout.splitlines()
    assert lines[0].split()[:4] == ["at", "roid", "version", "event"]
    assert [line.split()[3] for line in lines[1:]] == ["create", "suspended", "active"]


@pytest.mark.feature("REG-13")
def test_history_tells_every_policy_of_a_tld(say: Say, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "rules.json").write_text(json.dumps(TLDS["example"].document() | {"dnssec_most": 4}))
    rules = ("--rules", str(tmp_path / "rules.json"))
    told(say, "tld", "change", "test", *rules, "--at", FAR, "--reason", "fewer keys")
    first, second = told(say, "tld", "history", "TEST")
    assert (first["event"], second["event"], second["reason"]) == ("create", "policy", "fewer keys")
    assert Rules.from_document(first["state"]["rules"]) == TLDS["test"]
    assert (second["state"]["valid_from"], second["state"]["rules"]["dnssec_most"]) == (FAR, 4)
    refused = say("tld", "change", "test", *rules, "--at", FAR)
    assert (refused.exit_code, "begins at that instant already" in refused.output) == (1, True)


def test_limits_are_changed_one_by_one(say: Say) -> None:  # noqa: F811
    assert told(say, "registrar", "limits", "alpha", "--sessions", "7")["session_limit"] == 7
    told(say, "registrar", "limits", "alpha", "--currency", "USD", "--credit", "500")
    told(say, "registrar", "limits", "alpha", "--currency", "USD", "--low-balance", "-100")
    after = told(say, "registrar", "limits", "alpha", "--currency", "EUR", "--open")
    assert after["session_limit"] == 7
    assert after["accounts"] == [
        {"currency": "EUR", "credit_limit": 0, "low_balance": 0},
        {"currency": "USD", "credit_limit": 500, "low_balance": -100},
    ]


def test_networks_are_set_listed_and_cleared(say: Say) -> None:  # noqa: F811
    told(say, "registrar", "networks", "set", "alpha", "192.0.2.0/24", "2001:db8::1")
    assert told(say, "registrar", "networks", "list", "alpha") == [
        {"network": "192.0.2.0/24"},
        {"network": "2001:db8::1/128"},
    ]
    told(say, "registrar", "networks", "clear", "alpha")
    assert told(say, "registrar", "networks", "list", "alpha") == []


def test_certificates_are_added_listed_and_removed(say: Say, tmp_path: Path) -> None:  # noqa: F811
    path = str(self_signed(tmp_path, "alpha").certificate)
    added = told(say, "registrar", "certificate", "add", "alpha", path)
    (listed,) = told(say, "registrar", "certificate", "list", "alpha")
    assert (listed["fingerprint"], listed["counts"]) == (added["fingerprint"], True)
    told(say, "registrar", "certificate", "remove", "alpha", added["fingerprint"], "--reason", "its key was lost")
    assert told(say, "registrar", "certificate", "list", "alpha") == []
    assert told(say, "registrar", "history", "alpha")[-1]["reason"] == "its key was lost"


def request(folder: Path, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> Path:
    """What a registrar sends that wants a certificate, for whomever it likes and as whatever."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "somebody else")])
    asked = x509.CertificateSigningRequestBuilder().subject_name(name)
    asked = asked.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    path = folder / "request.pem"
    path.write_bytes(asked.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path


def test_a_request_is_signed_and_the_certificate_lets_the_registrar_in(say: Say, tmp_path: Path) -> None:  # noqa: F811
    key = rsa.generate_private_key(65537, 2048)
    out = tmp_path / "alpha.pem"
    made = told(say, "registrar", "certificate", "sign", "alpha", str(request(tmp_path, key)), "--out", str(out))
    certificate = x509.load_pem_x509_certificate(out.read_bytes())
    assert certificate.fingerprint(hashes.SHA256()).hex() == made["fingerprint"]
    assert certificate.public_key() == key.public_key()
    assert certificate.subject.rfc4514_string() == "CN=alpha", "who it is for is ours to say"
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    (listed,) = told(say, "registrar", "certificate", "list", "alpha")
    assert (listed["fingerprint"], listed["counts"]) == (made["fingerprint"], True)
    printed = told(say, "registrar", "certificate", "sign", "alpha", str(tmp_path / "request.pem"))
    assert printed["certificate"].startswith("-----BEGIN CERTIFICATE-----")


@pytest.mark.parametrize("key", [rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP224R1())])
def test_a_weak_key_is_not_signed(say: Say, tmp_path: Path, key) -> None:  # noqa: F811
    refused = say("registrar", "certificate", "sign", "alpha", str(request(tmp_path, key)))
    assert refused.exit_code == 2 and "too weak" in refused.output


def test_accreditations_are_given_with_terms_and_ended(say: Say) -> None:  # noqa: F811
    terms = ("--contacts", "optional", "--price-group", "gold", "--currency", "USD")
    told(say, "registrar", "accredit", "alpha", "TEST", "--from", FAR, "--to", FARTHER, *terms)
    mine = [each for each in told(say, "registrar", "show", "alpha")["accreditations"] if each["tld"] == "test"]
    assert mine[0]["valid_to"] == FAR
    assert mine[1] == {
        "tld": "test",
        "valid_from": FAR,
        "valid_to": FARTHER,
        "contacts": "optional",
        "price_group": "gold",
        "currency": "USD",
    }
    told(say, "registrar", "unaccredit", "alpha", "test")
    mine = [each for each in told(say, "registrar", "show", "alpha")["accreditations"] if each["tld"] == "test"]
    assert len(mine) == 1
    assert mine[0]["valid_to"] < FAR


async def test_a_password_is_kept_as_a_hash_and_told_only_when_it_was_drawn(say: Say, clone: Clone) -> None:  # noqa: F811
    store = await clone.store()

    async def opens(password: str) -> bool:
        sql = "SELECT password_hash FROM registry.registrar WHERE handle = 'alpha'"
        return await verified(password, await store.reading(lambda db: db.fetchval(sql)))

    def run(*words: str) -> str:
        result = say("registrar", "password", "alpha", *words)
        assert result.exit_code == 0, result.output
        return result.stdout

    # a command has a loop of its own, in a thread of its own here
    drawn = json.loads(await asyncio.to_thread(run, "--generate", "--json"))["password"]
    assert (len(drawn), await opens(drawn), await opens(PASSWORD)) == (16, True, False)
    assert "battery-staple" not in await asyncio.to_thread(run, "--password", "battery-staple")
    assert await opens("battery-staple")


def test_a_password_that_is_not_given_is_asked_for_twice(clone: Clone, tmp_path: Path) -> None:
    environment = {"DATABASE_URL": clone.url, "NAMEHOUSE_VAR": str(tmp_path / "var")}
    words = ("registrar", "password", "alpha")
    agreed = CliRunner().invoke(main, words, env=environment, input="battery-staple\nbattery-staple\n")
    assert (agreed.exit_code, "battery" in agreed.output) == (0, False), agreed.output
    assert CliRunner().invoke(main, words, env=environment, input="battery-staple\nanother\n").exit_code == 1


def test_the_reason_of_a_status_is_kept_with_the_name(say: Say, clone: Clone, loop, clock: FakeClock) -> None:  # noqa: F811
    async def name() -> None:
        world = await open_world(await clone.store(), clock)
        await domain_create(world.as_("alpha"), DomainCreate("one.example"))

    loop.run_until_complete(name())
    told(say, "domain", "status", "one.example", "--add", "serverHold", "--reason", "case 12")
    assert told(say, "domain", "history", "one.example")[-1]["reason"] == "case 12"


def test_a_registrar_is_shown_whole_and_in_words(say: Say) -> None:  # noqa: F811
    told(say, "registrar", "networks", "set", "alpha", "192.0.2.0/24")
    shown = told(say, "registrar", "show", "alpha")
    assert (shown["state"], shown["session_limit"], shown["open_sessions"]) == ("active", 3, 0)
    assert shown["networks"] == ["192.0.2.0/24"]
    assert "password" not in json.dumps(shown)
    words = say("registrar", "show", "alpha").stdout
    assert "currency USD balance 1000000 credit limit 0 low balance 0" in words
    assert "{" not in words


def test_a_registrar_that_cannot_be_taken_in_whole_leaves_nothing_behind(say: Say) -> None:  # noqa: F811
    words = ("registrar", "add", "fresh", "--name", "Fresh", "--password", PASSWORD, "--tld", "test")
    assert say(*words, "--tld", "nowhere").exit_code == 1
    assert say("registrar", "show", "fresh").exit_code == 1
    assert say(*words).exit_code == 0
