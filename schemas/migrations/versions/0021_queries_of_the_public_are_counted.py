"""How often the public asked is kept by day, for the reports of a month."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE registry.query_tally (
            day date NOT NULL,
            tld text NOT NULL,
            way text NOT NULL,
            kind text NOT NULL,
            queries bigint NOT NULL CONSTRAINT a_tally_counts_something CHECK (queries > 0),
            PRIMARY KEY (tld, day, way, kind)
        )
    """)
    op.execute(
        "COMMENT ON TABLE registry.query_tally IS"
        " 'How many queries of the public were answered on a day, by way and kind; processes add to it every few seconds'"
    )
    op.execute("COMMENT ON COLUMN registry.query_tally.tld IS 'empty: the query was of none of ours'")
