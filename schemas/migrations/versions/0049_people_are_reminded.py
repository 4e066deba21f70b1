"""People have themselves reminded of objects, once or again and again."""

from alembic import op

revision = "0049"
down_revision = "0048"

TABLES = r"""
CREATE TABLE panel.reminder (
    id              bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account_id      bigint NOT NULL REFERENCES iam.account ON DELETE CASCADE,
    kind            text NOT NULL,
    key             text NOT NULL,
    list            text NOT NULL,
    name            text NOT NULL,
    message         text NOT NULL CONSTRAINT message_is_bounded CHECK (length(message) BETWEEN 1 AND 200),
    every           text NOT NULL CONSTRAINT rhythm_is_known CHECK (every IN ('once', 'day', 'week', 'month')),
    first_at        timestamptz NOT NULL,
    rings_at        timestamptz NOT NULL,
    until           timestamptz
);
COMMENT ON TABLE panel.reminder IS 'what somebody wants to be reminded of; kind and key as of panel.note';
COMMENT ON COLUMN panel.reminder.list IS 'the list that the object is in, and below what it is called there';
COMMENT ON COLUMN panel.reminder.first_at IS 'what the rhythm counts from, however often it was put off';
COMMENT ON COLUMN panel.reminder.rings_at IS 'from then on it rings, until it is put off or done';
CREATE INDEX reminder_by_account ON panel.reminder (account_id, rings_at);
CREATE INDEX reminder_by_object ON panel.reminder (kind, key)
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
