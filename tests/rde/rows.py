"""Random objects for the renderers: drawn as the registry's records, and written to its tables as they are."""

import ipaddress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from registry.model.contact import Contact, Disclose, Phone, Postal
from registry.model.dnssec import DsData, KeyData
from registry.model.host import Host, NameServer
from registry.model.kept_name import KeptName
from registry.model.registrar import Registrar
from registry.model.status import CONTACT_CLIENT, DOMAIN_CLIENT, DOMAIN_SERVER, HOST_CLIENT, servers_own
from registry.model.transfer import Transfer
from registry.store.sql import Connection

WATERMARK = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
REGISTRARS = ("alpha", "beta", "gamma", "delta", 'o&<>"\\x')

_FREE = st.one_of(
    st.characters(exclude_categories=("Cs", "Cc", "Cn")),
    st.sampled_from(["&", "<", ">", '"', "'", "\\", "\n", "\t", "\r"]),
)
FREE = st.text(_FREE, max_size=12)
LINE = st.text(_FREE, min_size=1, max_size=12)
HANDLE = st.text(st.sampled_from("ABC123-_&<>\"'\\é"), min_size=3, max_size=16)
REGISTRAR = st.sampled_from(REGISTRARS)
PAST = st.datetimes(datetime(2020, 1, 1), datetime(2026, 2, 28)).map(lambda at: _whole(at))
FUTURE = st.datetimes(datetime(2026, 3, 2), datetime(2035, 1, 1)).map(lambda at: _whole(at))
ADDRESS = st.one_of(st.ip_addresses(v=4), st.integers(0x2 << 124, (0x4 << 124) - 1).map(ipaddress.IPv6Address))
LABEL = st.sampled_from(["plain", "xn--mnchen-3ya", "a-xn--b", "xn--a", "xn--80akhbyknj4f", "0-0", "xn--fiqs8s"])


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=UTC)


def subsets(names):
    return st.sets(st.sampled_from(sorted(names))).map(frozenset)


@dataclass
class DomainRow:
    """A domain as it is inserted; what it links to is made by the test."""

    label: str
    statuses: frozenset[str]
    registrar: str
    created_by: str
    updated: tuple[str, datetime] | None
    created_at: datetime
    expires_at: datetime
    transferred_at: datetime | None
    deletion: tuple[datetime, datetime, datetime | None] | None
    graces: list[tuple[str, datetime]]
    transfer: Transfer | None
    registrant: bool
    contacts: list[tuple[str, int]]
    hosts: list[int]
    nameservers: list[NameServer]
    dnssec: list[DsData] | list[KeyData]
    idn_table: bool
    out_of_zone: bool


def transfers(years: bool):
    pending = st.builds(
        Transfer,
        id=st.just(0),
        status=st.just("pending"),
        gaining=REGISTRAR,
        losing=REGISTRAR,
        requested_at=PAST,
        act_by=FUTURE,
        expires_at=st.none() | FUTURE if years else st.none(),
        years=st.just(1) if years else st.none(),
    )
    ended = st.builds(
        Transfer,
        id=st.just(0),
        status=st.sampled_from(["clientApproved", "clientRejected", "serverApproved"]),
        gaining=REGISTRAR,
        losing=REGISTRAR,
        requested_at=PAST,
        act_by=PAST,
        acted_at=PAST,
        acted_by=REGISTRAR,
    )
    return st.none() | pending | ended


def _possible(row: DomainRow) -> DomainRow:
    """A name on its way out is not being transferred, and its ladder is behind it."""
    return replace(row, transfer=None, out_of_zone=False) if row.deletion else row


DIGEST = st.binary(min_size=32, max_size=32).map(lambda data: data.hex().upper())
DOMAINS = st.lists(
    st.builds(
        DomainRow,
        label=LABEL,
        statuses=subsets(DOMAIN_CLIENT | DOMAIN_SERVER),
        registrar=REGISTRAR,
        created_by=REGISTRAR,
        updated=st.none() | st.tuples(REGISTRAR, PAST),
        created_at=PAST,
        expires_at=FUTURE,
        transferred_at=st.none() | PAST,
        deletion=st.none()
        | st.tuples(st.just(True), PAST | FUTURE, st.none() | FUTURE).map(
            lambda drawn: (WATERMARK - timedelta(days=1), drawn[1], drawn[2])
        ),
        graces=st.lists(
            st.tuples(
                st.sampled_from(["addPeriod", "renewPeriod", "autoRenewPeriod", "transferPeriod"]),
                PAST | FUTURE | st.just(WATERMARK),
            ),
            max_size=4,
        ),
        transfer=transfers(years=True),
        registrant=st.booleans(),
        contacts=st.lists(
            st.tuples(st.sampled_from(["admin", "tech", "billing"]), st.integers(0, 2)), max_size=4, unique=True
        ),
        hosts=st.lists(st.integers(0, 2), max_size=3, unique=True),
        nameservers=st.lists(
            st.builds(
                NameServer,
                name=st.sampled_from(["ns1.a.test", "ns2.a.test", "ns-3.b.example", "ns10.a.test"]),
                addresses=st.lists(ADDRESS, max_size=3).map(tuple),
            ),
            max_size=3,
            unique_by=lambda server: server.name,
        ),
        dnssec=st.lists(
            st.builds(DsData, st.integers(0, 65535), st.integers(0, 255), st.integers(0, 255), DIGEST), max_size=2
        )
        | st.lists(
            st.builds(KeyData, st.integers(0, 65535), st.just(3), st.integers(0, 255), st.just("AQPJ////4Q==")),
            max_size=2,
        ),
        idn_table=st.booleans(),
        out_of_zone=st.booleans(),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda row: row.label,
).map(lambda rows: [_possible(row) for row in rows])

POSTAL = {
    "name": LINE,
    "city": LINE,
    "country": st.sampled_from(["US", "DE"]),
    "org": st.none() | FREE,
    "street": st.lists(FREE, max_size=3).map(tuple),
    "state_or_province": st.none() | FREE,
    "postal_code": st.none() | FREE,
}
PHONE = st.none() | st.builds(Phone, st.just("+1.5550100"), st.none() | st.just('1&"2'))
CONTACT = st.builds(
    Contact,
    id=st.just(0),
    roid=st.just("C7-NAMEHSE"),
    handle=HANDLE,
    registrar=REGISTRAR,
    postals=st.lists(st.sampled_from(["int", "loc"]), min_size=1, max_size=2, unique=True).flatmap(
        lambda forms: st.tuples(*(st.builds(Postal, type=st.just(form), **POSTAL) for form in forms))
    ),
    voice=PHONE,
    fax=PHONE,
    email=LINE,
    disclose=st.none()
    | st.builds(
        Disclose,
        st.booleans(),
        subsets(
            {f"{field}:{form}" for field in ("name", "org", "addr") for form in ("int", "loc")} | {"voice", "email"}
        ),
    ),
    authinfo=st.just("canary"),
    statuses=subsets(CONTACT_CLIENT | servers_own(CONTACT_CLIENT)),
    linked=st.just(True),
    created_at=PAST,
    created_by=REGISTRAR,
    updated_at=st.none() | PAST,
    updated_by=st.none() | REGISTRAR,
    transferred_at=st.none() | PAST,
    transfer=transfers(years=False),
    version=st.just(1),
)
HOST = st.builds(
    Host,
    id=st.just(0),
    roid=st.just("H7-NAMEHSE"),
    name=st.just("ns1.above.test"),
    superordinate=st.just("above.test"),
    registrar=REGISTRAR,
    addresses=st.lists(ADDRESS, max_size=4).map(tuple),
    statuses=subsets(HOST_CLIENT | servers_own(HOST_CLIENT)),
    linked=st.booleans(),
    created_at=PAST,
    created_by=REGISTRAR,
    updated_at=st.none() | PAST,
    updated_by=st.none() | REGISTRAR,
    transferred_at=st.none() | PAST,
    version=st.just(1),
)
RECORD = st.builds(
    Registrar,
    id=st.just(0),
    handle=HANDLE.map(lambda handle: "R" + handle[:15]),
    name=LINE,
    iana_id=st.none() | st.integers(1, 9999),
    state=st.sampled_from(["active", "suspended", "terminated"]),
    email=st.none() | LINE,
    voice=st.none()
    | st.sampled_from(["+1.5550100", "+49.12345678901234", "call me", "+1.5550100\n", "+123.12345678901234"]),
    fax=st.none() | st.just("+1.5550101"),
    street=st.lists(FREE, max_size=4).map(tuple),
    city=st.none() | LINE,
    state_or_province=st.none() | FREE,
    postal_code=st.none() | FREE,
    country=st.none() | st.just("US"),
    url=st.none() | st.sampled_from(["https://a.example/?b='c'&d=(e)", "http://b.example"]),
    whois_server=st.none() | st.just("whois.example"),
    rdap_url=st.none(),
    abuse_email=st.none(),
    abuse_voice=st.none(),
    created_at=PAST,
    updated_at=st.none() | PAST,
)

KEPT = st.lists(
    st.builds(
        KeptName,
        name=LABEL.map(lambda label: f"{label}.test"),
        original=st.none() | LABEL.map(lambda label: f"of-{label}.test"),
        table=st.none() | st.just("und-Latn"),
        state=st.sampled_from(["blocked", "withheld"]),
        created_at=PAST,
    ),
    min_size=1,
    unique_by=lambda kept: kept.name,
)


class Writer:
    """Writes drawn objects with plain SQL: what the actions would refuse can be rendered too."""

    def __init__(self, db: Connection) -> None:
        self.db = db

    async def number(self) -> int:
        return await self.db.fetchval("SELECT nextval('registry.object_number')")

    async def registrar_id(self, handle: str | None) -> int | None:
        return await self.db.fetchval("SELECT id FROM registry.registrar WHERE handle = $1", handle)

    async def tld_id(self, name: str) -> int:
        return await self.db.fetchval("SELECT id FROM registry.tld WHERE name = $1", name)

    async def awkward_registrar(self) -> None:
        """One whose handle needs every escape there is."""
        await self.db.execute(
            """INSERT INTO registry.registrar (handle, name, state, password_hash, session_limit, created_at)
               VALUES ($1, 'Awkward', 'active', 'canary', 1, $2)""",
            REGISTRARS[-1],
            WATERMARK,
        )

    async def idn_table(self) -> int:
        """The same one each time."""
        return await self.db.fetchval(
            """INSERT INTO registry.idn_table (name, valid_from, languages, url, policy_url, document, source)
               VALUES ('und-Latn', $1, '{}', 'https://a.example/?b&<c>', 'https://a.example/', '{"letters": ["a"]}', 'a')
                   ON CONFLICT (name, valid_from) DO UPDATE SET version = NULL
            RETURNING id""",
            WATERMARK,
        )

    async def host(self, name: str) -> int:
        number = await self.number()
        await self.db.execute(
            """INSERT INTO registry.host (id, roid, name, registrar_id, created_by, created_at)
               VALUES ($1, 'H' || $1::bigint || '-NAMEHSE', $2, $3, $3, $4)""",
            number,
            name,
            await self.registrar_id("alpha"),
            WATERMARK,
        )
        return number

    async def contact(self, handle: str) -> int:
        number = await self.number()
        await self.db.execute(
            """INSERT INTO registry.contact (id, roid, handle, registrar_id, postal, email, created_by, created_at)
               VALUES ($1, 'C' || $1::bigint || '-NAMEHSE', $2, $3, $4, 'a@b.example', $3, $5)""",
            number,
            handle,
            await self.registrar_id("alpha"),
            [{"type": "int", "name": "A", "city": "B", "country": "US"}],
            WATERMARK,
        )
        return number

    async def plain_domain(self, name: str, registrant: int | None = None) -> int:
        number = await self.number()
        await self.db.execute(
            """INSERT INTO registry.domain (id, roid, name, tld_id, registrar_id, registrant_id, created_by, created_at,
                                            expires_at, next_due)
               VALUES ($1, 'D' || $1::bigint || '-NAMEHSE', $2, $3, $4, $5, $4, $6, $7, $7)""",
            number,
            name,
            await self.tld_id(name.partition(".")[2]),
            await self.registrar_id("alpha"),
            registrant,
            WATERMARK,
            WATERMARK + timedelta(days=365),
        )
        return number

    async def domain(self, row: DomainRow, tld: str, contacts: list[int], hosts: list[int]) -> int:
        number = await self.number()
        deleted, until, report = row.deletion or (None, None, None)
        far = datetime(2036, 1, 1, tzinfo=UTC)
        await self.db.execute(
            """INSERT INTO registry.domain
                      (id, roid, name, tld_id, registrar_id, registrant_id, statuses, authinfo, created_by, created_at,
                       updated_by, updated_at, transferred_at, expires_at, deleted_at, redemption_until, report_due,
                       purge_at, next_due, idn_table_id, out_of_zone)
               VALUES ($1, 'D' || $1::bigint || '-NAMEHSE', $2, $3, $4, $5, $6, 'canary', $7, $8, $9, $10, $11, $12, $13,
                       $14, $15, $16, $17, $18, $19)""",
            number,
            f"{row.label}.{tld}",
            await self.tld_id(tld),
            await self.registrar_id(row.registrar),
            contacts[0] if row.registrant else None,
            list(row.statuses),
            await self.registrar_id(row.created_by),
            row.created_at,
            await self.registrar_id(row.updated[0]) if row.updated else None,
            row.updated[1] if row.updated else None,
            row.transferred_at,
            row.expires_at,
            deleted,
            until,
            report,
            far if deleted else None,
            far,
            await self.idn_table() if row.idn_table else None,
            row.out_of_zone,
        )
        await self._children(number, row, contacts, hosts)
        if row.transfer:
            await self.transfer(row.transfer, domain_id=number)
        return number

    async def _children(self, number: int, row: DomainRow, contacts: list[int], hosts: list[int]) -> None:
        many = self.db.executemany
        await many(
            "INSERT INTO registry.domain_contact VALUES ($1, $2, $3)",
            [(number, role, contacts[at]) for role, at in row.contacts],
        )
        await many("INSERT INTO registry.domain_host VALUES ($1, $2)", [(number, hosts[at]) for at in row.hosts])
        await many(
            "INSERT INTO registry.domain_nameserver VALUES ($1, $2, $3)",
            [(number, server.name, list(server.addresses)) for server in row.nameservers],
        )
        ledger = await self.db.fetchval("SELECT min(id) FROM registry.ledger")
        await many(
            """INSERT INTO registry.grace (domain_id, kind, starts_at, ends_at, years, ledger_id)
               VALUES ($1, $2, $3, $4, 1, $5)""",
            [(number, kind, row.created_at, end, ledger) for kind, end in row.graces],
        )
        for at, record in enumerate(row.dnssec):
            if isinstance(record, DsData):
                values = (record.key_tag, record.algorithm, record.digest_type, record.digest, None, None, None)
            else:
                values = (None, record.algorithm, None, None, record.flags, record.protocol, record.public_key)
            await self.db.execute(
                "INSERT INTO registry.domain_dnssec VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", number, at, *values
            )

    async def transfer(self, transfer: Transfer, **of: int) -> None:
        ((column, number),) = of.items()
        await self.db.execute(
            f"""INSERT INTO registry.transfer ({column}, status, gaining_id, losing_id, requested_at, act_by, acted_at,
                                               acted_by, years, expires_at, svtrid)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'NH-1')""",
            number,
            transfer.status,
            await self.registrar_id(transfer.gaining),
            await self.registrar_id(transfer.losing),
            transfer.requested_at,
            transfer.act_by,
            transfer.acted_at,
            await self.registrar_id(transfer.acted_by),
            transfer.years,
            transfer.expires_at,
        )

    async def whole_contact(self, contact: Contact) -> int:
        number = await self.number()
        postals = [{name: getattr(postal, name) for name in Postal.__dataclass_fields__} for postal in contact.postals]
        disclose = contact.disclose and {"flag": contact.disclose.flag, "fields": sorted(contact.disclose.fields)}
        await self.db.execute(
            """INSERT INTO registry.contact
                      (id, roid, handle, registrar_id, postal, voice, voice_extension, fax, fax_extension, email, disclose,
                       authinfo, statuses, created_by, created_at, updated_by, updated_at, transferred_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'canary', $12, $13, $14, $15, $16, $17)""",
            number,
            contact.roid,
            contact.handle,
            await self.registrar_id(contact.registrar),
            postals,
            contact.voice and contact.voice.number,
            contact.voice and contact.voice.extension,
            contact.fax and contact.fax.number,
            contact.fax and contact.fax.extension,
            contact.email,
            disclose,
            list(contact.statuses),
            await self.registrar_id(contact.created_by),
            contact.created_at,
            await self.registrar_id(contact.updated_by),
            contact.updated_at,
            contact.transferred_at,
        )
        if contact.transfer:
            await self.transfer(contact.transfer, contact_id=number)
        return number

    async def whole_host(self, host: Host, superordinate_id: int) -> int:
        number = await self.number()
        await self.db.execute(
            """INSERT INTO registry.host (id, roid, name, superordinate_id, registrar_id, addresses, statuses, created_by,
                                          created_at, updated_by, updated_at, transferred_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)""",
            number,
            host.roid,
            host.name,
            superordinate_id,
            await self.registrar_id(host.registrar),
            list(host.addresses),
            list(host.statuses),
            await self.registrar_id(host.created_by),
            host.created_at,
            await self.registrar_id(host.updated_by),
            host.updated_at,
            host.transferred_at,
        )
        return number

    async def whole_registrar(self, registrar: Registrar) -> int:
        return await self.db.fetchval(
            """INSERT INTO registry.registrar (handle, name, iana_id, state, password_hash, session_limit, email, voice, fax,
                      street, city, state_or_province, postal_code, country, url, whois_server, created_at, updated_at)
               VALUES ($1, $2, $3, $4, 'canary', 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
               RETURNING id""",
            registrar.handle,
            registrar.name,
            registrar.iana_id,
            registrar.state,
            registrar.email,
            registrar.voice,
            registrar.fax,
            list(registrar.street),
            registrar.city,
            registrar.state_or_province,
            registrar.postal_code,
            registrar.country,
            registrar.url,
            registrar.whois_server,
            registrar.created_at,
            registrar.updated_at,
        )
