"""When each account signed in last is known by itself, however long its deeds are kept; and until when a session lasts unused."""

from alembic import op

revision = "0098"
down_revision = "0097"

STATEMENTS = (
    """
CREATE TABLE iam.last_sign_in (
    account_id  bigint      PRIMARY KEY REFERENCES iam.account ON DELETE CASCADE,
    at          timestamptz NOT NULL
)""",
    "COMMENT ON TABLE iam.last_sign_in IS 'when an account signed in for the last time; without a row it never did'",
    "SET LOCAL statement_timeout = '30min'",  # the deeds of years are read once
    """
INSERT INTO iam.last_sign_in (account_id, at)
SELECT v.actor_id, max(v.at)
  FROM audit.activity v
  JOIN iam.account a ON a.id = v.actor_id
 WHERE v.action = 'sign-in'
   AND v.result = 'done'
 GROUP BY v.actor_id""",
    "ALTER TABLE iam.session ADD COLUMN idle_until timestamptz",
    """COMMENT ON COLUMN iam.session.idle_until IS
    'it ends then where it is not used before, unless it is remembered; NULL: not known'""",
    "CREATE INDEX panel_session_by_use ON iam.session (seen_at DESC, id DESC)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
