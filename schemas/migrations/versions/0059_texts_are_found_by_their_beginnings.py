"""Texts are found by their beginnings; and the planner knows whose rows it is asked for by a handle."""

from alembic import op

revision = "0059"
down_revision = "0058"

INDEXES = (
    "account_by_lower_name ON iam.account (lower(name))",
    "account_by_lower_email ON iam.account (lower(email))",
    "contact_by_lower_handle ON registry.contact (lower(handle))",
)


def upgrade() -> None:
    for index in INDEXES:
        op.execute(f"CREATE INDEX {index}")
    op.execute("""
        CREATE FUNCTION registry.registrar_called(called text) RETURNS bigint
            LANGUAGE sql STABLE PARALLEL SAFE
            BEGIN ATOMIC
                SELECT r.id FROM registry.registrar r WHERE r.handle = called;
            END
    """)
