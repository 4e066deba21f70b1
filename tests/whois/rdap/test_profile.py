"""What ICANN's conformance tool looks for in an answer of RDAP, in our words: the test ids are its codes (February 2024)."""

import inspect
import json
from collections.abc import Callable
from typing import Any

import jsonpath
import pytest

from registry.actions.registrar_profile import registrar_profile
from registry.requests.registrar import RegistrarProfile
from registry.settings import Whois
from tests.whois.village import add_host, register, register_with_everything
from tests.world import World
from whois.limits import RateLimit
from whois.rdap.door import Rdap
from wire.web import HttpRequest, HttpResponse

pytestmark = pytest.mark.slow  # short each, and one for each code of the profile

HOST = "rdap.example:8443"
TLDS = ("test", "example")


def request(path: str, method: str = "GET", host: str = HOST, query: str = "", secure: bool = True) -> HttpRequest:
    return HttpRequest(method, path, query, {"host": host}, b"", "203.0.113.9", secure)


def door(world: World, per_minute: int = 0) -> Rdap:
    return Rdap(world.registry, Whois(), RateLimit(per_minute))


async def get(world: World, path: str, **rest: Any) -> tuple[HttpResponse, Any]:
    response = await door(world).answer(request(path, **rest))
    return response, json.loads(response.body)


Document = dict[str, Any]


class Answers:
    """One of each kind."""

    def __init__(self) -> None:
        self.whole: Document = {}  # a name with contacts, name servers of both kinds, a signature
        self.bare: Document = {}  # a name of a TLD without contacts
        self.server: Document = {}
        self.registrar: Document = {}
        self.help: Document = {}
        self.missing: Document = {}
        self.malformed: Document = {}

    @property
    def every(self) -> list[Document]:
        return [*vars(self).values()]

    @property
    def domains(self) -> list[Document]:
        return [self.whole, self.bare]


@pytest.fixture
def answers(loop: Any, world: World) -> Answers:
    async def ask() -> Answers:
        await register_with_everything(world)
        await register(world, "bare.example")
        found = Answers()
        for name, path in (
            ("whole", "/domain/everything.test"),
            ("bare", "/domain/bare.example"),
            ("server", "/nameserver/ns1.everything.test"),
            ("registrar", "/entity/9990"),
            ("help", "/help"),
            ("missing", "/domain/nobody.test"),
            ("malformed", "/domain/%ff"),
        ):
            setattr(found, name, (await get(world, path))[1])
        return found

    return loop.run_until_complete(ask())


def entity(document: Document, role: str) -> Document:
    return next(each for each in document["entities"] if each["roles"] == [role])


def properties(document: Document, name: str) -> list[Any]:
    return [each for each in document["vcardArray"][1] if each[0] == name]


def notice(document: Document, title: str) -> Document:
    (found,) = (each for each in document["notices"] if each["title"] == title)
    return found


def events(document: Document) -> dict[str, str]:
    return {each["eventAction"]: each["eventDate"] for each in document["events"]}


def links(value: Any) -> list[Document]:
    """All links of a document, however deep."""
    if isinstance(value, list):
        return [link for each in value for link in links(each)]
    if not isinstance(value, dict):
        return []
    own = value.get("links", [])
    return [*own, *(link for key, each in value.items() if key != "links" for link in links(each))]


def asked(document: Document) -> str:
    return notice(document, "Terms of Service")["links"][0]["value"]


CHECKS: dict[str, Callable[[Answers], object]] = {}


def code(*numbers: int) -> Callable[[Callable[[Answers], object]], Callable[[Answers], object]]:
    def decorate(check: Callable[[Answers], object]) -> Callable[[Answers], object]:
        CHECKS.update({f"{number} {check.__name__}": check for number in numbers})
        return check

    return decorate


@code(10612, 10613)
def every_link_says_what_was_asked_and_how_it_relates(answers: Answers) -> None:
    for document in answers.every:
        found = links(document)
        assert found and all(link["value"] and link["rel"] and link["href"] for link in found)
        assert {link["value"] for link in found if link["rel"] != "about"} == {asked(document)}
    assert asked(answers.whole) == f"https://{HOST}/domain/everything.test"


@code(12107, 61000, 61001, 62000, 62006)
def the_conformance_is_of_the_profile_of_2024_and_told_in_every_answer(answers: Answers) -> None:
    for document in answers.every:
        level, profile, guide, *rest = document["rdapConformance"]
        used = {"redacted": "redacted", "reverse_search": "reverse_search_properties"}
        assert level == "rdap_level_0" and rest == [name for name, member in used.items() if member in document]
        assert (profile, guide) == ("icann_rdap_response_profile_1", "icann_rdap_technical_implementation_guide_1")


@code(12108)
def an_error_is_numbered_as_http_does(answers: Answers) -> None:
    assert (answers.missing["errorCode"], answers.malformed["errorCode"]) == (404, 400)
    assert all(each["title"] and each["description"] for each in (answers.missing, answers.malformed))


@code(20701)
def help_has_the_terms_of_service(answers: Answers) -> None:
    assert "errorCode" not in answers.help and notice(answers.help, "Terms of Service")
    (ways,) = notice(answers.help, "How to say who you are")["description"]
    assert all(word in ways for word in ("HTTPS", "Basic", "Bearer", "certificate"))


@code(61200, 61201, 61202)
def the_terms_of_service_are_linked(answers: Answers) -> None:
    for document in answers.every:
        (link,) = notice(document, "Terms of Service")["links"]
        assert link["rel"] == "terms-of-service" and link["href"].startswith(f"https://{HOST}/")


@code(46500, 46601, 46602, 46603, 46604, 46605, 46606)
def a_name_comes_with_the_page_of_status_codes(answers: Answers) -> None:
    for document in answers.domains:
        found = notice(document, "Status Codes")
        assert found["description"] == [
            "For more information on domain status codes, please visit https://icann.org/epp"
        ]
        (link,) = found["links"]
        assert (link["href"], link["rel"]) == ("https://icann.org/epp", "glossary")


@code(46701, 46702, 46703, 46704, 46705, 46706)
def a_name_comes_with_the_form_for_complaints(answers: Answers) -> None:
    for document in answers.domains:
        found = notice(document, "RDDS Inaccuracy Complaint Form")
        assert found["description"] == ["URL of the ICANN RDDS Inaccuracy Complaint Form: https://icann.org/wicf"]
        (link,) = found["links"]
        assert (link["href"], link["rel"]) == ("https://icann.org/wicf", "help")


@code(43100)
def an_object_says_of_which_instant_it_is(answers: Answers) -> None:
    for document in (*answers.domains, answers.server, answers.registrar):
        assert events(document)["last update of RDAP database"].endswith("Z")


@code(46300, 46400)
def a_name_has_a_beginning_and_an_end(answers: Answers) -> None:
    for document in answers.domains:
        assert events(document)["registration"] < events(document)["expiration"]
        assert len(events(document)) == len(document["events"])


@code(46100, 46101, 46200, 46201)
def a_name_and_its_identifier_are_told(answers: Answers) -> None:
    assert answers.whole["ldhName"] == "everything.test" and answers.whole["handle"].endswith("-NAMEHSE")


@code(46800, 46801, 46802)
def a_signed_name_shows_its_records_and_another_none(answers: Answers) -> None:
    assert answers.whole["secureDNS"] == {
        "delegationSigned": True,
        "dsData": [{"keyTag": 12345, "algorithm": 13, "digest": "AB" * 32, "digestType": 2}],
    }
    assert answers.bare["secureDNS"] == {"delegationSigned": False}


@code(46900, 47000, 47001, 47002, 47100)
def the_statuses_are_those_of_rfc_8056_and_go_together(answers: Answers) -> None:
    assert answers.whole["status"] == ["active", "add period"]
    assert answers.bare["status"] == ["inactive", "add period"]


@code(47200, 47201, 47202, 47203, 47204, 47205)
def name_servers_are_named(answers: Answers) -> None:
    assert [each["ldhName"] for each in answers.whole["nameservers"]] == ["ns1.elsewhere.net"]
    assert all(each["objectClassName"] == "nameserver" for each in answers.whole["nameservers"])


@code(47300, 47301, 47302, 47400, 47500, 23300, 23301)
def the_registrar_is_known_by_its_iana_id_and_says_whom_to_tell_of_abuse(answers: Answers) -> None:
    for document in (*answers.domains, answers.server):
        found = entity(document, "registrar")
        assert found["handle"] == "9990"
        assert found["publicIds"] == [{"type": "IANA Registrar ID", "identifier": "9990"}]
        assert properties(found, "fn") == [["fn", {}, "text", "Alpha Registrar"]]
        abuse = entity(found, "abuse")
        assert properties(abuse, "tel") == [["tel", {"type": "voice"}, "uri", "tel:+1.5550199"]]
        assert properties(abuse, "email") == [["email", {}, "text", "abuse@alpha.example"]]


@code(47700, 47701, 47702, 47703)
def the_registrars_own_service_is_told_where_the_registrar_is(answers: Answers) -> None:
    for document in (*answers.domains, answers.server):
        (about,) = (link for link in entity(document, "registrar")["links"] if link["rel"] == "about")
        assert about["value"] == "https://rdap.alpha.example/" and about["href"] == "https://alpha.example"
    (about,) = (link for link in answers.registrar["links"] if link["rel"] == "about")
    assert about["value"] == "https://rdap.alpha.example/"


@code(23200, 23201, 23202)
def a_name_leads_to_what_its_registrar_tells_of_it(answers: Answers) -> None:
    for document in answers.domains:
        (related,) = (link for link in document["links"] if link["rel"] == "related")
        assert related["href"] == f"https://rdap.alpha.example/domain/{document['ldhName']}"
        assert related["type"] == "application/rdap+json"


@code(20800, 20900, 62100, 62101, 52100, 60100)
def a_registrar_is_shown_whole(answers: Answers) -> None:
    document = answers.registrar
    assert document["objectClassName"] == "entity" and document["handle"] == "9990"
    first, *_ = document["vcardArray"][1]
    assert first == ["version", {}, "text", "4.0"]
    (address,) = properties(document, "adr")
    assert address[1:] == [{"cc": "US"}, "text", ["", "", "1 Example Street", "Springfield", "", "", ""]]
    assert properties(document, "tel") and properties(document, "email")


@code(49100, 49200, 49300)
def a_name_server_has_its_addresses_and_its_registrar(answers: Answers) -> None:
    document = answers.server
    assert document["objectClassName"] == "nameserver" and document["ldhName"] == "ns1.everything.test"
    assert document["ipAddresses"] == {"v4": ["198.51.100.7"], "v6": ["2001:db8::7"]}
    assert document["status"] == ["active"]
    assert document["handle"].endswith("-NAMEHSE")


@code(62001, 62002, 62003, 62004, 62005, 65800)
def what_is_withheld_is_told_by_its_registered_name(answers: Answers) -> None:
    for each in answers.whole["redacted"]:
        assert each["name"].keys() == {"type"} and each["pathLang"] == "jsonpath"
        assert ("prePath" in each) != ("postPath" in each)
        assert each["method"] == ("removal" if "prePath" in each else "emptyValue")
    assert "redacted" not in answers.bare


@code(63100, 63200, 63300, 63400, 63500, 63600, 63700, 63800, 63900, 64000, 64100, 65000, 65100, 65200, 65500, 65700)
def what_was_removed_is_not_there_and_what_is_empty_stands_there(answers: Answers) -> None:
    for each in answers.whole["redacted"]:
        if each["method"] == "removal":
            assert jsonpath.findall(each["prePath"], answers.whole) == [], each
        else:
            assert jsonpath.findall(each["postPath"], answers.whole) == [""], each


@code(63000, 63101)
def registrant_and_technical_contact_are_there_and_no_other(answers: Answers) -> None:
    assert [each["roles"] for each in answers.whole["entities"]] == [["registrar"], ["registrant"], ["technical"]]
    assert [each["roles"] for each in answers.bare["entities"]] == [["registrar"]]
    (address,) = properties(entity(answers.whole, "registrant"), "adr")
    assert address[1:] == [{"cc": "GB"}, "text", ["", "", "", "", "", "", ""]]


@code(40100)
def nothing_personal_is_in_any_answer(answers: Answers) -> None:
    for document in answers.every:
        text = json.dumps(document)
        assert not any(
            word in text for word in ("Ada", "ada@home", "St James", "SW1Y", "2079460123", "<script", "REDACTED")
        )


@pytest.mark.feature("REG-03")
@pytest.mark.parametrize("named", CHECKS)
def test_an_answer_is_of_icanns_profile(answers: Answers, named: str) -> None:
    assert "assert " in inspect.getsource(CHECKS[named]), "it checks nothing"
    CHECKS[named](answers)


@pytest.mark.feature("DOM-03")
async def test_head_is_get_without_a_body_wherever_it_asks(world: World) -> None:
    """20300, 20500: the wire leaves the body out; status and headers are those of GET, with CORS."""
    await register(world, "one.example")
    for path, status in (
        ("/domain/one.example", 200),
        ("/domain/two.example", 404),
        ("/help", 200),
        ("/entity/1", 404),
    ):
        got, head = await door(world).answer(request(path)), await door(world).answer(request(path, "HEAD"))
        assert (got.status, got.headers) == (head.status, head.headers) and got.status == status
        assert ("Access-Control-Allow-Origin", "*") in got.headers and (
            "Content-Type",
            "application/rdap+json",
        ) in got.headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/domain/test.invalid", 404),
        ("/domain/-bad-.test", 404),
        ("/domain/a..b", 404),
        ("/domain/" + "a" * 300, 404),
        ("/domain/", 400),
        ("/domain/a/b", 400),
        ("/domain/%00", 400),
        ("/domain/%ff%fe", 400),
        ("/domain/..%2f..%2fetc%2fpasswd", 404),
        ("/../../etc/passwd", 404),
        ("/", 404),
        ("/ip/192.0.2.1", 404),
        ("/nameserver/ns1.nowhere.example", 404),
        ("/entity/nobody", 404),
        ("/domain/" + "%61" * 2000, 414),
    ],
)
async def test_what_is_not_there_or_makes_no_sense_is_said_by_its_status(world: World, path: str, status: int) -> None:
    response, document = await get(world, path)
    assert response.status == document["errorCode"] == status
    assert ("Access-Control-Allow-Origin", "*") in response.headers


async def test_a_name_is_found_in_either_form_and_with_a_dot_at_its_end(world: World) -> None:
    await register(world, "one.example")
    for path in ("/domain/ONE.example", "/domain/one.example.", "/domain/%6Fne.example"):
        assert (await get(world, path))[1]["ldhName"] == "one.example"
    for path in ("/domain/m%C3%BCller.example", "/domain/xn--mller-kva.example"):
        assert (await get(world, path))[0].status == 404


async def test_a_registrar_without_a_service_is_told_of_without_one(world: World) -> None:
    await register(world, "one.example")
    for url, about in ((None, []), ("https://alpha.example", ["https://alpha.example"])):
        await registrar_profile(world.operator, RegistrarProfile("alpha", {"rdap_url": None, "url": url}))
        document = (await get(world, "/domain/one.example"))[1]
        found = links(document)
        assert {link["value"] for link in found} == {asked(document)}
        assert [link["href"] for link in found if link["rel"] == "about"] == about
        assert "related" not in {link["rel"] for link in found}


async def test_links_are_in_the_words_of_the_client_and_a_hostile_host_is_not_repeated(world: World) -> None:
    await register(world, "one.example")
    _, document = await get(world, "/domain/one.example", query="x=1", host="localhost:8081", secure=False)
    assert asked(document) == "http://localhost:8081/domain/one.example?x=1"
    for host in ('"><script>', "a b", "evil.example/..", "", "[::1", "x" * 300):
        text = (await door(world).answer(request("/domain/one.example", host=host))).body.decode()
        assert (
            f'"value":"https://{Whois().host}:{Whois().rdap_port}/domain/one.example"' in text and "<script" not in text
        )


async def test_who_asks_too_often_is_told_when_to_come_again(world: World) -> None:
    strict = door(world, per_minute=1)
    first, second = [await strict.answer(request("/help")) for _ in range(2)]
    assert first.status == 200 and second.status == 429
    assert dict(second.headers).keys() >= {"Retry-After", "Access-Control-Allow-Origin"}


async def test_only_get_head_and_options_are_understood(world: World) -> None:
    response = await door(world).answer(request("/help", "POST"))
    assert response.status == 405 and ("Allow", "GET, HEAD, OPTIONS") in response.headers


async def test_a_host_below_a_name_tells_all_its_addresses_alike(world: World) -> None:
    await register(world, "one.example")
    await add_host(world, "ns1.one.example", "192.0.2.1", above="one.example")
    document = (await get(world, "/nameserver/ns1.one.example"))[1]
    assert document["ipAddresses"] == {"v4": ["192.0.2.1"]}
