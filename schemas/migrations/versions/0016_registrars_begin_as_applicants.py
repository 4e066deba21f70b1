"""Registrars begin as applicants and practise before they sell; and some are not of the market."""

from alembic import op

revision = "0016"
down_revision = "0015"

CHANGES = r"""
ALTER TABLE registry.registrar
    DROP CONSTRAINT registrar_state_is_known,
    ADD CONSTRAINT registrar_state_is_known
        CHECK (state IN ('applicant', 'ote', 'active', 'suspended', 'terminated')) NOT VALID,
    ADD COLUMN kind text NOT NULL DEFAULT 'real'
        CONSTRAINT registrar_kind_is_known CHECK (kind IN ('real', 'internal', 'monitoring', 'test'));
COMMENT ON COLUMN registry.registrar.kind IS 'real ones are of the market; reports about it leave out the others'
"""


def upgrade() -> None:
    for statement in CHANGES.split(";\n"):
        op.execute(statement)
