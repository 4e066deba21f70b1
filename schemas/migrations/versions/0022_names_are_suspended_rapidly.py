"""Names are locked, suspended and given back in proceedings of the Uniform Rapid Suspension system."""

from alembic import op

revision = "0022"
down_revision = "0021"

CHANGES = r"""
CREATE TABLE registry.urs_case (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number         registry.clean NOT NULL,
    provider       registry.clean NOT NULL,
    name           registry.fqdn NOT NULL,
    roid           text NOT NULL,
    status         text NOT NULL CONSTRAINT urs_status_is_known
        CHECK (status IN ('notified', 'locked', 'suspended', 'rolledBack', 'closed')),
    noticed_at     timestamptz NOT NULL,
    lock_by        timestamptz NOT NULL,
    locked_at      timestamptz,
    suspended_at   timestamptz,
    extended_at    timestamptz,
    rolled_back_at timestamptz,
    closed_at      timestamptz,
    before         jsonb,
    version        integer NOT NULL DEFAULT 1,
    CONSTRAINT a_provider_numbers_its_urs_cases_once UNIQUE (number, provider),
    CONSTRAINT a_urs_lock_is_due_after_its_notice CHECK (lock_by > noticed_at),
    CONSTRAINT a_urs_lock_knows_what_it_locked
        CHECK (status IN ('notified', 'closed') OR (before IS NOT NULL AND locked_at IS NOT NULL)),
    CONSTRAINT a_closed_urs_case_says_when CHECK ((status = 'closed') = (closed_at IS NOT NULL))
);
COMMENT ON TABLE registry.urs_case IS
    'Complaints against names under the Uniform Rapid Suspension system, and what the registry did on them';
COMMENT ON COLUMN registry.urs_case.number IS 'as the provider that hears the complaint gave it';
COMMENT ON COLUMN registry.urs_case.roid IS 'of the registration that the complaint is about: its name may be registered anew';
COMMENT ON COLUMN registry.urs_case.lock_by IS 'until when the name must be locked';
COMMENT ON COLUMN registry.urs_case.before IS 'what of the name the case took away, to be given back by a rollback';
CREATE UNIQUE INDEX a_name_has_one_open_urs_case ON registry.urs_case (name) WHERE status <> 'closed';
CREATE INDEX urs_case_by_name ON registry.urs_case (name, id);

CREATE TABLE registry.former_host (
    domain_id bigint NOT NULL REFERENCES registry.domain ON DELETE CASCADE,
    host_id   bigint NOT NULL REFERENCES registry.host,
    PRIMARY KEY (domain_id, host_id)
);
COMMENT ON TABLE registry.former_host IS
    'host objects that suspended names delegated to, and will again after a rollback: they are linked meanwhile';
CREATE INDEX former_host_by_host ON registry.former_host (host_id);

ALTER TABLE registry.history
    DROP CONSTRAINT history_kind_is_known,
    ADD CONSTRAINT history_kind_is_known
        CHECK (kind IN ('domain', 'host', 'contact', 'registrar', 'tld', 'application', 'list', 'token', 'urs')) NOT VALID
"""


def upgrade() -> None:
    for statement in CHANGES.split(";\n"):
        op.execute(statement)
