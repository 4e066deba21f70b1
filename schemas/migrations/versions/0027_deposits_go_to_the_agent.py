"""Deposits are kept with what became of them on their way to the escrow agent."""

from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE registry.deposit (
            id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
            tld_id bigint NOT NULL REFERENCES registry.tld (id),
            kind text NOT NULL CONSTRAINT deposit_kind_is_known CHECK (kind IN ('full', 'diff', 'thin')),
            day date NOT NULL,
            revision integer NOT NULL CONSTRAINT revisions_count_from_zero CHECK (revision >= 0),
            state text NOT NULL CONSTRAINT deposit_state_is_known CHECK (
                state IN ('planned', 'rendering', 'sealed', 'uploaded', 'reported', 'confirmed', 'rejected')),
            reason text,
            attempts integer NOT NULL DEFAULT 0,
            retry_at timestamptz,
            stopped boolean NOT NULL DEFAULT false,
            deposit_id text,
            watermark timestamptz,
            counts jsonb NOT NULL DEFAULT '{}',
            files jsonb NOT NULL DEFAULT '[]',
            planned_at timestamptz NOT NULL,
            sealed_at timestamptz,
            uploaded_at timestamptz,
            reported_at timestamptz,
            answered_at timestamptz,
            CONSTRAINT a_deposit_is_planned_once UNIQUE (tld_id, kind, day, revision),
            CONSTRAINT what_left_the_house_was_sealed CHECK (
                state IN ('planned', 'rendering') OR num_nulls(deposit_id, watermark, sealed_at) = 0)
        )
    """)
    op.execute(
        "COMMENT ON TABLE registry.deposit IS"
        " 'One deposit of a TLD and a day: how far it has come on its way to the escrow agent, and what holds it up'"
    )
    op.execute("COMMENT ON COLUMN registry.deposit.stopped IS 'people must see to the reason before it goes on'")
    op.execute("CREATE INDEX deposit_by_day ON registry.deposit (day DESC)")
    op.execute("CREATE INDEX deposit_under_way ON registry.deposit (day) WHERE state NOT IN ('confirmed', 'rejected')")
