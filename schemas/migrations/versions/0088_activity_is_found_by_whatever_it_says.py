"""What people did is found by who did it, to what, which deed it was, from where, and whether it was refused."""

from alembic import op

revision = "0088"
down_revision = "0087"

# Texts are found whole and by their beginnings; a network is found by the addresses within it.
INDEXES = (
    "activity_by_login ON audit.activity (actor, at DESC)",
    "activity_by_other_login ON audit.activity (behind, at DESC) WHERE behind IS NOT NULL",
    "activity_by_account_login ON audit.activity (account, at DESC) WHERE account IS NOT NULL",
    "activity_by_name ON audit.activity (name, at DESC) WHERE name IS NOT NULL",
    "activity_by_action ON audit.activity (action, at DESC)",
    "activity_by_address ON audit.activity (address, at DESC) WHERE address IS NOT NULL",
    "activity_refused ON audit.activity (at DESC) WHERE result = 'refused'",
)


def upgrade() -> None:
    op.execute("SET LOCAL statement_timeout = '30min'")  # each row of years is read once for each of them
    for index in INDEXES:
        op.execute(f"CREATE INDEX {index}")
