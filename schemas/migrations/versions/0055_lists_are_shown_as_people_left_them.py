"""Each list is shown in the order, columns and length that somebody left it with; lists become tables of Markdown too."""

from alembic import op

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    op.execute("ALTER TABLE iam.account ADD COLUMN lists jsonb NOT NULL DEFAULT '{}'")
    op.execute(
        "COMMENT ON COLUMN iam.account.lists IS 'how lists are shown to them: sort, columns and per_page, by list'"
    )
    op.execute("ALTER TABLE panel.export DROP CONSTRAINT format_is_known")
    op.execute(
        "ALTER TABLE panel.export ADD CONSTRAINT format_is_known CHECK (format IN ('csv', 'tsv', 'md', 'xlsx', 'zip'))"
    )
