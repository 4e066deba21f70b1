"""A payment that is on its way says who pays, and payers are on lists as addresses are."""

from alembic import op

revision = "0126"
down_revision = "0125"


def upgrade() -> None:
    op.execute("ALTER TABLE panel.blacklist DROP CONSTRAINT kind_of_mask_is_known")
    op.execute(
        "ALTER TABLE panel.blacklist ADD CONSTRAINT kind_of_mask_is_known"
        " CHECK (of IN ('domain', 'email', 'ip', 'phone', 'payer'))"
    )
    op.execute("ALTER TABLE registry.topup ADD COLUMN payer text NOT NULL DEFAULT ''")
    op.execute("COMMENT ON COLUMN registry.topup.payer IS 'whose account it comes from; empty: nobody said'")
    op.execute("ALTER TABLE registry.topup ADD CONSTRAINT payer_is_bounded CHECK (length(payer) <= 255)")
