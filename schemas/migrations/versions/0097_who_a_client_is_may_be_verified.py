"""Who a client is may be verified: what was seen lies beside what it is called, and another name is verified no more."""

from alembic import op

revision = "0097"
down_revision = "0095"

STATEMENTS = (
    """
ALTER TABLE iam.account
    ADD COLUMN verified_name text,
    ADD COLUMN verified_at timestamptz,
    ADD COLUMN verified_by text,
    ADD CONSTRAINT who_is_verified_is_so_by_somebody
        CHECK ((verified_name IS NULL) = (verified_at IS NULL) AND (verified_name IS NULL) = (verified_by IS NULL))""",
    "COMMENT ON COLUMN iam.account.verified_name IS 'the name that somebody saw proof of; by another the client is not verified'",
    """
CREATE INDEX account_verified ON iam.account (login)
 WHERE verified_name = name AND kind IN ('client', 'reseller')""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
