"""A message that is due may be left by whoever comes first, and is left once."""

from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    op.execute("ALTER TABLE registry.poll_message ADD COLUMN once text")
    op.execute(
        "COMMENT ON COLUMN registry.poll_message.once IS 'what it is about, where one message about that is enough'"
    )
    op.execute("""
        CREATE UNIQUE INDEX message_is_left_once ON registry.poll_message (registrar_id, once) WHERE once IS NOT NULL
    """)
