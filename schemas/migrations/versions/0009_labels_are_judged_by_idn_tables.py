"""Labels are judged by IDN tables, names know theirs, and of a set of variants one name holds it."""

from alembic import op

revision = "0009"
down_revision = "0008"

TABLES = r"""
CREATE TABLE registry.idn_table (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text NOT NULL CONSTRAINT idn_table_name_is_a_token CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'),
    valid_from  timestamptz NOT NULL,
    version     text,
    languages   text[] NOT NULL,
    url         text NOT NULL CONSTRAINT idn_table_url_is_one CHECK (url ~ '^https?://[!-~]+$'),
    policy_url  text NOT NULL CONSTRAINT idn_table_policy_url_is_one CHECK (policy_url ~ '^https?://[!-~]+$'),
    document    jsonb NOT NULL,
    source      text NOT NULL,
    CONSTRAINT idn_table_begins_once UNIQUE (name, valid_from)
);
COMMENT ON TABLE registry.idn_table IS
    'Versions of IDN tables (RFC 7940): each is in force until the next of its name; a version never changes and never goes. A '
    'TLD''s policy says which tables it offers';
COMMENT ON COLUMN registry.idn_table.version IS 'what the table calls this version, if it says';
COMMENT ON COLUMN registry.idn_table.url IS 'where the table is published';
COMMENT ON COLUMN registry.idn_table.policy_url IS 'where the policy is published that goes with it';
COMMENT ON COLUMN registry.idn_table.document IS 'the table as labels are judged by it (registry/model/idn_table.py)';
COMMENT ON COLUMN registry.idn_table.source IS 'the file that it was imported from';

ALTER TABLE registry.domain
    ADD COLUMN idn_table_id bigint REFERENCES registry.idn_table,
    ADD COLUMN variant_key text,
    ADD COLUMN variant_of bigint REFERENCES registry.domain,
    ADD CONSTRAINT domain_variants_have_a_key CHECK (variant_of IS NULL OR variant_key IS NOT NULL);
COMMENT ON COLUMN registry.domain.idn_table_id IS 'the version of the table that the name was registered by';
COMMENT ON COLUMN registry.domain.variant_key IS
    'the index label, which all variants of the label have in common; NULL where the TLD''s tables know no variants';
COMMENT ON COLUMN registry.domain.variant_of IS
    'the name that holds the set of variants; NULL: this one does, and no other that is not allowed beside it';
CREATE UNIQUE INDEX variant_set_has_one_holder ON registry.domain (tld_id, variant_key)
    WHERE variant_key IS NOT NULL AND variant_of IS NULL;
CREATE INDEX domain_variant_set ON registry.domain (tld_id, variant_key) WHERE variant_key IS NOT NULL;
CREATE INDEX domain_variant_of ON registry.domain (variant_of) WHERE variant_of IS NOT NULL
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        op.execute(statement)
