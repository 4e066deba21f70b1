"""Claims on labels, revoked marks and revoked certificates are known, and what a launch demanded of a name is on record."""

from alembic import op

revision = "0008"
down_revision = "0007"

TABLES = r"""
CREATE TABLE registry.tmch_list (
    kind        text PRIMARY KEY CONSTRAINT tmch_list_kind_is_known CHECK (kind IN ('dnl', 'smdrl', 'crl')),
    issued_at   timestamptz NOT NULL,
    imported_at timestamptz NOT NULL,
    entries     integer NOT NULL,
    content     bytea,
    CONSTRAINT a_crl_is_kept_as_it_came CHECK ((kind = 'crl') = (content IS NOT NULL))
);
COMMENT ON TABLE registry.tmch_list IS
    'The list of each kind that counts now: labels with claims (dnl), revoked signed marks (smdrl), both in tables of their '
    'own, and the certificates that the clearinghouse revoked (crl, as it was signed)';
COMMENT ON COLUMN registry.tmch_list.issued_at IS 'when the clearinghouse made the list';

CREATE TABLE registry.tmch_claim (
    label       registry.fqdn PRIMARY KEY,
    claim_key   text NOT NULL,
    inserted_at timestamptz NOT NULL
);
COMMENT ON TABLE registry.tmch_claim IS 'labels on which there are trademark claims, with the key to the notice of them';

CREATE TABLE registry.tmch_revoked_mark (
    smd_id      text PRIMARY KEY,
    revoked_at  timestamptz NOT NULL
);
COMMENT ON TABLE registry.tmch_revoked_mark IS 'signed marks that no longer count, by the id that their issuer gave them';

CREATE TABLE registry.launch (
    roid              text PRIMARY KEY,
    name              registry.fqdn NOT NULL,
    tld_id            bigint NOT NULL REFERENCES registry.tld,
    registrar_id      bigint NOT NULL REFERENCES registry.registrar,
    registered_at     timestamptz NOT NULL,
    phase             text NOT NULL,
    subphase          text,
    smd_id            text,
    mark              text,
    has_claims        boolean NOT NULL,
    notice_id         text,
    notice_validator  text,
    notice_not_after  timestamptz,
    notice_accepted_at timestamptz,
    reported_at       timestamptz,
    CONSTRAINT a_mark_has_its_id CHECK ((smd_id IS NULL) = (mark IS NULL)),
    CONSTRAINT a_notice_is_whole CHECK (num_nulls(notice_id, notice_validator, notice_not_after, notice_accepted_at) IN (0, 4))
);
COMMENT ON TABLE registry.launch IS
    'Names that were registered with a mark, or although there were claims on them: what the clearinghouse is told of (LORDN). '
    'A row stays when its name is gone';
COMMENT ON COLUMN registry.launch.has_claims IS 'whether there were claims on the label when the name was registered';
COMMENT ON COLUMN registry.launch.reported_at IS 'when the clearinghouse was told; NULL: not yet';
CREATE INDEX launch_waits_to_be_reported ON registry.launch (tld_id, registered_at) WHERE reported_at IS NULL
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        op.execute(statement)
