"""The registry functions activity report (registry agreement, specification 3, section 2): one line of counts."""

from collections.abc import Iterable, Mapping
from typing import Final

from rde.report.table import Report, Row, written
from registry.context import Context
from registry.model.month import Month
from registry.store import monthly, query_tallies, registrars
from registry.store.monthly import Commands
from registry.store.query_tallies import Tallied
from registry.store.sql import Connection

# Who gets zone files is known to ICANN's service that hands them out.
_ZONE_FILES: Final = "CZDS"
# Who may search WHOIS: nobody may, on any of our doors but RDAP, whose searches count as its queries.
_SEARCHES: Final = 0
# What name servers answered; they are asked by their operator's own tools, and told to us.
DNS: Final = (
    "dns-udp-queries-received",
    "dns-udp-queries-responded",
    "dns-tcp-queries-received",
    "dns-tcp-queries-responded",
)
_OBJECTS: Final[Mapping[str, str]] = {"dom": "domain", "host": "host", "cont": "contact"}
# The columns of commands, as they follow upon one another: the object, then the verb, then the operation.
_COMMANDS: Final = (
    *("dom-check", "dom-create", "dom-delete", "dom-info", "dom-renew"),
    *("dom-rgp-restore-report", "dom-rgp-restore-request"),
    *(
        "dom-transfer-approve",
        "dom-transfer-cancel",
        "dom-transfer-query",
        "dom-transfer-reject",
        "dom-transfer-request",
    ),
    "dom-update",
    *("host-check", "host-create", "host-delete", "host-info", "host-update"),
    *("cont-check", "cont-create", "cont-delete", "cont-info"),
    *("cont-transfer-approve", "cont-transfer-cancel", "cont-transfer-query", "cont-transfer-reject"),
    *("cont-transfer-request", "cont-update"),
)
COLUMNS: Final = (
    "operational-registrars",
    "zfa-passwords",
    "whois-43-queries",
    "web-whois-queries",
    "searchable-whois-queries",
    *DNS,
    *(f"srs-{each}" for each in _COMMANDS),
    "rdap-queries",
)


async def activity(cx: Context, tld: str, month: Month) -> Report:
    """What was asked of the registry for a TLD; commands about hosts and contacts belong to no TLD and count in each one's."""
    tld_id = cx.book.versions(tld)[0].tld_id

    async def read(db: Connection) -> Report:
        reported = [each.id for each in await registrars.every(db) if each.is_reported]
        operational = await monthly.operational(db, tld_id=tld_id, at=month.ends, reported=reported)
        commands = await monthly.commands(db, ending=f".{tld}", first=month.begins, last=month.ends)
        asked = await query_tallies.between(db, tld=tld, since=month.first_day, until=month.next.first_day)
        told = await monthly.told(db, tld_id=tld_id, month=month.first_day)
        return report(tld, month, operational, commands, asked, {each.figure: each.count for each in told})

    return await cx.registry.store.reading(read)


def report(
    tld: str,
    month: Month,
    operational: int,
    commands: Iterable[Commands],
    asked: Iterable[Tallied],
    dns: Mapping[str, int],
) -> Report:
    """The report of these counts; `dns` by column, none where nobody told."""
    ways: dict[str, int] = {}
    for each in asked:
        ways[each.way] = ways.get(each.way, 0) + each.queries
    done = _by_column(commands)
    row: Row = (
        operational,
        _ZONE_FILES,
        ways.get("port43", 0),
        ways.get("web", 0) + ways.get("das", 0),
        _SEARCHES,
        *(dns.get(column, 0) for column in DNS),
        *(done.get(column, 0) for column in _COMMANDS),
        ways.get("rdap", 0),
    )
    return Report(tld, month, "activity", written(COLUMNS, [row]))


def _by_column(commands: Iterable[Commands]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    short = {name: letters for letters, name in _OBJECTS.items()}
    for each in commands:
        column = f"{short[each.object]}-{_deed(each)}"
        counts[column] = counts.get(column, 0) + each.count
    return counts


def _deed(each: Commands) -> str:
    if each.verb == "update" and each.operation:
        return f"rgp-restore-{each.operation}"
    return f"{each.verb}-{each.operation}" if each.operation else each.verb
