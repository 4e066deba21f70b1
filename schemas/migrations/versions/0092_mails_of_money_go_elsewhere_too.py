"""Mails of money go to confirmed addresses too, mails that may be refused say by which link, and reminders come by mail."""

from alembic import op

revision = "0092"
down_revision = "0091"

STATEMENTS = (
    """
CREATE TABLE mail.money_address (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id      bigint      NOT NULL REFERENCES iam.account ON DELETE CASCADE,
    address         text        NOT NULL CONSTRAINT money_goes_to_one_address CHECK (address !~ '[\\x01-\\x20]'),
    digest          bytea,
    drawn_at        timestamptz NOT NULL,
    confirmed_at    timestamptz,
    CONSTRAINT a_confirmed_address_has_no_link CHECK ((digest IS NULL) = (confirmed_at IS NOT NULL))
)""",
    "CREATE UNIQUE INDEX money_address_is_named_once ON mail.money_address (account_id, lower(address))",
    "CREATE INDEX money_address_by_digest ON mail.money_address (digest) WHERE digest IS NOT NULL",
    "COMMENT ON TABLE mail.money_address IS 'Where mails of money to an account go as well, once somebody there said yes'",
    "COMMENT ON COLUMN mail.money_address.digest IS 'SHA-256 of the token of the link that was sent there last'",
    "ALTER TABLE mail.message ADD COLUMN refusal text",
    "COMMENT ON COLUMN mail.message.refusal IS 'Where one click refuses mails like it (RFC 8058); none: they cannot be refused'",
    "ALTER TABLE panel.reminder ADD COLUMN by_mail boolean NOT NULL DEFAULT false",
    "ALTER TABLE panel.reminder ADD COLUMN mailed_for timestamptz",
    "COMMENT ON COLUMN panel.reminder.mailed_for IS 'for which ringing a mail was written last'",
    "CREATE INDEX reminder_to_mail ON panel.reminder (rings_at, id) WHERE by_mail AND mailed_for IS DISTINCT FROM rings_at",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
