"""Monthly reports go to ICANN: each is a row that knows how far it has come, what was uploaded, and what was answered."""

from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE registry.monthly_report (
            id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
            tld_id bigint NOT NULL REFERENCES registry.tld (id),
            month date NOT NULL CONSTRAINT a_month_is_told_by_its_first_day CHECK (extract(day FROM month) = 1),
            kind text NOT NULL CONSTRAINT report_kind_is_known CHECK (kind IN ('transactions', 'activity')),
            revision integer NOT NULL CONSTRAINT report_revisions_count_from_zero CHECK (revision >= 0),
            state text NOT NULL CONSTRAINT report_state_is_known CHECK (
                state IN ('planned', 'written', 'uploaded', 'accepted', 'refused')),
            code integer,
            reason text,
            answer text,
            attempts integer NOT NULL DEFAULT 0,
            retry_at timestamptz,
            stopped boolean NOT NULL DEFAULT false,
            content bytea,
            lines integer,
            planned_at timestamptz NOT NULL,
            written_at timestamptz,
            uploaded_at timestamptz,
            answered_at timestamptz,
            CONSTRAINT a_report_is_planned_once UNIQUE (tld_id, month, kind, revision),
            CONSTRAINT what_was_uploaded_was_written CHECK (
                state = 'planned' OR num_nulls(content, lines, written_at) = 0),
            CONSTRAINT a_refusal_has_a_code CHECK (state <> 'refused' OR code IS NOT NULL)
        )
    """)
    op.execute(
        "COMMENT ON TABLE registry.monthly_report IS"
        " 'One report of a TLD and a month: how far it has come on its way to ICANN, and what holds it up'"
    )
    op.execute("COMMENT ON COLUMN registry.monthly_report.stopped IS 'people must see to the reason before it goes on'")
    op.execute("COMMENT ON COLUMN registry.monthly_report.answer IS 'what the interface said last, as it said it'")
    op.execute("CREATE INDEX monthly_report_by_month ON registry.monthly_report (month DESC)")
    op.execute(
        "CREATE INDEX monthly_report_under_way ON registry.monthly_report (month)"
        " WHERE state IN ('planned', 'written', 'uploaded')"
    )
