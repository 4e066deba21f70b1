"""A reseller's panel has a name, a colour and a logo of its own, at a host of its own."""

from alembic import op

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE panel.brand (
            seller_id bigint PRIMARY KEY REFERENCES iam.account (id) ON DELETE CASCADE,
            host text NOT NULL CONSTRAINT a_host_has_one_brand UNIQUE
                CONSTRAINT host_is_canonical CHECK (host ~ '^[a-z0-9.-]{4,253}$'),
            name text NOT NULL CONSTRAINT brand_name_is_short CHECK (length(name) BETWEEN 1 AND 40),
            colour text NOT NULL CONSTRAINT colour_is_rgb CHECK (colour ~ '^#[0-9a-f]{6}$'),
            logo bytea CONSTRAINT logo_is_small CHECK (octet_length(logo) <= 66000),
            logo_kind text CONSTRAINT logo_kind_is_known CHECK (logo_kind IN ('image/png', 'image/webp')),
            updated_at timestamptz NOT NULL,
            updated_by text NOT NULL,
            CONSTRAINT a_logo_has_its_kind CHECK ((logo IS NULL) = (logo_kind IS NULL))
        )
    """)
    op.execute("COMMENT ON TABLE panel.brand IS 'what the panel is called and looks like at the host of a reseller'")
    op.execute("COMMENT ON COLUMN panel.brand.logo IS 'as it was taken apart and put together again, never as it came'")
