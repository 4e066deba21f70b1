"""Who is known by RDAP: registrars by password and certificate, accredited requesters by token; and what they are shown."""

import hashlib
import json
from base64 import b64encode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from registry.actions.registrar_certificates import registrar_pin_certificate
from registry.actions.registrar_networks import registrar_networks
from registry.actions.registrar_state import registrar_state
from registry.actions.requester_accredit import RequesterAdd, requester_add, requester_change, requester_renew_token
from registry.errors import ObjectMissing, ParameterRange
from registry.model.disclosure import FIELDS
from registry.requests.registrar import RegistrarStateChange
from registry.settings import Whois
from registry.store import disclosures
from registry.store.disclosures import Disclosed
from registry.store.pool import Store
from tests.ways import change_rules
from tests.whois.rdap.schemas import violations
from tests.whois.village import PERSONAL, register, register_with_everything
from tests.world import PASSWORD, World
from whois.limits import RateLimit
from whois.rdap.credentials import Credentials
from whois.rdap.door import Rdap
from wire.web import HttpRequest, HttpResponse

STRANGER = "203.0.113.9"
PATH = "/domain/everything.test"
FOR_CRIME = {"fields": list(FIELDS), "roles": ["registrant", "admin", "tech"], "purpose": "crime"}


@dataclass
class Door:
    """One process of RDAP."""

    world: World
    failures: int = 0

    def __post_init__(self) -> None:
        ways = Credentials(RateLimit(self.failures)).ways
        self.rdap = Rdap(self.world.registry, Whois(), RateLimit(0), ways)

    async def ask(
        self,
        authorization: str | None = None,
        *,
        path: str = PATH,
        query: str = "",
        address: str = STRANGER,
        certificate: bytes | None = None,
        secure: bool = True,
    ) -> HttpResponse:
        headers = {"host": "rdap.example"} | ({"authorization": authorization} if authorization else {})
        return await self.rdap.answer(HttpRequest("GET", path, query, headers, b"", address, secure, certificate))


def basic(name: str, password: str) -> str:
    return f"Basic {b64encode(f'{name}:{password}'.encode()).decode()}"


ALPHA = basic("alpha", PASSWORD)


def is_whole(response: HttpResponse) -> bool:
    """Whether the answer tells all of the contacts; such a one nobody keeps, and any other says nothing of them."""
    assert response.status == 200 and violations(json.loads(response.body)) == []
    text = response.body.decode()
    whole = all(each.replace("+44.", "tel:+44.") in text for each in PERSONAL)
    assert whole or not any(each in text for each in PERSONAL if each != "GB")
    kept = dict(response.headers)["Cache-Control"]
    assert kept == "private, no-store" or not whole
    return whole


async def log(world: World, **wanted: Any) -> list[Disclosed]:
    conditions = {"asker": None, "name": None, "since": None, "level": None, "most": 100} | wanted
    return await world.store.reading(lambda db: disclosures.newest(db, **conditions))


@pytest.fixture
def town(loop: Any, world: World) -> World:
    """A name with contacts, in a TLD that shows them to those who fight crime."""

    async def build() -> None:
        await register_with_everything(world)
        await change_rules(world, "test", {"disclosure": [{"fields": ["country"]}, FOR_CRIME]})

    loop.run_until_complete(build())
    return world


async def accredit(world: World, name: str = "police", **rest: Any) -> str:
    return await requester_add(world.operator, RequesterAdd(name, "Police of Example", ("crime",), **rest))


@pytest.mark.feature("REG-03")
async def test_a_registrar_is_shown_its_own_names_whole_by_the_password_of_its_logins(town: World) -> None:
    door = Door(town)
    assert not is_whole(await door.ask()) and not await log(town)
    assert is_whole(await door.ask(ALPHA))
    assert not is_whole(await door.ask(basic("beta", PASSWORD)))
    (line,) = await log(town)
    assert (line.at, line.door, line.level, line.asker, line.purpose) == (
        town.clock.now(),
        "whois",
        "registrar",
        "alpha",
        None,
    )
    assert (line.name, line.address) == ("everything.test", STRANGER) and line.roid.endswith("-NAMEHSE")


@pytest.mark.parametrize(
    "shown",
    [
        basic("alpha", "wrong"),
        basic("alpha", ""),
        basic("nobody", PASSWORD),
        basic("", PASSWORD),
        basic("al\0pha", PASSWORD),
        basic("police", "nhr-" + "a" * 43),
        "Basic",
        "Basic !!!",
        "Basic " + b64encode(b"\xff\xfe:x").decode(),
        "Basic " + "A" * 5000,
        "Bearer",
        "Bearer nhr-" + "a" * 43,
        "Bearer " + "\xff" * 10,
        "Digest username=alpha",
        "alpha",
    ],
)
async def test_what_does_not_hold_is_refused_in_the_same_words(town: World, shown: str) -> None:
    response = await Door(town).ask(shown)
    document = json.loads(response.body)
    assert (response.status, document["description"]) == (401, ["Who you are could not be verified."])
    asked_for = [value for name, value in response.headers if name == "WWW-Authenticate"]
    assert asked_for == ['Basic realm="RDAP", charset="UTF-8"', 'Bearer realm="RDAP"']
    assert dict(response.headers)["Cache-Control"] == "private, no-store" and violations(document) == []
    assert PASSWORD not in response.body.decode() and not await log(town)


async def test_failures_are_counted_with_those_of_epp(town: World) -> None:
    await Door(town).ask(basic("alpha", "wrong"))
    (row,) = await town.fetch("SELECT failed_logins FROM registry.registrar WHERE handle = 'alpha'")
    assert row["failed_logins"] == 1


async def test_a_registrar_that_may_not_log_in_is_not_known_here_either(town: World) -> None:
    door = Door(town)
    await registrar_networks(town.operator, "alpha", ("192.0.2.0/24",))
    assert (await door.ask(ALPHA)).status == 401
    assert is_whole(await door.ask(ALPHA, address="192.0.2.7"))
    await registrar_state(town.operator, RegistrarStateChange("alpha", "terminated"))
    assert (await door.ask(ALPHA, address="192.0.2.7")).status == 401


async def test_credentials_are_not_looked_at_without_tls(town: World) -> None:
    response = await Door(town).ask(ALPHA, secure=False)
    assert response.status == 403 and "WWW-Authenticate" not in dict(response.headers)


async def test_who_guesses_is_not_listened_to_for_a_while_and_nobody_else_notices(town: World) -> None:
    door = Door(town, failures=2)
    for _ in range(2):
        assert (await door.ask(basic("alpha", "wrong"))).status == 401
    response = await door.ask(ALPHA)
    assert response.status == 429 and dict(response.headers).keys() >= {"Retry-After", "Access-Control-Allow-Origin"}
    assert is_whole(await door.ask(ALPHA, address="198.51.100.1"))
    assert not is_whole(await door.ask()), "anybody is answered, from there too"


async def test_what_holds_costs_nothing_of_the_failures(town: World) -> None:
    door = Door(town, failures=1)
    for _ in range(5):
        assert is_whole(await door.ask(ALPHA))


async def test_a_certificate_that_one_registrar_has_pinned_says_who_asks(town: World) -> None:
    door, now = Door(town), town.clock.now()
    until = now + timedelta(days=30)
    await registrar_pin_certificate(town.operator, "alpha", b"alphas", now, until)
    assert is_whole(await door.ask(certificate=b"alphas"))
    stranger = await door.ask(certificate=b"of a stranger")
    assert not is_whole(stranger) and dict(stranger.headers)["Cache-Control"] == "max-age=60"
    await registrar_pin_certificate(town.operator, "beta", b"alphas", now, until)
    assert not is_whole(await door.ask(certificate=b"alphas")), "a certificate of two says nothing"
    assert is_whole(await door.ask(ALPHA, certificate=b"alphas"))
    await registrar_pin_certificate(town.operator, "alpha", b"old", now, now + timedelta(days=1))
    town.clock.advance(days=2)
    assert not is_whole(await door.ask(certificate=b"old"))


@pytest.mark.feature("REG-03")
async def test_a_requester_is_shown_what_its_purpose_is_granted_and_it_is_written_down(town: World) -> None:
    door, token = Door(town), await accredit(town)
    for shown in (f"Bearer {token}", basic("police", token)):
        assert is_whole(await door.ask(shown))
        assert is_whole(await door.ask(shown, query="farv1_qp=crime"))
    first, *_ = lines = await log(town, asker="police")
    assert len(lines) == 4
    assert (first.level, first.purpose, first.name) == ("requester", "crime", "everything.test")
    kept = await town.fetch("SELECT to_jsonb(d) AS row FROM registry.disclosure d")
    assert not any(each in str(kept) for each in PERSONAL), "that somebody was shown something, not what"
    assert token not in str(await town.fetch("SELECT to_jsonb(q) AS row FROM registry.requester q"))
    assert (await door.ask(f"Bearer {token}", query="farv1_qp=marketing")).status == 403
    assert (await door.ask(basic("others", token))).status == 401
    assert len(await log(town)) == 4


async def test_a_requester_counts_for_its_time_in_its_tlds_unless_it_is_suspended(town: World) -> None:
    door, now = Door(town), town.clock.now()
    token = await accredit(
        town, tlds=("example",), valid_from=now + timedelta(days=1), valid_to=now + timedelta(days=9)
    )
    bearer = f"Bearer {token}"
    assert (await door.ask(bearer)).status == 401
    town.clock.advance(days=1)
    assert not is_whole(await door.ask(bearer)), "the name is in another TLD"
    await requester_change(town.operator, "police", "change", {"tlds": ("test",)})
    assert is_whole(await door.ask(bearer))
    await requester_change(town.operator, "police", "suspend", {"suspended": True})
    assert (await door.ask(bearer)).status == 401
    await requester_change(town.operator, "police", "resume", {"suspended": False})
    fresh = await requester_renew_token(town.operator, "police")
    assert (await door.ask(bearer)).status == 401 and is_whole(await door.ask(f"Bearer {fresh}"))
    town.clock.advance(days=8)
    assert (await door.ask(f"Bearer {fresh}")).status == 401
    rows = await town.fetch("SELECT event, state FROM registry.history WHERE kind = 'requester' ORDER BY version")
    assert [row["event"] for row in rows] == ["accredit", "change", "suspend", "resume", "renew token"]
    assert hashlib.sha256(fresh.encode()).hexdigest() not in str(rows) and "fingerprint" not in str(rows)


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (RequesterAdd("Police", "x", ("crime",)), ParameterRange),
        (RequesterAdd("police", "x", ()), ParameterRange),
        (RequesterAdd("police", "x", ("a b",)), ParameterRange),
        (RequesterAdd("police", "x", ("crime",), ("nowhere",)), ObjectMissing),
    ],
)
async def test_an_accreditation_that_makes_no_sense_is_refused(
    world: World, wish: RequesterAdd, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await requester_add(world.operator, wish)


async def test_a_search_shows_and_records_as_much_as_its_field_set_has(town: World) -> None:
    door = Door(town)
    await register(town, "every.test.example".replace("test.", ""), by="beta")
    for field_set, lines in (("id", 0), ("brief", 0), ("full", 1)):
        response = await door.ask(ALPHA, path="/domains", query=f"name=every*&fieldSet={field_set}")
        assert response.status == 200 and (b"Ada" in response.body) == bool(lines)
        assert len(await log(town)) == lines


async def test_nobody_is_shown_what_cannot_be_written_down(town: World) -> None:
    """The primary is away, and a standby answers: the public goes on, and nobody is shown more than it."""
    door = Door(town)
    town.registry.primary = await Store.connect("postgresql://127.0.0.1:1/nowhere", 1, least=0)
    assert not is_whole(await door.ask())
    assert not is_whole(await door.ask(basic("beta", PASSWORD)))
    response = await door.ask(ALPHA)
    assert response.status == 503 and not any(each in response.body.decode() for each in PERSONAL)
    assert (await door.ask(basic("alpha", "wrong"))).status == 401, "nor does anybody get in who does not belong"
    await town.registry.primary.close()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE registry.disclosure SET asker = 'nobody'",
        "DELETE FROM registry.disclosure",
        "TRUNCATE registry.disclosure",
    ],
)
async def test_who_was_shown_something_cannot_be_forgotten(town: World, sql: str) -> None:
    await Door(town).ask(ALPHA)
    with pytest.raises(asyncpg.RestrictViolationError, match="only added to"):
        await town.store.transaction(lambda db: db.execute(sql))
    assert len(await log(town)) == 1


def test_a_token_of_another_way_is_left_to_it() -> None:
    known = Credentials(RateLimit(0), leaves_tokens=True)
    for shown, is_ours in (
        (ALPHA, True),
        ("Bearer nhr-" + "a" * 43, True),
        ("bearer eyJhbGciOi.J9.x", False),
        ("Bearer", False),
        ("Digest x", True),
        ("", False),
    ):
        told = HttpRequest("GET", PATH, "", {"authorization": shown}, b"", STRANGER, True)
        assert known.by_header.applies(told) == is_ours, shown


def test_a_request_does_not_tell_its_credentials() -> None:
    told = HttpRequest("GET", PATH, "", {"authorization": ALPHA}, b"secret", STRANGER, True)
    assert ALPHA not in repr(told) and "secret" not in repr(told)
