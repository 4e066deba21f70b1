"""Deeds that programs ask for twice, are killed in the midst of, or ask for too often."""

import asyncio

import pytest

from panel.app import create_app
from panel.bridge import Bridge
from panel.kit.api.claim import Claim, Overtaken
from panel.kit.api.jobs import forget_requests
from registry.settings import Panel
from tests.panel.deed_samples import NUMBERS, domain
from tests.panel.house import House, Visitor
from tests.panel.test_api_keys import PROBLEM

BODY = {"of": "domain", "colour": "black"}


def asked(yard: House, key: str, path: str = "blacklist/-/add", who: str = "support", **body):
    visitor = yard.signed_in(who)
    headers = {"X-CSRFToken": visitor.token("/account/"), **({"Idempotency-Key": key} if key else {})}
    return visitor.ask("POST", f"/api/v1/{path}", json=body, headers=headers)


def masks(yard: House, mask: str) -> int:
    return len(yard.run(yard.world.fetch("SELECT 1 FROM panel.blacklist WHERE mask = $1", mask)))


def test_the_same_request_is_done_once_and_answered_the_same(yard: House) -> None:
    mask = f"once-{next(NUMBERS)}.example"
    first = asked(yard, "a-key", mask=mask, **BODY)
    again = asked(yard, "a-key", mask=mask, **BODY)
    assert (first.status_code, again.status_code, again.data) == (200, 200, first.data)
    assert "Idempotent-Replayed" not in first.headers and again.headers["Idempotent-Replayed"] == "true"
    assert masks(yard, mask) == 1
    other = asked(yard, "a-key", mask="other.example", **BODY)
    assert (other.status_code, other.mimetype) == (422, PROBLEM) and masks(yard, "other.example") == 0
    assert asked(yard, "a-key", who="manager", mask="theirs.example", **BODY).status_code == 200, (
        "keys are each one's own"
    )
    refused = asked(yard, "no", mask=mask, **BODY)
    assert refused.status_code == 409 and asked(yard, "no", mask=mask, **BODY).data == refused.data
    for strange in ("x" * 256, "two words", "ü"):
        assert asked(yard, strange, mask=mask, **BODY).status_code == 400


def test_it_is_not_begun_again_while_it_is_worked_on_and_taken_over_when_that_died(yard: House) -> None:
    """A kill leaves what a transaction left: the request begun, and each object that was changed marked."""
    names = [yard.run(domain(yard.world)) for _ in range(3)]
    body = {"keys": names, "values": {"tags": "vip"}}
    path, key = "domains/-/add-tags", f"killed-{next(NUMBERS)}"
    whole = asked(yard, key, path, **body)
    assert whole.json["done"] == 3
    dead = """UPDATE panel.request SET status = NULL, answer = NULL WHERE key = $1 RETURNING attempt"""
    ((attempt,),) = yard.run(yard.world.fetch(dead, key))
    lost = "DELETE FROM panel.request_done WHERE key = $1 AND object = $2 RETURNING 1"
    yard.run(yard.world.fetch(lost, key, names[1]))
    yard.run(yard.world.fetch("DELETE FROM panel.tag WHERE tag = 'vip' AND key <> $1 RETURNING 1", "-"))
    assert asked(yard, key, path, **body).status_code == 409
    yard.world.clock.advance(seconds=70)
    again = asked(yard, key, path, **body)
    assert again.json["done"] == 3 and len(yard.run(yard.world.fetch("SELECT 1 FROM panel.tag WHERE tag = 'vip'"))) == 1
    late = Claim(0, key, attempt).at(yard.world.registry, names[0])

    async def write(db) -> None:
        await db.execute("INSERT INTO panel.tag (kind, key, tag, by, at) VALUES ('x', 'x', 'late', 'x', now())")

    with pytest.raises(Overtaken):
        yard.run(late.store.transaction(write))
    assert yard.run(yard.world.fetch("SELECT 1 FROM panel.tag WHERE tag = 'late'")) == []


def test_a_change_of_the_registry_marks_itself_and_a_look_at_it_does_not(yard: House) -> None:
    name, key = yard.run(domain(yard.world)), f"held-{next(NUMBERS)}"
    body = {"statuses": ["serverHold"], "reason": "x"}
    done = asked(yard, key, f"domains/{name}/set-server-statuses", "manager", **body)
    assert done.status_code == 200, done.text
    sql = "SELECT object FROM panel.request_done WHERE key = $1"
    assert [row["object"] for row in yard.run(yard.world.fetch(sql, key))] == [name]
    refused = asked(yard, f"{key}-2", f"domains/{name}/renew", "manager", **body)
    assert refused.status_code >= 400 and yard.run(yard.world.fetch(sql, f"{key}-2")) == []


def test_many_at_once_under_one_key_do_it_once(yard: House) -> None:
    mask, visitor = f"crowd-{next(NUMBERS)}.example", yard.signed_in("support")
    headers = {"X-CSRFToken": visitor.token("/account/"), "Idempotency-Key": mask}
    cookies = visitor.client

    async def all_together():
        def send():
            with cookies.application.test_client() as other:
                other._cookies = cookies._cookies
                return other.post("/api/v1/blacklist/-/add", json={**BODY, "mask": mask}, headers=headers)

        return await asyncio.gather(*(asyncio.to_thread(send) for _ in range(6)))

    statuses = [each.status_code for each in yard.run(all_together())]
    assert set(statuses) <= {200, 409} and 200 in statuses and masks(yard, mask) == 1


def test_keys_are_forgotten_after_a_day(yard: House) -> None:
    mask = f"day-{next(NUMBERS)}.example"
    assert asked(yard, "of-today", mask=mask, **BODY).status_code == 200
    yard.world.clock.advance(hours=23)
    yard.run(forget_requests(yard.world.registry))
    assert len(yard.run(yard.world.fetch("SELECT 1 FROM panel.request WHERE key = 'of-today'"))) == 1
    yard.world.clock.advance(hours=2)
    yard.run(forget_requests(yard.world.registry))
    assert yard.run(yard.world.fetch("SELECT 1 FROM panel.request WHERE key = 'of-today'")) == []
    yard.visitors.clear()


def test_who_asks_too_often_is_told_when_to_come_back_and_others_are_not(yard: House) -> None:
    """By two panels: they share what is left."""
    settings = Panel(secret_key="only for tests", seal_key="only for tests", api_per_second=0.5, api_at_once=3)
    visitors = []
    for _ in range(2):
        app = create_app(yard.world.registry, yard.database, Bridge(yard.loop), settings)
        visitors.append(Visitor(yard.loop, app))
    first, second = visitors
    assert first.sign_in("admin").status_code == 302 and second.sign_in("admin").status_code == 302
    told = [each.get("/api/v1/domains?per_page=1") for each in (first, second, first)]
    assert [each.status_code for each in told] == [200] * 3
    left = [each.headers["RateLimit"] for each in told]
    assert left == ['"programs";r=2;t=2', '"programs";r=1;t=4', '"programs";r=0;t=6']
    assert told[0].headers["RateLimit-Policy"] == '"programs";q=3;w=6'
    refused = second.get("/api/v1/domains")
    assert (refused.status_code, refused.mimetype, refused.headers["Retry-After"]) == (429, PROBLEM, "2")
    assert first.get("/domains/").status_code == 200, "pages count nowhere"
    other = Visitor(yard.loop, first.app, "192.0.2.9")
    assert other.get("/api/v1/domains").status_code == 401
    yard.world.clock.advance(seconds=2)
    assert second.get("/api/v1/domains").status_code == 200
