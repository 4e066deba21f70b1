"""A request of a program is done once, however often it is sent with the same key."""

from alembic import op

revision = "0069"
down_revision = "0068"

TABLES = r"""
CREATE TABLE panel.request (
    account_id      bigint NOT NULL REFERENCES iam.account ON DELETE CASCADE,
    key             text NOT NULL CONSTRAINT key_of_request_is_bounded CHECK (length(key) BETWEEN 1 AND 255),
    digest          bytea NOT NULL,
    begun_at        timestamptz NOT NULL,
    attempt         integer NOT NULL DEFAULT 1,
    taken_at        timestamptz NOT NULL,
    status          integer,
    media           text,
    answer          bytea,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX request_begun ON panel.request (begun_at);
COMMENT ON TABLE panel.request IS 'requests of programs, each done once: what was asked under which key, what was answered';
COMMENT ON COLUMN panel.request.digest IS 'of method, address and body: another request under the same key is refused';
COMMENT ON COLUMN panel.request.attempt IS 'known to who works on it: after a later attempt an earlier one commits nothing';

CREATE TABLE panel.request_done (
    account_id      bigint NOT NULL,
    key             text NOT NULL,
    object          text NOT NULL,
    PRIMARY KEY (account_id, key, object),
    FOREIGN KEY (account_id, key) REFERENCES panel.request ON DELETE CASCADE
);
COMMENT ON TABLE panel.request_done IS 'to which objects a request was done, written in the transaction that did it'
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
