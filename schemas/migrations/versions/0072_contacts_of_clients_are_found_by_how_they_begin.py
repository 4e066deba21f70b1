"""Contacts of clients are looked for by how their names begin: an index for each of those."""

from alembic import op

revision = "0072"
down_revision = "0071"


def upgrade() -> None:
    for column in ("name", "organization", "email"):
        op.execute(f"CREATE INDEX client_contact_by_lower_{column} ON panel.client_contact (lower({column}))")
