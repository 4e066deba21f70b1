"""What lies at an address is found by its index, whatever a session forbids its plans."""

from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Sessions plan without bitmaps, by which alone the indexes of addresses can be read; and expect a link soon where there
    may be none. A function that sets what it needs for itself is planned apart from the query that calls it."""
    op.execute("""
        CREATE FUNCTION registry.hosts_at(wanted inet) RETURNS SETOF bigint
            LANGUAGE sql STABLE ROWS 100 SET enable_bitmapscan = on SET enable_seqscan = off
        BEGIN ATOMIC
            SELECT h.id FROM registry.host h WHERE h.addresses @> ARRAY[wanted] AND h.addresses <> '{}';
        END
    """)
    op.execute("""
        CREATE FUNCTION registry.domains_naming(wanted inet) RETURNS SETOF bigint
            LANGUAGE sql STABLE ROWS 100 SET enable_bitmapscan = on SET enable_seqscan = off
        BEGIN ATOMIC
            SELECT n.domain_id FROM registry.domain_nameserver n WHERE n.addresses @> ARRAY[wanted] AND n.addresses <> '{}';
        END
    """)
    op.execute("""
        CREATE FUNCTION registry.host_is_linked(host_id bigint, at timestamptz) RETURNS boolean
            LANGUAGE sql STABLE SET enable_seqscan = off
        BEGIN ATOMIC
            SELECT EXISTS (SELECT FROM registry.domain_host l JOIN registry.domain d ON d.id = l.domain_id
                            WHERE l.host_id = host_is_linked.host_id AND (d.purge_at IS NULL OR d.purge_at > at))
                OR EXISTS (SELECT FROM registry.application_host l WHERE l.host_id = host_is_linked.host_id)
                OR EXISTS (SELECT FROM registry.former_host l WHERE l.host_id = host_is_linked.host_id);
        END
    """)
