"""What people send to be imported is kept for a day, row by row, with what came of each."""

from alembic import op

revision = "0106"
down_revision = "0105"

STATEMENTS = (
    """
CREATE TABLE panel.import (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES iam.account ON DELETE CASCADE,
    deed text NOT NULL,
    name text NOT NULL,
    headings text[] NOT NULL,
    mapped jsonb NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
)
""",
    "COMMENT ON TABLE panel.import IS 'files whose rows somebody imports, kept for a day'",
    "COMMENT ON COLUMN panel.import.deed IS 'the list and the deed that makes an object of a row'",
    "COMMENT ON COLUMN panel.import.name IS 'what the file was called'",
    "COMMENT ON COLUMN panel.import.mapped IS 'inputs of the deed, each with the place of the column that fills it'",
    "CREATE INDEX import_by_account ON panel.import (account_id)",
    """
CREATE TABLE panel.import_row (
    import_id bigint NOT NULL REFERENCES panel.import ON DELETE CASCADE,
    place integer NOT NULL,
    number integer NOT NULL,
    cells text[] NOT NULL,
    outcome text CONSTRAINT outcome_is_known
        CHECK (outcome IN ('done', 'pending', 'refused', 'missing', 'changed', 'failed')),
    words text NOT NULL DEFAULT '',
    object text,
    attempt text,
    PRIMARY KEY (import_id, place)
)
""",
    "COMMENT ON TABLE panel.import_row IS 'rows of files that are imported; of what is done the cells are gone'",
    "COMMENT ON COLUMN panel.import_row.number IS 'the row that it is in the file'",
    "COMMENT ON COLUMN panel.import_row.outcome IS 'none: it waits'",
    "COMMENT ON COLUMN panel.import_row.object IS 'what the object is called that was made of it, or would have been'",
    "COMMENT ON COLUMN panel.import_row.attempt IS 'the request that did it: of several the first'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
