"""What a deposit will hold, decided before a byte of it is written: kinds of objects, their numbers, its id and its name."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, Literal

from rde.csv.definition import File, Model, Own
from rde.csv.models import OF_XML, model_of
from rde.expected import DataModel, Expected
from rde.objects import names
from rde.objects.contact import CONTACT_TABLE
from rde.objects.domain import DomainAt, domain_table, thin_domain_table
from rde.objects.host import HOST_TABLE
from rde.objects.idn_table import IDN_TABLE_TABLE
from rde.objects.nndn import NNDN_TABLE
from rde.objects.policy import registrant_required
from rde.objects.registrar import REGISTRAR_TABLE, THIN_REGISTRAR_TABLE
from rde.parts import Table
from registry.model.policy import Policy
from registry.store import escrow
from registry.store.copying import Placed
from registry.store.sql import Connection

Kind = Literal["full", "diff", "thin"]

# Names rendered by one statement. PostgreSQL gathers their children in memory, so this bounds what it needs.
RANGE_SIZE: Final = 25_000
SPLIT: Final = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One statement's worth of objects: how many rows it will give, and the values its placeholders take.

    `among`: the query for the ids of those that are written; else all are. `beside`: they are read from a table that the session
    which planned them keeps beside, so no other can write them. `file`: their rows in a CSV file; how many there are of these is
    known of the first file of a kind, where a row is an object.
    """

    table: Table[Any]
    count: int
    values: Mapping[str, Placed]
    mixed: bool = False
    among: str | None = None
    beside: bool = False
    file: File | None = None

    @property
    def counts(self) -> bool:
        """Whether each of its rows is an object."""
        return self.file is None or isinstance(self.file.rows, Own)


@dataclass(frozen=True, slots=True)
class Plan:
    """`counts` by namespace, in the order of the menu; `steps` in the order of the contents; `resend` as the container has it.

    `models`, by the namespaces of the XML model, are those of kinds that lie in CSV files; `expected` is what a receiver knows of
    the TLD before. Of a deposit of what changed: `previous` is the id of the one that it follows, and `gone` the tables that lost
    objects since.
    """

    tld: str
    kind: Kind
    watermark: datetime
    counts: Mapping[str, int]
    policies: tuple[str, ...]
    steps: tuple[Step, ...]
    resend: int = 0
    previous: str | None = None
    gone: tuple[Table[Any], ...] = ()
    models: Mapping[str, Model] = field(default_factory=dict)
    expected: Expected = field(default_factory=Expected)

    @property
    def deposit_id(self) -> str:
        """Milliseconds since 1970: thirteen digits until the year 2286, rising as watermarks do (RFC 8909, section 5.1).

        Those of one watermark are told apart by their last digits.
        """
        return deposit_id(self.watermark, self.resend)

    @property
    def name(self) -> str:
        """The file's name without its ending (Registry Agreement, specification 2): the date is the watermark's."""
        date = self.watermark.astimezone(UTC).date().isoformat()
        return f"{self.tld}_{date}_{self.kind}_S{SPLIT}_R{self.resend}"

    @property
    def objects(self) -> int:
        return sum(step.count for step in self.steps if step.counts)


def deposit_id(watermark: datetime, resend: int) -> str:
    return str(int(watermark.timestamp() * 1000) + resend)


async def plan_full(
    db: Connection,
    policy: Policy,
    watermark: datetime,
    resend: int = 0,
    kept_names: int = 0,
    csv: Collection[str] = (),
) -> Plan:
    """A full deposit of a TLD as the snapshot shows it under the policy in force at the watermark.

    Names that are no domains are gathered before, so many (registry/actions/kept_names.py). Objects of the namespaces in `csv`
    lie in CSV files.
    """
    tld_id, rules = policy.tld_id, policy.rules
    exceptions = await escrow.contact_exceptions(db, tld_id=tld_id)
    has_contacts = rules.contacts != "forbidden" or any(each != "forbidden" for each in exceptions)
    has_hosts = rules.host_model == "objects"
    found = await escrow.survey(
        db, tld_id=tld_id, watermark=watermark, with_hosts=has_hosts, with_contacts=has_contacts
    )
    here: dict[str, Placed] = {"tld_id": tld_id, "watermark": watermark}
    steps = [Step(REGISTRAR_TABLE, len(found.registrars), {"registrars": found.registrars})]
    tables = await escrow.idn_tables(db, tld_id=tld_id, offered=list(rules.idn_tables), watermark=watermark)
    if tables:
        steps.append(Step(IDN_TABLE_TABLE, len(tables), {"idn_tables": tables}))
    if kept_names:
        steps.append(Step(NNDN_TABLE, kept_names, {}, beside=True))
    if has_contacts:
        steps.append(Step(CONTACT_TABLE, found.contacts, here))
    if has_hosts:
        steps.append(Step(HOST_TABLE, found.hosts, here))
    steps.extend(await _of_domains(db, domain_table(contacts=has_contacts, host_model=rules.host_model), here))
    # A registrar that need not name registrants, now or formerly, leaves names behind that have none.
    everywhere = rules.contacts == "required" and all(each == "required" for each in exceptions)
    models = {
        step.table.namespace: model_of(step.table, registrant=everywhere)
        for step in steps
        if step.table.namespace in csv
    }
    # What the XML model says of registrants by a policy, the CSV model says of the field.
    policies = (registrant_required(),) if everywhere and names.DOMAIN not in csv else ()
    counts = {**_counted(steps, csv), names.EPP_PARAMS: 1}
    written = tuple(each for step in steps for each in _in_files(step, models))
    data: DataModel = "maximum" if everywhere else "per-registrar" if has_contacts else "minimum"
    expected = Expected(data, rules.host_model)
    return Plan(policy.tld, "full", watermark, counts, policies, written, resend, models=models, expected=expected)


def _in_files(step: Step, models: Mapping[str, Model]) -> Iterator[Step]:
    """A step for each file that its objects are in."""
    model = models.get(step.table.namespace)
    if model is None:
        yield step
    else:
        yield from (replace(step, table=model.table, file=each) for each in model.files)


async def plan_thin(db: Connection, policy: Policy, watermark: datetime, resend: int = 0) -> Plan:
    """The names of a TLD and their registrars, as ICANN gets them (registry agreement, specification 4, section 3)."""
    here: dict[str, Placed] = {"tld_id": policy.tld_id, "watermark": watermark}
    found = await escrow.survey(db, tld_id=policy.tld_id, watermark=watermark, with_hosts=False, with_contacts=False)
    steps = [
        Step(THIN_REGISTRAR_TABLE, len(found.registrars), {"registrars": found.registrars}),
        *await _of_domains(db, thin_domain_table(policy.rules.host_model), here),
    ]
    return Plan(policy.tld, "thin", watermark, _counted(steps), (), tuple(steps), resend)


async def _of_domains(db: Connection, table: Table[DomainAt], here: Mapping[str, Placed]) -> list[Step]:
    tld_id = here["tld_id"]
    assert isinstance(tld_id, int)
    return [
        Step(
            table,
            each.count,
            {**here, "first": each.first, "last": each.last},
            mixed=each.neighbours > 2 * each.count,  # a few strangers cost less than telling them apart
        )
        for each in await escrow.domain_ranges(db, tld_id=tld_id, size=RANGE_SIZE)
    ]


def _counted(steps: list[Step], csv: Collection[str] = ()) -> dict[str, int]:
    """How many objects of each kind there are. The menu lists the same kinds: those that are counted, and no others.

    Domains are counted even where there are none.
    """

    def uri(namespace: str) -> str:
        return OF_XML[namespace] if namespace in csv else namespace

    counts = dict.fromkeys(map(uri, (names.DOMAIN, *(step.table.namespace for step in reversed(steps)))), 0)
    for step in steps:
        counts[uri(step.table.namespace)] += step.count
    return counts
