"""How the panel looks to an account is kept with it: theme, density, where the menu stands."""

from alembic import op

revision = "0070"
down_revision = "0069"


def upgrade() -> None:
    op.execute("ALTER TABLE iam.account ADD COLUMN look jsonb NOT NULL DEFAULT '{}'")
    op.execute(
        "COMMENT ON COLUMN iam.account.look IS 'how the panel is shown to the account, by the names of panel/kit/looks.py'"
    )
