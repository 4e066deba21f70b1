"""What a client chose no services for is told in the result, where the client asks for that, and omitted where not."""

import pytest
from lxml import etree

from epp.codec import envelope
from epp.codec.envelope import DONE, Fragment, Response, Result
from epp.codec.markup import leaf, rooted
from epp.extensions.unhandled_namespaces import move_aside
from epp.frames import framed
from epp.services import Services
from registry.model.dnssec import DsData
from registry.requests.domain import DomainCreate, DomainInfo, DomainTransfer
from registry.requests.poll import PollRequest
from tests.epp.talk import CERTIFICATE, NS, Answer, Talk, read_frame

SECRET = "a-secret-of-twenty-characters"
SIGNED = DomainCreate(
    "signed.example", authinfo=SECRET, dnssec=(DsData(12345, 13, 2, "49FD46E6C4B45C55D4AC" * 3 + "ABCD"),)
)


async def told(service, *services: str, handle: str = "alpha") -> Talk:
    """A session of these services alone, and of the extension."""
    talk = Talk(service, CERTIFICATE)
    objects = tuple(NS[each] for each in services if each in ("domain", "contact", "host"))
    extensions = tuple(NS[each] for each in services if each not in ("domain", "contact", "host"))
    assert (await talk.login(handle, objects=objects, extensions=extensions)).code == 1000
    return talk


def aside(answer: Answer) -> dict[str, str]:
    """What was moved: the reason and the name of the element, of each."""
    values = answer.root.findall(".//epp:result/epp:extValue", NS)
    return {
        each.findtext("epp:reason", namespaces=NS): etree.QName(each.find("epp:value", NS)[0]).localname
        for each in values
    }


async def test_extensions_that_were_not_chosen_move_into_the_result(service, alpha):
    assert (await alpha.say(SIGNED)).code == 1000
    answer = await (await told(service, "domain", "rgp", "unhandled")).say(DomainInfo("signed.example"))
    assert answer.code == 1000 and answer.has("domain:infData")
    assert aside(answer) == {f"{NS['secDNS']} not in login services": "infData"}
    assert [each.tag for each in answer.root.find(".//epp:extension", NS)] == [f"{{{NS['rgp']}}}infData"]
    assert answer.text("secDNS:digest") == SIGNED.dnssec[0].digest, "as it would have stood in its own place"


async def test_where_nothing_is_left_the_parts_of_the_answer_go_too(service, alpha):
    await alpha.say(SIGNED)
    assert (
        await (await told(service, "domain", handle="beta")).say(
            DomainTransfer("signed.example", "request", authinfo=SECRET)
        )
    ).code == 1001
    answer = await (await told(service, "host", "unhandled")).say(PollRequest())
    assert answer.code == 1301 and answer.has("epp:qDate"), "the message is there"
    assert not answer.has("epp:resData") and not answer.has("epp:extension")
    assert aside(answer) == {f"{NS['domain']} not in login services": "trnData"}


async def test_who_did_not_choose_it_hears_nothing_of_the_rest(service, alpha):
    await alpha.say(SIGNED)
    answer = await (await told(service, "domain")).say(DomainInfo("signed.example"))
    assert aside(answer) == {} and not answer.has("epp:extValue") and not answer.has("epp:extension")


async def test_who_chose_everything_hears_everything_in_its_place(alpha):
    await alpha.say(SIGNED)
    answer = await alpha.say(DomainInfo("signed.example"))
    assert aside(answer) == {} and answer.has("epp:extension")


async def test_a_refusal_stays_as_it_is(service, alpha):
    await alpha.say(SIGNED)
    answer = await (await told(service, "domain", "unhandled")).say(SIGNED)
    assert answer.code == 2103
    assert not any("not in login services" in reason for reason in answer.texts("epp:reason"))


@pytest.mark.parametrize("results", [DONE, (Result(1001),), (Result(1301),)])
def test_any_response_moves_with_its_code_and_in_its_order(results):
    pieces = [
        Fragment(f"urn:example:{each}", rooted(f"{each}:x", f"urn:example:{each}", leaf(f"{each}:y", "&")))
        for each in "abc"
    ]
    whole = Response(results, None, pieces[0], tuple(pieces[1:]))
    moved = move_aside(whole, Services(frozenset(), frozenset({"urn:example:b"})))
    assert moved.code == results[0].code
    assert [value.reason for value in moved.results[0].values] == [
        f"urn:example:{each} not in login services" for each in "ac"
    ]
    assert moved.data is None and moved.extensions == (pieces[1],)
    assert move_aside(whole, Services(frozenset(each.namespace for each in pieces))) is whole
    bare = Response(moved.results)
    assert read_frame(framed(envelope.write(bare, "ABC-1", "NH-1-1"))).code == moved.code
