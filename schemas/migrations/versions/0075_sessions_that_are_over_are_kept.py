"""Sessions that are over are kept, with when and how they ended."""

from alembic import op

revision = "0075"
down_revision = "0074"

STATEMENTS = (
    """
CREATE TABLE registry.past_session (
    id           bigint         PRIMARY KEY,
    registrar_id bigint         NOT NULL REFERENCES registry.registrar,
    address      inet           NOT NULL,
    opened_at    timestamptz    NOT NULL,
    ended_at     timestamptz    NOT NULL,
    ending       text           NOT NULL
                 CONSTRAINT ending_is_known
                 CHECK (ending IN ('logout', 'failed', 'lost', 'overdue', 'ended', 'stopped', 'vanished')),
    app          registry.clean,
    tech         registry.clean,
    os           registry.clean
)""",
    "COMMENT ON TABLE registry.past_session IS 'sessions of registrars that are over, by the numbers they had'",
    "COMMENT ON COLUMN registry.past_session.ended_at IS 'of one whose worker vanished: when that was last seen'",
    "CREATE INDEX past_session_by_end ON registry.past_session (ended_at, id)",
    "CREATE INDEX past_session_of_registrar ON registry.past_session (registrar_id, ended_at, id)",
    "CREATE INDEX past_session_by_start ON registry.past_session (opened_at, id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
