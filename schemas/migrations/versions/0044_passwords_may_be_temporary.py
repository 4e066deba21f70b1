"""A password that somebody else gave opens for a while, and for nothing but setting another."""

from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    op.execute("ALTER TABLE iam.account ADD COLUMN password_until timestamptz")
    op.execute(
        "COMMENT ON COLUMN iam.account.password_until IS"
        " 'a temporary password opens until then, and only to set another; NULL: it is the own one'"
    )
