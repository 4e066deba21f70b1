"""Requesters are accredited to ask for contact data, and whoever is shown more of it than the public is written down."""

from alembic import op

revision = "0026"
down_revision = "0025"

TABLES = r"""
CREATE TABLE registry.requester (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text        NOT NULL CONSTRAINT requester_name_is_free UNIQUE
                              CONSTRAINT requester_name_is_a_word CHECK (name ~ '^[a-z0-9][a-z0-9-]{1,31}$'),
    about         text        NOT NULL,
    purposes      text[]      NOT NULL CONSTRAINT requester_has_a_purpose CHECK (cardinality(purposes) > 0),
    tlds          text[]      NOT NULL DEFAULT '{}',
    valid_from    timestamptz NOT NULL,
    valid_to      timestamptz CONSTRAINT accreditation_ends_after_it_begins CHECK (valid_to > valid_from),
    suspended     boolean     NOT NULL DEFAULT false,
    fingerprint   bytea       NOT NULL CONSTRAINT requester_token_is_its_own UNIQUE,
    token_at      timestamptz NOT NULL,
    version       integer     NOT NULL DEFAULT 1
);
COMMENT ON TABLE registry.requester IS 'who is accredited to be shown more of contacts than the public is, for stated purposes';
COMMENT ON COLUMN registry.requester.about IS 'who that is, and on what ground, for operators';
COMMENT ON COLUMN registry.requester.tlds IS 'the TLDs it is accredited in; empty: all';
COMMENT ON COLUMN registry.requester.fingerprint IS 'SHA-256 of the token, which nobody keeps';
CREATE TABLE registry.disclosure (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at            timestamptz NOT NULL,
    door          text        NOT NULL,
    level         text        NOT NULL
                              CONSTRAINT level_is_above_the_public CHECK (level IN ('requester', 'registrar', 'operator')),
    asker         text        NOT NULL,
    purpose       text,
    roid          text        NOT NULL,
    name          text        NOT NULL,
    address       inet
);
COMMENT ON TABLE registry.disclosure IS 'who was shown more of contacts than the public, of what, why and when; never the data';
COMMENT ON COLUMN registry.disclosure.asker IS 'a requester or a registrar by its name, an operator by login';
COMMENT ON COLUMN registry.disclosure.roid IS 'of the name or the contact whose data were shown; name is what it was called then';
CREATE INDEX disclosure_by_asker ON registry.disclosure (asker, id);
CREATE INDEX disclosure_by_name ON registry.disclosure (name, id);
CREATE INDEX certificate_by_fingerprint ON registry.certificate (fingerprint);
ALTER TABLE registry.history
    DROP CONSTRAINT history_kind_is_known,
    ADD CONSTRAINT history_kind_is_known CHECK (kind IN
        ('domain', 'host', 'contact', 'registrar', 'tld', 'application', 'list', 'token', 'urs', 'requester')) NOT VALID
"""

# The only rows of the registry that nobody may ever correct: who looked is not for those who looked to say.
GUARD = """
CREATE FUNCTION registry.refuse_to_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'disclosures are only added to' USING ERRCODE = 'restrict_violation';
END
$$
"""
TRIGGER = """
CREATE TRIGGER disclosures_are_only_added_to
    BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.disclosure
    FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_to_forget()
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        op.execute(statement)
    op.execute(GUARD)
    op.execute(TRIGGER)
