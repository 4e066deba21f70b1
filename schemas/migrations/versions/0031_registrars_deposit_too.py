"""A deposit is one of a TLD or of a registrar, which deposits with an agent of its own."""

from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.execute("ALTER TABLE registry.deposit ALTER COLUMN tld_id DROP NOT NULL")
    op.execute("ALTER TABLE registry.deposit ADD COLUMN registrar_id bigint REFERENCES registry.registrar (id)")
    op.execute("""
        ALTER TABLE registry.deposit
              DROP CONSTRAINT deposit_kind_is_known,
              ADD CONSTRAINT deposit_kind_is_known CHECK (
                  kind IN ('full', 'diff', 'thin') AND registrar_id IS NULL
                  OR kind IN ('full', 'inc') AND tld_id IS NULL),
              ADD CONSTRAINT a_deposit_is_somebodys CHECK (num_nonnulls(tld_id, registrar_id) = 1),
              ADD CONSTRAINT a_registrars_deposit_is_planned_once UNIQUE (registrar_id, kind, day, revision)
    """)
    op.execute(
        "COMMENT ON TABLE registry.deposit IS 'One deposit of a TLD or a registrar and a day: how far it has come on its way to"
        " the escrow agent, and what holds it up'"
    )
