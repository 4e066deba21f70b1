"""Deposits as other providers write them: other prefixes, other order, white space, comments, what is optional left out."""

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rde.restore.restore import FIRM
from rde.verify.findings import CODES
from registry.actions.settle import settle
from registry.clock import FakeClock
from registry.store import contacts, domains, hosts
from tests.rde.restore.risen import empty_registry, export, rise
from tests.rde.verify.conftest import Good
from tests.world import Clone, World

pytestmark = pytest.mark.slow

NOW = datetime(2026, 6, 1, 0, 5, tzinfo=UTC)
U = "urn:ietf:params:xml:ns:"

# The header at the end, default namespaces, dates with and without fractions, names in capitals, comments anywhere.
PRETTY = f"""<?xml version='1.0' encoding='utf-8' standalone="yes"?>
<!-- written by hand -->
<deposit xmlns="{U}rde-1.0" type="FULL" id="20260601001">
  <watermark>2026-06-01T00:00:00Z</watermark>
  <rdeMenu>
    <version>1.0</version>
    <objURI>{U}rdeDomain-1.0</objURI>
    <objURI>{U}rdeHost-1.0</objURI>
    <objURI>{U}rdeContact-1.0</objURI>
    <objURI>{U}rdeRegistrar-1.0</objURI>
    <objURI>{U}rdeEppParams-1.0</objURI>
  </rdeMenu>
  <contents>
    <!-- names first: what they refer to comes later -->
    <d:domain xmlns:d="{U}rdeDomain-1.0" xmlns:dd="{U}domain-1.0">
      <d:name>EXAMPLE1.Test</d:name>
      <d:roid>Dexample1-TEST</d:roid>
      <d:status s="clientHold" lang="en">since <!-- nobody knows --> long</d:status>
      <d:status s="pendingTransfer"/>
      <d:registrant>jd1234</d:registrant>
      <d:contact type="admin">sh8013</d:contact>
      <d:contact type="tech"> sh8013 </d:contact>
      <d:ns>
        <dd:hostObj>NS1.example1.test</dd:hostObj>
        <dd:hostObj>ns9.example.net</dd:hostObj>
      </d:ns>
      <d:clID>RegistrarX</d:clID>
      <d:crRr client="jdoe">RegistrarX</d:crRr>
      <d:crDate>2020-04-03T22:00:00.0Z</d:crDate>
      <d:exDate>2027-04-03T22:00:00.0Z</d:exDate>
      <d:upRr client="jdoe">RegistrarX</d:upRr>
      <d:upDate>2026-01-01T00:00:00Z</d:upDate>
      <d:secDNS xmlns:s="{U}secDNS-1.1">
        <s:maxSigLife>604800</s:maxSigLife>
        <s:dsData>
          <s:keyTag>12345</s:keyTag><s:alg>13</s:alg><s:digestType>2</s:digestType>
          <s:digest>
            {"ab" * 32}
          </s:digest>
        </s:dsData>
      </d:secDNS>
      <d:trDate>2024-01-01T00:00:00Z</d:trDate>
      <d:trnData>
        <d:trStatus>pending</d:trStatus>
        <d:reRr>RegistrarY</d:reRr>
        <d:reDate>2026-05-30T00:00:00Z</d:reDate>
        <d:acRr>RegistrarX</d:acRr>
        <d:acDate>2026-06-04T00:00:00Z</d:acDate>
        <d:exDate>2028-04-03T22:00:00Z</d:exDate>
      </d:trnData>
    </d:domain>
    <d:domain xmlns:d="{U}rdeDomain-1.0">
      <d:name>fresh.test</d:name><d:roid>Dfresh-TEST</d:roid><d:status s="inactive"/>
      <d:rgpStatus s="addPeriod">endDate=2026-06-03T10:00:00Z</d:rgpStatus>
      <d:registrant>jd1234</d:registrant>
      <d:clID>RegistrarY</d:clID><d:crDate>2026-05-29T10:00:00Z</d:crDate><d:exDate>2028-05-29T10:00:00Z</d:exDate>
    </d:domain>
    <d:domain xmlns:d="{U}rdeDomain-1.0">
      <d:name>going.test</d:name><d:roid>Dgoing-TEST</d:roid><d:status s="pendingDelete"/><d:status s="inactive"/>
      <d:rgpStatus s="redemptionPeriod" lang="en">in redemption</d:rgpStatus>
      <d:registrant>jd1234</d:registrant>
      <d:clID>RegistrarY</d:clID><d:crDate>2025-05-29T10:00:00Z</d:crDate><d:exDate>2027-05-29T10:00:00Z</d:exDate>
    </d:domain>
    <d:domain xmlns:d="{U}rdeDomain-1.0">
      <d:name>gone.test</d:name><d:roid>Dgone-TEST</d:roid><d:status s="pendingDelete"/><d:status s="pendingUpdate"/>
      <d:rgpStatus s="pendingDelete">endDate=2026-06-02T00:00:00Z</d:rgpStatus>
      <d:registrant>jd1234</d:registrant>
      <d:clID>RegistrarY</d:clID><d:crDate>2025-05-29T10:00:00Z</d:crDate><d:exDate>2027-05-29T10:00:00Z</d:exDate>
    </d:domain>
    <h:host xmlns:h="{U}rdeHost-1.0">
      <h:name>ns1.EXAMPLE1.test</h:name><h:roid>Hns1-TEST</h:roid>
      <h:status s="ok"/><h:status s="linked"/>
      <h:addr ip="v4">192.0.2.2</h:addr><h:addr>192.0.2.29</h:addr><h:addr ip="v6">2001:DB8:0::8:800:200c:417A</h:addr>
      <h:clID>RegistrarX</h:clID>
    </h:host>
    <h:host xmlns:h="{U}rdeHost-1.0">
      <h:name>ns9.example.net</h:name><h:roid>Hns9-TEST</h:roid><h:status s="linked"/>
      <h:addr ip="v4">198.51.100.1</h:addr>
      <h:clID>RegistrarY</h:clID><h:crRr>RegistrarY</h:crRr><h:crDate>2021-01-01T00:00:00Z</h:crDate>
    </h:host>
    <c:contact xmlns:c="{U}rdeContact-1.0" xmlns:cc="{U}contact-1.0">
      <c:id>sh8013</c:id><c:roid>Csh8013-TEST</c:roid>
      <c:status s="linked"/><c:status s="clientDeleteProhibited"/>
      <c:postalInfo type="int">
        <cc:name>
          John Doe
        </cc:name>
        <cc:org>Example &amp; <![CDATA[<Sons>]]> Inc.</cc:org>
        <cc:addr>
          <cc:street>123 Example Dr.</cc:street><cc:street>Suite 100</cc:street>
          <cc:city>Dulles</cc:city><cc:sp>VA</cc:sp><cc:pc>20166-6503</cc:pc><cc:cc>US</cc:cc>
        </cc:addr>
      </c:postalInfo>
      <c:voice x="1234">+1.7035555555</c:voice>
      <c:fax></c:fax>
      <c:email>jdoe@example.test</c:email>
      <c:clID>RegistrarX</c:clID>
      <c:disclose flag="0"><cc:name type="int"/><cc:voice/><cc:email/></c:disclose>
    </c:contact>
    <c:contact xmlns:c="{U}rdeContact-1.0" xmlns:cc="{U}contact-1.0">
      <c:id>jd1234</c:id><c:roid>Cjd1234-TEST</c:roid><c:status s="ok"/>
      <c:postalInfo type="loc"><cc:name>Jürgen</cc:name><cc:addr><cc:city>Köln</cc:city><cc:cc>DE</cc:cc></cc:addr></c:postalInfo>
      <c:email>j@example.test</c:email>
      <c:clID>RegistrarY</c:clID><c:crRr>RegistrarX</c:crRr><c:crDate>2019-01-01T00:00:00.123456Z</c:crDate>
      <c:upDate>2019-02-01T00:00:00Z</c:upDate>
    </c:contact>
    <r:registrar xmlns:r="{U}rdeRegistrar-1.0">
      <r:id>RegistrarX</r:id><r:name>Registrar X</r:name><r:gurid>8</r:gurid><r:status>ok</r:status>
      <r:postalInfo type="loc"><r:addr><r:city>Québec</r:city><r:cc>CA</r:cc></r:addr></r:postalInfo>
      <r:postalInfo type="int"><r:addr><r:street>1</r:street><r:city>Quebec</r:city><r:cc>CA</r:cc></r:addr></r:postalInfo>
      <r:whoisInfo><r:name>whois.example.test</r:name><r:url>http://whois.example.test</r:url></r:whoisInfo>
      <r:crDate>2010-01-01T00:00:00Z</r:crDate>
    </r:registrar>
    <r:registrar xmlns:r="{U}rdeRegistrar-1.0">
      <r:id>RegistrarY</r:id><r:name>Registrar Y</r:name><r:gurid>9</r:gurid>
    </r:registrar>
    <e:eppParams xmlns:e="{U}rdeEppParams-1.0" xmlns:epp="{U}epp-1.0">
      <e:version>1.0</e:version><e:lang>en</e:lang><e:objURI>{U}domain-1.0</e:objURI>
      <e:svcExtension><epp:extURI>{U}rgp-1.0</epp:extURI><epp:extURI>{U}secDNS-1.1</epp:extURI></e:svcExtension>
      <e:dcp><epp:access><epp:all/></epp:access><epp:statement><epp:purpose><epp:admin/><epp:prov/></epp:purpose>
        <epp:recipient><epp:ours/><epp:public/></epp:recipient><epp:retention><epp:stated/></epp:retention></epp:statement></e:dcp>
    </e:eppParams>
    <hdr:header xmlns:hdr="{U}rdeHeader-1.0">
      <hdr:tld>test</hdr:tld>
      <hdr:count uri="{U}rdeDomain-1.0">4</hdr:count>
      <hdr:count uri="{U}rdeHost-1.0">2</hdr:count>
      <hdr:count uri="{U}rdeContact-1.0">2</hdr:count>
      <hdr:count uri="{U}rdeRegistrar-1.0">2</hdr:count>
      <hdr:count uri="{U}rdeEppParams-1.0">1</hdr:count>
    </hdr:header>
  </contents>
</deposit>
<!-- that was all -->
"""


@pytest.fixture
def world(clone: Clone, loop: asyncio.AbstractEventLoop) -> World:
    return loop.run_until_complete(empty_registry(clone, FakeClock(NOW)))


def lie(folder: Path, text: str, name: str = "test_2026-06-01_full_S1_R0.xml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


async def domain(world: World, name: str):
    return await world.store.reading(lambda db: domains.by_name(db, name))


@pytest.mark.feature("REG-04")
async def test_a_deposit_in_another_style_is_restored_with_all_it_tells(world: World, tmp_path: Path) -> None:
    done = await rise(world, lie(tmp_path, PRETTY))
    assert done.risen and not done.stopped, done.findings.kept
    assert done.risen.counts == {"domain": 4, "host": 2, "contact": 2, "registrar": 2}
    one = await domain(world, "example1.test")
    assert (one.roid, one.registrar, one.created_by, one.updated_by) == (
        "Dexample1-TEST",
        "RegistrarX",
        "RegistrarX",
        "RegistrarX",
    )
    assert one.statuses == {"clientHold"} and one.hosts == ("ns1.example1.test", "ns9.example.net")
    assert [(link.role, link.contact) for link in one.contacts] == [("admin", "sh8013"), ("tech", "sh8013")]
    assert one.dnssec[0].digest == "AB" * 32 and one.subordinates == ("ns1.example1.test",)
    assert one.transfer and one.transfer.is_pending and one.transfer.years == 1 and one.transfer.gaining == "RegistrarY"
    assert one.authinfo is None

    inside = await world.store.reading(lambda db: hosts.by_name(db, "ns1.example1.test", NOW))
    assert [str(each) for each in inside.addresses] == ["192.0.2.2", "192.0.2.29", "2001:db8::8:800:200c:417a"]
    assert inside.created_at == datetime(2026, 6, 1, tzinfo=UTC) and inside.created_by == "RegistrarX"
    person = await world.store.reading(lambda db: contacts.by_handle(db, "sh8013", NOW))
    assert person.postals[0].name == "John Doe" and person.postals[0].org == "Example & <Sons> Inc."
    assert person.voice and person.voice.extension == "1234" and person.fax is None
    assert person.disclose and not person.disclose.flag and person.disclose.fields == {"voice", "email", "name:int"}
    assert person.statuses == {"clientDeleteProhibited"}
    (registrar,) = await world.fetch(
        "SELECT name, city, iana_id, whois_server FROM registry.registrar WHERE iana_id = 8"
    )
    assert tuple(registrar) == ("Registrar X", "Quebec", 8, "whois.example.test")

    told = {(each.code, each.about) for each in done.findings.kept if each.code.startswith("RISE_")}
    assert told == {
        ("RISE_DATE_UNKNOWN", "host ns1.example1.test"),
        ("RISE_DATE_UNKNOWN", "contact sh8013"),
        ("RISE_DATE_UNKNOWN", "registrar RegistrarY"),
        ("RISE_DETAIL_DROPPED", "domain example1.test"),
        ("RISE_DETAIL_DROPPED", "host ns9.example.net"),
        ("RISE_DETAIL_DROPPED", "registrar RegistrarX"),
        ("RISE_STATUS_DROPPED", "domain gone.test"),
        ("RISE_PERIOD_BEGINS_ANEW", "domain going.test"),
    }


async def test_time_goes_on_with_what_rose(world: World, tmp_path: Path) -> None:
    """A transfer nobody decides is approved, a grace period ends when it was to end, who was leaving is gone."""
    await rise(world, lie(tmp_path, PRETTY))
    fresh, going = await domain(world, "fresh.test"), await domain(world, "going.test")
    assert [(each.kind, each.ends_at, each.years) for each in fresh.graces] == [
        ("addPeriod", datetime(2026, 6, 3, 10, tzinfo=UTC), 2)
    ]
    assert going.deletion and going.deletion.redemption_until == datetime(2026, 7, 1, tzinfo=UTC)
    world.clock.move_to(datetime(2026, 6, 5, tzinfo=UTC))
    for name in ("example1.test", "gone.test"):
        await settle(world.registry.context("job"), name)
    moved = await domain(world, "example1.test")
    assert moved.registrar == "RegistrarY" and moved.expires_at == datetime(2028, 4, 3, 22, tzinfo=UTC)
    assert [(each.kind, each.years) for each in moved.graces] == [("transferPeriod", 1)]
    inside = await world.store.reading(lambda db: hosts.by_name(db, "ns1.example1.test", world.clock.now()))
    assert inside.registrar == "RegistrarY"
    assert await domain(world, "gone.test") is None
    rows = await world.fetch("SELECT sum(amount)::int, count(*)::int FROM registry.ledger")
    assert tuple(rows[0]) == (0, 2), "what was paid elsewhere is booked as nothing"
    assert {each.id for each in (await export(world, "test", tmp_path / "new"),)}


async def test_where_the_prefixes_stand_is_all_the_same(world: World, another: Clone, tmp_path: Path) -> None:
    """The same deposit with everything on one line and every namespace by a prefix of its own."""
    flat = re.sub(r">\s+<", "><", re.sub(r"<!--.*?-->", "", PRETTY, flags=re.DOTALL))
    flat = flat.replace(f'xmlns="{U}rde-1.0"', f'xmlns:a="{U}rde-1.0"')
    flat = re.sub(r"<(/?)(deposit|watermark|rdeMenu|version|objURI|contents)\b", r"<\1a:\2", flat)
    other = await empty_registry(another, FakeClock(NOW))
    for each, text, name in ((world, PRETTY, "one"), (other, flat, "two")):
        (tmp_path / name).mkdir()
        done = await rise(each, lie(tmp_path / name, text))
        assert done.risen and not done.stopped, done.findings.kept
    made = [
        (await export(each, "test", tmp_path / "out" / str(number))).path for number, each in enumerate((world, other))
    ]
    assert made[0].read_bytes() == made[1].read_bytes()


async def test_attributes_where_the_tld_has_objects_are_found(world: World, tmp_path: Path) -> None:
    attributes = re.sub(r"<h:host.*?</h:host>", "", PRETTY, flags=re.DOTALL)
    attributes = attributes.replace(f"<objURI>{U}rdeHost-1.0</objURI>", "").replace(
        f'<hdr:count uri="{U}rdeHost-1.0">2</hdr:count>', ""
    )
    attributes = re.sub(
        r"<dd:hostObj>(\S+)</dd:hostObj>",
        r'<dd:hostAttr><dd:hostName>\1</dd:hostName><dd:hostAddr ip="v4">192.0.2.2</dd:hostAddr></dd:hostAttr>',
        attributes,
    )
    done = await rise(world, lie(tmp_path, attributes))
    assert done.stopped == ["RISE_HOST_MODEL_DIFFERS"] and done.risen is None
    done = await rise(world, lie(tmp_path, attributes), despite=frozenset({"RISE_HOST_MODEL_DIFFERS"}))
    assert done.risen
    one = await domain(world, "example1.test")
    assert [each.name for each in one.nameservers] == ["ns1.example1.test", "ns9.example.net"]


# A way for a deposit to be one that a TLD cannot simply rise from, and the finding that must come of it.
ODDITIES = {
    "an object that nobody counts": ("RISE_COUNTS_DIFFER", 'rdeDomain-1.0">4', 'rdeDomain-1.0">5'),
    "an object that is unfit": ("RISE_OBJECT_UNFIT", "<d:crDate>2026-05-29T10:00:00Z</d:crDate>", ""),
    "a contact that is nowhere": ("RISE_REFERENCE_LOST", "> sh8013 <", ">nowhere<"),
    "a host that is nowhere": ("RISE_REFERENCE_LOST", ">ns9.example.net</dd:hostObj>", ">ns7.example.net</dd:hostObj>"),
    "a registrar who is nowhere": ("RISE_REGISTRAR_MISSING", "<d:clID>RegistrarX<", "<d:clID>RegistrarZ<"),
    "a registrar whose id is no handle": ("RISE_REGISTRAR_UNFIT", "RegistrarX<", "Régistrar<"),
    "a table that is not here": (
        "RISE_IDN_TABLE_MISSING",
        "<d:name>fresh.test</d:name><d:roid>Dfresh-TEST</d:roid>",
        "<d:name>xn--mnchen-3ya.test</d:name><d:roid>Dfresh-TEST</d:roid><d:idnTableId>de</d:idnTableId>",
    ),
    "a name that could not be sold": ("RISE_NAME_NOT_SOLD", "<d:name>fresh.test<", "<d:name>very.fresh.test<"),
    "a host below a name that is nowhere": ("RISE_HOST_HAS_NO_DOMAIN", "ns1.example1.test<", "ns1.example9.test<"),
}


@pytest.mark.parametrize("name", ODDITIES)
async def test_what_is_odd_is_found_and_forbids_it_or_does_not(world: World, tmp_path: Path, name: str) -> None:
    code, old, new = ODDITIES[name]
    odd = re.sub(re.escape(old), new, PRETTY, flags=re.IGNORECASE)
    assert odd != PRETTY
    every = frozenset(each for each, code in CODES.items() if code.severity == "error") - FIRM
    done = await rise(world, lie(tmp_path, odd), despite=every, rehearsal=True)
    assert done.findings.by_code[code], done.findings.by_code
    assert (code in done.stopped) == (code in FIRM)
    strict = await rise(world, tmp_path / "test_2026-06-01_full_S1_R0.xml", rehearsal=True)
    assert bool(strict.stopped) == (CODES[code].severity == "error"), strict.stopped


async def test_contacts_where_the_tld_takes_none_are_found(world: World, tmp_path: Path) -> None:
    text = PRETTY.replace(".test<", ".example<").replace(">test<", ">example<").replace(".Test<", ".example<")
    done = await rise(world, lie(tmp_path, text, "example_2026-06-01_full_S1_R0.xml"))
    assert "RISE_CONTACTS_NOT_TAKEN" in done.stopped and not done.risen


async def test_deposits_of_two_tlds_are_not_one_chain(world: World, good: dict[str, Good], tmp_path: Path) -> None:
    world.clock.move_to(good["minimum"].now)
    done = await rise(world, good["minimum"].lie(tmp_path), good["attributes"].lie(tmp_path))
    assert {"RISE_OTHER_TLD", "RISE_NOT_FULL"} <= set(done.stopped) and not done.risen


async def test_what_is_here_already_is_shared_or_another(world: World, good: dict[str, Good], tmp_path: Path) -> None:
    """Hosts and contacts belong to no TLD: the second one that rises finds those of the first."""
    world.clock.move_to(good["minimum"].now)
    assert (await rise(world, good["maximum"].lie(tmp_path))).risen
    second = await rise(world, good["minimum"].lie(tmp_path), rehearsal=True)
    assert second.findings.by_code == {"RISE_OBJECT_HERE": 1} and not second.stopped
    known = b"ns.elsewhere.net</rdeHost:name><rdeHost:roid>"
    other = good["minimum"].content.replace(known + b"H", known + b"X")
    assert other != good["minimum"].content
    path = tmp_path / good["minimum"].name
    path.write_bytes(other)
    assert not (await rise(world, path, rehearsal=True)).stopped, "a host outside is one by its name"
    roid = re.search(rb"<rdeDomain:roid>([^<]*)", good["maximum"].content)[1]
    path.write_bytes(re.sub(rb"(<rdeDomain:roid>)[^<]*", rb"\g<1>" + roid, good["minimum"].content))
    taken = await rise(world, path)
    assert taken.stopped == ["RISE_OBJECT_TAKEN"]
    assert await world.fetch("SELECT FROM registry.domain WHERE name LIKE '%.example'") == []


def test_every_finding_of_rising_is_shown_by_a_test() -> None:
    shown = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    assert [code for code in CODES if code.startswith("RISE_") and f'"{code}"' not in shown] == []


async def test_what_nobody_reads_is_not_lost_in_silence(world: World, tmp_path: Path) -> None:
    """Objects of a kind that the header counts and that cannot be restored."""
    more = f'<hdr:count uri="{U}rdeUnheardOf-1.0">7</hdr:count></hdr:header>'
    menu = f"<objURI>{U}rdeUnheardOf-1.0</objURI></rdeMenu>"
    text = PRETTY.replace("</hdr:header>", more).replace("</rdeMenu>", menu)
    counted = frozenset({"RDE_COUNT_MISMATCH"})
    done = await rise(world, lie(tmp_path, text), despite=counted)
    assert done.stopped == ["RISE_COUNTS_DIFFER"], done.findings.kept
    assert await world.fetch("SELECT FROM registry.domain") == []
