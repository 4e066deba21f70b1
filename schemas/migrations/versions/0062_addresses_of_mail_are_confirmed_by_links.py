"""A link that comes by mail confirms the address that it was sent to, once."""

from alembic import op

revision = "0062"
down_revision = "0061"

TABLES = r"""
CREATE TABLE panel.email_link (
    contact_id      bigint PRIMARY KEY REFERENCES panel.client_contact ON DELETE CASCADE,
    email           text NOT NULL,
    digest          bytea NOT NULL UNIQUE,
    drawn_at        timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL
);
COMMENT ON TABLE panel.email_link IS 'a link that was sent to the e-mail of a contact, and is there until it was used'
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
