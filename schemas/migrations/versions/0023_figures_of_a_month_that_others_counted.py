"""Figures of a month that others counted are kept for the reports of that month, whose charges are found by time."""

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE registry.told_figure (
            tld_id bigint NOT NULL REFERENCES registry.tld (id),
            month date NOT NULL CONSTRAINT month_is_its_first_day CHECK (extract(day FROM month) = 1),
            figure text NOT NULL,
            count bigint NOT NULL CONSTRAINT figure_is_a_count CHECK (count >= 0),
            PRIMARY KEY (tld_id, month, figure)
        )
    """)
    op.execute(
        "COMMENT ON TABLE registry.told_figure IS"
        " 'What others counted for the reports of a month, such as the operators of name servers; told again, the last counts'"
    )
    # Rows are only ever appended, nearly in the order of their instants: this index costs a charge nothing.
    op.execute("CREATE INDEX ledger_by_time ON registry.ledger USING brin (at)")
