"""Mail waits in an outbox until a server has taken it."""

from alembic import op

revision = "0060"
down_revision = "0059"


def upgrade() -> None:
    op.execute("CREATE SCHEMA mail")
    op.execute("COMMENT ON SCHEMA mail IS 'What the product writes to people, and what became of it.'")
    op.execute("""
        CREATE TABLE mail.message (
            id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            key         text        NOT NULL,
            event       text        NOT NULL,
            address     text        NOT NULL,
            name        text        NOT NULL,
            language    text        NOT NULL,
            account_id  bigint      REFERENCES iam.account (id) ON DELETE SET NULL,
            seller_id   bigint      REFERENCES iam.account (id) ON DELETE SET NULL,
            subject     text        NOT NULL,
            text        text        NOT NULL,
            shown       text,
            spent       boolean     NOT NULL DEFAULT false,
            state       text        NOT NULL,
            tries       integer     NOT NULL DEFAULT 0,
            doubtful    boolean     NOT NULL DEFAULT false,
            queued_at   timestamptz NOT NULL,
            due_at      timestamptz NOT NULL,
            until       timestamptz,
            ended_at    timestamptz,
            message_id  text,
            sender      text,
            answer      text,
            CONSTRAINT message_has_a_state CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'gave up')),
            CONSTRAINT message_ends_when_it_is_over
                CHECK ((ended_at IS NOT NULL) = (state IN ('sent', 'failed', 'gave up'))),
            CONSTRAINT message_is_known_before_it_is_sent CHECK (state = 'queued' OR message_id IS NOT NULL),
            CONSTRAINT address_and_subject_are_one_line CHECK (address || name || subject !~ '[\\x01-\\x1f]')
        )
    """)
    op.execute("COMMENT ON TABLE mail.message IS 'Mails that wait, were sent, or could not be.'")
    for column, comment in {
        "key": "Random; the Message-ID begins with it.",
        "shown": "The text with its secrets hidden, while there are any; it takes the place of the text when the mail is sent.",
        "spent": "Whether the secrets of its text are gone: it cannot be sent again.",
        "doubtful": "A server may have taken it once already, but nobody heard so.",
        "due_at": "When it is to be taken next; while it is being sent, when whoever sends it has lost it.",
        "until": "When nobody is helped by it any more.",
        "sender": "From whom it was sent, as its header said.",
        "answer": "What the server said last, or why it was not asked.",
    }.items():
        op.execute(f"COMMENT ON COLUMN mail.message.{column} IS '{comment}'")
    op.execute("CREATE UNIQUE INDEX message_key ON mail.message (key)")
    op.execute("CREATE INDEX message_due ON mail.message (due_at, id) WHERE state IN ('queued', 'sending')")
    op.execute("CREATE INDEX message_ended ON mail.message (ended_at) WHERE ended_at IS NOT NULL")
    op.execute("CREATE INDEX message_account ON mail.message (account_id, id)")
    op.execute("CREATE INDEX message_seller ON mail.message (seller_id, id)")
