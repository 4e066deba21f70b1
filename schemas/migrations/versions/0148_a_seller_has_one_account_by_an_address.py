"""A seller has one account by an address of mail, and the house one of those who have no seller.

Accounts that share one already keep it, all but the first of them by way of exception, until they are given another.
"""

from alembic import op

revision = "0148"
down_revision = "0147"

STATEMENTS = (
    "ALTER TABLE iam.account ADD COLUMN shared_email text",
    """
COMMENT ON COLUMN iam.account.shared_email IS
    'the address that it may have although another account of its seller has it too; any other is its alone'""",
    """
UPDATE iam.account a
   SET shared_email = a.email
  FROM (SELECT id, row_number() OVER (PARTITION BY seller_id, lower(email)
                                      ORDER BY confirmed_email IS NOT DISTINCT FROM email DESC, id) AS place
          FROM iam.account
         WHERE email <> '' AND state IN ('active', 'blocked')) ranked
 WHERE ranked.id = a.id AND ranked.place > 1""",
    """
CREATE UNIQUE INDEX a_seller_has_one_account_by_an_address
    ON iam.account (lower(email), seller_id) NULLS NOT DISTINCT
 WHERE email <> '' AND state IN ('active', 'blocked') AND email IS DISTINCT FROM shared_email""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
