"""Mails say what the house or a seller wants them to say; what nobody changed comes with the product."""

from alembic import op

revision = "0071"
down_revision = "0070"

STATEMENTS = (
    """
CREATE TABLE mail.template (
    event       text        NOT NULL,
    language    text        NOT NULL,
    seller_id   bigint      REFERENCES iam.account,
    subject     text        NOT NULL,
    text        text        NOT NULL,
    updated_at  timestamptz NOT NULL,
    updated_by  text        NOT NULL,
    CONSTRAINT template_is_the_only_one UNIQUE NULLS NOT DISTINCT (event, language, seller_id),
    CONSTRAINT subject_is_one_line CHECK (length(subject) BETWEEN 1 AND 200 AND subject !~ '[\\x01-\\x1f]'),
    CONSTRAINT template_is_bounded CHECK (length(text) BETWEEN 1 AND 10000)
)""",
    "COMMENT ON TABLE mail.template IS 'What mails of an event say instead of what comes with the product.'",
    "COMMENT ON COLUMN mail.template.seller_id IS 'In mails to the people of this reseller; none: in those of the house.'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
