"""Every answer that a command or an extension writes is valid and shows what it should."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epp.codec import envelope
from epp.commands import COMMANDS
from epp.dispatch import Dispatch
from epp.services import Services
from registry.model.change import Availability, TransferView
from registry.model.contact import Contact, Disclose, Phone, Postal
from registry.model.dnssec import DsData, KeyData
from registry.model.domain import ContactLink, Deletion, Domain, Grace
from registry.model.host import Host, NameServer
from registry.model.poll import BalanceNotice, Change, PendingActionNotice, PollMessage, RenewalNotice, TransferNotice
from registry.model.pricing import Quote
from registry.model.transfer import Transfer
from registry.requests import contact, domain, host, poll
from tests.epp.talk import EXTENSIONS, NS, OBJECTS, Answer, read_frame
from tests.epp.wishes import addresses, names, optional, several

AT = datetime(2026, 3, 1, 12, 0, 0, 123000, UTC)
DISPATCH = Dispatch()
ALL = Services(frozenset(OBJECTS), frozenset(EXTENSIONS))
PENDING = Transfer(1, "pending", "beta", "alpha", AT, AT + timedelta(5), years=1, expires_at=AT + timedelta(365))
APPROVED = replace(PENDING, status="clientApproved", acted_at=AT + timedelta(1), acted_by="alpha", svtrid="NH-1-9")
DOMAIN = Domain(
    1,
    "D1-NAMEHSE",
    "name.test",
    "test",
    "alpha",
    AT,
    "alpha",
    AT + timedelta(365),
    registrant="C-1",
    contacts=(ContactLink("admin", "C-1"), ContactLink("tech", "C-2")),
    hosts=("ns1.name.test", "ns2.other.net"),
    subordinates=("ns1.name.test",),
    dnssec=(DsData(12345, 13, 2, "AB" * 32),),
    statuses=frozenset({"clientTransferProhibited"}),
    authinfo="sha256$x$y",
    updated_at=AT,
    updated_by="alpha",
    transferred_at=AT,
    graces=(Grace("addPeriod", AT, AT + timedelta(5), 1), Grace("renewPeriod", AT, AT + timedelta(5), 1)),
)
HOST = Host(
    1, "H1-NAMEHSE", "ns1.name.test", "name.test", "alpha", (), frozenset(), True, AT, "alpha", AT, "beta", AT, 1
)
POSTAL = Postal("int", 'Jane "J" <Doe>', "Dulles", "US", "A & B", ("1 Street", "", "Floor 3"), "VA", "20166")
CONTACT = Contact(
    1,
    "C1-NAMEHSE",
    "C-1",
    "alpha",
    (POSTAL, replace(POSTAL, type="loc", name="Jané\r\n")),
    Phone("+1.7035555555", "1234"),
    None,
    "jane@example.test",
    Disclose(False, frozenset({"name:int", "addr:loc", "voice", "email"})),
    None,
    frozenset(),
    True,
    AT,
    "alpha",
    None,
    None,
    None,
    None,
    1,
)


def answered(verb: str, uri: str | None, wish: object, answer: object, services: Services = ALL) -> Answer:
    """The response as a client with these services gets it."""
    command = DISPATCH.runnable(wish, COMMANDS[verb, uri])
    response = DISPATCH.response(wish, answer, command.write(wish, answer), services)
    payload = envelope.write(response, "ABC-12345", "NH-1-1")
    return read_frame((len(payload) + 4).to_bytes(4) + payload)


def view(shown: Domain = DOMAIN, **rest: object) -> domain.DomainView:
    return replace(domain.DomainView(shown, AT, full=True, has_authinfo=True, hosts="all"), **rest)


def info(shown: domain.DomainView, services: Services = ALL) -> Answer:
    return answered("info", NS["domain"], domain.DomainInfo("name.test"), shown, services)


@pytest.mark.parametrize(
    ("prefix", "wish"),
    [
        ("domain", domain.DomainCheck(("a.test",))),
        ("host", host.HostCheck(("a.test",))),
        ("contact", contact.ContactCheck(("C-1",))),
    ],
)
def test_a_check_answers_each_name_in_order(prefix, wish):
    lines = (Availability("one", True), Availability("two", False, "In use"), Availability("a&b", False, "<odd>"))
    seen = answered("check", NS[prefix], wish, lines)
    naming = "id" if prefix == "contact" else "name"
    found = [(each.text, each.get("avail")) for each in seen.root.findall(f".//{prefix}:cd/{prefix}:{naming}", NS)]
    assert found == [("one", "1"), ("two", "0"), ("a&b", "0")]
    assert seen.texts(f"{prefix}:reason") == ["In use", "<odd>"]


def test_a_domain_shows_everything_to_its_sponsor():
    seen = info(view())
    assert seen.code == 1000
    assert [each.get("s") for each in seen.root.findall(".//domain:status", NS)] == ["clientTransferProhibited"]
    assert seen.texts("domain:hostObj") == ["ns1.name.test", "ns2.other.net"]
    assert seen.text("domain:exDate") == "2027-03-01T12:00:00.123Z"
    assert seen.text("secDNS:keyTag") == "12345"
    assert [each.get("s") for each in seen.root.findall(".//rgp:rgpStatus", NS)] == ["addPeriod", "renewPeriod"]


def test_a_secret_shows_only_that_it_is_there():
    assert not info(view()).text("domain:pw")
    assert info(view()).has("domain:authInfo")
    assert not info(view(has_authinfo=False)).has("domain:authInfo")


@pytest.mark.parametrize(
    ("hosts", "delegated", "subordinate"),
    [
        ("all", True, True),
        ("del", True, False),
        ("sub", False, True),
        ("none", False, False),
    ],
)
def test_hosts_are_shown_as_asked_for(hosts, delegated, subordinate):
    seen = info(view(hosts=hosts))
    assert seen.has("domain:ns") is delegated
    assert seen.has("domain:host") is subordinate


def test_a_stranger_sees_an_outline():
    seen = info(view(full=False, has_authinfo=False))
    inside = [etree_name(each) for each in seen.root.find(".//domain:infData", NS)]
    assert inside == ["name", "roid", "status", "clID"]
    assert not seen.has("secDNS:infData")


def etree_name(element) -> str:
    return element.tag.rpartition("}")[2]


def test_what_never_happened_is_not_mentioned():
    young = replace(DOMAIN, updated_at=None, updated_by=None, transferred_at=None, dnssec=(), graces=())
    seen = info(view(young))
    assert not any(seen.has(path) for path in ("domain:upID", "domain:upDate", "domain:trDate", "epp:extension"))


def test_an_extension_that_was_not_chosen_is_not_sent():
    seen = info(view(), Services(frozenset(OBJECTS), frozenset({NS["rgp"]})))
    assert seen.has("rgp:infData") and not seen.has("secDNS:infData")
    assert not info(view(), Services(frozenset(OBJECTS))).has("epp:extension")


def test_an_object_that_was_not_chosen_is_not_sent_by_poll():
    notice = TransferNotice("contact", "C-1", replace(PENDING, years=None, expires_at=None))
    message = PollMessage(7, AT, "Transfer requested.", notice, 2)
    seen = answered("poll", None, poll.PollRequest(), message, Services(frozenset({NS["domain"]})))
    assert seen.code == 1301 and seen.text("epp:msg[2]") is None and not seen.has("epp:resData")
    assert answered("poll", None, poll.PollRequest(), message).text("contact:trStatus") == "pending"


def test_a_deleted_domain_shows_where_it_is_on_its_way():
    deletion = Deletion(AT, AT + timedelta(30), AT + timedelta(35))
    seen = info(view(replace(DOMAIN, deletion=deletion)))
    assert "redemptionPeriod" in [each.get("s") for each in seen.root.findall(".//rgp:rgpStatus", NS)]


def test_host_attributes_show_their_addresses():
    from ipaddress import ip_address

    server = NameServer("ns1.name.test", (ip_address("192.0.2.1"), ip_address("2001:db8::1")))
    seen = info(view(replace(DOMAIN, hosts=(), nameservers=(server,))))
    assert [(each.get("ip"), each.text) for each in seen.root.findall(".//domain:hostAddr", NS)] == [
        ("v4", "192.0.2.1"),
        ("v6", "2001:db8::1"),
    ]


def test_key_data_is_shown_where_keys_are_the_interface():
    seen = info(view(replace(DOMAIN, dnssec=(KeyData(257, 3, 13, "AQPJ////4Q=="),))))
    assert seen.text("secDNS:pubKey") == "AQPJ////4Q=="


@pytest.mark.parametrize(
    ("operation", "transfer", "code"),
    [
        ("request", PENDING, 1001),
        ("query", PENDING, 1000),
        ("request", APPROVED, 1000),
        ("approve", APPROVED, 1000),
    ],
)
@pytest.mark.parametrize("prefix", ["domain", "contact"])
def test_a_transfer_request_that_waits_is_a_promise(prefix, operation, transfer, code):
    wish = (
        domain.DomainTransfer("name.test", operation)
        if prefix == "domain"
        else contact.ContactTransfer("C-1", operation)
    )
    seen = answered("transfer", NS[prefix], wish, TransferView(prefix, "name.test", transfer))
    assert seen.code == code
    assert seen.text(f"{prefix}:acDate") == ("2026-03-06" if transfer is PENDING else "2026-03-02") + "T12:00:00.123Z"
    assert seen.has("domain:exDate") is (prefix == "domain")


@pytest.mark.parametrize(("purged", "code"), [(True, 1000), (False, 1001)])
def test_a_delete_that_is_not_the_end_is_a_promise(purged, code):
    wish = domain.DomainDelete("name.test")
    assert answered("delete", NS["domain"], wish, domain.DomainDeleted("name.test", purged)).code == code


def test_a_restore_request_is_answered_with_its_status_and_a_report_without():
    wish = domain.DomainRestore("name.test", "request")
    asked = answered("update", NS["domain"], wish, domain.DomainRestored("name.test", "pendingRestore"))
    assert asked.root.find(".//rgp:upData/rgp:rgpStatus", NS).get("s") == "pendingRestore"
    assert not answered("update", NS["domain"], wish, domain.DomainRestored("name.test", None)).has("epp:extension")


def test_made_and_renewed_objects_tell_their_dates():
    made = domain.DomainCreated("name.test", AT, AT + timedelta(365), Quote("standard", "USD", (), True))
    assert answered("create", NS["domain"], domain.DomainCreate("name.test"), made).text("domain:exDate")
    renewed = domain.DomainRenewed("name.test", AT, Quote("standard", "USD", (), True))
    wish = domain.DomainRenew("name.test", AT.date())
    assert answered("renew", NS["domain"], wish, renewed).text("domain:exDate") == "2026-03-01T12:00:00.123Z"
    made = host.HostCreated("ns1.name.test", AT)
    assert answered("create", NS["host"], host.HostCreate("ns1.name.test"), made).text("host:crDate")
    made = contact.ContactCreated("C-1", AT)
    assert answered("create", NS["contact"], None, made).text("contact:crDate")


def test_a_contact_is_shown_with_its_exceptions_to_disclosure():
    wish = contact.ContactInfo("C-1")
    seen = answered("info", NS["contact"], wish, contact.ContactView(CONTACT, ("linked", "ok"), has_authinfo=True))
    assert seen.text("contact:name") == 'Jane "J" <Doe>'
    assert seen.root.find(".//contact:disclose", NS).get("flag") == "0"
    assert seen.has("contact:authInfo") and not seen.text("contact:pw")


@given(names, several(addresses), st.booleans(), optional(st.just(AT)))
def test_a_host_is_shown_with_its_addresses(name, its_addresses, linked, updated_at):
    shown = replace(HOST, name=name, addresses=its_addresses, updated_at=updated_at)
    seen = answered("info", NS["host"], host.HostInfo(name), host.HostView(shown, ("linked", "ok")))
    assert seen.texts("host:addr") == [str(each) for each in its_addresses]


BY_TIME = Change("autoRenew", None, "after", AT, "NH-1-2", "registry", None)


@pytest.mark.parametrize(
    "notice",
    [
        TransferNotice("domain", "name.test", PENDING),
        TransferNotice("domain", "name.test", APPROVED),
        TransferNotice("domain", "name.test", APPROVED, promised=True),
        TransferNotice("contact", "C-1", replace(APPROVED, years=None, expires_at=None), promised=True),
        PendingActionNotice("domain", "name.test", True, "ABC-12345", "NH-1-1", AT),
        PendingActionNotice("contact", "C-1", False, None, "NH-1-1", AT),
        PendingActionNotice("host", "ns1.name.test", False, None, "NH-1-1", AT),
        PendingActionNotice(
            "domain", "name.test", True, "ABC-12345", "NH-1-1", AT, replace(BY_TIME, operation="autoPurge")
        ),
        RenewalNotice("name.test", AT),
        RenewalNotice("name.test", AT, BY_TIME),
        BalanceNotice("USD", -1, 0, 100),
    ],
    ids=lambda notice: type(notice).__name__,
)
def test_every_notice_can_be_read_from_the_queue(notice):
    seen = answered("poll", None, poll.PollRequest(), PollMessage(7, AT, "Something & more", notice, 2))
    queue = seen.root.find(".//epp:msgQ", NS)
    assert (seen.code, queue.get("id"), queue.get("count")) == (1301, "7", "2")
    assert queue.findtext("epp:msg", namespaces=NS) == "Something & more"
    assert seen.has("epp:resData") is not isinstance(notice, BalanceNotice)
    assert seen.has("epp:extension/changePoll:changeData") is (getattr(notice, "change", None) is not None)


@pytest.mark.parametrize(
    ("status", "result"),
    [("clientApproved", "1"), ("serverApproved", "1"), ("clientRejected", "0"), ("serverCancelled", "0")],
)
def test_the_end_of_a_transfer_is_to_its_requester_the_end_of_a_pending_action(status, result):
    ended = replace(APPROVED, status=status, cltrid="ASKED-1")
    message = PollMessage(7, AT, "It ended.", TransferNotice("domain", "name.test", ended, promised=True), 1)
    seen = answered("poll", None, poll.PollRequest(), message)
    first, second = seen.root.find(".//epp:resData", NS)
    assert [etree_name(first), etree_name(second)] == ["trnData", "panData"]
    assert seen.text("domain:trStatus") == status
    assert second[0].get("paResult") == result
    assert [each.text for each in second[1]] == ["ASKED-1", "NH-1-9"]
    assert seen.text("domain:paDate") == "2026-03-02T12:00:00.123Z"
    passive = replace(message, notice=replace(message.notice, promised=False))
    assert not answered("poll", None, poll.PollRequest(), passive).has("domain:panData")


def test_both_parts_of_a_transfers_end_are_withheld_from_who_did_not_choose_the_object():
    message = PollMessage(7, AT, "It ended.", TransferNotice("domain", "name.test", APPROVED, promised=True), 1)
    seen = answered("poll", None, poll.PollRequest(), message, Services(frozenset({NS["contact"]})))
    assert seen.code == 1301 and not seen.has("epp:resData")
    aside = Services(frozenset({NS["contact"]}), frozenset({NS["unhandled"]}))
    seen = answered("poll", None, poll.PollRequest(), message, aside)
    assert not seen.has("epp:resData")
    assert [etree_name(each[0]) for each in seen.root.findall(".//epp:extValue/epp:value", NS)] == [
        "trnData",
        "panData",
    ]


def test_an_empty_queue_and_an_acknowledgement():
    assert answered("poll", None, poll.PollRequest(), None).code == 1300
    seen = answered("poll", None, poll.PollAck("7"), poll.PollAcked("7", 4))
    queue = seen.root.find(".//epp:msgQ", NS)
    assert (seen.code, queue.get("id"), queue.get("count"), len(queue)) == (1000, "7", "4", 0)
