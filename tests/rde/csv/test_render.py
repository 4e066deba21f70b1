"""What PostgreSQL writes into CSV files is what the registry's own records and projections say, for any rows."""

import csv
import io

import pytest
from hypothesis import given

from rde.csv.definition import File, Model
from rde.csv.models import model_of
from rde.csv.render import ends_in_unicode, finish, sql, text
from rde.objects.contact import CONTACT_TABLE
from rde.objects.domain import DomainAt, domain_table
from rde.objects.host import HOST_TABLE
from rde.objects.idn_table import IDN_TABLE_TABLE
from rde.objects.nndn import NNDN_TABLE
from rde.objects.registrar import REGISTRAR_TABLE
from registry.model.contact_lifecycle import statuses as contact_statuses
from registry.model.lifecycle import grace_statuses, project, statuses
from registry.model.status import shown
from registry.requests.host import HostView
from registry.store import copying, domains, idn_tables, kept_names
from tests.rde.rows import CONTACT, DOMAINS, HOST, KEPT, RECORD, WATERMARK, Writer, transfers
from tests.rde.test_render import MANY, undone
from tests.world import World

pytestmark = pytest.mark.slow  # seconds of real work: left out of `make quick`


async def written(world: World, model: Model, file: File, **values) -> str:
    pieces: list[bytes] = []
    count = await copying.copy_csv(world.store.db, sql(model.table, file), pieces.append, watermark=WATERMARK, **values)
    rows = finish(b"".join(pieces), unicode=ends_in_unicode(file)).decode()
    assert rows.count("\r\n") == rows.count("\n") == count, "a line is a row"
    assert all(len(row) == len(file.fields) for row in csv.reader(io.StringIO(rows, newline=""), strict=True))
    return rows


async def alike(world: World, model: Model, *records, **values) -> dict[str, list[list[str]]]:
    """Both ways of writing agree on every file; the rows of each as a reader reads them."""
    read = {}
    for file in model.files:
        rows = await written(world, model, file, **values)
        assert rows.split("\r\n") == "".join(text(file, each) for each in records).split("\r\n"), file.name
        read[file.stem] = list(csv.reader(io.StringIO(rows, newline="")))
    return read


@MANY
@given(rows=DOMAINS)
@pytest.mark.parametrize("tld", ["test", "example", "invalid"])
def test_a_domain_is_written_by_sql_as_by_python(world: World, loop, tld: str, rows) -> None:
    rules = world.registry.book.at(tld, WATERMARK).rules
    model = model_of(domain_table(contacts=rules.contacts != "forbidden", host_model=rules.host_model))

    async def check() -> None:
        db, writer = world.store.db, Writer(world.store.db)
        await writer.awkward_registrar()
        contacts = [await writer.contact(handle) for handle in ("B-2", 'A&<>"\\,', "a-1")]
        hosts = [await writer.host(name) for name in ("ns2.dns.net", "ns10.dns.net", "ns-1.dns.net")]
        numbers = {row.label: await writer.domain(row, tld, contacts, hosts) for row in rows}
        await writer.domain(rows[0], "test" if tld != "test" else "example", contacts, hosts)  # a stranger nearby
        values = {"tld_id": await writer.tld_id(tld), "first": min(numbers.values()), "last": max(numbers.values()) + 1}
        records = []
        for row in rows:
            stored = await domains.by_name(db, f"{row.label}.{tld}")
            records.append(DomainAt(project(stored, world.registry.book, WATERMARK).domain, WATERMARK))
        read = await alike(world, model, *records, **values)
        for at in records:
            told = [row for row in read["domainStatuses"] if row[0] == at.domain.name]
            assert {row[1] for row in told} == set(statuses(at.domain))
            assert [row[3] for row in told if row[3]] == list(grace_statuses(at.domain, WATERMARK))
            for row in told:
                assert not at.domain.deletion or not row[3] or row[1] == "pendingDelete"
        assert "canary" not in str(read)

    undone(loop, world, check)


@MANY
@given(contact=CONTACT)
def test_a_contact_is_written_by_sql_as_by_python(world: World, loop, contact) -> None:
    async def check() -> None:
        writer = Writer(world.store.db)
        await writer.awkward_registrar()
        number = await writer.whole_contact(contact)
        await writer.plain_domain("of-it.test", registrant=number)
        read = await alike(world, model_of(CONTACT_TABLE), contact, tld_id=await writer.tld_id("test"))
        assert {row[1] for row in read["contactStatuses"]} == set(contact_statuses(contact))
        assert len(read["contactPostal"]) == len(contact.postals)
        assert "canary" not in str(read)

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
        pending = transfer is not None and transfer.is_pending
        derived = [name for name, true in (("linked", host.linked), ("pendingTransfer", pending)) if true]
        view = HostView(host, shown(host.statuses, derived))
        read = await alike(world, model_of(HOST_TABLE), view, tld_id=await writer.tld_id("test"))
        assert [row[1] for row in read["hostAddresses"]] == [str(each) for each in host.addresses]

    undone(loop, world, check)


@MANY
@given(registrar=RECORD)
def test_a_registrar_is_written_by_sql_as_by_python(world: World, loop, registrar) -> None:
    async def check() -> None:
        number = await Writer(world.store.db).whole_registrar(registrar)
        read = await alike(world, model_of(REGISTRAR_TABLE), registrar, registrars=[number])
        assert "canary" not in str(read)

    undone(loop, world, check)


@MANY
@given(names=KEPT)
def test_a_kept_name_is_written_by_sql_as_by_python(world: World, loop, names) -> None:
    async def check() -> None:
        await kept_names.begin(world.store.db)
        await kept_names.add(world.store.db, names)
        (file,) = model_of(NNDN_TABLE).files
        rows = await written(world, model_of(NNDN_TABLE), file)
        assert sorted(rows.split("\r\n")) == sorted("".join(text(file, each) for each in names).split("\r\n"))

    undone(loop, world, check)


async def test_a_reference_to_an_idn_table_is_written_by_sql_as_by_python(world: World) -> None:
    number = await Writer(world.store.db).idn_table()
    (table,) = await idn_tables.facts(world.store.db)
    read = await alike(world, model_of(IDN_TABLE_TABLE), table, idn_tables=[number])
    assert read == {"idnLanguage": [["und-Latn", "https://a.example/?b&<c>", "https://a.example/"]]}
