"""Names are applied for in a launch: several may want one, and one of them gets it."""

from alembic import op

revision = "0013"
down_revision = "0012"

CHANGES = r"""
CREATE TABLE registry.application (
    id                 bigint PRIMARY KEY,
    roid               text NOT NULL CONSTRAINT application_roid_is_given_once UNIQUE,
    name               registry.fqdn NOT NULL,
    tld_id             bigint NOT NULL REFERENCES registry.tld,
    registrar_id       bigint NOT NULL REFERENCES registry.registrar,
    phase              registry.clean NOT NULL,
    subphase           registry.clean,
    status             text NOT NULL CONSTRAINT application_status_is_known CHECK (status IN
        ('pendingValidation', 'validated', 'invalid', 'pendingAllocation', 'allocated', 'rejected', 'custom')),
    substatus          registry.clean,
    reason             registry.clean,
    status_at          timestamptz NOT NULL,
    applied_at         timestamptz NOT NULL,
    years              integer NOT NULL CONSTRAINT application_is_for_years CHECK (years > 0),
    authinfo           text,
    plan               jsonb NOT NULL,
    smd_id             registry.clean,
    mark               registry.clean,
    has_claims         boolean NOT NULL,
    notice_id          registry.clean,
    notice_validator   registry.clean,
    notice_not_after   timestamptz,
    notice_accepted_at timestamptz,
    cltrid             registry.clean,
    svtrid             text NOT NULL,
    ledger_ids         bigint[] NOT NULL DEFAULT '{}',
    allocated_roid     text,
    version            integer NOT NULL DEFAULT 1,
    CONSTRAINT a_custom_status_has_a_name CHECK (status <> 'custom' OR substatus IS NOT NULL),
    CONSTRAINT an_applications_mark_has_its_id CHECK ((smd_id IS NULL) = (mark IS NULL)),
    CONSTRAINT an_applications_notice_is_whole
        CHECK (num_nulls(notice_id, notice_validator, notice_not_after, notice_accepted_at) IN (0, 4)),
    CONSTRAINT application_plan_fits_xml CHECK (plan::text !~ '(^|[^\\])(\\\\)*\\[bfu]|[\ufffe\uffff]'),
    CONSTRAINT what_is_allocated_became_a_domain CHECK ((status = 'allocated') = (allocated_roid IS NOT NULL))
);
COMMENT ON TABLE registry.application IS
    'Wishes for names of a launch phase that takes applications (RFC 8334): many may be for one name. Decided ones stay';
COMMENT ON COLUMN registry.application.plan IS
    'the domain as it would be, without its secret; contacts and hosts of an open application are those of the link tables';
COMMENT ON COLUMN registry.application.ledger_ids IS 'what was charged for it, given back unless the name is allocated';
COMMENT ON COLUMN registry.application.reason IS 'why it has its status, for people';
CREATE INDEX application_is_open ON registry.application (name) WHERE status NOT IN ('allocated', 'rejected');
CREATE INDEX application_by_registrar ON registry.application (registrar_id, id);
CREATE INDEX application_by_tld ON registry.application (tld_id, id);

CREATE TABLE registry.application_contact (
    application_id bigint NOT NULL REFERENCES registry.application ON DELETE CASCADE,
    role           registry.clean NOT NULL,
    contact_id     bigint NOT NULL REFERENCES registry.contact,
    PRIMARY KEY (application_id, role, contact_id)
);
COMMENT ON TABLE registry.application_contact IS 'contacts of open applications; the registrant is one of them, in that role';
CREATE INDEX application_contact_by_contact ON registry.application_contact (contact_id);

CREATE TABLE registry.application_host (
    application_id bigint NOT NULL REFERENCES registry.application ON DELETE CASCADE,
    host_id        bigint NOT NULL REFERENCES registry.host,
    PRIMARY KEY (application_id, host_id)
);
COMMENT ON TABLE registry.application_host IS 'host objects that open applications want to delegate to';
CREATE INDEX application_host_by_host ON registry.application_host (host_id);

ALTER TABLE registry.history DROP CONSTRAINT history_kind_is_known;
ALTER TABLE registry.history ADD CONSTRAINT history_kind_is_known
    CHECK (kind IN ('domain', 'host', 'contact', 'registrar', 'tld', 'application')) NOT VALID;

ALTER TABLE registry.launch ADD COLUMN applied_at timestamptz;
COMMENT ON COLUMN registry.launch.applied_at IS 'when the name was applied for; NULL: who came first got it'
"""


def upgrade() -> None:
    for statement in CHANGES.split(";\n"):
        op.execute(statement)
