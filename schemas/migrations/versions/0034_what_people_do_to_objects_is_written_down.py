"""What people do to objects in the panel is written down beside what they do to accounts, each with the object it was done to."""

from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.execute("ALTER TABLE audit.activity ADD COLUMN object text, ADD COLUMN name text")
    op.execute(
        "COMMENT ON TABLE audit.activity IS 'What people did, or tried to do, to accounts (their own and those they look after)"
        " and to objects of the registry. Rows are only ever added'"
    )
    op.execute(
        "COMMENT ON COLUMN audit.activity.registrar_id IS"
        " 'the registrar whose people the account belongs to; where an object was changed, whose people did it'"
    )
    op.execute("COMMENT ON COLUMN audit.activity.object IS 'the kind of object it was done to, as history calls it'")
    op.execute("COMMENT ON COLUMN audit.activity.name IS 'which of them: as its page is addressed'")
    op.execute("CREATE INDEX activity_by_object ON audit.activity (object, name, at DESC) WHERE object IS NOT NULL")
