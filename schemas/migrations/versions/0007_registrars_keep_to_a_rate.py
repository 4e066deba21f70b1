"""Registrars keep to a rate: a bucket of tokens for each class of commands, shared by all processes."""

from alembic import op

revision = "0007"
down_revision = "0006"

# Half of each page stays free: a bucket is updated some times a second, on the page where it is.
TABLES = r"""
CREATE TABLE registry.rate_limit (
    registrar_id bigint NOT NULL REFERENCES registry.registrar,
    class        text NOT NULL CONSTRAINT rate_limit_class_is_known
                 CHECK (class IN ('check', 'info', 'transform', 'poll')),
    per_second   double precision NOT NULL CONSTRAINT rate_limit_fills CHECK (per_second > 0),
    burst        integer NOT NULL CONSTRAINT rate_limit_holds_a_token CHECK (burst > 0),
    tokens       double precision NOT NULL,
    counted_at   timestamptz NOT NULL,
    PRIMARY KEY (registrar_id, class)
) WITH (fillfactor = 50);
COMMENT ON TABLE registry.rate_limit IS
    'How often a registrar may ask, by class of commands; a class without a row has no limit. The bucket stands beside its
    limit: processes take tokens from it in leases';
COMMENT ON COLUMN registry.rate_limit.per_second IS 'tokens that come back in a second';
COMMENT ON COLUMN registry.rate_limit.burst IS 'tokens a full bucket holds';
COMMENT ON COLUMN registry.rate_limit.tokens IS 'what the bucket held at counted_at; it has filled since then'
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        op.execute(statement)
