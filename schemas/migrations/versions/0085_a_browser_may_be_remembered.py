"""A browser may be remembered: its session does not end by not being used."""

from alembic import op

revision = "0085"
down_revision = "0084"

STATEMENTS = (
    "ALTER TABLE iam.session ADD COLUMN remembered boolean NOT NULL DEFAULT false",
    """COMMENT ON COLUMN iam.session.remembered IS
    'whoever signed in wished to stay signed in: it lasts until it expires, used or not; half a session hands it on'""",
    "COMMENT ON COLUMN iam.session.expires_at IS 'however busy it is; without use it ends earlier, unless it is remembered'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
