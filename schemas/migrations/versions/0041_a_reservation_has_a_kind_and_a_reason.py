"""A reservation is of a kind that means something, and may say its reason."""

from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """What was no kind reserved as every other did: it is of the kind `reserved`, and its word is the reason."""
    op.execute("SET LOCAL statement_timeout = '60s'")  # a list may hold a million labels
    op.execute("""
        ALTER TABLE registry.listed_name
          ADD COLUMN reason text CONSTRAINT listed_reason_is_a_line CHECK (reason ~ '^[^[:cntrl:]]{1,200}$')
    """)
    op.execute("COMMENT ON COLUMN registry.listed_name.reason IS 'why the label is reserved, for operators'")
    op.execute("""
        UPDATE registry.listed_name n
           SET value = 'reserved', reason = n.value
          FROM registry.name_list l
         WHERE l.id = n.list_id
           AND l.kind = 'reserved'
           AND n.value NOT IN ('reserved', 'withheld', 'blocked', 'collision', 'country', 'igo', 'two-character', 'anchor',
                               'sunrise', 'service')
    """)
