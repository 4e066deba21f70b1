"""Accounts are told what happens to them, at the bell and by mail, as they wish."""

from alembic import op

revision = "0074"
down_revision = "0073"

STATEMENTS = (
    """
CREATE TABLE mail.notice (
    id          bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account_id  bigint      NOT NULL REFERENCES iam.account,
    event       text        NOT NULL,
    about       text        NOT NULL,
    subject     text        NOT NULL,
    text        text        NOT NULL,
    on_site     boolean     NOT NULL,
    at          timestamptz NOT NULL,
    read_at     timestamptz
)""",
    "COMMENT ON TABLE mail.notice IS 'What accounts were told of what happened to them.'",
    "COMMENT ON COLUMN mail.notice.about IS 'Tells it from others of its event, where those are told once in a while.'",
    "COMMENT ON COLUMN mail.notice.on_site IS 'Whether it is shown in the panel; it may have been mailed alone.'",
    "CREATE INDEX notice_of_account ON mail.notice (account_id, id) WHERE on_site",
    "CREATE INDEX notice_unread ON mail.notice (account_id) WHERE on_site AND read_at IS NULL",
    "CREATE INDEX notice_by_at ON mail.notice (at)",
    "CREATE INDEX notice_told ON mail.notice (account_id, event, at)",
    """
CREATE TABLE mail.wish (
    account_id  bigint      NOT NULL REFERENCES iam.account,
    event       text        NOT NULL,
    channel     text        NOT NULL CONSTRAINT channel_is_known CHECK (channel IN ('site', 'mail')),
    wanted      boolean     NOT NULL,
    PRIMARY KEY (account_id, event, channel)
)""",
    "COMMENT ON TABLE mail.wish IS 'By what an account wishes to be told of what; what it does not say is as usual.'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
