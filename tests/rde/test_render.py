"""What PostgreSQL writes is what the registry's own records and projections say, for any rows."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from rde.objects.contact import CONTACT_TABLE
from rde.objects.domain import DomainAt, domain_table, thin_domain_table
from rde.objects.host import HOST_TABLE
from rde.objects.idn_table import IDN_TABLE_TABLE
from rde.objects.names import DECLARATIONS
from rde.objects.nndn import NNDN_TABLE
from rde.objects.registrar import REGISTRAR_TABLE, THIN_REGISTRAR_TABLE
from rde.render import finish, sql, text
from registry.model.lifecycle import grace_statuses, project, statuses
from registry.model.status import shown
from registry.requests.host import HostView
from registry.store import copying, domains, idn_tables, kept_names
from schemas.xml_schemas import rde_schema
from tests.rde.rows import CONTACT, DOMAINS, HOST, KEPT, RECORD, REGISTRARS, WATERMARK, Writer, transfers
from tests.world import World

pytestmark = pytest.mark.slow  # seconds of real work: left out of `make quick`

MANY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def undone(loop: asyncio.AbstractEventLoop, world: World, work: Callable[[], Awaitable[None]]) -> None:
    """Run the work in a savepoint that is rolled back, in a session as deposits have it."""

    async def run() -> None:
        savepoint = world.store.db.transaction()
        await savepoint.start()
        try:
            await copying.prepare_session(world.store.db)
            await work()
        finally:
            await savepoint.rollback()

    loop.run_until_complete(run())


async def rendered(world: World, table, *, mixed: bool = True, **values) -> list[str]:
    pieces: list[bytes] = []

    count = await copying.copy(world.store.db, sql(table, mixed=mixed), pieces.append, watermark=WATERMARK, **values)
    lines = finish(b"".join(pieces)).decode().split("\n")
    assert lines.pop() == ""
    assert len(lines) == count
    return lines


def objects(lines: list[str]) -> list[etree._Element]:
    """The lines as elements of a deposit that the schemas accept."""
    menu = "<rde:rdeMenu><rde:version>1.0</rde:version><rde:objURI>x</rde:objURI></rde:rdeMenu>"
    deposit = etree.fromstring(
        f'<rde:deposit type="FULL" id="1" {DECLARATIONS}><rde:watermark>2026-03-01T12:00:00Z</rde:watermark>{menu}'
        f"<rde:contents>{''.join(lines)}</rde:contents></rde:deposit>"
    )
    rde_schema().assertValid(deposit)
    return list(deposit[-1])


@MANY
@given(rows=DOMAINS)
@pytest.mark.parametrize("tld", ["test", "example", "invalid"])
def test_a_domain_is_written_by_sql_as_by_python(world: World, loop, tld: str, rows) -> None:
    rules = world.registry.book.at(tld, WATERMARK).rules
    table = domain_table(contacts=rules.contacts != "forbidden", host_model=rules.host_model)

    async def check() -> None:
        db, writer = world.store.db, Writer(world.store.db)
        await writer.awkward_registrar()
        contacts = [await writer.contact(handle) for handle in ("B-2", 'A&<>"\\', "a-1")]
        hosts = [await writer.host(name) for name in ("ns2.dns.net", "ns10.dns.net", "ns-1.dns.net")]
        numbers = {row.label: await writer.domain(row, tld, contacts, hosts) for row in rows}
        await writer.domain(rows[0], "test" if tld != "test" else "example", contacts, hosts)  # a stranger nearby
        values = {"tld_id": await writer.tld_id(tld), "first": min(numbers.values()), "last": max(numbers.values()) + 1}
        thin, told = thin_domain_table(rules.host_model), []
        lines = await rendered(world, table, **values)
        assert sorted(lines) == sorted(await rendered(world, table, mixed=False, **values))
        expected = []
        for row in rows:
            stored = await domains.by_name(db, f"{row.label}.{tld}")
            projection = project(stored, world.registry.book, WATERMARK)
            assert projection.events == ()
            expected.append(text(table.element, DomainAt(projection.domain, WATERMARK)))
            told.append(text(thin.element, DomainAt(projection.domain, WATERMARK)))
            shown = objects([expected[-1]])[0]
            assert _attributes(shown, "status") == statuses(projection.domain)
            assert _attributes(shown, "rgpStatus") == grace_statuses(projection.domain, WATERMARK)
        assert sorted(lines) == sorted(expected)
        assert sorted(await rendered(world, thin, **values)) == sorted(told)
        objects(told)
        assert "canary" not in "".join(lines)

    undone(loop, world, check)


def _attributes(element: etree._Element, name: str) -> tuple[str, ...]:
    return tuple(child.get("s") for child in element.iterfind(f"{{*}}{name}"))


@MANY
@given(contact=CONTACT)
def test_a_contact_is_written_by_sql_as_by_python(world: World, loop, contact) -> None:
    async def check() -> None:
        writer = Writer(world.store.db)
        await writer.awkward_registrar()
        number = await writer.whole_contact(contact)
        await writer.plain_domain("of-it.test", registrant=number)
        lines = await rendered(world, CONTACT_TABLE, tld_id=await writer.tld_id("test"))
        assert lines == [text(CONTACT_TABLE.element, contact)]
        if lines[0].count("<rdeContact:status ") <= 7:  # nor does EPP show more, and no rule lets a contact have them
            objects(lines)
        assert await rendered(world, CONTACT_TABLE, tld_id=await writer.tld_id("example")) == []
        assert "canary" not in lines[0]

    undone(loop, world, check)


@MANY
@given(host=HOST, transfer=transfers(years=True))
def test_a_host_is_written_by_sql_as_by_python(world: World, loop, host, transfer) -> None:
    async def check() -> None:
        writer = Writer(world.store.db)
        await writer.awkward_registrar()
        above, user = await writer.plain_domain("above.test"), await writer.plain_domain("user.example")
        number = await writer.whole_host(host, above)
        if host.linked:
            await world.store.db.execute("INSERT INTO registry.domain_host VALUES ($1, $2)", user, number)
        if transfer:
            await writer.transfer(transfer, domain_id=above)
        lines = await rendered(world, HOST_TABLE, tld_id=await writer.tld_id("test"))
        # What EPP answers: registry/actions/host_info.py, without its look at what is due.
        derived = [name for name, true in (("linked", host.linked), ("pendingTransfer", _pending(transfer))) if true]
        assert lines == [text(HOST_TABLE.element, HostView(host, shown(host.statuses, derived)))]
        objects(lines)
        users = await rendered(world, HOST_TABLE, tld_id=await writer.tld_id("example"))
        assert users == (lines if host.linked else [])

    undone(loop, world, check)


def _pending(transfer) -> bool:
    return transfer is not None and transfer.is_pending


async def test_a_reference_to_an_idn_table_is_written_by_sql_as_by_python(world: World) -> None:
    number = await Writer(world.store.db).idn_table()
    lines = await rendered(world, IDN_TABLE_TABLE, idn_tables=[number])
    (table,) = await idn_tables.facts(world.store.db)
    assert lines == [text(IDN_TABLE_TABLE.element, table)]
    assert objects(lines)[0].get("id") == "und-Latn"


@MANY
@given(names=KEPT)
def test_a_kept_name_is_written_by_sql_as_by_python(world: World, loop, names) -> None:
    async def check() -> None:
        await kept_names.begin(world.store.db)
        await kept_names.add(world.store.db, names)
        lines = await rendered(world, NNDN_TABLE)
        assert sorted(lines) == sorted(text(NNDN_TABLE.element, each) for each in names)
        objects(lines)

    undone(loop, world, check)


@MANY
@given(registrar=RECORD)
def test_a_registrar_is_written_by_sql_as_by_python(world: World, loop, registrar) -> None:
    async def check() -> None:
        number = await Writer(world.store.db).whole_registrar(registrar)
        lines = await rendered(world, REGISTRAR_TABLE, registrars=[number])
        assert lines == [text(REGISTRAR_TABLE.element, registrar)]
        thin = await rendered(world, THIN_REGISTRAR_TABLE, registrars=[number])
        assert thin == [text(THIN_REGISTRAR_TABLE.element, registrar)]
        objects([*lines, *thin])
        assert "canary" not in lines[0]

    undone(loop, world, check)


def test_the_awkward_registrar_needs_every_escape_that_a_handle_can_need() -> None:
    assert set('&<>"\\') <= set(REGISTRARS[-1])


@pytest.mark.parametrize(
    ("line", "finished"),
    [
        (b"<d:uName>xn--mnchen-3ya.test</d:uName>\n", "<d:uName>münchen.test</d:uName>\n"),
        (b"<d:uName>a-xn--b.test</d:uName>\n", "\n"),  # not an A-label after all
        (b"<d:uName>xn--a.test</d:uName>\n", "\n"),  # not decodable
        (b"<d:name>xn--mnchen-3ya.test</d:name>\n", "<d:name>xn--mnchen-3ya.test</d:name>\n"),
    ],
)
def test_only_names_with_a_unicode_form_show_one(line: bytes, finished: str) -> None:
    assert finish(line).decode() == finished
