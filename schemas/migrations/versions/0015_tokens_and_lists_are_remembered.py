"""Tokens and lists are remembered: lists count their versions; and tokens say what commands they are good for."""

from alembic import op

revision = "0015"
down_revision = "0014"

CHANGES = r"""
ALTER TABLE registry.allocation_token
    ADD COLUMN operations text[] NOT NULL DEFAULT '{create}'
        CONSTRAINT token_operations_are_known CHECK (operations <@ '{create,transfer}' AND cardinality(operations) > 0);
COMMENT ON COLUMN registry.allocation_token.operations IS 'the commands that it can be shown with';

ALTER TABLE registry.name_list
    ADD COLUMN version integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN registry.name_list.version IS 'the last version in history; 0: none was written yet';

ALTER TABLE registry.history
    DROP CONSTRAINT history_kind_is_known,
    ADD CONSTRAINT history_kind_is_known
        CHECK (kind IN ('domain', 'host', 'contact', 'registrar', 'tld', 'application', 'list', 'token')) NOT VALID
"""


def upgrade() -> None:
    for statement in CHANGES.split(";\n"):
        op.execute(statement)
