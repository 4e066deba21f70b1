"""Names come in the order of their expiry without being sorted."""

from alembic import op

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    op.execute("CREATE INDEX domain_by_expiry ON registry.domain (expires_at, id)")
