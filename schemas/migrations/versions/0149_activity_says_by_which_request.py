"""What people did is found by the request that they did it by."""

from alembic import op

revision = "0149"
down_revision = "0148"

STATEMENTS = (
    "ALTER TABLE audit.activity ADD COLUMN request text",
    "COMMENT ON COLUMN audit.activity.request IS 'X-Request-Id of the answer; none: nobody asked, or not the panel'",
    "CREATE INDEX activity_by_request ON audit.activity (request, at DESC) WHERE request IS NOT NULL",
)


def upgrade() -> None:
    op.execute("SET LOCAL statement_timeout = '30min'")  # each row of years is read once for the index
    for statement in STATEMENTS:
        op.execute(statement)
