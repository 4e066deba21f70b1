"""Resellers have people of their own: accounts that stand below the reseller who employs them, and to whom nobody sells."""

from alembic import op

revision = "0077"
down_revision = "0076"

KINDS = "('staff', 'registrar', 'client', 'reseller', 'employee')"


def upgrade() -> None:
    op.execute(f"""
        ALTER TABLE iam.account
            DROP CONSTRAINT account_kind_is_known,
            ADD CONSTRAINT account_kind_is_known CHECK (kind IN {KINDS}),
            DROP CONSTRAINT only_clients_have_sellers,
            ADD CONSTRAINT only_clients_and_employees_have_sellers
                CHECK (seller_id IS NULL OR kind IN ('client', 'reseller', 'employee')),
            ADD CONSTRAINT employees_have_an_employer CHECK (kind <> 'employee' OR seller_id IS NOT NULL)
    """)
    op.execute("CREATE INDEX activity_by_actor ON audit.activity (actor_id, at DESC) WHERE actor_id IS NOT NULL")
    op.execute("CREATE INDEX employee_by_login ON iam.account (login) WHERE kind = 'employee'")
    for column, said in (
        (
            "kind",
            "whose account it is: of the house, of a registrar, of a client, of one that sells on, or of such a one''s people",
        ),
        ("seller_id", "who sells to this client (NULL: the house), or employs this person"),
        ("sellers", "everybody who stands above, the own seller or employer last; kept by the foreign key"),
    ):
        op.execute(f"COMMENT ON COLUMN iam.account.{column} IS '{said}'")
