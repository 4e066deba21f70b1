"""Documents say which contact sends them to which: whose requisites are on them, and whose address."""

from alembic import op

revision = "0128"
down_revision = "0127"

TABLES = """
ALTER TABLE panel.document
    ADD COLUMN sender_id   bigint REFERENCES panel.client_contact ON DELETE SET NULL,
    ADD COLUMN receiver_id bigint REFERENCES panel.client_contact ON DELETE SET NULL;
COMMENT ON COLUMN panel.document.sender_id IS 'the contact whose requisites are on it; none: the house''s, or nobody said';
COMMENT ON COLUMN panel.document.receiver_id IS 'the contact that it is written to; none: nobody said';
CREATE INDEX document_by_sender ON panel.document (sender_id) WHERE sender_id IS NOT NULL;
CREATE INDEX document_by_receiver ON panel.document (receiver_id) WHERE receiver_id IS NOT NULL
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
