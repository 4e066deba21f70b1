"""Documents are set from templates, and numbered without a gap."""

from alembic import op

revision = "0094"
down_revision = "0092"

STATEMENTS = (
    """
CREATE TABLE panel.document_template (
    kind        text        NOT NULL,
    seller_id   bigint      REFERENCES iam.account,
    source      text        NOT NULL CONSTRAINT source_is_bounded CHECK (length(source) BETWEEN 1 AND 60000),
    updated_at  timestamptz NOT NULL,
    updated_by  text        NOT NULL,
    CONSTRAINT template_of_a_kind_is_the_only_one UNIQUE NULLS NOT DISTINCT (kind, seller_id)
)""",
    "COMMENT ON TABLE panel.document_template IS 'What documents of a kind are set from, in Typst'",
    "COMMENT ON COLUMN panel.document_template.seller_id IS 'for clients of this reseller; none: of the house'",
    """
CREATE TABLE panel.document_prefix (
    kind        text        NOT NULL,
    seller_id   bigint      REFERENCES iam.account,
    prefix      text        NOT NULL CONSTRAINT prefix_is_bounded CHECK (length(prefix) <= 16),
    CONSTRAINT prefix_of_a_kind_is_the_only_one UNIQUE NULLS NOT DISTINCT (kind, seller_id)
)""",
    "COMMENT ON TABLE panel.document_prefix IS 'What numbers of documents of a kind begin with, instead of what is usual'",
    """
CREATE TABLE panel.document_series (
    kind        text        NOT NULL,
    seller_id   bigint      REFERENCES iam.account,
    year        smallint    NOT NULL,
    last        integer     NOT NULL CONSTRAINT series_begins_with_one CHECK (last >= 1),
    CONSTRAINT series_is_the_only_one UNIQUE NULLS NOT DISTINCT (kind, seller_id, year)
)""",
    "COMMENT ON TABLE panel.document_series IS 'How far numbers of a seller''s documents of a kind have come in a year'",
    "ALTER TABLE panel.document ADD COLUMN made_from jsonb",
    "COMMENT ON COLUMN panel.document.made_from IS 'what it was set with: kind, seller and text; none: it was handed in'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
