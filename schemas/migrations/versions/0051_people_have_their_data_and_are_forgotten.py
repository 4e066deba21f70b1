"""Copies of what is kept of a person are made as files of lists are; logins of who was erased are nobody's again."""

from alembic import op

revision = "0051"
down_revision = "0050"

STATEMENTS = r"""
ALTER TABLE panel.export
    ADD COLUMN of_account bigint REFERENCES iam.account ON DELETE CASCADE,
    DROP CONSTRAINT format_is_known,
    ADD CONSTRAINT format_is_known CHECK (format IN ('csv', 'tsv', 'xlsx', 'zip')),
    ADD CONSTRAINT an_archive_is_of_somebody CHECK ((format = 'zip') = (of_account IS NOT NULL));
COMMENT ON COLUMN panel.export.of_account IS 'whose personal data it is a copy of; NULL: it is a list';
CREATE INDEX export_of_account ON panel.export (of_account) WHERE of_account IS NOT NULL;

CREATE TABLE iam.tombstone (
    digest          bytea PRIMARY KEY CONSTRAINT digest_is_sha256 CHECK (octet_length(digest) = 32)
);
COMMENT ON TABLE iam.tombstone IS 'logins of people who were erased, as their SHA-256: nobody gets one of them again'
"""


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            op.execute(statement)
