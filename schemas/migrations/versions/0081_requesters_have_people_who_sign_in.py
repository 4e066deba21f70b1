"""Requesters have people who sign in at the panel, and are known by that where they look names up."""

from alembic import op

revision = "0081"
down_revision = "0080"


def upgrade() -> None:
    op.execute("ALTER TABLE registry.requester ADD COLUMN logins text[] NOT NULL DEFAULT '{}'")
    op.execute("COMMENT ON COLUMN registry.requester.logins IS 'accounts of the panel by which people ask in its name'")
