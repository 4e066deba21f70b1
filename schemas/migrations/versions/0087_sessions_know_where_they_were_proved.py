"""Sessions know from which other networks whoever sits there has proved who they are."""

from alembic import op

revision = "0087"
down_revision = "0086"

STATEMENTS = (
    "ALTER TABLE iam.session ADD COLUMN networks cidr[] NOT NULL DEFAULT '{}'",
    """COMMENT ON COLUMN iam.session.networks IS
    'beside that of address: from where whoever sits there has proved again who they are, the last one last'""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
