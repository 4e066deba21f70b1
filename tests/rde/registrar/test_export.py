"""Registrars' deposits: what an independent reader makes of the files is what the registry says of names and contacts."""

import asyncio
import hashlib
import os
import re
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import pytest

from rde.registrar.export import export_registrar
from rde.registrar.fields import HANDLE_FIELDS, NAME_FIELDS
from rde.registrar.layout import LAYOUTS, Layout
from rde.registrar.verify import verify_registrar
from rde.verify.findings import Findings
from registry.actions.contact_create import contact_create
from registry.actions.contact_info import contact_info
from registry.actions.contact_update import contact_update
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.registrar_profile import registrar_profile
from registry.actions.tld_create import tld_create
from registry.clock import FakeClock
from registry.errors import ObjectMissing, PolicyForbids
from registry.model.contact import Contact, Phone, Postal
from registry.model.domain import ContactLink, Domain
from registry.model.period import Period
from registry.requests.contact import ContactCreate, ContactInfo, ContactUpdate
from registry.requests.domain import DomainCreate, DomainDelete, DomainInfo
from registry.requests.registrar import RegistrarProfile
from registry.store import tlds
from tests.idn import three_tables
from tests.rde.lives import CONTACTS, SECRET, Life
from tests.rde.registrar.received import Received
from tests.world import TLDS, Clone, World, open_world

pytestmark = pytest.mark.slow  # lives take time


@pytest.fixture
def world(loop: asyncio.AbstractEventLoop, clone: Clone, clock: FakeClock) -> World:
    """A registry whose commands commit: a snapshot is a transaction of its own."""
    return loop.run_until_complete(_world(clone, clock))


async def _world(clone: Clone, clock: FakeClock) -> World:
    return await open_world(await clone.store(), clock)


# The columns of 2007, and all handles of a role, so that a reader can know them.
WHOLE = replace(
    LAYOUTS["2007"],
    names=MappingProxyType(
        {
            **LAYOUTS["2007"].names,
            "ta-handle": "tech.all",
            "aa-handle": "admin.all",
            "roid": "roid",
            "created": "created_at",
            "updated": "updated_at",
            "transferred": "transferred_at",
        }
    ),
)


def at_second(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def as_told(domain: Domain) -> dict[str, str]:
    """What a row of WHOLE has to say of a name."""
    of = {role: sorted(link.contact for link in domain.contacts if link.role == role) for role in ("tech", "admin")}
    return {
        "domain": domain.name,
        "expiration-date": at_second(domain.expires_at),
        "nameservers": " ".join(sorted((*domain.hosts, *(each.name for each in domain.nameservers)))),
        "rt-handle": domain.registrant or "",
        "tc-handle": (*of["tech"], "")[0],
        "ac-handle": (*of["admin"], "")[0],
        "bc-handle": "",
        "ta-handle": " ".join(of["tech"]),
        "aa-handle": " ".join(of["admin"]),
        "roid": domain.roid,
        "created": at_second(domain.created_at),
        "updated": at_second(domain.updated_at),
        "transferred": at_second(domain.transferred_at),
    }


def number(phone: Phone | None) -> str:
    return "" if phone is None else phone.number + (f"x{phone.extension}" if phone.extension else "")


def contact_as_told(contact: Contact, form: str = "int") -> dict[str, str]:
    postal = next((each for each in contact.postals if each.type == form), contact.postals[0])
    return {
        "handle": contact.handle,
        "name": postal.name,
        "organization": postal.org or "",
        "street": ", ".join(postal.street),
        "city": postal.city,
        "state": postal.state_or_province or "",
        "zip": postal.postal_code or "",
        "country": postal.country,
        "phone": number(contact.voice),
        "fax": number(contact.fax),
        "email": contact.email,
    }


async def told_by_the_registry(world: World, registrar: str) -> tuple[dict[str, object], dict[str, object]]:
    """What its actions say of a registrar's names and of the contacts that these name."""
    rows = await world.fetch("SELECT name::text FROM registry.domain ORDER BY id")
    every = [(await domain_info(world.operator, DomainInfo(row[0]))).domain for row in rows]
    own = [each for each in every if each.registrar == registrar]
    handles = {link.contact for each in own for link in each.contacts} | {each.registrant for each in own} - {None}
    contacts = [(await contact_info(world.operator, ContactInfo(handle or ""))).contact for handle in handles]
    return {each.name: as_told(each) for each in own}, {each.handle: contact_as_told(each) for each in contacts}


@pytest.mark.feature("REG-04")
@pytest.mark.parametrize("seed", range(20, 23))
async def test_a_reader_rebuilds_names_and_handles_as_the_registry_tells_them(
    clone: Clone, clock: FakeClock, tmp_path: Path, seed: int
) -> None:
    world = await open_world(await clone.store(), clock)
    await three_tables(world)
    life = Life(world, seed)
    seen = 0
    for turn in range(3):
        await life.live(60)
        for registrar in ("alpha", "beta", "gamma"):
            folder = tmp_path / f"{registrar}{turn}"
            layout = replace(WHOLE, rows=2)
            written = await export_registrar(world.operator, registrar, layout, folder)
            received = Received()
            received.take(folder, written.watermark.date().isoformat())
            names, handles = await told_by_the_registry(world, registrar)
            assert received.names == names and received.handles == handles
            assert (written.names, written.handles, written.gone) == (len(names), len(handles), 0)
            findings = Findings()
            verify_registrar(folder.iterdir(), layout, clock.now(), findings)
            assert not findings.errors, findings.kept
            seen += len(names) + len(handles)
    assert seen > 30


@pytest.mark.feature("REG-04")
@pytest.mark.parametrize("seed", range(30, 32))
async def test_a_full_deposit_and_the_incremental_ones_are_the_full_one_of_later(
    clone: Clone, clock: FakeClock, tmp_path: Path, seed: int
) -> None:
    world = await open_world(await clone.store(), clock)
    life = Life(world, seed)
    await life.live(80)
    instants = [clock.now()]
    for _ in range(6):
        while clock.now().date() <= instants[-1].date():
            await life.live(15)
        await life.live(10)
        instants.append(clock.now())
    clock.advance(milliseconds=1)
    changes = 0
    for registrar in ("alpha", "beta"):
        rebuilt, folder = Received(), tmp_path / registrar
        await export_registrar(world.operator, registrar, WHOLE, folder / "inc", at=instants[0])
        rebuilt.take(folder / "inc", instants[0].date().isoformat())
        for since, at in pairwise(instants):
            day = at.date().isoformat()
            written = await export_registrar(world.operator, registrar, WHOLE, folder / "inc", since=since, at=at)
            rebuilt.take(folder / "inc", day)
            await export_registrar(world.operator, registrar, WHOLE, folder / day, at=at)
            whole = Received()
            whole.take(folder / day, day)
            assert rebuilt.names == whole.names and rebuilt.used == whole.handles == whole.used
            changes += written.names + written.handles + written.gone
            findings = Findings()
            told = [path for path in (folder / "inc").iterdir() if f"_{day}_" in path.name]
            verify_registrar(told, WHOLE, clock.now(), findings)
            assert not findings.errors, findings.kept
    assert changes > 20


async def test_the_same_instant_gives_the_same_octets_whenever_it_is_read(
    clone: Clone, clock: FakeClock, tmp_path: Path
) -> None:
    world = await open_world(await clone.store(), clock)
    life = Life(world, 20)
    await life.live(60)
    at = clock.now()
    first = await export_registrar(world.operator, "alpha", WHOLE, tmp_path / "then")
    assert first.watermark == at and first.names
    await life.live(60)
    again = await export_registrar(world.operator, "alpha", WHOLE, tmp_path / "later", at=at)
    assert [path.read_bytes() for path in first.files] == [path.read_bytes() for path in again.files]


# --- one by one -------------------------------------------------------------------------------------------------------


async def person(world: World, handle: str, **more: object) -> None:
    forms = (
        Postal(
            "int", "Ann O'Neil", "Koeln", "DE", org='A, "B" & C', street=("1 Street", "2nd floor"), postal_code="50667"
        ),
    )
    wish = ContactCreate(handle, forms, "ann@example.test", Phone("+49.221", "7"), authinfo=SECRET)
    await contact_create(world.as_("alpha"), replace(wish, **more))  # type: ignore[arg-type]


async def name_of(world: World, name: str, registrant: str = "A-1", *roles: ContactLink) -> None:
    links = roles or (ContactLink("admin", registrant), ContactLink("tech", registrant))
    people = {} if name.endswith(".example") else {"registrant": registrant, "contacts": links}
    await domain_create(world.as_("alpha"), DomainCreate(name, Period(1), authinfo=SECRET, **people))  # type: ignore[arg-type]


def text_of(folder: Path, kind: str, part: int = 0) -> str:
    (path,) = folder.glob(f"*_{kind}_{part}.csv")
    return path.read_bytes().decode()


async def exported(world: World, layout: Layout, folder: Path) -> Path:
    await export_registrar(world.operator, "alpha", layout, folder)
    return folder


@pytest.mark.feature("REG-04")
async def test_the_files_of_the_older_specification_are_as_it_has_them(world: World, tmp_path: Path) -> None:
    await person(world, "A-1")
    await name_of(world, "one.test")
    folder = await exported(world, LAYOUTS["2007"], tmp_path)
    assert text_of(folder, "full") == (
        '"domain","expiration-date","nameservers","rt-handle","tc-handle","ac-handle","bc-handle"\r\n'
        '"one.test","2027-03-01 12:00:00","","A-1","A-1","A-1",""\r\n'
    )
    assert text_of(folder, "hdl") == (
        '"handle","name","organization","street","city","state","zip","country","phone","fax","email"\r\n'
        '"A-1","Ann O\'Neil","A, ""B"" & C","1 Street, 2nd floor","Koeln","","50667","DE","+49.221x7","","ann@example.test"\r\n'
    )
    lines = text_of(folder, "hash").splitlines()
    assert len(lines) == 2 and all(
        re.fullmatch(r"[0-9a-f]{64}  9990_RDE_2026-03-01_(full|hdl)_0\.csv", each) for each in lines
    )
    full = hashlib.sha256((folder / "9990_RDE_2026-03-01_full_0.csv").read_bytes()).hexdigest()
    assert lines[0].startswith(full)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir())


@pytest.mark.feature("REG-04")
async def test_the_file_of_the_newer_specification_has_all_in_one_row(world: World, tmp_path: Path) -> None:
    await person(world, "A-1")
    await name_of(world, "one.test")
    await name_of(world, "bare.example")
    folder = await exported(world, LAYOUTS["2024"], tmp_path)
    header, bare, one = text_of(folder, "full").splitlines()
    assert header.count(",") == 11
    assert bare == '"bare.example","2027-03-01T12:00:00Z","9990","","","","","","","","",""', "nothing is invented"
    assert one == (
        '"one.test","2027-03-01T12:00:00Z","9990","Ann O\'Neil","1 Street, 2nd floor","Koeln","","50667","DE","+49.221x7",'
        '"ann@example.test",""'
    )
    assert {path.name.split("_")[3] for path in folder.iterdir()} == {"full", "hash"}


async def test_which_form_of_an_address_is_told_is_chosen(world: World, tmp_path: Path) -> None:
    both = (Postal("loc", "Zoë", "Köln", "DE"), Postal("int", "Zoe", "Koeln", "DE"))
    await person(world, "A-1", postals=both)
    await person(world, "A-2", postals=both[:1])
    await name_of(world, "one.test", "A-1", ContactLink("admin", "A-2"), ContactLink("tech", "A-2"))
    ascii_ = text_of(await exported(world, LAYOUTS["2007"], tmp_path / "int"), "hdl")
    assert "Koeln" in ascii_ and ascii_.count("Köln") == 1
    script = text_of(await exported(world, replace(LAYOUTS["2007"], form="loc"), tmp_path / "loc"), "hdl")
    assert script.count("Köln") == 2 and "Koeln" not in script


async def test_a_role_of_several_contacts_names_the_first_and_all_where_that_is_wanted(
    world: World, tmp_path: Path
) -> None:
    for handle in ("A-1", "a-0", "B-1"):
        await person(world, handle)
    links = (*(ContactLink("tech", each) for each in ("a-0", "B-1", "A-1")), ContactLink("admin", "B-1"))
    await name_of(world, "one.test", "A-1", *links)
    folder = await exported(world, WHOLE, tmp_path)
    (row,) = text_of(folder, "full").splitlines()[1:]
    assert '"A-1","A-1","B-1","","A-1 B-1 a-0","B-1"' in row
    assert text_of(folder, "hdl").count("\r\n") == 4, "each handle once"


@pytest.mark.parametrize(("names", "rows", "parts"), [(0, 3, 1), (3, 3, 1), (4, 3, 2), (7, 3, 3), (6, 3, 2)])
async def test_files_are_cut_after_so_many_rows_and_the_first_part_alone_has_the_header(
    world: World, tmp_path: Path, names: int, rows: int, parts: int
) -> None:
    for each in range(names):
        await name_of(world, f"n{each}.example")
    written = await export_registrar(world.operator, "alpha", replace(LAYOUTS["2024"], rows=rows), tmp_path)
    files = [path.name for path in written.files]
    assert files == [
        *(f"9990_RDE_2026-03-01_full_{part}.csv" for part in range(parts)),
        "9990_RDE_2026-03-01_hash_0.csv",
    ]
    texts = [text_of(tmp_path, "full", part) for part in range(parts)]
    assert [text.startswith('"domain"') for text in texts] == [True, *[False] * (parts - 1)]
    assert [text.count("\r\n") for text in texts][1:] == [rows] * (parts - 2) + [names - rows * (parts - 1)] * (
        parts > 1
    )
    assert sum(text.count("\r\n") for text in texts) == names + 1


async def test_countries_sandboxes_and_what_is_named_are_left_out(world: World, tmp_path: Path) -> None:
    for tld, rules in (("zz", TLDS["example"]), ("play", replace(TLDS["example"], sandbox=True))):
        await tld_create(world.operator, tld, rules)
    world.registry.book = await world.store.reading(tlds.book)
    for handle in ("alpha",):
        await world.fetch(
            "INSERT INTO registry.accreditation (registrar_id, tld_id, valid_from)"
            " SELECT r.id, t.id, $2 FROM registry.registrar r, registry.tld t WHERE r.handle = $1 AND t.name IN ('zz', 'play')"
            " RETURNING 1",
            handle,
            world.clock.now(),
        )
    for name in ("a.zz", "b.example", "c.invalid"):
        await domain_create(world.as_("alpha"), DomainCreate(name, Period(1)))
    layout = replace(LAYOUTS["2024"], left_out=frozenset({"invalid"}))
    text = text_of(await exported(world, layout, tmp_path), "full")
    assert "b.example" in text and "a.zz" not in text and "c.invalid" not in text


@pytest.mark.feature("REG-04")
async def test_an_incremental_deposit_tells_names_that_left(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world = await open_world(await clone.store(), clock)
    await person(world, "A-1")
    for label in ("stays", "gone", "changed"):
        await name_of(world, f"{label}.test")
    since = clock.now()
    clock.advance(days=1)
    await domain_delete(world.as_("alpha"), DomainDelete("gone.test"))  # in its add grace period
    await contact_update(world.as_("alpha"), ContactUpdate("A-1", email="new@example.test"))
    await name_of(world, "fresh.test")
    at = clock.now()
    clock.advance(seconds=1)
    told = {"since": since, "at": at}
    written = await export_registrar(world.operator, "alpha", LAYOUTS["2007"], tmp_path / "told", **told)
    assert (written.names, written.handles, written.gone) == (1, 1, 1)
    assert text_of(tmp_path / "told", "del") == '"domain"\r\n"gone.test"\r\n'
    assert "fresh.test" in text_of(tmp_path / "told", "inc") and "new@example.test" in text_of(tmp_path / "told", "hdl")
    quiet = replace(LAYOUTS["2007"], departures=False)
    files = (await export_registrar(world.operator, "alpha", quiet, tmp_path / "quiet", **told)).files
    assert [path.name.split("_")[3] for path in files] == ["inc", "hdl", "hash"]


async def test_no_secret_is_in_any_field_that_there_is(world: World, tmp_path: Path) -> None:
    await person(world, "A-1")
    await name_of(world, "one.test")
    every = replace(
        LAYOUTS["2007"],
        names=MappingProxyType({name: name for name in NAME_FIELDS}),
        handles=MappingProxyType({name: name for name in HANDLE_FIELDS}),
    )
    folder = await exported(world, every, tmp_path)
    held = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"one.test" in held and b"+49.221x7" in held
    for secret in (SECRET, "argon2", "$", *await sealed(world)):
        assert secret.encode() not in held


async def sealed(world: World) -> list[str]:
    rows = await world.fetch("SELECT authinfo FROM registry.domain UNION SELECT password_hash FROM registry.registrar")
    return [row[0] for row in rows if row[0]]


async def test_what_cannot_be_deposited_is_refused(world: World, tmp_path: Path) -> None:
    cx, layout = world.operator, LAYOUTS["2007"]
    with pytest.raises(ObjectMissing):
        await export_registrar(cx, "nobody", layout, tmp_path)
    with pytest.raises(PolicyForbids, match="9990"):
        await export_registrar(cx, "alpha", layout, tmp_path, iana_id=1)
    now = world.clock.now()
    with pytest.raises(ValueError):
        await export_registrar(cx, "alpha", layout, tmp_path, since=now, at=now)
    with pytest.raises(ValueError):
        await export_registrar(cx, "alpha", layout, tmp_path, at=now + timedelta(seconds=1))
    await registrar_profile(replace(cx, reason="it left"), RegistrarProfile("alpha", {"iana_id": None}))
    with pytest.raises(PolicyForbids, match="IANA"):
        await export_registrar(cx, "alpha", layout, tmp_path)
    assert os.listdir(tmp_path) == []


async def test_a_deposit_that_fails_half_way_leaves_nothing(world: World, tmp_path: Path) -> None:
    await name_of(world, "one.example")
    with pytest.raises(FileExistsError):  # two files of one name
        await export_registrar(world.operator, "alpha", replace(LAYOUTS["2007"], name="{date}.csv"), tmp_path)
    assert os.listdir(tmp_path) == []


def test_the_contacts_of_lives_are_hard_to_write() -> None:
    assert any(set('<&"\\') <= set(handle) for handle in CONTACTS)
