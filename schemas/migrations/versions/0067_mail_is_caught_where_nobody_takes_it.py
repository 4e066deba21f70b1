"""Mail is caught where somebody tries the product out on one machine, without a mail server."""

from alembic import op

revision = "0067"
down_revision = "0066"

STATEMENTS = (
    """
CREATE TABLE mail.caught (
    id          bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    at          timestamptz NOT NULL,
    address     text        NOT NULL,
    octets      bytea       NOT NULL
)""",
    "COMMENT ON TABLE mail.caught IS 'Mails as they would have left, where mail.catch_all keeps them.'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
