"""Accounts may have a PIN, which guards what gives names away."""

from alembic import op

revision = "0086"
down_revision = "0085"

STATEMENTS = (
    """
CREATE TABLE iam.pin (
    account_id   bigint      PRIMARY KEY REFERENCES iam.account ON DELETE CASCADE,
    pin          bytea       NOT NULL,
    question     text,
    answer       bytea,
    set_at       timestamptz NOT NULL,
    wrong        smallint    NOT NULL DEFAULT 0,
    locked_until timestamptz,
    CONSTRAINT a_question_has_an_answer CHECK ((question IS NULL) = (answer IS NULL)),
    CONSTRAINT question_is_short CHECK (length(question) BETWEEN 1 AND 200)
)""",
    "COMMENT ON TABLE iam.pin IS 'four digits that are asked for before names are given away: one for each account at most'",
    "COMMENT ON COLUMN iam.pin.pin IS 'its argon2id hash, sealed with panel.seal_key: ten thousand of them are tried in minutes'",
    "COMMENT ON COLUMN iam.pin.answer IS 'likewise; it removes the PIN'",
    "COMMENT ON COLUMN iam.pin.wrong IS 'tries since the last right one; one that is being verified is counted'",
    "ALTER TABLE iam.session ADD COLUMN pin_at timestamptz",
    "COMMENT ON COLUMN iam.session.pin_at IS 'when whoever sits there last gave the PIN of the account'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
