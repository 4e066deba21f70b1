"""The panel keeps what its objects said, those too that are of no account: tokens, lists, requesters."""

from alembic import op

revision = "0115"
down_revision = "0106"


def upgrade() -> None:
    op.execute("ALTER TABLE panel.version ALTER COLUMN account_id DROP NOT NULL")
    op.execute("COMMENT ON COLUMN panel.version.account_id IS 'whose the object is; none: it is of no account'")
