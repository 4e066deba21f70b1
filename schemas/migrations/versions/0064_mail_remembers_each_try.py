"""Mail remembers each try, what it said by a digest, and can be cancelled while it waits."""

from alembic import op

revision = "0064"
down_revision = "0063"

STATEMENTS = (
    """
CREATE TABLE mail.attempt (
    id          bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    message_id  bigint      NOT NULL REFERENCES mail.message ON DELETE CASCADE,
    at          timestamptz NOT NULL,
    outcome     text        NOT NULL CONSTRAINT outcome_is_known CHECK (outcome IN ('sent', 'put off', 'failed', 'gave up')),
    answer      text        NOT NULL
)""",
    "COMMENT ON TABLE mail.attempt IS 'Tries to send a mail, each with what the server said.'",
    "CREATE INDEX attempt_of_message ON mail.attempt (message_id, id)",
    "ALTER TABLE mail.message ADD COLUMN digest bytea",
    "COMMENT ON COLUMN mail.message.digest IS 'SHA-256 of the text as it was written, with all its secrets.'",
    "ALTER TABLE mail.message DROP CONSTRAINT message_has_a_state",
    """
ALTER TABLE mail.message ADD CONSTRAINT message_has_a_state
    CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'gave up', 'cancelled'))""",
    "ALTER TABLE mail.message DROP CONSTRAINT message_ends_when_it_is_over",
    """
ALTER TABLE mail.message ADD CONSTRAINT message_ends_when_it_is_over
    CHECK ((ended_at IS NOT NULL) = (state IN ('sent', 'failed', 'gave up', 'cancelled')))""",
    "ALTER TABLE mail.message DROP CONSTRAINT message_is_known_before_it_is_sent",
    """
ALTER TABLE mail.message ADD CONSTRAINT message_is_known_before_it_is_sent
    CHECK (state IN ('queued', 'cancelled') OR message_id IS NOT NULL)""",
    "CREATE INDEX message_by_lower_address ON mail.message (lower(address))",
    "CREATE INDEX message_of_client ON mail.message (coalesce(account_id, seller_id), id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
