"""Registrars and TLDs are remembered in full versions, as names are, and every version may say why it was made."""

from alembic import op

revision = "0005"
down_revision = "0004"

# What was written under the narrower constraint satisfies the wider one: nothing has to be read again, and no command waits
# while it would be.
TABLES = r"""
ALTER TABLE registry.history ADD COLUMN reason text;
COMMENT ON COLUMN registry.history.reason IS 'what an operator gave as the reason';
ALTER TABLE registry.history DROP CONSTRAINT history_kind_is_known;
ALTER TABLE registry.history ADD CONSTRAINT history_kind_is_known
    CHECK (kind IN ('domain', 'host', 'contact', 'registrar', 'tld')) NOT VALID;

ALTER TABLE registry.registrar ADD COLUMN version integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN registry.registrar.version IS 'the last version in history; 0: none was written yet';
ALTER TABLE registry.tld ADD COLUMN version integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN registry.tld.version IS 'the last version in history; 0: none was written yet';

COMMENT ON COLUMN registry.account.overdrawn IS
    'the account owes more than its credit limit: time charged it, or the limit was lowered'
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        op.execute(statement)
