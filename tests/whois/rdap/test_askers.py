"""Who asks by RDAP: known by a way, refused, or anybody; and what caches may keep of the answer."""

import json

from registry.context import Context
from registry.model.disclosure import Asker
from registry.settings import Whois
from tests.whois.rdap.test_profile import request
from tests.whois.village import register
from tests.world import World
from whois.limits import RateLimit
from whois.rdap.askers import NotAdmitted, Way
from whois.rdap.door import Rdap
from wire.web import HttpRequest, HttpResponse


async def _by_cookie(cx: Context, asked: HttpRequest) -> Asker:
    if asked.headers["cookie"] != "good":
        raise NotAdmitted(401, "Nobody knows you.", ("WWW-Authenticate", "Cookie"))
    return Asker("requester", "police", purposes=frozenset({"crime", "abuse"}))


async def ask(world: World, query: str = "", **headers: str) -> HttpResponse:
    way = Way(lambda asked: "cookie" in asked.headers, _by_cookie)
    rdap = Rdap(world.registry, Whois(), RateLimit(0), (way,))
    plain = request("/domain/one.example", query=query)
    return await rdap.answer(
        HttpRequest("GET", plain.path, query, {**plain.headers, **headers}, b"", plain.address, True)
    )


async def test_what_anybody_is_answered_may_be_kept_for_anybody(world: World) -> None:
    await register(world, "one.example")
    for query in ("", "farv1_qp=crime"):
        response = await ask(world, query)
        headers = dict(response.headers)
        assert response.status == 200 and headers["Cache-Control"] == "max-age=60"
        assert headers["Vary"] == "Authorization, Cookie"


async def test_what_somebody_is_answered_is_his_alone(world: World) -> None:
    await register(world, "one.example")
    response = await ask(world, "farv1_qp=crime", cookie="good")
    assert response.status == 200 and dict(response.headers)["Cache-Control"] == "private, no-store"


async def test_who_is_not_believed_hears_of_it_and_nobody_keeps_that(world: World) -> None:
    await register(world, "one.example")
    response = await ask(world, cookie="bad")
    document, headers = json.loads(response.body), dict(response.headers)
    assert (response.status, document["errorCode"], document["title"]) == (401, 401, "Unauthorized")
    assert headers["WWW-Authenticate"] == "Cookie" and headers["Cache-Control"] == "private, no-store"
    assert headers["Access-Control-Allow-Origin"] == "*"


async def test_a_purpose_is_stated_where_there_are_several_and_is_ones_own(world: World) -> None:
    await register(world, "one.example")
    for query, said in (
        ("", "State the purpose of your query: one of abuse, crime."),
        ("farv1_qp=marketing", "You are not accredited for this purpose."),
        ("farv1_qp=" + "&" * 40, "State the purpose of your query: one of abuse, crime."),
    ):
        response = await ask(world, query, cookie="good")
        assert (response.status, json.loads(response.body)["description"]) == (403, [said])
