"""A registrar's record says where its own RDAP service is, or says nothing of it."""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.execute(r"""
        ALTER TABLE registry.registrar
            ADD COLUMN rdap_url text CONSTRAINT rdap_url_is_a_base CHECK (rdap_url ~ '^https://[!-~]+/$')
    """)
    op.execute(
        "COMMENT ON COLUMN registry.registrar.rdap_url IS 'base URL of its own RDAP service, as IANA registers it'"
    )
