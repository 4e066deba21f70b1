"""Accounts have webhooks: what happens is told to their programs.

What is to be told is read from what is written anyway, in the order of its numbers; a summary of blocks finds those in the parted
history, and costs those who write there nothing that can be measured.
"""

from alembic import op

revision = "0080"
down_revision = "0079"

STATEMENTS = (
    "SET LOCAL statement_timeout = '30min'",  # each row of years is read once
    """
CREATE INDEX history_by_id ON registry.history USING brin (id) WITH (pages_per_range = 16, autosummarize = on)
""",
    "ALTER TABLE panel.version ADD COLUMN id bigint NOT NULL GENERATED ALWAYS AS IDENTITY",
    "CREATE UNIQUE INDEX version_by_id ON panel.version (id)",
    "COMMENT ON COLUMN panel.version.id IS 'the order in which versions were written down'",
    """
CREATE TABLE panel.webhook (
    id              bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account_id      bigint      NOT NULL REFERENCES iam.account,
    name            text        NOT NULL,
    url             text        NOT NULL CONSTRAINT webhook_is_secured CHECK (url LIKE 'https://%'),
    events          text[]      NOT NULL,
    secret          bytea       NOT NULL,
    former_secret   bytea,
    former_until    timestamptz,
    state           text        NOT NULL DEFAULT 'on'
                    CONSTRAINT webhook_state_is_known CHECK (state IN ('on', 'paused', 'stopped')),
    made_at         timestamptz NOT NULL,
    state_at        timestamptz NOT NULL,
    stopped_why     text,
    heard_at        timestamptz,
    failing_since   timestamptz,
    failures        integer     NOT NULL DEFAULT 0,
    rests_until     timestamptz,
    leased_until    timestamptz,
    replay_since    timestamptz,
    replay_next     bigint      NOT NULL DEFAULT 0,
    replay_last     bigint,
    CONSTRAINT former_secret_ends CHECK ((former_secret IS NULL) = (former_until IS NULL)),
    CONSTRAINT replay_has_an_end CHECK ((replay_since IS NULL) = (replay_last IS NULL))
)""",
    "COMMENT ON TABLE panel.webhook IS 'Where programs of an account are told of what happens'",
    "COMMENT ON COLUMN panel.webhook.secret IS 'what signs; sealed'",
    "COMMENT ON COLUMN panel.webhook.former_secret IS 'signs beside it until the program knows the new one; sealed'",
    "COMMENT ON COLUMN panel.webhook.state IS 'paused: by whose it is; stopped: it was not heard for days, or is gone'",
    "COMMENT ON COLUMN panel.webhook.failures IS 'how often in a row nobody was reached there'",
    "COMMENT ON COLUMN panel.webhook.rests_until IS 'nothing is sent there before'",
    "COMMENT ON COLUMN panel.webhook.leased_until IS 'a worker sends there; dies it, another does from then on'",
    """COMMENT ON COLUMN panel.webhook.replay_since IS
       'what happened since is to be told again: deliveries after replay_next up to replay_last'""",
    "CREATE INDEX webhook_of_account ON panel.webhook (account_id)",
    """
CREATE TABLE panel.webhook_delivery (
    id              bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    webhook_id      bigint      NOT NULL REFERENCES panel.webhook ON DELETE CASCADE,
    message_id      text        NOT NULL,
    type            text        NOT NULL,
    source_id       bigint,
    object          text        NOT NULL,
    parties         text[]      NOT NULL,
    client_id       bigint,
    happened_at     timestamptz NOT NULL,
    body            text        NOT NULL,
    state           text        NOT NULL DEFAULT 'waiting'
                    CONSTRAINT delivery_state_is_known CHECK (state IN ('waiting', 'delivered', 'failed', 'withheld')),
    tries           integer     NOT NULL DEFAULT 0,
    due_at          timestamptz NOT NULL,
    made_at         timestamptz NOT NULL,
    ended_at        timestamptz,
    answer          text,
    CONSTRAINT webhook_is_told_once UNIQUE (webhook_id, type, source_id),
    CONSTRAINT what_waits_has_not_ended CHECK ((state = 'waiting') = (ended_at IS NULL))
)""",
    "COMMENT ON TABLE panel.webhook_delivery IS 'What a webhook is told, or was: the queue and its log'",
    "COMMENT ON COLUMN panel.webhook_delivery.source_id IS 'the row that it tells of, by its type; NULL: it is a test'",
    "COMMENT ON COLUMN panel.webhook_delivery.object IS 'what it is about: of that things are told one after the other'",
    "COMMENT ON COLUMN panel.webhook_delivery.parties IS 'handles of the registrars that it concerns'",
    "COMMENT ON COLUMN panel.webhook_delivery.client_id IS 'the client whom it concerns'",
    "CREATE INDEX delivery_due ON panel.webhook_delivery (webhook_id, due_at, id) WHERE state = 'waiting'",
    "CREATE INDEX delivery_in_order ON panel.webhook_delivery (webhook_id, object, id) WHERE state = 'waiting'",
    "CREATE INDEX delivery_of_webhook ON panel.webhook_delivery (webhook_id, id)",
    "CREATE INDEX delivery_by_age ON panel.webhook_delivery (made_at)",
    """
CREATE TABLE panel.webhook_attempt (
    id              bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    delivery_id     bigint      NOT NULL REFERENCES panel.webhook_delivery ON DELETE CASCADE,
    at              timestamptz NOT NULL,
    milliseconds    integer     NOT NULL,
    status          integer,
    answer          text        NOT NULL
)""",
    "COMMENT ON TABLE panel.webhook_attempt IS 'Each try to tell, and what came back: secrets masked, and cut where it is long'",
    "CREATE INDEX attempt_of_delivery ON panel.webhook_attempt (delivery_id, id)",
    """
CREATE TABLE panel.webhook_source (
    source          text        PRIMARY KEY,
    told            bigint      NOT NULL
)""",
    "COMMENT ON TABLE panel.webhook_source IS 'Up to which row of what is written anyway webhooks were given what they are told'",
    """
INSERT INTO panel.webhook_source
VALUES ('history', coalesce(pg_sequence_last_value('registry.history_id_seq'), 0)),
       ('message', coalesce(pg_sequence_last_value('registry.poll_message_id_seq'), 0)),
       ('ledger', coalesce(pg_sequence_last_value('registry.ledger_id_seq'), 0)),
       ('version', coalesce(pg_sequence_last_value('panel.version_id_seq'), 0))
""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
