"""Files are attached to objects of any kind; what is in them is kept once, by its hash."""

from alembic import op

revision = "0042"
down_revision = "0041"

TABLES = r"""
CREATE TABLE panel.content (
    sha256          bytea PRIMARY KEY CONSTRAINT sha256_is_whole CHECK (octet_length(sha256) = 32),
    octets          bigint NOT NULL
);
COMMENT ON TABLE panel.content IS 'what is in files, each content once; it goes with the last file that has it';

CREATE TABLE panel.content_part (
    sha256          bytea NOT NULL REFERENCES panel.content ON DELETE CASCADE,
    number          integer NOT NULL,
    octets          bytea NOT NULL,
    PRIMARY KEY (sha256, number)
);
COMMENT ON TABLE panel.content_part IS 'a content, cut so that no process holds it whole';
ALTER TABLE panel.content_part ALTER COLUMN octets SET STORAGE EXTERNAL;

CREATE TABLE panel.file (
    id              bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    kind            text NOT NULL,
    key             text NOT NULL,
    name            text NOT NULL CONSTRAINT file_name_is_bounded CHECK (length(name) BETWEEN 1 AND 120),
    media           text NOT NULL,
    shown           boolean NOT NULL,
    sha256          bytea NOT NULL REFERENCES panel.content,
    by              text NOT NULL,
    at              timestamptz NOT NULL
);
COMMENT ON TABLE panel.file IS 'files that are attached to objects; kind and key as of panel.note';
COMMENT ON COLUMN panel.file.media IS 'what it is, judged by its content alone';
COMMENT ON COLUMN panel.file.shown IS 'whoever has the object sees it too, not staff alone';
CREATE INDEX file_by_object ON panel.file (kind, key, id);
CREATE INDEX file_by_content ON panel.file (sha256)
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
