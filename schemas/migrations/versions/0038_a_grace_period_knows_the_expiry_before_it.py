"""A grace period knows the expiry before it: a delete in it leads back there, whatever was added."""

from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """NULL in periods that are older, and in those of new names, which had none: such take off their years."""
    op.execute("ALTER TABLE registry.grace ADD COLUMN expires_before timestamptz")
    op.execute("""
        COMMENT ON COLUMN registry.grace.years IS
            'Whole years that were added: fewer than were paid for where the horizon capped them'
    """)
    op.execute("""
        COMMENT ON COLUMN registry.grace.expires_before IS
            'The expiry that the years were added to; NULL for a new name, and where it is not known'
    """)
