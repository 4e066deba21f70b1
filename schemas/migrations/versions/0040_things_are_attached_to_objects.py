"""People attach to objects of any kind: notes, labels, tags, and attributes of their own."""

from alembic import op

revision = "0040"
down_revision = "0039"

TABLES = r"""
CREATE TABLE panel.note (
    kind            text NOT NULL,
    key             text NOT NULL,
    sort            text NOT NULL CONSTRAINT sort_is_known CHECK (sort IN ('note', 'label')),
    text            text NOT NULL CONSTRAINT text_is_bounded CHECK (length(text) BETWEEN 1 AND 2000),
    by              text NOT NULL,
    at              timestamptz NOT NULL,
    PRIMARY KEY (kind, key, sort)
);
COMMENT ON TABLE panel.note IS
    'what people wrote on an object: a note, which whoever has the object reads, and a label, for staff alone';
COMMENT ON COLUMN panel.note.kind IS 'the kind of object, as history calls it';
COMMENT ON COLUMN panel.note.key IS
    'the object''s identity for ever (its ROID, where it has one): whoever has its name next has none of it';

CREATE TABLE panel.tag (
    kind            text NOT NULL,
    key             text NOT NULL,
    tag             text NOT NULL CONSTRAINT tag_is_a_short_word CHECK (tag ~ '^[^\s,;]{1,32}$'),
    by              text NOT NULL,
    at              timestamptz NOT NULL,
    PRIMARY KEY (kind, key, tag)
);
COMMENT ON TABLE panel.tag IS 'words by which staff finds objects again; kind and key as of panel.note';
CREATE INDEX tag_by_name ON panel.tag (kind, tag, key);

CREATE TABLE panel.attribute (
    kind            text NOT NULL,
    key             text NOT NULL,
    name            text NOT NULL CONSTRAINT name_is_a_word CHECK (name ~ '^[a-z][a-z0-9_.-]{0,39}$'),
    value           text NOT NULL CONSTRAINT value_is_bounded CHECK (length(value) BETWEEN 1 AND 500),
    by              text NOT NULL,
    at              timestamptz NOT NULL,
    PRIMARY KEY (kind, key, name)
);
COMMENT ON TABLE panel.attribute IS
    'what staff keeps of objects and records have no place for; kind and key as of panel.note';
CREATE INDEX attribute_by_value ON panel.attribute (kind, name, value, key)
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
