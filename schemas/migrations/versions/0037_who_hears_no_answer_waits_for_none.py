"""A deposit says whether its agent's answer is waited for: a registry without ICANN's interface hears of none."""

from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.execute("ALTER TABLE registry.deposit ADD awaits_answer boolean NOT NULL DEFAULT true")
    op.execute(
        "COMMENT ON COLUMN registry.deposit.awaits_answer IS"
        " 'false where it was brought without a way by which ICANN is told of it: its arrival is all there will be'"
    )
