"""Contacts of clients say what registries ask for, and what they need for which TLD is data that staff edit."""

from alembic import op

revision = "0125"
down_revision = "0116"

TABLES = r"""
ALTER TABLE panel.client_contact
    ADD COLUMN first_name        text NOT NULL DEFAULT '',
    ADD COLUMN last_name         text NOT NULL DEFAULT '',
    ADD COLUMN director          text NOT NULL DEFAULT '',
    ADD COLUMN registration_data text NOT NULL DEFAULT '',
    ADD COLUMN vat_rate          numeric(4, 2),
    ADD COLUMN inn               text NOT NULL DEFAULT '',
    ADD COLUMN kpp               text NOT NULL DEFAULT '',
    ADD COLUMN tic               text NOT NULL DEFAULT '',
    ADD COLUMN resident          text NOT NULL DEFAULT '',
    ADD COLUMN messengers        jsonb NOT NULL DEFAULT '[]',
    ADD CONSTRAINT vat_rate_is_a_share CHECK (vat_rate BETWEEN 0 AND 99),
    ADD CONSTRAINT residence_is_yes_or_no CHECK (resident IN ('', 'yes', 'no'));
COMMENT ON COLUMN panel.client_contact.profile IS 'what it is to be, which says what it needs';
COMMENT ON COLUMN panel.client_contact.vat_rate IS 'in percent; none: nobody said';
COMMENT ON COLUMN panel.client_contact.inn IS 'number of a Russian taxpayer';
COMMENT ON COLUMN panel.client_contact.kpp IS 'why a Russian organisation is registered where it is';
COMMENT ON COLUMN panel.client_contact.tic IS 'code of a taxpayer elsewhere';
COMMENT ON COLUMN panel.client_contact.resident IS 'whether it pays taxes where it lives; empty: nobody said';
COMMENT ON COLUMN panel.client_contact.messengers IS 'each with service and address';
CREATE TABLE panel.contact_passport (
    contact_id      bigint PRIMARY KEY REFERENCES panel.client_contact ON DELETE CASCADE,
    number          text NOT NULL CONSTRAINT passport_number_is_bounded CHECK (length(number) BETWEEN 3 AND 64),
    issued_by       text NOT NULL,
    issued_on       date NOT NULL
);
COMMENT ON TABLE panel.contact_passport IS 'passports of clients'' contacts, apart from what versions hold';
CREATE TABLE panel.contact_profile (
    name            text PRIMARY KEY CONSTRAINT profile_name_is_plain CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    title           text NOT NULL CONSTRAINT profile_title_is_bounded CHECK (length(title) BETWEEN 1 AND 100),
    needs           text[] NOT NULL,
    written_in      text NOT NULL DEFAULT '',
    tlds            text[] NOT NULL DEFAULT '{}',
    position        integer NOT NULL
);
COMMENT ON TABLE panel.contact_profile IS 'what contacts of clients must say to be of use for something';
COMMENT ON COLUMN panel.contact_profile.needs IS 'fields that must be there (panel/contact_profiles/needs.py)';
COMMENT ON COLUMN panel.contact_profile.written_in IS 'the language in which name and address must be written too; empty: none';
COMMENT ON COLUMN panel.contact_profile.tlds IS 'who holds names there is of this profile, or of another that names the TLD';
CREATE INDEX contact_profile_by_position ON panel.contact_profile (position, name);
INSERT INTO panel.contact_profile (name, title, needs, written_in, position) VALUES
    ('reached', 'Somebody who can be reached', '{name,email}', '', 10),
    ('postal', 'Complete address', '{name,email,street,city,country,voice_phone}', '', 20),
    ('person', 'Natural person', '{name,email,street,city,country,voice_phone,birth_date}', '', 30),
    ('passport', 'Person with a passport', '{name,email,street,city,country,voice_phone,birth_date,passport}', '', 40),
    ('organization', 'Organisation', '{name,organization,email,street,city,country,voice_phone}', '', 50),
    ('company', 'Company that pays VAT',
     '{name,organization,email,street,city,country,voice_phone,registration_number,vat_number}', '', 60),
    ('ru-person', 'Person, for Russian registries',
     '{name,email,street,city,postal_code,country,voice_phone,birth_date,passport}', 'ru', 70),
    ('ru-company', 'Company, for Russian registries',
     '{name,organization,director,email,street,city,postal_code,country,voice_phone,inn,kpp,bank_accounts}', 'ru', 80);
ALTER TABLE panel.client_contact
    ADD CONSTRAINT profile_is_known FOREIGN KEY (profile) REFERENCES panel.contact_profile;
CREATE INDEX client_contact_by_profile ON panel.client_contact (profile);
CREATE TABLE panel.contact_in_registry (
    roid            text PRIMARY KEY,
    contact_id      bigint NOT NULL REFERENCES panel.client_contact ON DELETE CASCADE
);
COMMENT ON TABLE panel.contact_in_registry IS 'which of the registry''s contacts a client''s contact is there';
CREATE INDEX contact_in_registry_by_contact ON panel.contact_in_registry (contact_id)
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
