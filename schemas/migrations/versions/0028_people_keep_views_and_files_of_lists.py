"""People keep views of lists, and files made of them."""

from alembic import op

revision = "0028"
down_revision = "0027"

TABLES = """
CREATE SCHEMA panel;

CREATE TABLE panel.saved_view (
    id              bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account_id      bigint NOT NULL REFERENCES iam.account ON DELETE CASCADE,
    list            text NOT NULL,
    name            text NOT NULL CONSTRAINT name_is_short CHECK (length(name) BETWEEN 1 AND 60),
    query           text NOT NULL,
    shared          boolean NOT NULL,
    created_at      timestamptz NOT NULL,
    UNIQUE (account_id, list, name)
);
COMMENT ON TABLE panel.saved_view IS 'a list with its filters, order and columns, under a name';
COMMENT ON COLUMN panel.saved_view.shared IS 'colleagues see it too: staff those of staff, a registrar''s people their own';
CREATE INDEX saved_view_shared ON panel.saved_view (list) WHERE shared;

CREATE TABLE panel.export (
    id              bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account_id      bigint NOT NULL REFERENCES iam.account ON DELETE CASCADE,
    list            text NOT NULL,
    query           text NOT NULL,
    format          text NOT NULL CONSTRAINT format_is_known CHECK (format IN ('csv', 'tsv', 'xlsx')),
    state           text NOT NULL CONSTRAINT export_state_is_known CHECK (state IN ('waiting', 'ready', 'failed')),
    problem         text,
    rows            bigint,
    octets          bigint,
    asked_at        timestamptz NOT NULL,
    ready_at        timestamptz,
    expires_at      timestamptz NOT NULL
);
COMMENT ON TABLE panel.export IS 'files of lists that are made in the background, kept for a day';
CREATE INDEX export_by_account ON panel.export (account_id, id);
CREATE INDEX export_waiting ON panel.export (id) WHERE state = 'waiting';
CREATE INDEX export_by_expiry ON panel.export (expires_at);

CREATE TABLE panel.export_part (
    export_id       bigint NOT NULL REFERENCES panel.export ON DELETE CASCADE,
    number          integer NOT NULL,
    octets          bytea NOT NULL,
    PRIMARY KEY (export_id, number)
);
COMMENT ON TABLE panel.export_part IS 'the file, cut so that no process holds it whole'
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
