"""A charge knows when it is for good: the end of the grace period in which it can be given back."""

from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """Charges of before get theirs in the next revision, which takes long and must lock nobody out."""
    op.execute("ALTER TABLE registry.ledger ADD COLUMN billable_at timestamptz")
    op.execute("""
        COMMENT ON COLUMN registry.ledger.billable_at IS
            'when the grace period of a charge ends, as it was known when it was booked: of a transfer, which somebody may approve
            earlier, at the latest; NULL where nothing gives it back and it counts at once'
    """)
