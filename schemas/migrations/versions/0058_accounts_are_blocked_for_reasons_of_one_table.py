"""Why accounts are blocked is worded in one table, for clients as for everybody else; EPP sessions can be ended from outside."""

from alembic import op

revision = "0058"
down_revision = "0057"


def upgrade() -> None:
    op.execute("""
        INSERT INTO panel.reference (class, name, label, position, used) VALUES
            ('block-reason', 'debt', 'Owes money', 60, true),
            ('block-reason', 'fraud', 'Suspicion of fraud', 70, true),
            ('block-reason', 'unverified', 'Data that could not be verified', 80, true),
            ('block-reason', 'other', 'Something else', 90, true)
            ON CONFLICT DO NOTHING
    """)
    op.execute("ALTER TABLE registry.session ADD COLUMN ended_at timestamptz")
    op.execute(
        "COMMENT ON COLUMN registry.session.ended_at IS "
        "'when somebody ended it from outside: it counts no more, and its worker closes the connection'"
    )
