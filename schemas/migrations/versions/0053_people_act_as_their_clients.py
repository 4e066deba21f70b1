"""Somebody may act as a client of theirs: the session says as whom, and what is done has both names."""

from alembic import op

revision = "0053"
down_revision = "0052"

STATEMENTS = r"""
ALTER TABLE iam.session ADD COLUMN acting_as bigint REFERENCES iam.account ON DELETE SET NULL;
COMMENT ON COLUMN iam.session.acting_as IS 'the client as whom whoever sits there acts; NULL: as themselves';
ALTER TABLE audit.activity ADD COLUMN behind text, ADD COLUMN behind_id bigint;
COMMENT ON COLUMN audit.activity.behind IS 'who sat there and acted as the actor; NULL: the actor themselves'
"""


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            op.execute(statement)
