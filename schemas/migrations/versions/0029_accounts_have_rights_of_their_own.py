"""Accounts have, or have not, single permissions beside what their roles hold."""

from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE iam.account_right (
            account_id      bigint NOT NULL REFERENCES iam.account ON DELETE CASCADE,
            permission      text NOT NULL CONSTRAINT permission_is_one CHECK (permission ~ '^[a-z-]+\\.[a-z-]+$'),
            denied          boolean NOT NULL,
            PRIMARY KEY (account_id, permission)
        )
    """)
    op.execute("""
        COMMENT ON TABLE iam.account_right IS
            'a permission that the account has (or, denied, has not) whatever its roles say; a denial wins'
    """)
