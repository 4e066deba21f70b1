"""What the registry does to a name its sponsor is told, with the name as it then is (RFC 8590)."""

from dataclasses import replace

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.actions.domain_delete import domain_delete
from registry.actions.domain_update import domain_update
from registry.actions.remember import written
from registry.model.change import DomainParts
from registry.model.dnssec import DsData
from registry.model.domain import Domain
from registry.model.remembered import domain_of
from registry.requests.domain import DomainCreate, DomainDelete, DomainUpdate
from registry.requests.poll import PollAck, PollRequest
from tests.epp.talk import CERTIFICATE, NS, Talk
from tests.epp.test_answers import DOMAIN

SECRET = "a-secret-of-twenty-characters"
DNSSEC = (DsData(12345, 13, 2, "49FD46E6C4B45C55D4AC" * 3 + "ABCD"),)


async def hold(world, reason="Court order") -> None:
    cx = replace(world.operator, reason=reason)
    await domain_update(cx, DomainUpdate("tree.example", add=DomainParts(statuses=("serverHold",))))


async def test_a_status_that_the_registry_sets_is_told_with_the_name_as_it_is_now(service, alpha, world):
    await alpha.say(DomainCreate("tree.example", authinfo=SECRET, dnssec=DNSSEC))
    await hold(world)
    answer = await alpha.say(PollRequest())
    assert answer.code == 1301
    assert answer.text("epp:msgQ/epp:msg") == "The registry changed the domain tree.example."
    assert "serverHold" in [each.get("s") for each in answer.root.findall(".//domain:infData/domain:status", NS)]
    (change,) = answer.root.findall(".//epp:extension/changePoll:changeData", NS)
    assert change.get("state") == "after"
    assert change.findtext("changePoll:operation", namespaces=NS) == "update"
    assert change.findtext("changePoll:reason", namespaces=NS) == "Court order"
    assert SECRET.encode() not in answer.payload
    assert (await alpha.say(PollAck(answer.root.find(".//epp:msgQ", NS).get("id")))).code == 1000
    assert (await alpha.say(PollRequest())).code == 1300


async def test_a_name_that_the_registry_takes_away_at_once_is_told_as_it_was(service, alpha, world):
    await alpha.say(DomainCreate("tree.example"))
    await domain_delete(world.operator, DomainDelete("tree.example"))
    answer = await alpha.say(PollRequest())
    (change,) = answer.root.findall(".//changePoll:changeData", NS)
    (operation,) = change.findall("changePoll:operation", NS)
    assert (change.get("state"), operation.text, operation.get("op")) == ("before", "delete", "purge")
    assert answer.text("domain:infData/domain:name") == "tree.example"


async def test_what_a_registrar_does_itself_makes_no_message(service, alpha):
    await alpha.say(DomainCreate("tree.example"))
    await alpha.say(DomainUpdate("tree.example", add=DomainParts(statuses=("clientHold",))))
    assert (await alpha.say(PollRequest())).code == 1300


async def test_a_client_without_the_extension_hears_what_it_understands(service, world, alpha):
    await alpha.say(DomainCreate("tree.example"))
    await hold(world)
    plain = Talk(service, CERTIFICATE)
    assert (await plain.login("alpha", extensions=())).code == 1000
    answer = await plain.say(PollRequest())
    assert answer.has("domain:infData") and not answer.has("changePoll:changeData")
    aside = Talk(service, CERTIFICATE)
    assert (await aside.login("alpha", extensions=(NS["unhandled"],))).code == 1000
    assert (await aside.say(PollRequest())).has("epp:extValue/epp:value/changePoll:changeData")


async def test_what_time_does_is_told_beside_the_renewal_and_the_pending_action(service, world, alpha, clock):
    await alpha.say(DomainCreate("tree.example"))
    clock.advance(days=366)
    renewed = await alpha.say(PollRequest())
    assert renewed.has("domain:renData")
    assert renewed.text("changePoll:changeData/changePoll:operation") == "autoRenew"
    plain = Talk(service, CERTIFICATE)
    assert (await plain.login("alpha", extensions=())).code == 1000
    answer = await plain.say(PollRequest())
    assert answer.has("domain:renData") and not answer.has("epp:extension")
    await alpha.say(PollAck(renewed.root.find(".//epp:msgQ", NS).get("id")))
    await alpha.say(DomainDelete("tree.example"))
    clock.advance(days=36)
    purged = await alpha.say(PollRequest())
    assert purged.has("domain:panData")
    assert purged.text("changePoll:changeData/changePoll:operation") == "autoPurge"


@given(st.sampled_from(("clientHold", "serverHold")), st.booleans(), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_domain_is_read_from_its_version_as_it_was_written(status: str, signed: bool, bare: bool) -> None:
    domain: Domain = replace(
        DOMAIN,
        statuses=frozenset({status}),
        dnssec=DNSSEC if signed else DOMAIN.dnssec,
        graces=() if bare else DOMAIN.graces,
        transfer=None if bare else DOMAIN.transfer,
    )
    assert domain_of(orjson.loads(written(domain))) == replace(domain, authinfo=None)
