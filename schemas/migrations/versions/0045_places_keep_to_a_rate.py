"""Places keep to a rate: a bucket of tokens for each address that registrars send commands from, shared by all processes."""

from alembic import op

revision = "0045"
down_revision = "0044"

# Not logged: after a crash all buckets are full again, which nobody minds. Half of each page stays free, as in 0007.
TABLES = r"""
CREATE UNLOGGED TABLE registry.place_bucket (
    place      text NOT NULL PRIMARY KEY,
    tokens     double precision NOT NULL,
    counted_at timestamptz NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE registry.place_bucket IS
    'What an address (of IPv6 a /64) that sends commands has left of the rate that the settings grant every address';
COMMENT ON COLUMN registry.place_bucket.tokens IS 'what the bucket held at counted_at; it has filled since then'
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        op.execute(statement)
