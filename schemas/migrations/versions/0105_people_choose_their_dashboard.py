"""Whoever signs in chooses what their dashboard shows, and in which order; who has not sees what is usual for their role."""

from alembic import op

revision = "0105"
down_revision = "0101"

STATEMENTS = (
    """
CREATE TABLE panel.dashboard (
    account_id bigint PRIMARY KEY REFERENCES iam.account ON DELETE CASCADE,
    shown text[] NOT NULL,
    hidden text[] NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT widgets_are_few CHECK (cardinality(shown) + cardinality(hidden) <= 200)
)
""",
    "COMMENT ON TABLE panel.dashboard IS 'which widgets somebody''s dashboard has, by their names, where they chose it'",
    "COMMENT ON COLUMN panel.dashboard.shown IS 'in their order'",
    "COMMENT ON COLUMN panel.dashboard.hidden IS 'what is in neither was declared since, and comes where it is usual'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
