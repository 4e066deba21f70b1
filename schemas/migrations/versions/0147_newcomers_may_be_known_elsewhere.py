"""Whoever signs up by a provider is linked with who they are there."""

from alembic import op

revision = "0147"
down_revision = "0128"

STATEMENTS = (
    """
ALTER TABLE iam.newcomer
    ADD COLUMN provider text,
    ADD COLUMN subject text,
    ADD COLUMN provider_email text,
    ADD COLUMN provider_verified boolean,
    ADD CONSTRAINT who_is_known_elsewhere_is_somebody_there
        CHECK (num_nulls(provider, subject, provider_email, provider_verified) IN (0, 4)),
    ADD CONSTRAINT who_was_decided_on_is_known_elsewhere_no_more
        CHECK (provider IS NULL OR state = 'waiting')""",
    "COMMENT ON COLUMN iam.newcomer.provider IS 'by whom their account opens too, once it is there'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
