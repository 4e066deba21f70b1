"""Top-ups are proposed by one operator, and booked when another confirms them."""

from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE registry.topup (
            id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
            registrar_id bigint NOT NULL,
            currency text NOT NULL,
            amount bigint NOT NULL CONSTRAINT topup_moves_money CHECK (amount <> 0),
            reason registry.clean NOT NULL,
            status text NOT NULL DEFAULT 'proposed'
                CONSTRAINT topup_status_is_known CHECK (status IN ('proposed', 'confirmed', 'declined', 'withdrawn')),
            proposed_by text NOT NULL,
            proposed_at timestamptz NOT NULL,
            decided_by text,
            decided_at timestamptz,
            decision registry.clean,
            ledger_id bigint REFERENCES registry.ledger (id) CONSTRAINT ledger_row_books_one_topup UNIQUE,
            CONSTRAINT topup_is_of_an_account FOREIGN KEY (registrar_id, currency)
                REFERENCES registry.account (registrar_id, currency),
            CONSTRAINT topup_is_decided_by_somebody CHECK (
                (status = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
            CONSTRAINT topup_is_confirmed_by_another CHECK (status <> 'confirmed' OR decided_by <> proposed_by),
            CONSTRAINT topup_is_booked_when_confirmed CHECK ((status = 'confirmed') = (ledger_id IS NOT NULL))
        )
    """)
    op.execute(
        "COMMENT ON TABLE registry.topup IS"
        " 'Money that an operator proposes to book into an account; it is booked when another operator confirms it'"
    )
    op.execute("COMMENT ON COLUMN registry.topup.amount IS 'minor units; negative: money out'")
    op.execute("COMMENT ON COLUMN registry.topup.decision IS 'why it was decided so'")
    op.execute("COMMENT ON COLUMN registry.topup.ledger_id IS 'the row that booked it'")
    op.execute("CREATE INDEX topup_waiting ON registry.topup (id) WHERE status = 'proposed'")
    op.execute("CREATE INDEX topup_by_registrar ON registry.topup (registrar_id, id)")
