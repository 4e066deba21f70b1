"""Webhooks: who is told what, signed, in order, again where nobody heard; and what is told to nobody, and nowhere.

Long, because one receiver and one house serve all of it.
"""

import asyncio
import re
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from panel.accounts import ensure_account
from panel.app import create_app
from panel.bridge import Bridge
from panel.database import Database
from panel.identity.sealing import Seal
from panel.kit.access import Viewer
from panel.webhooks import jobs
from panel.webhooks import sending as module
from panel.webhooks.addresses import problem_of
from panel.webhooks.audience import may_be_told
from panel.webhooks.events import KINDS, TEST, permission_of
from panel.webhooks.gathering import KEPT_FOR
from panel.webhooks.judging import LONGEST_RETRY_AFTER, PATIENCE, WAITS, Answer, asked_for, next_try, rest_until
from panel.webhooks.sending import Sending
from registry.actions.domain_create import domain_create
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.clock import FakeClock
from registry.model.change import DomainParts
from registry.model.period import Period
from registry.requests.domain import DomainCreate, DomainTransfer, DomainUpdate
from tests.panel.house import PASSWORD, SETTINGS, House, welcome
from tests.panel.receiver import MOVED, Receiver, secured
from tests.panel.test_api_keys import program
from tests.world import BEGINNING, Clone, open_world
from wire.outward import outward_client

NETWORKS = ("127.0.0.0/8", "::1/128")
SECRET = re.compile(r"whsec_[\w+/=]{44}")
AUTHINFO = "3kR9-vT2m!qW8z-Lx5P#bN7"
EVERYTHING = [name for name in KINDS if name.split(".")[0] in ("domain", "message", "money")]


@dataclass
class Yard:
    """A house whose webhooks are told to one receiver at `url`."""

    house: House
    receiver: Receiver
    url: str
    sending: Sending
    tld: str = "example"
    names: Iterator[int] = field(default_factory=lambda: iter(range(1000)))

    def run(self, work):
        return self.house.run(work)

    def hook(self, login: str, path: str, *events: str) -> int:
        """One of the account's, told of these; its number."""
        self.house.world.clock.advance(seconds=1)
        form = {"name": path, "url": f"{self.url}/{path}", "events": [*events] or ["domain.created"]}
        answer = self.house.signed_in(login).post("/webhooks/-/add", form)
        assert answer.status_code == 200, re.sub(r"<[^>]*>|\s+", " ", answer.text)[-1500:]
        self.receiver.secrets.append(SECRET.findall(answer.text)[0])
        rows = self.rows("SELECT max(id) FROM panel.webhook")
        return rows[0][0]

    def do(self, login: str, number: int, deed: str, drawer: str = "webhooks", **form: str) -> None:
        answer = self.house.signed_in(login).post(f"/{drawer}/{number}/{deed}", form)
        assert answer.status_code in (200, 302), answer.text

    def rows(self, sql: str, *values: object) -> list:
        return self.run(self.house.world.fetch(sql, *values))

    def create(self, registrar: str = "alpha") -> str:
        name = f"hook-{next(self.names)}.example"
        self.run(domain_create(self.house.world.as_(registrar), DomainCreate(name, Period(1), authinfo=AUTHINFO)))
        return name

    def change(self, name: str, status: str = "clientHold") -> None:
        wish = DomainUpdate(name, add=DomainParts(statuses=(status,)))
        self.run(domain_update(self.house.world.as_("alpha"), wish))

    def tell(self) -> None:
        """What the worker does in a moment."""
        self.run(self.sending.once())

    def later(self, wait: timedelta) -> None:
        self.house.world.clock.advance(seconds=wait.total_seconds() * 1.3 + 1)
        self.tell()

    def state(self, number: int) -> dict:
        (row,) = self.rows(
            """SELECT state, stopped_why, failures, failing_since, rests_until, former_secret FROM panel.webhook WHERE id = $1""",
            number,
        )
        return dict(row)

    def deliveries(self, number: int) -> list[tuple[str, str, int]]:
        sql = "SELECT type, state, tries FROM panel.webhook_delivery WHERE webhook_id = $1 ORDER BY id"
        return [tuple(row) for row in self.rows(sql, number)]


@pytest.fixture(scope="module")
def opened(loop, database: str, tmp_path_factory) -> Iterator[Yard]:
    run = loop.run_until_complete
    clone = run(Clone.of(database))
    world = run(open_world(run(clone.store()), FakeClock(BEGINNING)))
    run(welcome(world))
    run(ensure_account(world.registry, "of-beta", PASSWORD, "registrar", "beta"))
    panel = Database.open(clone.url)
    app = create_app(
        world.registry,
        panel,
        Bridge(loop),
        replace(SETTINGS, outward_networks=NETWORKS, step_up_minutes=1e6, session_lifetime=1e9),
    )
    context, authority = secured(tmp_path_factory.mktemp("receiver"))
    receiver, stack = Receiver(), AsyncExitStack()
    url = run(stack.enter_async_context(receiver.serving(context))).replace("127.0.0.1", "localhost")
    client = outward_client(NETWORKS, authority, module.TIMEOUT)
    yield Yard(
        House(loop, world, panel, app), receiver, url, Sending(world.registry, Seal.of(SETTINGS.seal_key), client)
    )
    run(client.aclose())
    run(stack.aclose())
    run(panel.close())
    run(clone.drop())


@pytest.fixture
def yard(opened: Yard) -> Iterator[Yard]:
    opened.house.world.clock.advance(seconds=1)
    yield opened
    opened.house.visitors.clear()  # time may have gone on, and their sessions may be over
    opened.rows("DELETE FROM panel.webhook")
    receiver = opened.receiver
    for each in (
        receiver.got,
        receiver.forged,
        receiver.secrets,
        receiver.mishaps,
        receiver.signatures,
        receiver.asked,
    ):
        each.clear()
    receiver.dislikes.clear()


@pytest.mark.feature("ARC-01")
def test_each_is_told_of_what_is_theirs_once_and_signed_and_nothing_else(yard: Yard) -> None:
    before = yard.create()
    alpha = yard.hook("registrar", "alpha", *EVERYTHING)
    yard.hook("of-beta", "beta", *EVERYTHING)
    yard.hook("master", "boss", *EVERYTHING)
    assert {"client-contact.changed", "document.changed"} == {
        each for each in KINDS if f'value="{each}"' in yard.house.signed_in("client").get("/webhooks/-/add").text
    }
    name = yard.create()
    yard.tell()
    got = {path: yard.receiver.at(path) for path in ("alpha", "beta", "boss")}
    assert [each.type for each in got["alpha"]] == ["domain.created", "money.booked"] and got["beta"] == []
    told, booked = (each.data for each in got["alpha"])
    assert (told["name"], told["registrar"], told["by"], told["version"]) == (name, "alpha", "alpha", 1)
    assert told["clTRID"].startswith("TEST-") and told["svTRID"] == booked["svTRID"]
    assert (booked["amount"], booked["currency"], booked["kind"]) == (-1000, "USD", "create")
    assert [each.data["name"] for each in got["boss"]] == [name, name] and before != name
    assert len({each.id for each in yard.receiver.got}) == 4 and yard.receiver.forged == []
    yard.tell()
    assert len(yard.receiver.got) == 4, "once is enough"
    sent = yard.receiver.asked[0].headers
    assert sent["content-type"] == "application/json" and "cookie" not in sent
    # a name that goes from one to the other is told to both
    wish = DomainTransfer(name, "request", authinfo=AUTHINFO)
    yard.run(domain_transfer(yard.house.world.as_("beta"), wish))
    yard.tell()
    transfers = [each for each in yard.receiver.got if each.type == "domain.transfer"]
    assert {each.path for each in transfers} == {"/alpha", "/beta", "/boss"}
    assert {("clTRID" in each.data) for each in transfers if each.path == "/alpha"} == {False}, "it is beta's own"
    assert "message.queued" in yard.receiver.types("alpha") and "message.queued" not in yard.receiver.types("beta")
    stored = yard.rows("SELECT w::text AS whole FROM panel.webhook w")
    assert not any(each[6:] in row["whole"] for row in stored for each in yard.receiver.secrets)
    assert "whsec_" not in yard.house.signed_in("registrar").get(f"/webhooks/{alpha}").text


def test_clients_and_their_sellers_are_told_of_their_contacts_and_others_are_not(yard: Yard) -> None:
    for login in ("client", "reseller", "support"):
        yard.hook(login, login, "client-contact.changed", "document.changed")
    yard.rows(
        """INSERT INTO panel.version (kind, key, version, account_id, name, at, by, event)
           SELECT 'client-contact', '77', 1, a.id, 'x', $1, 'client', 'create' FROM iam.account a WHERE a.login = 'client'""",
        yard.house.world.clock.now(),
    )
    yard.rows(
        """INSERT INTO panel.version (kind, key, version, account_id, name, at, by, event)
           SELECT 'document', '78', 1, a.id, 'x', $1, 'boss', 'create' FROM iam.account a WHERE a.login = 'reseller'""",
        yard.house.world.clock.now(),
    )
    yard.tell()
    assert yard.receiver.types("client") == ["client-contact.changed"]
    assert sorted(yard.receiver.types("reseller")) == ["client-contact.changed", "document.changed"]
    assert sorted(yard.receiver.types("support")) == ["client-contact.changed", "document.changed"]
    assert yard.receiver.at("client")[0].data["client"] == "client"


def test_what_was_not_heard_is_told_again_with_the_same_number_and_things_of_one_object_in_order(yard: Yard) -> None:
    number = yard.hook("registrar", "alpha", "domain.created", "domain.updated")
    name = yard.create()
    yard.change(name)
    other = yard.create()
    yard.receiver.dislikes[name] = "poison"
    yard.tell()
    assert [each.data["name"] for each in yard.receiver.got] == [other], "one that is not taken holds up nothing else"
    assert [each.headers["webhook-id"] for each in yard.receiver.asked].count(yard.receiver.got[0].id) == 1
    first = next(each for each in yard.receiver.asked if name.encode() in each.body)
    yard.receiver.dislikes.clear()
    yard.tell()
    assert len(yard.receiver.got) == 1, "not at once"
    yard.later(WAITS[0])
    told = [each for each in yard.receiver.got if each.data["name"] == name]
    assert [each.type for each in told] == ["domain.created", "domain.updated"]
    assert told[0].id == first.headers["webhook-id"] and told[0].body == first.body
    assert yard.deliveries(number) == [
        ("domain.created", "delivered", 2),
        ("domain.updated", "delivered", 1),
        ("domain.created", "delivered", 1),
    ]


@pytest.mark.parametrize(("mishap", "said"), [("closed", "503"), ("unheard", "RemoteProtocolError")])
def test_where_nobody_is_reached_one_message_is_tried_and_the_others_wait(yard: Yard, mishap: str, said: str) -> None:
    number = yard.hook("registrar", "alpha")
    names = [yard.create() for _ in range(9)]
    yard.receiver.befall("/alpha", *[mishap] * 20)
    yard.tell()
    assert (
        len(yard.receiver.asked) == module.AT_ONCE
        and said in yard.rows("SELECT answer FROM panel.webhook_attempt ORDER BY id DESC LIMIT 1")[0][0]
    )
    assert yard.state(number)["failures"] == 1 and yard.state(number)["rests_until"] > yard.house.world.clock.now()
    yard.receiver.mishaps.clear()
    yard.later(WAITS[0])
    assert {each.data["name"] for each in yard.receiver.got} == set(names), (
        "who was reached unheard knows it by its number"
    )
    assert yard.state(number)["failing_since"] is None and len({each.id for each in yard.receiver.got}) == 9


def test_who_says_when_to_come_again_is_heard(yard: Yard) -> None:
    number = yard.hook("registrar", "alpha")
    yard.create()
    yard.receiver.befall("/alpha", "busy")
    yard.tell()
    rest = yard.state(number)["rests_until"] - yard.house.world.clock.now()
    assert rest == timedelta(hours=2)
    yard.later(timedelta(hours=1))
    assert yard.receiver.got == []
    yard.later(timedelta(hours=1))
    assert len(yard.receiver.got) == 1
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for text, wait in (
        ("120", timedelta(minutes=2)),
        ("Sun, 01 Mar 2026 12:10:00 GMT", timedelta(minutes=10)),
        ("Sun, 01 Mar 2026 11:10:00 GMT", timedelta(0)),
        ("99999999999999999999", LONGEST_RETRY_AFTER),
        ("Sun, 01 Mar 9999 11:10:00 GMT", LONGEST_RETRY_AFTER),
    ):
        assert asked_for(Answer(429, "", text), now) == now + wait, text
    for text in ("", "soon", "-5", "1.5", "٣"):
        assert asked_for(Answer(429, "", text), now) is None, text


def test_waits_grow_and_end_within_a_day_or_so_and_a_place_rests_an_hour_at_most() -> None:
    now, no = datetime(2026, 3, 1, tzinfo=UTC), Answer(500, "")
    for drawn in (0.0, 1.0):
        dues = [next_try(tries, drawn, no, now) for tries in range(len(WAITS))]
        waits = [due - now for due in dues if due]
        assert waits == sorted(waits) and timedelta(hours=23) < sum(waits, timedelta()) < timedelta(hours=30)
    assert next_try(len(WAITS), 0, no, now) is None
    assert next_try(0, 0, no, now) != next_try(0, 0.5, no, now), "what failed together does not come back together"
    assert max(rest_until(n, 1, no, now) for n in range(1, 50)) <= now + timedelta(minutes=72)


def test_a_slow_one_and_a_dead_one_cost_the_others_nothing(yard: Yard, monkeypatch) -> None:
    for each in ("slow", "drip"):
        yard.hook("registrar", each)
    yard.hook("registrar", "quick")
    yard.house.signed_in("registrar").post(
        "/webhooks/-/add", {"name": "dead", "url": "https://localhost:9/", "events": ["domain.created"]}
    )
    monkeypatch.setattr(module, "TIMEOUT", 0.5)
    yard.receiver.befall("/slow", "silent")
    yard.receiver.dislikes["/drip"] = "huge"
    yard.receiver.befall("/drip", "drip")
    yard.create()

    async def watched() -> int:
        work = asyncio.ensure_future(yard.sending.once())
        while not yard.receiver.types("quick"):
            assert not work.done()
            await asyncio.sleep(0.005)
        waiting = not work.done()
        await work
        return waiting

    assert yard.run(watched()), "it was told while others kept us waiting"
    words = [
        row[0] for row in yard.rows("SELECT answer FROM panel.webhook_delivery WHERE state = 'waiting' ORDER BY id")
    ]
    assert words[0] == "There was no answer in 0.5 seconds." and any("Connect" in each for each in words)


def test_an_answer_is_read_to_a_bound_without_its_secrets_and_leads_nowhere(yard: Yard) -> None:
    yard.hook("registrar", "alpha")
    names = [yard.create() for _ in range(2)]
    yard.receiver.dislikes |= dict(zip(names, ("huge", "echo"), strict=True))
    yard.tell()
    answers = [row[0] for row in yard.rows("SELECT answer FROM panel.webhook_attempt ORDER BY length(answer)")]
    assert [each[:3] for each in answers] == ["500", "500"] and len(answers[1]) == 1000
    assert "whsec_" not in answers[0] and "v1," not in answers[0] and "…" in answers[0]
    yard.receiver.dislikes.clear()
    yard.later(WAITS[1])
    assert not any("cookie" in each.headers for each in yard.receiver.asked)


def test_who_sends_it_elsewhere_was_not_told_and_nobody_follows(yard: Yard) -> None:
    number = yard.hook("registrar", "alpha")
    yard.receiver.dislikes |= {yard.create(): mishap for mishap in MOVED}
    yard.tell()
    assert {each.path for each in yard.receiver.asked} == {"/alpha"}
    assert [each[1:] for each in yard.deliveries(number)] == [("waiting", 1)] * len(MOVED), (
        "it failed, and is tried again"
    )
    answers = {row[0][:3] for row in yard.rows("SELECT answer FROM panel.webhook_attempt")}
    assert answers == {"302", "307", "308"}
    yard.receiver.dislikes.clear()
    yard.later(WAITS[1])
    assert len(yard.receiver.got) == len(MOVED)


def test_who_does_not_listen_for_days_is_stopped_told_so_and_told_the_rest_when_it_listens(yard: Yard) -> None:
    number = yard.hook("registrar", "alpha")
    first = yard.create()
    yard.receiver.dislikes["/alpha"] = "closed"
    yard.tell()
    yard.later(PATIENCE / 2)
    assert yard.state(number)["state"] == "on"
    yard.later(PATIENCE / 2)
    assert (yard.state(number)["state"], yard.state(number)["stopped_why"][:3]) == ("stopped", "503")
    notices = "SELECT count(*) FROM mail.notice n JOIN iam.account a ON a.id = n.account_id WHERE a.login = $1 AND n.event = $2"
    assert yard.rows(notices, "registrar", "account.webhook-stopped")[0][0] == 1
    told = {
        login: yard.rows(notices, login, "system.webhook-stopped")[0][0] for login in ("master", "admin", "registrar")
    }
    assert told == {"master": 1, "admin": 1, "registrar": 0}
    yard.receiver.dislikes.clear()
    second, asked = yard.create(), len(yard.receiver.asked)
    yard.later(timedelta(hours=1))
    assert len(yard.receiver.asked) == asked, "nothing is sent there"
    yard.do("registrar", number, "resume")
    yard.tell()
    assert {each.data["name"] for each in yard.receiver.got} == {first, second}
    yard.receiver.dislikes["/alpha"] = "gone"
    yard.create()
    yard.tell()
    assert yard.state(number)["state"] == "stopped", "who says that it is gone is believed at once"
    yard.later(KEPT_FOR)
    yard.create()
    yard.tell()
    assert len(yard.deliveries(number)) == 3, "and what happens is not kept for ever"


def test_it_is_told_again_when_asked_one_or_all_since_and_tried_when_asked(yard: Yard) -> None:
    number = yard.hook("registrar", "alpha", "domain.created", "domain.updated")
    old = yard.create()
    yard.tell()
    yard.house.world.clock.advance(hours=2)
    since = yard.house.world.clock.now()
    names = [yard.create() for _ in range(3)]
    yard.change(names[0])
    yard.tell()
    ids = {(each.data["name"], each.type): each.id for each in yard.receiver.got}
    assert len(ids) == 5
    yard.receiver.got.clear()
    yard.do("registrar", number, "replay", since=f"{since:%Y-%m-%dT%H:%M}")
    yard.tell()
    again = {(each.data["name"], each.type): each.id for each in yard.receiver.got}
    assert again == {each: id for each, id in ids.items() if each[0] != old} and len(yard.receiver.got) == 4
    yard.tell()
    assert len(yard.receiver.got) == 4
    (row,) = yard.rows("SELECT id FROM panel.webhook_delivery WHERE message_id = $1", ids[old, "domain.created"])
    asks = program(yard.house, "registrar", "webhook.read", "webhook.update", "domain.read")
    assert asks.ask("POST", f"webhook_deliveries/{row['id']}/replay", json={}).status_code == 200
    assert asks.ask("POST", f"webhooks/{number}/test", json={}).status_code == 200
    yard.tell()
    assert sorted(each.type for each in yard.receiver.got[4:]) == ["domain.created", TEST]
    assert {each.id for each in yard.receiver.got[4:]} >= {ids[old, "domain.created"]}
    shown = yard.house.signed_in("registrar").get(f"/webhook-deliveries/{row['id']}").text
    assert old in shown and "204" in shown and "whsec_" not in shown
    refused = yard.house.signed_in("registrar").post(f"/webhooks/{number}/replay", {"since": "2020-01-01T00:00"})
    assert "30 days" in refused.text
    yard.house.world.clock.advance(days=31)
    yard.run(jobs.forget_deliveries(yard.house.world.registry))
    yard.run(jobs.watch_webhooks(yard.house.world.registry))
    assert yard.deliveries(number) == []


def test_a_new_secret_signs_beside_the_one_before_it_for_a_day(yard: Yard) -> None:
    number = yard.hook("registrar", "alpha")
    answer = yard.house.signed_in("registrar").post(f"/webhooks/{number}/new-secret", {})
    (fresh,) = set(SECRET.findall(answer.text))
    (former,) = yard.receiver.secrets
    yard.create()
    yard.tell()
    yard.receiver.secrets[:] = [fresh]
    yard.create()
    yard.tell()
    assert len(yard.receiver.got) == 2 and yard.receiver.forged == []
    assert all(len(each.split(" ")) == 2 for each in yard.receiver.signatures)
    yard.house.world.clock.advance(hours=25)
    yard.receiver.secrets[:] = [former]
    yard.create()
    yard.tell()
    assert len(yard.receiver.forged) == 1 and yard.state(number)["former_secret"] is None


def test_what_somebody_lost_the_right_to_between_is_told_to_nobody(yard: Yard) -> None:
    number = yard.hook("of-beta", "beta", "domain.created", "money.booked")
    yard.create("beta")
    yard.receiver.dislikes["/beta"] = "closed"
    yard.tell()
    yard.receiver.dislikes.clear()
    role = "UPDATE iam.account_role SET role = $2 WHERE account_id = (SELECT id FROM iam.account WHERE login = $1)"
    yard.rows(role, "of-beta", "registrar-support")
    yard.later(WAITS[0])
    assert yard.receiver.types() == ["domain.created"]
    assert [row[:2] for row in yard.deliveries(number)] == [
        ("domain.created", "delivered"),
        ("money.booked", "withheld"),
    ]
    yard.rows("UPDATE iam.account SET state = 'blocked' WHERE login = 'of-beta'")
    yard.create("beta")
    yard.tell()
    assert len(yard.receiver.got) == 1, "nor to whoever is blocked"
    yard.rows("UPDATE iam.account SET state = 'active' WHERE login = 'of-beta'")
    yard.tell()
    assert len(yard.receiver.got) == 2
    yard.rows(role, "of-beta", "registrar")


def test_a_key_hears_no_more_by_a_webhook_than_it_opens(yard: Yard) -> None:
    wide = yard.hook("registrar", "wide", "domain.created", "money.booked")
    asks = program(yard.house, "registrar", "webhook.read", "webhook.update", "domain.read")
    form = {"name": "narrow", "url": f"{yard.url}/narrow", "events": ["domain.created"]}
    made = asks.ask("POST", "webhooks/-/add", json=form)
    assert made.status_code == 200 and SECRET.fullmatch(made.json["shown_once"][0])
    assert asks.ask("POST", "webhooks/-/add", json=form | {"events": ["money.booked"]}).status_code == 422
    for deed, values in (("update", form), ("new-secret", {}), ("replay", {"since": "2026-03-01T12:00"})):
        answer = asks.ask("POST", f"webhooks/{wide}/{deed}", json=values)
        assert answer.status_code == 409 and "money.booked" in answer.text, deed
    assert program(yard.house, "registrar", "domain.read").ask("GET", "webhooks").status_code == 403


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/", "ftp://shop.example/", "https://user:pw@shop.example/", "https://shop.example/#x",
        "https:///x", "https://shop.example:99999/", "https://shop.example/ x", "https://shop\\.example/",
        "HTTPS://shop.example/", "https://[::1/", "https://%6c/", "x" * 3000,
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_webhook_is_refused_by_its_form(url: str) -> None:
    assert problem_of(url)


INSIDE = (  # noqa: SIM905  a list of quoted hosts reads worse
    "127.0.0.1 10.0.0.5:8443 192.168.1.1 169.254.169.254 [::1] [fd00::1] [::ffff:10.0.0.1] 0.0.0.0 localhost a.localhost "
    "metadata.google.internal intranet printer.local 2130706433 0x7f000001 127.1 0"
).split()


def test_nothing_inside_is_told_anything_whatever_it_is_called(yard: Yard) -> None:
    world, database = yard.house.world, yard.house.database
    strict = House(
        yard.house.loop, world, database, create_app(world.registry, database, Bridge(yard.house.loop), SETTINGS)
    )
    visitor = strict.signed_in("registrar")
    for host in INSIDE:
        answer = visitor.post("/webhooks/-/add", {"name": "x", "url": f"https://{host}/", "events": ["domain.created"]})
        assert answer.status_code == 422 and "whsec_" not in answer.text, host
    assert yard.rows("SELECT count(*) FROM panel.webhook")[0][0] == 0


def test_a_name_that_means_something_inside_later_is_not_connected_to(yard: Yard) -> None:
    number = yard.hook("registrar", "alpha")
    yard.rows("UPDATE panel.webhook SET url = 'https://rebound.example/' WHERE id = $1", number)

    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1", "169.254.169.254"]

    client = outward_client((), Path("nowhere.pem"), 5, resolve)
    guarded = Sending(yard.house.world.registry, Seal.of(SETTINGS.seal_key), client)
    yard.create()
    yard.run(guarded.once())
    assert yard.receiver.asked == []
    assert "no address of the Internet" in yard.rows("SELECT answer FROM panel.webhook_attempt")[0][0]
    yard.run(client.aclose())


def test_a_secret_that_nobody_can_open_signs_nothing(yard: Yard) -> None:
    yard.hook("registrar", "alpha")
    yard.create()
    broken = Sending(yard.house.world.registry, Seal.of("another key"), yard.sending._client)
    yard.run(broken.once())
    assert (
        yard.receiver.asked == [] and "draw a new one" in yard.rows("SELECT answer FROM panel.webhook_delivery")[0][0]
    )


def test_every_kind_of_event_has_a_permission_that_somebody_holds_and_nobody_is_told_without_it() -> None:
    stranger = Viewer(1, 0, "x", "x", "", frozenset({"registrar-finance"}), 1, "alpha")
    told = {each for each in KINDS if may_be_told(stranger, each, ("alpha",), None, ())}
    assert told == {each for each in KINDS if stranger.may(permission_of(each))} and "money.low" in told
    assert not any(may_be_told(stranger, each, ("beta",), None, ()) for each in KINDS)
    client = Viewer(7, 0, "x", "x", "", frozenset({"client"}))
    assert not may_be_told(client, "document.changed", ("alpha",), None, ())
    assert may_be_told(client, "document.changed", (), 7, ()) and not may_be_told(client, "document.changed", (), 8, ())
