"""A deposit says whether its agent's answer is waited for, which a registry without ICANN's interface does not hear; and what
it was refused by, so that the same words are not taken for an answer to the next revision."""

from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.execute("ALTER TABLE registry.deposit ADD awaits_answer boolean NOT NULL DEFAULT true")
    op.execute(
        "COMMENT ON COLUMN registry.deposit.awaits_answer IS"
        " 'false where it was brought without a way by which ICANN is told of it: its arrival is all there will be'"
    )
    op.execute("ALTER TABLE registry.deposit ADD refused_by text")
    op.execute(
        "COMMENT ON COLUMN registry.deposit.refused_by IS 'SHA-256 of the notification that the agent refused it by'"
    )
    op.execute(
        "COMMENT ON TABLE iam.account_role IS"
        " 'What a role may do is the table in panel/kit/roles.py; a name that is not in it grants nothing'"
    )
