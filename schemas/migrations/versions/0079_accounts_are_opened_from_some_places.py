"""Accounts are opened from the networks that they allow; from elsewhere by a mailed link."""

from alembic import op

revision = "0079"
down_revision = "0078"

STATEMENTS = (
    "ALTER TABLE iam.account ADD COLUMN allowed_networks cidr[] NOT NULL DEFAULT '{}'",
    "COMMENT ON COLUMN iam.account.allowed_networks IS 'from where it is signed in to; none: from everywhere'",
    """
ALTER TABLE iam.session
    ADD COLUMN outside boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT who_comes_from_outside_is_half_in CHECK (half OR NOT outside)""",
    "COMMENT ON COLUMN iam.session.outside IS 'from where the account is not signed in to: a mailed link is asked for first'",
    "ALTER TABLE iam.mailed_link DROP CONSTRAINT purpose_of_a_link_is_known",
    """
ALTER TABLE iam.mailed_link
    ADD COLUMN session_id bigint,
    ADD CONSTRAINT purpose_of_a_link_is_known CHECK (purpose IN ('restore', 'confirm', 'take-back', 'admit'))""",
    "COMMENT ON COLUMN iam.mailed_link.session_id IS 'the browser in which it is good, where it is in one alone'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
