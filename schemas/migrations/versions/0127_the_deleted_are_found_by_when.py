"""Accounts that were deleted are found by when that was, as they are erased after a while."""

from alembic import op

revision = "0127"
down_revision = "0126"


def upgrade() -> None:
    op.execute("CREATE INDEX account_that_is_deleted ON iam.account (state_at) WHERE state = 'deleted'")
