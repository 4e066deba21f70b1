"""Accounts wish for groups of events at once, and people are told of what the registry writes anyway.

What the registry remembers (messages, history, bookings) is read by its numbers, as webhooks read it; of top-ups it is kept of
which of their states people were told.
"""

from alembic import op

revision = "0091"
down_revision = "0088"

STATEMENTS = (
    """
CREATE TABLE mail.group_wish (
    account_id      bigint      NOT NULL REFERENCES iam.account ON DELETE CASCADE,
    of              text        NOT NULL,
    channel         text        NOT NULL CONSTRAINT channel_of_group_is_known CHECK (channel IN ('site', 'mail')),
    wanted          boolean     NOT NULL,
    PRIMARY KEY (account_id, of, channel)
)""",
    "COMMENT ON TABLE mail.group_wish IS 'By what an account wishes to be told of a group of events; mail.wish says otherwise'",
    """
CREATE TABLE panel.followed (
    follower        text        PRIMARY KEY,
    told            bigint      NOT NULL
)""",
    "COMMENT ON TABLE panel.followed IS 'Up to which row of what is written anyway people were told of it'",
    """
INSERT INTO panel.followed
VALUES ('message prompt', coalesce(pg_sequence_last_value('registry.poll_message_id_seq'), 0)),
       ('message gathered', coalesce(pg_sequence_last_value('registry.poll_message_id_seq'), 0)),
       ('registrar', coalesce(pg_sequence_last_value('registry.history_id_seq'), 0)),
       ('top-up', coalesce(pg_sequence_last_value('registry.ledger_id_seq'), 0)),
       ('refund', coalesce(pg_sequence_last_value('registry.ledger_id_seq'), 0))
""",
    """
CREATE TABLE mail.spread (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event           text        NOT NULL,
    about           text        NOT NULL,
    what            text        NOT NULL,
    seller_id       bigint      REFERENCES iam.account ON DELETE CASCADE,
    from_at         timestamptz NOT NULL,
    told_to         bigint      NOT NULL DEFAULT 0,
    told            bigint      NOT NULL DEFAULT 0,
    made_at         timestamptz NOT NULL,
    ended_at        timestamptz
)""",
    "CREATE UNIQUE INDEX spread_is_about_something ON mail.spread (event, about)",
    "CREATE INDEX spread_under_way ON mail.spread (from_at, id) WHERE ended_at IS NULL",
    "CREATE INDEX spread_of_seller ON mail.spread (seller_id) WHERE seller_id IS NOT NULL",
    "COMMENT ON TABLE mail.spread IS 'What many are told of, some of them at a time'",
    "COMMENT ON COLUMN mail.spread.from_at IS 'nobody is told before'",
    "COMMENT ON COLUMN mail.spread.told_to IS 'the number of the last account that was looked at; and below how many were told'",
    "ALTER TABLE registry.topup ADD COLUMN told text NOT NULL DEFAULT ''",
    "UPDATE registry.topup SET told = status",
    "CREATE INDEX topup_to_tell ON registry.topup (id) WHERE told <> status",
    "COMMENT ON COLUMN registry.topup.told IS 'the status that people were last told of; empty: none'",
    "CREATE INDEX account_of_staff ON iam.account (id) WHERE kind = 'staff'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
