"""The queue brings every mail out once, whatever servers and processes do; what may have arrived twice is recognised."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from mail import queries
from mail.backoff import pause_after, way_pause_after
from mail.drain import DOUBTFUL, Drain
from mail.outbox import Mail, Recipient, queue_mail
from mail.sender import Sender
from mail.smtp import SmtpWay
from mail.way import WayBlocked
from registry.clock import FakeClock
from tests.mail.server import PASSWORD, USER, mail_server
from tests.wire.material import self_signed
from tests.world import Clone, World, open_world

HOUSE = Sender("noreply@house.example", "Namehouse", "bounces@house.example")


def wish(address: str, **rest) -> Mail:
    return Mail("system.test", Recipient(address, "Vera Holder", **rest), {"by": "operator"})


async def queued(world: World, *wishes: Mail) -> list[int]:
    return [await world.store.transaction(lambda db, one=one: queue_mail(db, one, world.clock.now())) for one in wishes]


def draining(world: World, settings) -> Drain:
    return Drain(world.registry, SmtpWay(settings, HOUSE.domain), HOUSE, settings)


async def states(world: World) -> dict[str, tuple]:
    rows = await world.fetch("SELECT address, state, tries, answer, doubtful FROM mail.message ORDER BY id")
    return {row["address"]: tuple(row)[1:] for row in rows}


def test_pauses_double_up_to_a_day_and_are_never_the_same_for_all() -> None:
    minutes = [pause_after(tries, 0).total_seconds() / 60 for tries in (1, 2, 3, 11, 12, 100)]
    assert minutes == [1, 2, 4, 1024, 1440, 1440]
    assert pause_after(1, 1) == timedelta(seconds=72)
    assert [way_pause_after(failures, 0) for failures in (1, 2, 7, 100)] == [5, 10, 300, 300]


async def test_a_brand_writes_in_its_own_name_for_which_the_house_answers(world: World) -> None:
    sql = """WITH seller AS (
                 INSERT INTO iam.account (login, name, email, password_hash, state, created_at, password_at, kind)
                 VALUES ('reseller', 'Reseller', '', '', 'active', now(), now(), 'reseller') RETURNING id
             )
             INSERT INTO panel.brand (seller_id, host, name, colour, updated_at, updated_by, sender_address, reply_to,
                                      sender_proved_at, sender_proved_by)
             SELECT id, 'panel.bright.example', 'Bright', '#0b7a6b', now(), 'x', 'hello@bright.example', 'help@bright.example',
                    now(), 'dns'
               FROM seller
          RETURNING seller_id"""
    seller = (await world.fetch(sql))[0][0]
    wishes = [wish("own@one.example", seller_id=seller), wish("two@one.example")]
    await queued(world, *wishes)
    async with mail_server() as server:
        await draining(world, server.settings()).drain()
    own, other = server.taken()
    assert own["From"] == "Bright <hello@bright.example>" and own["Reply-To"] == "help@bright.example"
    assert own["Sender"] == "Namehouse <noreply@house.example>"
    assert other["From"] == "Namehouse <noreply@house.example>" and other["Sender"] is None
    assert {each.mail_from for each in server.envelopes} == {"bounces@house.example"}, (
        "what bounces is the house's to see"
    )


async def test_until_its_domain_is_proved_a_brand_writes_from_the_houses_address(world: World) -> None:
    sql = """WITH seller AS (
                 INSERT INTO iam.account (login, name, email, password_hash, state, created_at, password_at, kind)
                 VALUES ('reseller', 'Reseller', '', '', 'active', now(), now(), 'reseller') RETURNING id
             )
             INSERT INTO panel.brand (seller_id, host, name, colour, updated_at, updated_by, sender_address, sender_token)
             SELECT id, 'panel.bright.example', 'Bright', '#0b7a6b', now(), 'x', 'hello@bank.example', 'drawn' FROM seller
          RETURNING seller_id"""
    seller = (await world.fetch(sql))[0][0]
    await queued(world, wish("own@one.example", seller_id=seller))
    async with mail_server() as server:
        await draining(world, server.settings()).drain()
    (own,) = server.taken()
    assert own["From"] == "Bright <noreply@house.example>" and own["Sender"] is None


async def test_what_servers_answer_decides_and_one_line_serves_many(world: World) -> None:
    def judge(address: str) -> str | None:
        return {"later": "451 4.3.0 not now", "never": "550 5.1.1 no such user"}.get(address.partition("@")[0])

    await queued(world, *(wish(f"{who}@one.example") for who in ("one", "later", "never", "two")))
    async with mail_server(recipient=judge) as server:
        drain = draining(world, server.settings(tries=2))
        await drain.drain()
        assert server.lines == 1
        found = await states(world)
        assert found["one@one.example"] == ("sent", 1, "250 OK, it is ours now", False)
        assert found["two@one.example"][0] == "sent"
        assert found["never@one.example"][:3] == ("failed", 1, "550 5.1.1 no such user")
        assert found["later@one.example"][:3] == ("queued", 1, "451 4.3.0 not now")
        await drain.drain()
        assert (await states(world))["later@one.example"][1] == 1, "its minute is not over"
        world.clock.advance(minutes=2)
        await drain.drain()
        assert (await states(world))["later@one.example"][:2] == ("gave up", 2)
        (number,) = [row["id"] for row in await world.fetch("SELECT id FROM mail.message WHERE state = 'gave up'")]
        server.recipient = lambda address: None
        assert await world.store.transaction(lambda db: queries.resend(db, id=number, now=world.clock.now()))
        await drain.drain()
        assert (await states(world))["later@one.example"][:2] == ("sent", 1)
    first = server.taken()[0]
    assert first["From"] == "Namehouse <noreply@house.example>"
    assert first["To"] == "Vera Holder <one@one.example>"
    assert first["Auto-Submitted"] == "auto-generated"
    assert server.envelopes[0].mail_from == "bounces@house.example"
    assert len(set(server.ids())) == 3
    assert all(each.endswith("@house.example>") for each in server.ids())


async def test_a_line_that_breaks_after_the_content_leaves_a_doubt_that_the_message_id_resolves(world: World) -> None:
    await queued(world, wish("one@one.example"), wish("two@one.example"))
    async with mail_server(cuts=lambda message: "one@" in message["To"]) as server:
        drain = draining(world, server.settings())
        await drain.drain()
        assert (await states(world))["two@one.example"][0] == "sent", "the others go by a fresh line"
        assert (await states(world))["one@one.example"][::3] == ("queued", True)
        server.cuts = None
        before = DOUBTFUL._value.get()
        world.clock.advance(minutes=2)
        await drain.drain()
        assert DOUBTFUL._value.get() == before + 1
        (one, again) = [each for each in server.taken() if "one@" in each["To"]]
        assert one.as_bytes() == again.as_bytes(), "it is the same mail"


async def test_a_server_that_hangs_holds_nobody_for_long(world: World) -> None:
    await queued(world, wish("one@one.example"))
    async with mail_server(hangs=True) as server:
        await draining(world, replace(server.settings(), timeout=0.2)).drain()
        state, tries, answer, doubtful = (await states(world))["one@one.example"]
    assert (state, tries, doubtful) == ("queued", 1, True)
    assert "imed out" in answer


async def test_whoever_took_a_mail_and_died_loses_it_after_a_while_and_comes_too_late(world: World) -> None:
    (number,) = await queued(world, wish("one@one.example"))
    now = world.clock.now()
    dead = await world.store.transaction(
        lambda db: queries.take(db, now=now, lost_at=now + timedelta(minutes=1), domain="house.example", only=None)
    )
    async with mail_server() as server:
        drain = draining(world, server.settings())
        await drain.drain()
        assert server.taken() == [], "somebody may be sending it"
        world.clock.advance(minutes=1)
        await drain.drain()
        assert server.ids() == [dead.message_id]
    assert (await states(world))["one@one.example"][::3] == ("sent", True)
    late = queries.put_off
    assert None is await world.store.transaction(
        lambda db: late(
            db, id=number, lost_at=dead.lost_at, due_at=now, answer="", doubtful=False, counts=True, now=now
        )
    )


async def test_without_a_way_mail_waits_and_no_mail_is_blamed(world: World) -> None:
    await queued(world, wish("one@one.example"))
    async with mail_server(recipient=lambda address: "530 5.7.0 sign in first") as server:
        drain = draining(world, server.settings())
        with pytest.raises(WayBlocked, match="530"):
            await drain.drain()
    assert (await states(world))["one@one.example"][:2] == ("queued", 0)
    world.clock.advance(minutes=2)
    with pytest.raises(WayBlocked):  # nobody listens there any more
        await drain.drain()
    assert (await states(world))["one@one.example"][:2] == ("queued", 0)


async def test_a_mail_that_helps_nobody_any_more_is_not_sent(world: World) -> None:
    await queued(world, replace(wish("one@one.example"), until=world.clock.now() + timedelta(hours=1)))
    world.clock.advance(hours=1)
    async with mail_server() as server:
        await draining(world, server.settings()).drain()
        assert server.taken() == []
    assert (await states(world))["one@one.example"][0] == "gave up"


async def test_international_addresses_go_where_they_are_taken(world: World) -> None:
    await queued(world, wish("почта@one.example", language="ru"), wish("vera@пример.example", language="uk"))
    async with mail_server(wide=False) as server:
        await draining(world, server.settings()).drain()
        assert [each["To"].addresses[0].addr_spec for each in server.taken()] == ["vera@xn--e1afmkfd.example"]
    state, _, answer, _ = (await states(world))["почта@one.example"]
    assert state == "failed"
    assert "SMTPUTF8" in answer
    (number,) = [row["id"] for row in await world.fetch("SELECT id FROM mail.message WHERE state = 'failed'")]
    await world.store.transaction(lambda db: queries.resend(db, id=number, now=world.clock.now()))
    async with mail_server() as server:
        await draining(world, server.settings()).drain()
        assert server.envelopes[0].rcpt_tos == ["почта@one.example"]
        assert "Доходит" in server.taken()[0].get_body(("plain",)).get_content()


async def test_the_line_is_secured_and_signed_in_or_there_is_none(world: World, tmp_path) -> None:
    await queued(world, wish("one@one.example"))
    pair = self_signed(tmp_path, "mail")
    async with mail_server(certificate=pair.certificate, key=pair.key) as server:
        good = replace(
            server.settings(), host="localhost", security="starttls", ca=pair.certificate, user=USER, password=PASSWORD
        )
        strange = replace(good, ca=tmp_path / "none.pem")
        for settings in (
            strange,
            replace(good, password="wrong"),
            replace(good, security="tls", timeout=0.5),
            server.settings(),
        ):
            with pytest.raises(WayBlocked):
                await draining(world, settings).drain()
            world.clock.advance(minutes=2)
        assert PASSWORD not in repr(good)
        await draining(world, good).drain()
        assert len(server.taken()) == 1
    async with mail_server() as plain:  # offers no STARTTLS
        await queued(world, wish("two@one.example"))
        with pytest.raises(WayBlocked):
            await draining(world, replace(good, port=plain.port, user="", password="")).drain()
        assert plain.taken() == []


async def test_workers_share_the_outbox_and_hear_of_what_is_queued(clone: Clone, clock: FakeClock) -> None:
    world = await open_world(await clone.store(), clock)
    async with mail_server() as server:
        settings = server.settings(connections=2)
        workers = [draining(world, settings) for _ in range(2)]
        tasks = [asyncio.create_task(worker.run(clone.url)) for worker in workers]
        numbers = await queued(world, *(wish(f"u{number}@one.example") for number in range(60)))
        async with asyncio.timeout(20):
            while len(server.envelopes) < len(numbers):  # noqa: ASYNC110  nobody tells
                await asyncio.sleep(0.02)
        for worker in workers:
            await worker.stop()
        async with asyncio.timeout(5):
            await asyncio.gather(*tasks)
    assert len(set(server.ids())) == len(server.ids()) == 60
    assert server.most_at_once <= 4
    assert {state for state, *_ in (await states(world)).values()} == {"sent"}
