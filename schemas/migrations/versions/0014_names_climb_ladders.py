"""Names climb ladders: which step of its expiry ladder a name has taken, whether one took it out of the DNS, whether time
renews it at all."""

from alembic import op

revision = "0014"
down_revision = "0013"

CHANGES = r"""
ALTER TABLE registry.domain
    ADD COLUMN renewal text NOT NULL DEFAULT 'auto'
        CONSTRAINT renewal_is_known CHECK (renewal IN ('auto', 'never', 'unpaid')),
    ADD COLUMN stepped_at timestamptz,
    ADD COLUMN out_of_zone boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN registry.domain.renewal IS
    'whether time renews the name: as its TLD has it, never (an operator said so), or not since nobody could pay for it';
COMMENT ON COLUMN registry.domain.stepped_at IS
    'steps of the expiry ladder up to then are behind the name; NULL: those before its creation are';
COMMENT ON COLUMN registry.domain.out_of_zone IS 'a step of its expiry ladder took the name out of the DNS; shown as serverHold'
"""


def upgrade() -> None:
    for statement in CHANGES.split(";\n"):
        op.execute(statement)
