"""The page of the public and the availability of names: in words, escaped, bounded, and never a traceback."""

import json
import re
from html.parser import HTMLParser

import pytest

from registry.actions.domain_delete import domain_delete
from registry.context import Registry
from registry.model.policy import PolicyBook
from registry.requests.domain import DomainDelete
from registry.settings import Whois
from tests.whois.village import STRANGER, register, register_with_everything
from tests.world import World
from whois.limits import RateLimit
from whois.rdap.door import Rdap
from whois.web.door import Web
from wire.web import HttpRequest, HttpResponse

HOSTILE = "<script>alert(1)</script>"


def door(world: World, per_minute: int = 0, limit: RateLimit | None = None) -> Web:
    limit = limit or RateLimit(per_minute)
    return Web(world.registry, Whois(), limit, Rdap(world.registry, Whois(), limit).answer)


def request(target: str, method: str = "GET", **headers: str) -> HttpRequest:
    path, _, query = target.partition("?")
    return HttpRequest(method, path, query, headers, b"", STRANGER, False)


async def get(world: World, target: str, **headers: str) -> HttpResponse:
    return await door(world).answer(request(target, **headers))


async def page(world: World, target: str) -> str:
    return (await get(world, target)).body.decode()


class Tags(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.feature("DOM-03")
async def test_a_registered_name_is_told_in_words_word_for_word_and_by_a_link_to_rdap(world: World) -> None:
    await register_with_everything(world)
    html = await page(world, "/lookup?name=Everything.TEST.")
    assert "<strong>everything.test</strong> is registered." in html
    for words in (
        "Alpha Registrar",
        "ns1.elsewhere.net",
        "signed",
        "2028-03-01 12:00 UTC",
        "registered a few days ago",
    ):
        assert words in html
    assert "Domain Name: everything.test\r\n" in html
    assert '<a href="/domain/everything.test">' in html
    assert "Lovelace" not in html
    rdap = await get(world, "/domain/everything.test")
    assert json.loads(rdap.body)["ldhName"] == "everything.test"


async def test_a_name_in_other_letters_is_shown_in_both_forms(world: World) -> None:
    await register(world, "xn--bcher-kva.example")
    for typed in ("b%C3%BCcher.example", "B%C3%9CCHER.example", "xn--bcher-kva.example"):
        html = await page(world, f"/lookup?name={typed}")
        assert "<strong>bücher.example</strong> <small>xn--bcher-kva.example</small> is registered." in html


async def test_what_is_not_registered_is_available_or_not_offered_with_the_reason(world: World) -> None:
    assert "<strong>free.example</strong> is available." in await page(world, "/lookup?name=free.example")
    html = await page(world, "/lookup?name=free.elsewhere")
    assert "is not registered and not offered: Not in a TLD of this registry." in html


async def test_the_page_understands_what_port_43_does(world: World) -> None:
    await register_with_everything(world)
    html = await page(world, "/lookup?name=nameserver+NS1.everything.test")
    assert "Server Name: ns1.everything.test" in html and 'href="/nameserver/ns1.everything.test"' in html
    assert "Registrar: Alpha Registrar" in await page(world, "/lookup?name=registrar+alpha")


async def test_no_page_has_a_script_or_a_style_of_its_own_and_the_policy_lets_none_run(world: World) -> None:
    await register(world, "one.example")
    for target in ("/", "/lookup?name=one.example", "/lookup?name=%00", f"/lookup?name={HOSTILE}"):
        response = await get(world, target)
        headers = dict(response.headers)
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'; img-src 'self'; ")
        assert headers["X-Content-Type-Options"] == "nosniff"
        tags = Tags(response.body.decode()).found
        assert not {"script", "style", "iframe", "img"} & {tag for tag, _ in tags}
        assert not [name for _, values in tags for name in values if name == "style" or name.startswith("on")]
    icon = await get(world, "/icon.svg")
    assert dict(icon.headers)["Content-Type"] == "image/svg+xml" and icon.body.startswith(b"<svg")
    style = await get(world, "/style.css")
    assert dict(style.headers)["Content-Type"].startswith("text/css") and b"prefers-color-scheme: dark" in style.body


async def test_what_a_registrar_typed_is_text_and_leads_nowhere_but_into_the_web(world: World) -> None:
    await register(world, "one.example")
    await world.fetch("UPDATE registry.registrar SET name = $1, url = 'javascript:alert(1)'", HOSTILE)
    html = await page(world, "/lookup?name=one.example")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html and HOSTILE not in html
    assert not [values for tag, values in Tags(html).found if "javascript" in (values.get("href") or "")]
    await world.fetch("UPDATE registry.registrar SET url = 'https://alpha.example/'")
    assert '<a href="https://alpha.example/"' in await page(world, "/lookup?name=one.example")


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (f"/lookup?name={HOSTILE}", 400),
        ('/lookup?name="onfocus=alert(1)', 400),
        ("/lookup?name=%FF%FE", 400),
        ("/lookup?name=%00%01", 400),
        ("/lookup?name=%25252e%25252e%2Fetc", 400),
        ("/lookup?name=every*.test", 400),
        ("/lookup?name=one.example%0D%0ASet-Cookie:+a", 400),
        ("/lookup?" + "name=a&" * 120, 200),
        ("/lookup?name=" + "a" * 2000, 414),
        ("/lookup?%%%&&==", 200),
        ("/lookup?name=", 200),
        ("/das/", 400),
        ("/das/%FF", 400),
        ("/das/..%2F..%2Fetc", 400),
        ("/das/%0D%0Aa: b", 400),
        ("/das/" + "a" * 2000, 400),
        ("/das/one.example/more", 400),
        ("/das/one.example?format=json&" + "format=x&" * 20000, 200),
    ],
)
async def test_hostile_input_gets_a_clear_answer_and_none_of_it_is_markup(
    world: World, target: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    response = await get(world, target)
    assert response.status == status
    assert HOSTILE.encode() not in response.body and b'"onfocus' not in response.body
    assert not [value for _, value in response.headers if "\r" in value or "\n" in value]
    assert not caplog.records, "a clear answer is no failure"


@pytest.mark.feature("DOM-01")
async def test_das_tells_how_a_name_stands_in_text_and_json(world: World) -> None:
    await register(world, "xn--bcher-kva.example")
    for form in ("b%C3%BCcher.example", "B%C3%9Ccher.EXAMPLE.", "xn--BCHER-kva.example", "bücher.example"):
        raw = form.encode().decode("latin-1")
        assert (await get(world, f"/das/{raw}")).body == b"xn--bcher-kva.example: registered\n"
    assert (await get(world, "/das/free.example")).body == b"free.example: available\n"
    assert (await get(world, "/das/a.b")).body == b"a.b: not offered (Not in a TLD of this registry)\n"
    for asked in (
        get(world, "/das/free.example?format=json"),
        get(world, "/das/free.example", accept="application/json"),
    ):
        response = await asked
        assert dict(response.headers)["Content-Type"] == "application/json"
        told = {"name": "free.example", "unicodeName": "free.example", "status": "available"}
        assert json.loads(response.body) == told
    plain = await get(world, "/das/free.example?format=text", accept="application/json")
    assert dict(plain.headers)["Content-Type"].startswith("text/plain")
    assert json.loads((await get(world, "/das/a.b?format=json")).body)["reason"] == "Not in a TLD of this registry"


async def test_a_name_the_rules_refuse_is_not_offered_and_a_registered_one_is_registered(world: World) -> None:
    assert (await get(world, "/das/-bad.example")).status == 400
    told = (await get(world, "/das/ab--cd.example")).body.decode()
    assert re.fullmatch(r"ab--cd\.example: not offered \(.+\)\n", told)


async def test_a_purged_name_is_available_whether_or_not_a_job_wrote_it_down(world: World) -> None:
    await register(world, "one.example")
    world.clock.advance(days=30)
    await domain_delete(world.as_("alpha"), DomainDelete("one.example"))
    assert (await get(world, "/das/one.example")).body == b"one.example: registered\n"
    world.clock.advance(days=36)
    assert (await get(world, "/das/one.example")).body == b"one.example: available\n"


async def test_all_ways_of_asking_share_one_bucket_and_style_and_icon_are_free(world: World) -> None:
    web = door(world, per_minute=3)
    for target in ("/lookup?name=one.example", "/das/one.example", "/domain/one.example"):
        assert (await web.answer(request(target))).status != 429
    for target in ("/", "/lookup?name=one.example", "/das/one.example", "/domain/one.example"):
        refused = await web.answer(request(target))
        assert refused.status == 429 and dict(refused.headers)["Retry-After"] == "60"
    for part in ("/style.css", "/icon.svg", "/favicon.ico"):
        assert (await web.answer(request(part))).status == 200


async def test_other_methods_are_refused_with_those_that_are_not(world: World) -> None:
    for target in ("/", "/lookup", "/das/one.example", "/style.css"):
        refused = await door(world).answer(request(target, method="POST"))
        assert refused.status == 405 and dict(refused.headers)["Allow"] == "GET, HEAD"


async def test_a_failure_of_ours_is_told_without_detail(world: World, caplog: pytest.LogCaptureFixture) -> None:
    await register(world, "one.example")
    registry = world.registry
    # without its policies the registry cannot project a name
    broken = Registry(registry.store, registry.clock, PolicyBook(()), registry.transactions, "NAMEHSE")
    limit = RateLimit(0)
    web = Web(broken, Whois(), limit, Rdap(broken, Whois(), limit).answer)
    for target in ("/lookup?name=one.example", "/das/one.example"):
        response = await web.answer(request(target))
        assert response.status == 500 and b"Please ask again later." in response.body
        assert caplog.records.pop().exc_info
