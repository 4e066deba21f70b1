"""A registry keeps names: TLDs, registrars, domains, hosts, contacts, money, messages and history.

Objects that end are deleted from the tables of the living, so that uniqueness and linkage are plain constraints; what
they were stays in `history` (docs/decisions/0005-the-living-and-the-remembered.md).

Longer than most files: a schema is read best in one piece.
"""

from alembic import op

revision = "0001"
down_revision = None

TABLES = r"""
CREATE SCHEMA registry;

-- One sequence numbers all objects: a ROID is unique in the repository whatever the kind (RFC 5730, section 2.8).
CREATE SEQUENCE registry.object_number;

CREATE DOMAIN registry.fqdn AS text
    CONSTRAINT fqdn_is_canonical CHECK (VALUE ~ '^[a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?)*$'
                                        AND length(VALUE) <= 253);

-- Characters that XML 1.0 cannot carry would sink a whole deposit; they never get in.
CREATE DOMAIN registry.clean AS text
    CONSTRAINT text_fits_xml CHECK (VALUE !~ '[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]');

CREATE TABLE registry.tld (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name    registry.fqdn NOT NULL CONSTRAINT tld_name_is_unique UNIQUE
);
COMMENT ON TABLE registry.tld IS 'zones whose names are registered here';

CREATE TABLE registry.policy (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tld_id      bigint NOT NULL REFERENCES registry.tld,
    valid_from  timestamptz NOT NULL,
    valid_to    timestamptz,
    document    jsonb NOT NULL,
    CONSTRAINT policy_has_length CHECK (valid_to > valid_from)
);
COMMENT ON TABLE registry.policy IS
    'A policy version is immutable; a new one closes the last. What it says is one document: '
    'registry/model/policy.py';
CREATE UNIQUE INDEX policy_by_start ON registry.policy (tld_id, valid_from);
CREATE UNIQUE INDEX policy_open_end_is_unique ON registry.policy (tld_id) WHERE valid_to IS NULL;

CREATE TABLE registry.registrar (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    handle              text NOT NULL CONSTRAINT registrar_handle_is_unique UNIQUE
                        CONSTRAINT registrar_handle_fits_epp CHECK (handle ~ '^\S{3,16}$'),
    name                registry.clean NOT NULL,
    iana_id             integer CONSTRAINT iana_id_is_positive CHECK (iana_id > 0),
    state               text NOT NULL
                        CONSTRAINT registrar_state_is_known CHECK (state IN ('active', 'suspended', 'terminated')),
    password_hash       text NOT NULL,
    session_limit       integer NOT NULL CONSTRAINT session_limit_is_positive CHECK (session_limit > 0),
    email               registry.clean,
    voice               text,
    fax                 text,
    street              registry.clean[] NOT NULL DEFAULT '{}',
    city                registry.clean,
    state_or_province   registry.clean,
    postal_code         registry.clean,
    country             text CONSTRAINT registrar_country_is_alpha2 CHECK (country ~ '^[A-Z]{2}$'),
    url                 registry.clean,
    whois_server        text,
    abuse_email         registry.clean,
    abuse_voice         text,
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz
);
COMMENT ON TABLE registry.registrar IS 'who sells names: the record, the password''s hash, how many sessions at once';

CREATE TABLE registry.certificate (
    registrar_id    bigint NOT NULL REFERENCES registry.registrar ON DELETE CASCADE,
    fingerprint     bytea NOT NULL CONSTRAINT fingerprint_is_sha256 CHECK (octet_length(fingerprint) = 32),
    valid_from      timestamptz NOT NULL,
    valid_to        timestamptz NOT NULL,
    PRIMARY KEY (registrar_id, fingerprint)
);
COMMENT ON TABLE registry.certificate IS
    'A certificate is known by the SHA-256 of its DER form; two open ones let a registrar change over';

CREATE TABLE registry.allowed_network (
    registrar_id    bigint NOT NULL REFERENCES registry.registrar ON DELETE CASCADE,
    network         cidr NOT NULL,
    PRIMARY KEY (registrar_id, network)
);
COMMENT ON TABLE registry.allowed_network IS 'No row: the registrar may come from anywhere';

CREATE TABLE registry.accreditation (
    registrar_id    bigint NOT NULL REFERENCES registry.registrar ON DELETE CASCADE,
    tld_id          bigint NOT NULL REFERENCES registry.tld,
    valid_from      timestamptz NOT NULL,
    valid_to        timestamptz,
    contacts        text CONSTRAINT contacts_rule_is_known CHECK (contacts IN ('required', 'optional', 'forbidden')),
    PRIMARY KEY (registrar_id, tld_id, valid_from)
);
COMMENT ON TABLE registry.accreditation IS 'which registrar may gain names in which TLD, and from when to when';
COMMENT ON COLUMN registry.accreditation.contacts IS 'overrides the TLD''s rule for this registrar; NULL keeps it';

CREATE TABLE registry.account (
    registrar_id    bigint NOT NULL REFERENCES registry.registrar,
    currency        text NOT NULL CONSTRAINT currency_is_iso4217 CHECK (currency ~ '^[A-Z]{3}$'),
    balance         bigint NOT NULL DEFAULT 0,
    credit_limit    bigint NOT NULL DEFAULT 0 CONSTRAINT credit_limit_is_not_negative CHECK (credit_limit >= 0),
    low_balance     bigint NOT NULL DEFAULT 0,
    overdrawn       boolean NOT NULL DEFAULT false,
    PRIMARY KEY (registrar_id, currency),
    CONSTRAINT account_covers_its_charges CHECK (overdrawn OR balance + credit_limit >= 0)
) WITH (fillfactor = 50);
COMMENT ON TABLE registry.account IS
    'The balance is the sum of the account''s ledger rows, kept beside them so that a charge is one update. No '
    'command charges beyond the credit limit: the constraint says so. Time may (a name that lives on is owed for)';
COMMENT ON COLUMN registry.account.balance IS 'minor units of the currency; negative amounts are owed';
COMMENT ON COLUMN registry.account.overdrawn IS 'time charged the account beyond its credit limit';

CREATE TABLE registry.ledger (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    registrar_id    bigint NOT NULL,
    currency        text NOT NULL,
    at              timestamptz NOT NULL,
    kind            text NOT NULL CONSTRAINT ledger_kind_is_known
                    CHECK (kind IN ('create', 'renew', 'autoRenew', 'transfer', 'restore', 'topUp', 'adjust')),
    amount          bigint NOT NULL,
    roid            text,
    name            text,
    years           integer,
    policy_id       bigint REFERENCES registry.policy,
    reverses_id     bigint CONSTRAINT ledger_row_is_reversed_once UNIQUE REFERENCES registry.ledger,
    svtrid          text NOT NULL,
    FOREIGN KEY (registrar_id, currency) REFERENCES registry.account
);
COMMENT ON TABLE registry.ledger IS
    'every charge, refund and deposit, never changed; a refund names the row that it reverses';
CREATE INDEX ledger_by_account ON registry.ledger (registrar_id, currency, id);
COMMENT ON COLUMN registry.ledger.amount IS 'minor units as the account feels them: a charge is negative';

CREATE TABLE registry.contact (
    id              bigint PRIMARY KEY,
    roid            text NOT NULL CONSTRAINT contact_roid_is_unique UNIQUE,
    handle          text NOT NULL CONSTRAINT contact_handle_is_unique UNIQUE
                    CONSTRAINT contact_handle_fits_epp CHECK (handle ~ '^\S{3,16}$'),
    registrar_id    bigint NOT NULL REFERENCES registry.registrar,
    postal          jsonb NOT NULL,
    voice           text,
    voice_extension text,
    fax             text,
    fax_extension   text,
    email           registry.clean NOT NULL,
    disclose        jsonb,
    authinfo        text,
    statuses        text[] NOT NULL DEFAULT '{}',
    created_by      bigint NOT NULL REFERENCES registry.registrar,
    created_at      timestamptz NOT NULL,
    updated_by      bigint REFERENCES registry.registrar,
    updated_at      timestamptz,
    transferred_at  timestamptz,
    version         integer NOT NULL DEFAULT 1
);
COMMENT ON TABLE registry.contact IS 'people and organisations, as registrars describe them';
CREATE INDEX contact_by_registrar ON registry.contact (registrar_id, handle);
COMMENT ON COLUMN registry.contact.postal IS 'list of one or two postal infos: registry/model/contact.py';

CREATE TABLE registry.domain (
    id                  bigint PRIMARY KEY,
    roid                text NOT NULL CONSTRAINT domain_roid_is_unique UNIQUE,
    name                registry.fqdn NOT NULL CONSTRAINT domain_name_is_unique UNIQUE,
    tld_id              bigint NOT NULL REFERENCES registry.tld,
    registrar_id        bigint NOT NULL REFERENCES registry.registrar,
    registrant_id       bigint CONSTRAINT domain_registrant_is_linked REFERENCES registry.contact,
    statuses            text[] NOT NULL DEFAULT '{}',
    authinfo            text,
    created_by          bigint NOT NULL REFERENCES registry.registrar,
    created_at          timestamptz NOT NULL,
    updated_by          bigint REFERENCES registry.registrar,
    updated_at          timestamptz,
    transferred_at      timestamptz,
    expires_at          timestamptz NOT NULL,
    deleted_at          timestamptz,
    redemption_until    timestamptz,
    report_due          timestamptz,
    purge_at            timestamptz,
    next_due            timestamptz NOT NULL,
    version             integer NOT NULL DEFAULT 1,
    CONSTRAINT domain_lives_forward CHECK (expires_at > created_at),
    CONSTRAINT deletion_is_complete CHECK ((deleted_at IS NULL) = (purge_at IS NULL)
                                           AND (deleted_at IS NULL) = (redemption_until IS NULL)
                                           AND (report_due IS NULL OR deleted_at IS NOT NULL)),
    CONSTRAINT domain_statuses_are_known CHECK (statuses <@ ARRAY[
        'clientDeleteProhibited', 'clientHold', 'clientRenewProhibited', 'clientTransferProhibited',
        'clientUpdateProhibited', 'serverDeleteProhibited', 'serverHold', 'serverRenewProhibited',
        'serverTransferProhibited', 'serverUpdateProhibited'])
);
COMMENT ON TABLE registry.domain IS 'names that are registered now, as the last command or due event left them';
CREATE INDEX domain_by_registrar ON registry.domain (registrar_id, name);
CREATE INDEX domain_by_tld ON registry.domain (tld_id, id);
CREATE INDEX domain_by_registrant ON registry.domain (registrant_id) WHERE registrant_id IS NOT NULL;
CREATE INDEX domain_by_due ON registry.domain (registrar_id, next_due);
COMMENT ON COLUMN registry.domain.next_due IS 'when time alone next changes this row: registry/model/lifecycle.py';
COMMENT ON COLUMN registry.domain.report_due IS 'a restore was asked for; without a report it lapses at this instant';

CREATE TABLE registry.host (
    id                  bigint PRIMARY KEY,
    roid                text NOT NULL CONSTRAINT host_roid_is_unique UNIQUE,
    name                registry.fqdn NOT NULL CONSTRAINT host_name_is_unique UNIQUE,
    superordinate_id    bigint CONSTRAINT host_superordinate_lives REFERENCES registry.domain,
    registrar_id        bigint NOT NULL REFERENCES registry.registrar,
    addresses           inet[] NOT NULL DEFAULT '{}',
    statuses            text[] NOT NULL DEFAULT '{}',
    created_by          bigint NOT NULL REFERENCES registry.registrar,
    created_at          timestamptz NOT NULL,
    updated_by          bigint REFERENCES registry.registrar,
    updated_at          timestamptz,
    transferred_at      timestamptz,
    version             integer NOT NULL DEFAULT 1,
    CONSTRAINT external_host_has_no_address CHECK (superordinate_id IS NOT NULL OR addresses = '{}')
);
COMMENT ON TABLE registry.host IS 'name servers as objects (RFC 5732)';
CREATE INDEX host_by_registrar ON registry.host (registrar_id, name);
CREATE INDEX host_by_superordinate ON registry.host (superordinate_id) WHERE superordinate_id IS NOT NULL;
CREATE INDEX host_by_address ON registry.host USING gin (addresses) WHERE addresses <> '{}';

CREATE TABLE registry.domain_contact (
    domain_id   bigint NOT NULL REFERENCES registry.domain ON DELETE CASCADE,
    role        text NOT NULL CONSTRAINT contact_role_is_known CHECK (role IN ('admin', 'billing', 'tech')),
    contact_id  bigint NOT NULL CONSTRAINT domain_contact_is_linked REFERENCES registry.contact,
    PRIMARY KEY (domain_id, role, contact_id)
);
COMMENT ON TABLE registry.domain_contact IS 'contacts of a domain, by role; the registrant is in the domain itself';
CREATE INDEX domain_contact_by_contact ON registry.domain_contact (contact_id);

CREATE TABLE registry.domain_host (
    domain_id   bigint NOT NULL REFERENCES registry.domain ON DELETE CASCADE,
    host_id     bigint NOT NULL CONSTRAINT domain_host_is_linked REFERENCES registry.host,
    PRIMARY KEY (domain_id, host_id)
);
COMMENT ON TABLE registry.domain_host IS 'hosts that a domain is delegated to';
CREATE INDEX domain_host_by_host ON registry.domain_host (host_id);

CREATE TABLE registry.domain_nameserver (
    domain_id   bigint NOT NULL REFERENCES registry.domain ON DELETE CASCADE,
    name        registry.fqdn NOT NULL,
    addresses   inet[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (domain_id, name)
);
COMMENT ON TABLE registry.domain_nameserver IS
    'Name servers of TLDs whose host model is attributes (RFC 5731, section 1.1)';

CREATE TABLE registry.domain_dnssec (
    domain_id   bigint NOT NULL REFERENCES registry.domain ON DELETE CASCADE,
    number      integer NOT NULL,
    key_tag     integer,
    algorithm   integer NOT NULL,
    digest_type integer,
    digest      text,
    flags       integer,
    protocol    integer,
    public_key  text,
    PRIMARY KEY (domain_id, number),
    CONSTRAINT record_is_ds_or_key CHECK (num_nonnulls(key_tag, digest_type, digest) IN (0, 3)
                                          AND num_nonnulls(flags, protocol, public_key) IN (0, 3)
                                          AND num_nonnulls(digest, public_key) > 0)
);
COMMENT ON TABLE registry.domain_dnssec IS
    'DS data or key data (RFC 5910, section 4); which of the two is the TLD''s policy';

CREATE TABLE registry.grace (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    domain_id   bigint NOT NULL REFERENCES registry.domain ON DELETE CASCADE,
    kind        text NOT NULL CONSTRAINT grace_kind_is_known
                CHECK (kind IN ('addPeriod', 'renewPeriod', 'autoRenewPeriod', 'transferPeriod')),
    starts_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    years       integer NOT NULL,
    ledger_id   bigint NOT NULL REFERENCES registry.ledger
);
COMMENT ON TABLE registry.grace IS
    'One row per open grace period, each with its own end and the ledger row it would give back (RFC 3915, section '
    '3.1)';
CREATE INDEX grace_by_domain ON registry.grace (domain_id);

CREATE TABLE registry.transfer (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    domain_id       bigint REFERENCES registry.domain ON DELETE CASCADE,
    contact_id      bigint REFERENCES registry.contact ON DELETE CASCADE,
    status          text NOT NULL CONSTRAINT transfer_status_is_known
                    CHECK (status IN ('pending', 'clientApproved', 'clientCancelled', 'clientRejected',
                                      'serverApproved', 'serverCancelled')),
    gaining_id      bigint NOT NULL REFERENCES registry.registrar,
    losing_id       bigint NOT NULL REFERENCES registry.registrar,
    requested_at    timestamptz NOT NULL,
    act_by          timestamptz NOT NULL,
    acted_at        timestamptz,
    acted_by        bigint REFERENCES registry.registrar,
    years           integer,
    expires_at      timestamptz,
    ledger_id       bigint REFERENCES registry.ledger,
    cltrid          text,
    svtrid          text NOT NULL,
    CONSTRAINT transfer_has_one_object CHECK (num_nonnulls(domain_id, contact_id) = 1)
);
COMMENT ON TABLE registry.transfer IS
    'The last transfer of an object; at most one is pending. Years are NULL for contacts';
CREATE INDEX transfer_by_domain ON registry.transfer (domain_id, id) WHERE domain_id IS NOT NULL;
CREATE INDEX transfer_by_contact ON registry.transfer (contact_id, id) WHERE contact_id IS NOT NULL;
CREATE UNIQUE INDEX domain_has_one_pending_transfer ON registry.transfer (domain_id) WHERE status = 'pending';
CREATE UNIQUE INDEX contact_has_one_pending_transfer ON registry.transfer (contact_id) WHERE status = 'pending';
CREATE INDEX transfer_pending_by_gainer ON registry.transfer (gaining_id, act_by) WHERE status = 'pending';
CREATE INDEX transfer_pending_by_loser ON registry.transfer (losing_id, act_by) WHERE status = 'pending';

CREATE TABLE registry.restore_report (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    roid        text NOT NULL,
    at          timestamptz NOT NULL,
    svtrid      text NOT NULL,
    pre_data    registry.clean NOT NULL,
    post_data   registry.clean NOT NULL,
    deleted_at  text NOT NULL,
    restored_at text NOT NULL,
    reason      registry.clean NOT NULL,
    statements  registry.clean[] NOT NULL,
    other       registry.clean
);
COMMENT ON TABLE registry.restore_report IS
    'What registrars stated when they restored names (RFC 3915, section 4.2.5); dates as they were sent';
CREATE INDEX restore_report_by_object ON registry.restore_report (roid);

CREATE TABLE registry.poll_message (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    registrar_id    bigint NOT NULL REFERENCES registry.registrar,
    available_at    timestamptz NOT NULL,
    kind            text NOT NULL,
    text            registry.clean NOT NULL,
    data            jsonb NOT NULL,
    acked_at        timestamptz
);
COMMENT ON TABLE registry.poll_message IS
    'Messages hold what they say, not where to look it up: they stay readable after their object is gone';
CREATE INDEX poll_message_waiting ON registry.poll_message (registrar_id, available_at, id) WHERE acked_at IS NULL;

CREATE TABLE registry.worker (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    door        text NOT NULL,
    started_at  timestamptz NOT NULL,
    seen_at     timestamptz NOT NULL
);
COMMENT ON TABLE registry.worker IS 'A worker is one server process; its sessions count as long as it is seen alive';
CREATE TABLE registry.session (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    worker_id       bigint NOT NULL REFERENCES registry.worker ON DELETE CASCADE,
    registrar_id    bigint NOT NULL REFERENCES registry.registrar ON DELETE CASCADE,
    address         inet NOT NULL,
    opened_at       timestamptz NOT NULL
);
COMMENT ON TABLE registry.session IS 'sessions of registrars that are open now, on whichever worker';
CREATE INDEX session_by_registrar ON registry.session (registrar_id);
CREATE INDEX session_by_worker ON registry.session (worker_id);

CREATE TABLE registry.command (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    at              timestamptz NOT NULL,
    svtrid          text NOT NULL,
    cltrid          text,
    door            text NOT NULL,
    registrar_id    bigint,
    operator        text,
    address         inet,
    session_id      bigint,
    verb            text NOT NULL,
    object          text,
    name            text,
    code            integer NOT NULL,
    milliseconds    real NOT NULL,
    frame           text,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
COMMENT ON TABLE registry.command IS
    'Every command that reached a door. Rows of transforms commit with what they changed; the others follow in '
    'batches';
CREATE INDEX command_by_registrar ON registry.command (registrar_id, at DESC);
CREATE INDEX command_by_name ON registry.command (name, at DESC) WHERE name IS NOT NULL;
CREATE INDEX command_by_svtrid ON registry.command (svtrid);
CREATE INDEX command_by_cltrid ON registry.command (registrar_id, cltrid) WHERE cltrid IS NOT NULL;

CREATE TABLE registry.history (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    at              timestamptz NOT NULL,
    kind            text NOT NULL CONSTRAINT history_kind_is_known
                    CHECK (kind IN ('domain', 'host', 'contact', 'registrar')),
    roid            text NOT NULL,
    name            text NOT NULL,
    tld_id          bigint,
    version         integer NOT NULL,
    event           text NOT NULL,
    registrar_id    bigint,
    operator        text,
    door            text NOT NULL,
    cltrid          text,
    svtrid          text NOT NULL,
    policy_id       bigint,
    state           jsonb,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
COMMENT ON TABLE registry.history IS
    'Full versions of every object: who made it so, through which door, by which command, under which policy';
CREATE INDEX history_by_object ON registry.history (roid, version);
CREATE INDEX history_by_name ON registry.history (kind, name, at DESC);
COMMENT ON COLUMN registry.history.state IS 'the object after the event; NULL when the event ended it';

-- Month by month; a row outside the months that exist waits in the default partition until its month is made.
CREATE TABLE registry.command_default PARTITION OF registry.command DEFAULT;
CREATE TABLE registry.history_default PARTITION OF registry.history DEFAULT;
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
