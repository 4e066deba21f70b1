"""Black and white lists: which domains, addresses and telephones the panel does not take, and which it takes all the same."""

from alembic import op

revision = "0061"
down_revision = "0060"

TABLES = r"""
CREATE TABLE panel.blacklist (
    id              bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    of              text NOT NULL CONSTRAINT kind_of_mask_is_known CHECK (of IN ('domain', 'email', 'ip', 'phone')),
    mask            text NOT NULL CONSTRAINT mask_is_bounded CHECK (length(mask) BETWEEN 1 AND 255),
    white           boolean NOT NULL,
    message         text NOT NULL DEFAULT '',
    shows_message   boolean NOT NULL DEFAULT false,
    used            boolean NOT NULL DEFAULT true,
    refused         bigint NOT NULL DEFAULT 0,
    refused_at      timestamptz,
    by              text NOT NULL,
    at              timestamptz NOT NULL,
    UNIQUE (of, mask, white)
);
COMMENT ON TABLE panel.blacklist IS 'what is not taken in the panel (black), and what is although a black mask fits it (white)';
COMMENT ON COLUMN panel.blacklist.message IS 'why; told to whoever is refused where it says so';
COMMENT ON COLUMN panel.blacklist.refused IS 'how often it refused something, and below when last'
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
