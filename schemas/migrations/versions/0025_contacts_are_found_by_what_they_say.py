"""Contacts are found by their names and addresses of mail, for those who may search by them (RFC 9536)."""

from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.execute("SET LOCAL statement_timeout = '10min'")  # each index reads the whole table once
    op.execute("CREATE INDEX contact_by_name ON registry.contact (lower(postal->0->>'name'))")
    op.execute("CREATE INDEX contact_by_email ON registry.contact (lower(email))")
