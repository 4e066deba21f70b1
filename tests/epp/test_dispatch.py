"""An extension is one value: it can read any wish, carry another, write on any answer and finish a whole response."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from epp.codec.envelope import DONE, Result, Value
from epp.codec.markup import node, rooted, text
from epp.command import Payload
from epp.commands import COMMANDS
from epp.commands.login import Login
from epp.dispatch import Dispatch
from epp.extension import Carried, Extension
from epp.services import Services
from registry.errors import CommandSyntax, CommandUse, ExtensionNotOffered
from registry.model.change import Availability
from registry.model.poll import BalanceNotice, PollMessage
from registry.requests.domain import DomainCheck, DomainCreate
from registry.requests.poll import PollRequest
from tests.epp.talk import EXTENSIONS, NS, OBJECTS

AT = datetime(2026, 3, 1, tzinfo=UTC)
FEE, SECURITY, TRACE, UNHANDLED = (f"urn:example:{each}-1.0" for each in ("fee", "loginSec", "trace", "unhandled"))


@dataclass(frozen=True, slots=True)
class PricedCheck:
    """A check that also asks what the names cost."""

    names: tuple[str, ...]
    currency: str


async def priced_check(cx: object, wish: PricedCheck) -> tuple[Availability, ...]:
    return tuple(Availability(name, True) for name in wish.names)


def write_fees(wish: PricedCheck, answer: tuple[Availability, ...]):
    prices = [node("fee:cd", text("10.00"), name=each.name, currency=wish.currency) for each in answer]
    return rooted("fee:chkData", FEE, *prices)


def move_aside(whole, services):
    """What RFC 9038 asks for: nothing is lost, it only moves into the result."""
    pieces = [*([whole.data] if whole.data else []), *whole.extensions]
    unknown = [each for each in pieces if not services.has(each.namespace)]
    values = tuple(Value(each.xml, f"{each.namespace} not in login services") for each in unknown)
    known = tuple(each for each in whole.extensions if services.has(each.namespace))
    data = whole.data if whole.data and services.has(whole.data.namespace) else None
    return replace(whole, results=(Result(whole.code, values),), data=data, extensions=known)


FEES = Extension(
    namespace=FEE,
    prefix="fee",
    reads={
        (DomainCheck, "check"): lambda wish, element: PricedCheck(wish.names, element.get("currency")),
        (DomainCreate, "create"): lambda wish, element: replace(wish, registrant=element.text),
    },
    writes={PricedCheck: write_fees, DomainCreate: lambda wish, answer: rooted("fee:creData", FEE)},
    carried={
        PricedCheck: Carried(
            run=priced_check, write=lambda wish, answer: Payload(), ask=lambda wish: node("x"), transforms=False
        )
    },
)
LOGIN_SECURITY = Extension(
    namespace=SECURITY,
    prefix="loginSec",
    reads={(Login, "loginSec"): lambda wish, element: replace(wish, password=element.text)},
    writes={Login: lambda wish, answer: rooted("loginSec:loginSecData", SECURITY)},
)
CHANGES = Extension(
    namespace=TRACE, prefix="trace", writes={PollRequest: lambda wish, message: rooted("trace:who", TRACE, text("job"))}
)
ASIDE = Extension(namespace=UNHANDLED, prefix="unhandled", finish=move_aside)
DISPATCH = Dispatch((FEES, LOGIN_SECURITY, CHANGES, ASIDE))


def chosen(*extensions: str) -> Services:
    return Services(frozenset(OBJECTS), frozenset(extensions))


def element(tag: str, namespace: str, content: str = "", **attributes: str) -> etree._Element:
    made = etree.Element(f"{{{namespace}}}{tag}", attributes)
    made.text = content
    return made


async def test_an_extension_makes_another_wish_and_answers_it():
    said = element("check", FEE, currency="USD")
    wish = DISPATCH.extended(DomainCheck(("a.test",)), [said], chosen(FEE))
    assert wish == PricedCheck(("a.test",), "USD")
    runnable = DISPATCH.runnable(wish, COMMANDS["check", NS["domain"]])
    answer = await runnable.run(None, wish)
    whole = DISPATCH.response(wish, answer, runnable.write(wish, answer), chosen(FEE))
    assert [each.namespace for each in whole.extensions] == [FEE] and "10.00" in whole.extensions[0].xml


def test_an_extension_that_was_not_chosen_is_silent_unless_it_is_moved_aside():
    wish, payload = DomainCreate("a.test"), Payload()
    assert DISPATCH.response(wish, None, payload, chosen()).extensions == ()
    moved = DISPATCH.response(wish, None, payload, chosen(UNHANDLED))
    assert moved.extensions == () and moved.code == 1000
    assert [value.reason for value in moved.results[0].values] == [f"{FEE} not in login services"]
    assert DISPATCH.response(wish, None, payload, chosen(FEE, UNHANDLED)).results[0].values == ()


def test_a_login_is_a_wish_like_any_other():
    said = element("loginSec", SECURITY, "a much longer password than before")
    wish = DISPATCH.extended(Login("alpha", "[LOGIN-SECURITY]"), [said], chosen(SECURITY))
    assert wish.password == "a much longer password than before"
    assert DISPATCH.response(wish, None, Payload(), chosen(SECURITY)).extensions[0].namespace == SECURITY


def test_a_poll_message_can_carry_more():
    message = PollMessage(1, AT, "Something", BalanceNotice("USD", 0, 0, 1), 1)
    assert DISPATCH.response(PollRequest(), message, Payload(1301), chosen(TRACE)).extensions[0].namespace == TRACE


def test_two_extensions_read_one_wish_in_the_order_of_the_table():
    first = Extension(
        namespace="urn:a",
        prefix="a",
        reads={(DomainCheck, "x"): lambda wish, _: replace(wish, names=(*wish.names, "a"))},
    )
    second = Extension(
        namespace="urn:b",
        prefix="b",
        reads={(DomainCheck, "x"): lambda wish, _: replace(wish, names=(*wish.names, "b"))},
    )
    said = [element("x", "urn:b"), element("x", "urn:a")]
    wish = Dispatch((first, second)).extended(DomainCheck(()), said, chosen("urn:a", "urn:b"))
    assert wish.names == ("a", "b")


@pytest.mark.parametrize(
    ("said", "services", "refusal"),
    [
        ([element("check", FEE)], chosen(), ExtensionNotOffered),
        ([element("check", "urn:example:nobody")], chosen("urn:example:nobody"), ExtensionNotOffered),
        ([element("create", FEE)], chosen(FEE), CommandUse),
        ([element("check", FEE, currency="USD")] * 2, chosen(FEE), CommandSyntax),
    ],
)
def test_what_cannot_be_read_is_refused(said, services, refusal):
    with pytest.raises(refusal):
        DISPATCH.extended(DomainCheck(("a.test",)), said, services)


def test_an_endpoint_may_offer_fewer_extensions():
    fewer = Dispatch(())
    assert fewer.namespaces == () and len(Dispatch().namespaces) == len(EXTENSIONS)
    assert fewer.response(DomainCreate("a.test"), None, Payload(), chosen()).results == DONE
