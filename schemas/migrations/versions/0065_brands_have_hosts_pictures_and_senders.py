"""A brand answers at several hosts, has an icon and links of its own, and says from whom its mails are."""

from alembic import op

revision = "0065"
down_revision = "0064"


def upgrade() -> None:
    op.execute("""
        ALTER TABLE panel.brand
            ADD COLUMN favicon bytea CONSTRAINT favicon_is_small CHECK (octet_length(favicon) <= 33000),
            ADD COLUMN favicon_kind text
                CONSTRAINT favicon_kind_is_known CHECK (favicon_kind IN ('image/png', 'image/webp')),
            ADD COLUMN site_url text CONSTRAINT site_is_a_page CHECK (site_url ~ '^https?://' AND length(site_url) <= 500),
            ADD COLUMN terms_url text CONSTRAINT terms_are_a_page CHECK (terms_url ~ '^https?://' AND length(terms_url) <= 500),
            ADD COLUMN privacy_url text
                CONSTRAINT privacy_is_a_page CHECK (privacy_url ~ '^https?://' AND length(privacy_url) <= 500),
            ADD COLUMN support_email text CONSTRAINT support_is_an_address CHECK (support_email ~ '^[^@]+@[^@]+$'),
            ADD COLUMN sender_name text CONSTRAINT sender_name_is_short CHECK (length(sender_name) BETWEEN 1 AND 100),
            ADD COLUMN sender_address text CONSTRAINT sender_is_an_address CHECK (sender_address ~ '^[^@]+@[^@]+$'),
            ADD COLUMN reply_to text CONSTRAINT reply_to_is_an_address CHECK (reply_to ~ '^[^@]+@[^@]+$'),
            ADD CONSTRAINT a_favicon_has_its_kind CHECK ((favicon IS NULL) = (favicon_kind IS NULL))
    """)
    op.execute("COMMENT ON COLUMN panel.brand.host IS 'the first of its hosts: links in mails lead there'")
    op.execute(
        "COMMENT ON COLUMN panel.brand.sender_address IS 'in From of mails to its people; NULL: the address of the house'"
    )
    op.execute("""
        CREATE TABLE panel.brand_host (
            host text PRIMARY KEY CONSTRAINT host_is_canonical CHECK (host ~ '^[a-z0-9.-]{4,253}$'),
            seller_id bigint NOT NULL REFERENCES panel.brand (seller_id) ON DELETE CASCADE
        )
    """)
    op.execute("COMMENT ON TABLE panel.brand_host IS 'every host at which a brand is shown, its first one too'")
    op.execute("CREATE INDEX brand_host_of_a_brand ON panel.brand_host (seller_id)")
    op.execute("INSERT INTO panel.brand_host (host, seller_id) SELECT host, seller_id FROM panel.brand")
