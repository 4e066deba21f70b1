"""Clients have contacts of their own, and what the panel keeps in versions is kept in one table."""

from alembic import op

revision = "0056"
down_revision = "0055"

TABLES = r"""
CREATE TABLE panel.client_contact (
    id                  bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account_id          bigint NOT NULL REFERENCES iam.account,
    main                boolean NOT NULL,
    profile             text NOT NULL,
    name                text NOT NULL CONSTRAINT contact_name_is_bounded CHECK (length(name) BETWEEN 1 AND 255),
    organization        text NOT NULL DEFAULT '',
    email               text NOT NULL DEFAULT '',
    abuse_email         text NOT NULL DEFAULT '',
    street              text NOT NULL DEFAULT '',
    city                text NOT NULL DEFAULT '',
    province            text NOT NULL DEFAULT '',
    postal_code         text NOT NULL DEFAULT '',
    country             text NOT NULL DEFAULT '',
    voice_phone         text NOT NULL DEFAULT '',
    fax_phone           text NOT NULL DEFAULT '',
    birth_date          date,
    registration_number text NOT NULL DEFAULT '',
    vat_number          text NOT NULL DEFAULT '',
    tax_comment         text NOT NULL DEFAULT '',
    bank_accounts       jsonb NOT NULL DEFAULT '[]',
    local_forms         jsonb NOT NULL DEFAULT '{}',
    version             integer NOT NULL,
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz,
    CONSTRAINT country_is_a_code CHECK (country ~ '^([A-Z]{2})?$'),
    CONSTRAINT phones_are_as_in_e164 CHECK (voice_phone ~ '^(\+[0-9]{4,15})?$' AND fax_phone ~ '^(\+[0-9]{4,15})?$')
);
COMMENT ON TABLE panel.client_contact IS 'whom a client names for itself; the registry''s contacts are others';
COMMENT ON COLUMN panel.client_contact.main IS 'the one that speaks for the client; there is one where there are contacts';
COMMENT ON COLUMN panel.client_contact.profile IS 'which fields it needs (panel/client_contacts/profiles.py)';
COMMENT ON COLUMN panel.client_contact.street IS 'up to three lines';
COMMENT ON COLUMN panel.client_contact.bank_accounts IS 'each with currency and account; bank, bic, address and correspondent';
COMMENT ON COLUMN panel.client_contact.local_forms IS 'by language: name, organization, street, city, province as written there';
CREATE UNIQUE INDEX one_contact_is_the_main_one ON panel.client_contact (account_id) WHERE main;
CREATE INDEX client_contact_by_account ON panel.client_contact (account_id, id);
CREATE INDEX client_contact_by_name ON panel.client_contact (name, id);
CREATE INDEX client_contact_by_email ON panel.client_contact (email, id);
CREATE TABLE panel.version (
    kind            text NOT NULL,
    key             text NOT NULL,
    version         integer NOT NULL,
    account_id      bigint NOT NULL REFERENCES iam.account,
    name            text NOT NULL,
    at              timestamptz NOT NULL,
    by              text NOT NULL,
    event           text NOT NULL,
    reason          text,
    state           jsonb,
    PRIMARY KEY (kind, key, version)
);
COMMENT ON TABLE panel.version IS 'what objects of the panel said, version by version; kind and key as of panel.note';
COMMENT ON COLUMN panel.version.account_id IS 'whose the object is';
COMMENT ON COLUMN panel.version.state IS 'none: the object ended';
CREATE INDEX version_by_account ON panel.version (account_id)
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
