"""What ICANN's monthly reports count (registry agreement, specification 3), of one TLD and one month.

Names are counted from history, which says who held what and when each event fell due, money's years from the ledger, commands
from their log: all of them append-only, so the report of a month is the same whenever it is made after its last day.

A window is a policy version with the span that its grace period has: what happened under it counts in the month in which that
span ended, which a charge says itself (billable_at). `:earliest` and `:latest` bound all windows, so that only the partitions of
those months are looked at.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from registry.store.sql import Connection, do, many, one


@dataclass(frozen=True, slots=True)
class Tally:
    """`count` of something, such as names of so many `years`, for a registrar's number."""

    registrar_id: int
    what: str
    years: int
    count: int


_WINDOWS: Final = """unnest(:policies::bigint[], :firsts::timestamptz[], :lasts::timestamptz[], :spans::interval[])
                     AS span (policy_id, first, last, length)"""

# How many years lie between two instants of which one is whole years after the other, whatever their leap days.
_YEARS: Final = "round((({})::timestamptz::date - ({})::timestamptz::date) / 365.25)::integer"


@many(f"""
    SELECT r.id, 'add', {_YEARS.format("made.state->>'expires_at'", "made.state->>'created_at'")} AS years, count(*)
      FROM registry.history made
      JOIN {_WINDOWS} ON span.policy_id = made.policy_id AND made.at >= span.first AND made.at < span.last
      JOIN registry.registrar r ON r.handle = made.state->>'registrar'
     WHERE made.tld_id = :tld_id
       AND made.at >= :earliest
       AND made.at < :latest
       AND made.kind = 'domain'
       AND made.event = 'create'
       AND NOT EXISTS (SELECT
                         FROM registry.history ended
                        WHERE ended.roid = made.roid
                          AND ended.version > made.version
                          AND ended.event = 'delete'
                          AND ended.state IS NULL)
     GROUP BY r.id, years
""")
async def added(
    db: Connection,
    *,
    tld_id: int,
    earliest: datetime,
    latest: datetime,
    policies: list[int],
    firsts: list[datetime],
    lasts: list[datetime],
    spans: list[timedelta],
) -> list[Tally]:
    """Names that outlived their add grace period, by the years they were registered for."""


@many("""
    SELECT charged.registrar_id, 'renew', charged.years, count(*)
      FROM registry.ledger charged
     WHERE charged.at >= :earliest
       AND charged.at < :last
       AND coalesce(charged.billable_at, charged.at) >= :first
       AND coalesce(charged.billable_at, charged.at) < :last
       AND charged.policy_id = ANY(:policies)
       AND charged.kind IN ('renew', 'autoRenew')
       AND charged.years > 0
       AND charged.reverses_id IS NULL
       AND NOT EXISTS (SELECT
                         FROM registry.ledger undone
                        WHERE undone.reverses_id = charged.id
                          AND undone.at <= coalesce(charged.billable_at, undone.at))
     GROUP BY charged.registrar_id, charged.years
""")
async def renewed(
    db: Connection, *, policies: list[int], earliest: datetime, first: datetime, last: datetime
) -> list[Tally]:
    """Renewals that became final between two instants, by years: their grace period ended without their being given back, or
    they had none. None of them was made before `earliest`."""


@many(f"""
    WITH moved AS (
        SELECT taken.state->'transfer' AS transfer
          FROM registry.history taken
          JOIN {_WINDOWS} ON span.policy_id = taken.policy_id AND taken.at >= span.first AND taken.at < span.last
         WHERE taken.tld_id = :tld_id
           AND taken.at >= :earliest
           AND taken.at < :latest
           AND taken.kind = 'domain'
           AND taken.event = 'transferApprove'
           AND NOT EXISTS (SELECT
                             FROM registry.history ended
                            WHERE ended.roid = taken.roid
                              AND ended.version > taken.version
                              AND ended.event = 'delete'
                              AND ended.at <= taken.at + span.length)
    )
    SELECT r.id, side.what, 0, count(*)
      FROM moved
     CROSS JOIN LATERAL (VALUES ('gained', transfer->>'gaining'), ('lost', transfer->>'losing')) AS side (what, handle)
      JOIN registry.registrar r ON r.handle = side.handle
     GROUP BY r.id, side.what
""")
async def transferred(
    db: Connection,
    *,
    tld_id: int,
    earliest: datetime,
    latest: datetime,
    policies: list[int],
    firsts: list[datetime],
    lasts: list[datetime],
    spans: list[timedelta],
) -> list[Tally]:
    """Transfers whose grace period ended without a delete, once for who gained the name and once for who lost it."""


@many("""
    WITH happened AS (
        SELECT event.event, event.state,
               coalesce(event.state, (SELECT before.state
                                        FROM registry.history before
                                       WHERE before.roid = event.roid
                                         AND before.version < event.version
                                       ORDER BY before.version DESC
                                       LIMIT 1)) AS known
          FROM registry.history event
         WHERE event.tld_id = :tld_id
           AND event.at >= :first
           AND event.at < :last
           AND event.kind = 'domain'
           AND (event.event IN ('purge', 'restore', 'restoreLapse', 'transferReject')
                OR (event.event = 'delete' AND event.state IS NULL))
    )
    SELECT r.id, side.what, 0, count(*)
      FROM happened
     CROSS JOIN LATERAL (
           SELECT event AS what, known->>'registrar' AS handle
            WHERE event <> 'transferReject'
            UNION ALL
           SELECT 'gainRejected', known->'transfer'->>'gaining'
            WHERE event = 'transferReject'
            UNION ALL
           SELECT 'lossRejected', known->'transfer'->>'losing'
            WHERE event = 'transferReject') AS side
      JOIN registry.registrar r ON r.handle = side.handle
     GROUP BY r.id, side.what
""")
async def befell(db: Connection, *, tld_id: int, first: datetime, last: datetime) -> list[Tally]:
    """What counts when it happens: ends of names (delete: within their add grace period), restores, refused transfers."""


@dataclass(frozen=True, slots=True)
class Held:
    registrar_id: int
    domains: int
    nameservers: int


@many("""
    WITH later AS MATERIALIZED (
        SELECT DISTINCT roid
          FROM registry.history
         WHERE tld_id = :tld_id
           AND kind = 'domain'
           AND at >= :at
    ), changed AS MATERIALIZED (
        SELECT r.id AS registrar_id, version.state
          FROM later
         CROSS JOIN LATERAL (SELECT h.state
                               FROM registry.history h
                              WHERE h.roid = later.roid
                                AND h.at < :at
                              ORDER BY h.version DESC
                              LIMIT 1) version
          JOIN registry.registrar r ON r.handle = version.state->>'registrar'
    ), same AS MATERIALIZED (
        SELECT d.id, d.registrar_id
          FROM registry.domain d
         WHERE d.tld_id = :tld_id
           AND d.created_at < :at
           AND NOT EXISTS (SELECT FROM later WHERE later.roid = d.roid)
    ), named AS (
        SELECT same.registrar_id, host.name::text
          FROM same
          JOIN registry.domain_host link ON link.domain_id = same.id
          JOIN registry.host ON host.id = link.host_id
         UNION
        SELECT same.registrar_id, given.name::text
          FROM same
          JOIN registry.domain_nameserver given ON given.domain_id = same.id
         UNION
        SELECT registrar_id, jsonb_array_elements_text(state->'hosts')
          FROM changed
         UNION
        SELECT registrar_id, jsonb_array_elements(state->'nameservers')->>'name'
          FROM changed
    )
    SELECT registrar_id, sum(domains)::bigint, sum(nameservers)::bigint
      FROM (SELECT registrar_id, count(*) AS domains, 0 AS nameservers FROM same GROUP BY registrar_id
             UNION ALL
            SELECT registrar_id, count(*), 0 FROM changed GROUP BY registrar_id
             UNION ALL
            SELECT registrar_id, 0, count(*) FROM named GROUP BY registrar_id) AS counted
     GROUP BY registrar_id
""")
async def held(db: Connection, *, tld_id: int, at: datetime) -> list[Held]:
    """Names of each registrar at an instant, and how many different name servers those have.

    Names that nothing befell since are counted as they are; of the others, the version of that instant.
    """


@many("""
    SELECT registrar_id, 'attempt', 0, count(*)
      FROM registry.command
     WHERE at >= :first
       AND at < :last
       AND door = 'epp'
       AND registrar_id IS NOT NULL
       AND verb = 'create'
       AND object = 'domain'
       AND right(lower(name), length(:ending)) = :ending
     GROUP BY registrar_id
""")
async def attempted(db: Connection, *, ending: str, first: datetime, last: datetime) -> list[Tally]:
    """Commands to create a name that ends so (with a dot in front), done or refused."""


@dataclass(frozen=True, slots=True)
class Commands:
    """How many commands; `operation` is that of a transfer, or of a restore where an update carried one."""

    object: str
    verb: str
    operation: str | None
    count: int


@many(r"""
    SELECT object, verb,
           CASE WHEN verb = 'transfer' THEN substring(frame FROM '<(?:[\w.-]+:)?transfer\s[^>]*?op=["''](\w+)')
                WHEN verb = 'update' THEN substring(frame FROM '<(?:[\w.-]+:)?restore\s[^>]*?op=["''](\w+)')
           END AS operation,
           count(*)
      FROM registry.command
     WHERE at >= :first
       AND at < :last
       AND door = 'epp'
       AND object IN ('domain', 'host', 'contact')
       AND (object <> 'domain' OR right(lower(name), length(:ending)) = :ending)
     GROUP BY object, verb, operation
""")
async def commands(db: Connection, *, ending: str, first: datetime, last: datetime) -> list[Commands]:
    """Commands about names that end so, and about hosts and contacts, which belong to no TLD."""


@one("""
    SELECT count(DISTINCT a.registrar_id)
      FROM registry.accreditation a
      JOIN registry.registrar r ON r.id = a.registrar_id
     WHERE a.tld_id = :tld_id
       AND a.valid_from < :at
       AND (a.valid_to IS NULL OR a.valid_to >= :at)
       AND r.id = ANY(:reported)
""")
async def operational(db: Connection, *, tld_id: int, at: datetime, reported: list[int]) -> int:
    """How many of the registrars that are reported could gain names in the TLD at an instant."""


@dataclass(frozen=True, slots=True)
class Told:
    figure: str
    count: int


@many("""
    SELECT figure, count
      FROM registry.told_figure
     WHERE tld_id = :tld_id
       AND month = :month
     ORDER BY figure
""")
async def told(db: Connection, *, tld_id: int, month: date) -> list[Told]:
    """Figures of a month that others counted for us, such as the operators of name servers."""


@do("""
    INSERT INTO registry.told_figure (tld_id, month, figure, count)
    SELECT :tld_id, :month, figure, count
      FROM unnest(:figures::text[], :counts::bigint[]) AS one (figure, count)
        ON CONFLICT (tld_id, month, figure) DO UPDATE SET count = excluded.count
""")
async def tell(db: Connection, *, tld_id: int, month: date, figures: list[str], counts: list[int]) -> None:
    """Keep such figures, in place of those that were told before."""
