"""Enums that the house words, orders and leaves out are rows of one table."""

from alembic import op

revision = "0043"
down_revision = "0042"

TABLES = r"""
CREATE TABLE panel.reference (
    class           text NOT NULL,
    name            text NOT NULL CONSTRAINT reference_name_is_a_word CHECK (name ~ '^[a-z0-9][a-z0-9./-]{0,99}$'),
    label           text NOT NULL CONSTRAINT label_is_bounded CHECK (length(label) BETWEEN 1 AND 100),
    position        integer NOT NULL,
    used            boolean NOT NULL,
    PRIMARY KEY (class, name)
);
COMMENT ON TABLE panel.reference IS 'values that are offered to choose from, by the classes that the code reads';
COMMENT ON COLUMN panel.reference.used IS 'it is offered; what was chosen before stays what it was';

INSERT INTO panel.reference (class, name, label, position, used) VALUES
    ('block-reason', 'left', 'Has left', 10, true),
    ('block-reason', 'wrong-hands', 'Is in the wrong hands', 20, true),
    ('block-reason', 'abuse', 'Abuse', 30, true),
    ('block-reason', 'asked', 'Asked for by themselves', 40, true),
    ('block-reason', 'authority', 'Asked for by an authority', 50, true),
    ('file-type', 'application/pdf', 'PDF', 10, true),
    ('file-type', 'image/png', 'PNG', 20, true),
    ('file-type', 'image/jpeg', 'JPEG', 30, true),
    ('file-type', 'image/gif', 'GIF', 40, true),
    ('file-type', 'image/webp', 'WebP', 50, true),
    ('file-type', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'Word', 60, true),
    ('file-type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'Excel', 70, true),
    ('file-type', 'application/vnd.oasis.opendocument.text', 'OpenDocument text', 80, true),
    ('file-type', 'application/vnd.oasis.opendocument.spreadsheet', 'OpenDocument spreadsheet', 90, true),
    ('file-type', 'text/plain', 'Text', 100, true)
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
