"""Domains are found by the names and addresses of name servers that were given as attributes, as they are by hosts."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.execute("SET LOCAL statement_timeout = '10min'")  # each index reads the whole table once
    op.execute("CREATE INDEX domain_nameserver_by_name ON registry.domain_nameserver (name, domain_id)")
    op.execute(
        "CREATE INDEX domain_nameserver_by_address ON registry.domain_nameserver USING gin (addresses)"
        " WHERE addresses <> '{}'"
    )
