CREATE SCHEMA iam;

CREATE SCHEMA registry;

CREATE DOMAIN registry.clean AS text
	CONSTRAINT text_fits_xml CHECK ((VALUE !~ '[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]'::text));

CREATE DOMAIN registry.fqdn AS text
	CONSTRAINT fqdn_is_canonical CHECK (((VALUE ~ '^[a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?)*$'::text) AND (length(VALUE) <= 253)));

CREATE TABLE iam.account (
    id bigint NOT NULL,
    login text NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,
    registrar_id bigint,
    state text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    password_at timestamp with time zone NOT NULL,
    CONSTRAINT account_state_is_known CHECK ((state = ANY (ARRAY['active'::text, 'blocked'::text]))),
    CONSTRAINT login_is_canonical CHECK (((login = lower(login)) AND (login ~ '^\S{1,64}$'::text)))
);

COMMENT ON COLUMN iam.account.registrar_id IS 'the registrar whose people this account belongs to: the limit of what it sees';

ALTER TABLE iam.account ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME iam.account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE iam.account_role (
    account_id bigint NOT NULL,
    role text NOT NULL
);

CREATE TABLE iam.failed_login (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    login text NOT NULL,
    address inet NOT NULL
);

ALTER TABLE iam.failed_login ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME iam.failed_login_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE iam.session (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    address inet NOT NULL,
    user_agent text NOT NULL,
    CONSTRAINT session_has_length CHECK ((expires_at > created_at)),
    CONSTRAINT token_hash_is_sha256 CHECK ((octet_length(token_hash) = 32))
);

COMMENT ON COLUMN iam.session.expires_at IS 'however busy it is; without use it ends earlier';

ALTER TABLE iam.session ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME iam.session_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.account (
    registrar_id bigint NOT NULL,
    currency text NOT NULL,
    balance bigint DEFAULT 0 NOT NULL,
    credit_limit bigint DEFAULT 0 NOT NULL,
    low_balance bigint DEFAULT 0 NOT NULL,
    overdrawn boolean DEFAULT false NOT NULL,
    CONSTRAINT account_covers_its_charges CHECK ((overdrawn OR ((balance + credit_limit) >= 0))),
    CONSTRAINT credit_limit_is_not_negative CHECK ((credit_limit >= 0)),
    CONSTRAINT currency_is_iso4217 CHECK ((currency ~ '^[A-Z]{3}$'::text))
)
WITH (fillfactor='50');

COMMENT ON COLUMN registry.account.balance IS 'minor units of the currency; negative amounts are owed';

COMMENT ON COLUMN registry.account.overdrawn IS 'time charged the account beyond its credit limit';

CREATE TABLE registry.accreditation (
    registrar_id bigint NOT NULL,
    tld_id bigint NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    contacts text,
    CONSTRAINT contacts_rule_is_known CHECK ((contacts = ANY (ARRAY['required'::text, 'optional'::text, 'forbidden'::text])))
);

COMMENT ON COLUMN registry.accreditation.contacts IS 'overrides the TLD''s rule for this registrar; NULL keeps it';

CREATE TABLE registry.allowed_network (
    registrar_id bigint NOT NULL,
    network cidr NOT NULL
);

CREATE TABLE registry.certificate (
    registrar_id bigint NOT NULL,
    fingerprint bytea NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone NOT NULL,
    CONSTRAINT fingerprint_is_sha256 CHECK ((octet_length(fingerprint) = 32))
);

CREATE TABLE registry.command (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    svtrid text NOT NULL,
    cltrid text,
    door text NOT NULL,
    registrar_id bigint,
    operator text,
    address inet,
    session_id bigint,
    verb text NOT NULL,
    object text,
    name text,
    code integer NOT NULL,
    milliseconds real NOT NULL,
    frame text
)
PARTITION BY RANGE (at);

CREATE TABLE registry.command_default (
    id bigint CONSTRAINT command_id_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT command_at_not_null NOT NULL,
    svtrid text CONSTRAINT command_svtrid_not_null NOT NULL,
    cltrid text,
    door text CONSTRAINT command_door_not_null NOT NULL,
    registrar_id bigint,
    operator text,
    address inet,
    session_id bigint,
    verb text CONSTRAINT command_verb_not_null NOT NULL,
    object text,
    name text,
    code integer CONSTRAINT command_code_not_null NOT NULL,
    milliseconds real CONSTRAINT command_milliseconds_not_null NOT NULL,
    frame text
);

ALTER TABLE registry.command ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.command_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.contact (
    id bigint NOT NULL,
    roid text NOT NULL,
    handle text NOT NULL,
    registrar_id bigint NOT NULL,
    postal jsonb NOT NULL,
    voice text,
    voice_extension text,
    fax text,
    fax_extension text,
    email registry.clean NOT NULL,
    disclose jsonb,
    authinfo text,
    statuses text[] DEFAULT '{}'::text[] NOT NULL,
    created_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_by bigint,
    updated_at timestamp with time zone,
    transferred_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT contact_handle_fits_epp CHECK ((handle ~ '^\S{3,16}$'::text))
);

COMMENT ON COLUMN registry.contact.postal IS 'list of one or two postal infos: registry/model/contact.py';

CREATE TABLE registry.domain (
    id bigint NOT NULL,
    roid text NOT NULL,
    name registry.fqdn NOT NULL,
    tld_id bigint NOT NULL,
    registrar_id bigint NOT NULL,
    registrant_id bigint,
    statuses text[] DEFAULT '{}'::text[] NOT NULL,
    authinfo text,
    created_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_by bigint,
    updated_at timestamp with time zone,
    transferred_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    redemption_until timestamp with time zone,
    report_due timestamp with time zone,
    purge_at timestamp with time zone,
    next_due timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT deletion_is_complete CHECK ((((deleted_at IS NULL) = (purge_at IS NULL)) AND ((deleted_at IS NULL) = (redemption_until IS NULL)) AND ((report_due IS NULL) OR (deleted_at IS NOT NULL)))),
    CONSTRAINT domain_lives_forward CHECK ((expires_at > created_at)),
    CONSTRAINT domain_statuses_are_known CHECK ((statuses <@ ARRAY['clientDeleteProhibited'::text, 'clientHold'::text, 'clientRenewProhibited'::text, 'clientTransferProhibited'::text, 'clientUpdateProhibited'::text, 'serverDeleteProhibited'::text, 'serverHold'::text, 'serverRenewProhibited'::text, 'serverTransferProhibited'::text, 'serverUpdateProhibited'::text]))
);

COMMENT ON COLUMN registry.domain.report_due IS 'a restore was asked for; without a report it lapses at this instant';

COMMENT ON COLUMN registry.domain.next_due IS 'when time alone next changes this row: registry/model/lifecycle.py';

CREATE TABLE registry.domain_contact (
    domain_id bigint NOT NULL,
    role text NOT NULL,
    contact_id bigint NOT NULL,
    CONSTRAINT contact_role_is_known CHECK ((role = ANY (ARRAY['admin'::text, 'billing'::text, 'tech'::text])))
);

CREATE TABLE registry.domain_dnssec (
    domain_id bigint NOT NULL,
    number integer NOT NULL,
    key_tag integer,
    algorithm integer NOT NULL,
    digest_type integer,
    digest text,
    flags integer,
    protocol integer,
    public_key text,
    CONSTRAINT record_is_ds_or_key CHECK (((num_nonnulls(key_tag, digest_type, digest) = ANY (ARRAY[0, 3])) AND (num_nonnulls(flags, protocol, public_key) = ANY (ARRAY[0, 3])) AND (num_nonnulls(digest, public_key) > 0)))
);

CREATE TABLE registry.domain_host (
    domain_id bigint NOT NULL,
    host_id bigint NOT NULL
);

CREATE TABLE registry.domain_nameserver (
    domain_id bigint NOT NULL,
    name registry.fqdn NOT NULL,
    addresses inet[] DEFAULT '{}'::inet[] NOT NULL
);

CREATE TABLE registry.grace (
    id bigint NOT NULL,
    domain_id bigint NOT NULL,
    kind text NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    years integer NOT NULL,
    ledger_id bigint NOT NULL,
    CONSTRAINT grace_kind_is_known CHECK ((kind = ANY (ARRAY['addPeriod'::text, 'renewPeriod'::text, 'autoRenewPeriod'::text, 'transferPeriod'::text])))
);

ALTER TABLE registry.grace ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.grace_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.history (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    roid text NOT NULL,
    name text NOT NULL,
    tld_id bigint,
    version integer NOT NULL,
    event text NOT NULL,
    registrar_id bigint,
    operator text,
    door text NOT NULL,
    cltrid text,
    svtrid text NOT NULL,
    policy_id bigint,
    state jsonb,
    CONSTRAINT history_kind_is_known CHECK ((kind = ANY (ARRAY['domain'::text, 'host'::text, 'contact'::text, 'registrar'::text])))
)
PARTITION BY RANGE (at);

COMMENT ON COLUMN registry.history.state IS 'the object after the event; NULL when the event ended it';

CREATE TABLE registry.history_default (
    id bigint CONSTRAINT history_id_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT history_at_not_null NOT NULL,
    kind text CONSTRAINT history_kind_not_null NOT NULL,
    roid text CONSTRAINT history_roid_not_null NOT NULL,
    name text CONSTRAINT history_name_not_null NOT NULL,
    tld_id bigint,
    version integer CONSTRAINT history_version_not_null NOT NULL,
    event text CONSTRAINT history_event_not_null NOT NULL,
    registrar_id bigint,
    operator text,
    door text CONSTRAINT history_door_not_null NOT NULL,
    cltrid text,
    svtrid text CONSTRAINT history_svtrid_not_null NOT NULL,
    policy_id bigint,
    state jsonb,
    CONSTRAINT history_kind_is_known CHECK ((kind = ANY (ARRAY['domain'::text, 'host'::text, 'contact'::text, 'registrar'::text])))
);

ALTER TABLE registry.history ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.history_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.host (
    id bigint NOT NULL,
    roid text NOT NULL,
    name registry.fqdn NOT NULL,
    superordinate_id bigint,
    registrar_id bigint NOT NULL,
    addresses inet[] DEFAULT '{}'::inet[] NOT NULL,
    statuses text[] DEFAULT '{}'::text[] NOT NULL,
    created_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_by bigint,
    updated_at timestamp with time zone,
    transferred_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT external_host_has_no_address CHECK (((superordinate_id IS NOT NULL) OR (addresses = '{}'::inet[])))
);

CREATE TABLE registry.ledger (
    id bigint NOT NULL,
    registrar_id bigint NOT NULL,
    currency text NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    amount bigint NOT NULL,
    roid text,
    name text,
    years integer,
    policy_id bigint,
    reverses_id bigint,
    svtrid text NOT NULL,
    CONSTRAINT ledger_kind_is_known CHECK ((kind = ANY (ARRAY['create'::text, 'renew'::text, 'autoRenew'::text, 'transfer'::text, 'restore'::text, 'topUp'::text, 'adjust'::text])))
);

COMMENT ON COLUMN registry.ledger.amount IS 'minor units as the account feels them: a charge is negative';

ALTER TABLE registry.ledger ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.ledger_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE SEQUENCE registry.object_number
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE registry.policy (
    id bigint NOT NULL,
    tld_id bigint NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    document jsonb NOT NULL,
    CONSTRAINT policy_has_length CHECK ((valid_to > valid_from))
);

ALTER TABLE registry.policy ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.policy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.poll_message (
    id bigint NOT NULL,
    registrar_id bigint NOT NULL,
    available_at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    text registry.clean NOT NULL,
    data jsonb NOT NULL,
    acked_at timestamp with time zone
);

ALTER TABLE registry.poll_message ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.poll_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.registrar (
    id bigint NOT NULL,
    handle text NOT NULL,
    name registry.clean NOT NULL,
    iana_id integer,
    state text NOT NULL,
    password_hash text NOT NULL,
    session_limit integer NOT NULL,
    email registry.clean,
    voice text,
    fax text,
    street registry.clean[] DEFAULT '{}'::registry.clean[] NOT NULL,
    city registry.clean,
    state_or_province registry.clean,
    postal_code registry.clean,
    country text,
    url registry.clean,
    whois_server text,
    abuse_email registry.clean,
    abuse_voice text,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone,
    CONSTRAINT iana_id_is_positive CHECK ((iana_id > 0)),
    CONSTRAINT registrar_country_is_alpha2 CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT registrar_handle_fits_epp CHECK ((handle ~ '^\S{3,16}$'::text)),
    CONSTRAINT registrar_state_is_known CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text, 'terminated'::text]))),
    CONSTRAINT session_limit_is_positive CHECK ((session_limit > 0))
);

ALTER TABLE registry.registrar ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.registrar_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.restore_report (
    id bigint NOT NULL,
    roid text NOT NULL,
    at timestamp with time zone NOT NULL,
    svtrid text NOT NULL,
    pre_data registry.clean NOT NULL,
    post_data registry.clean NOT NULL,
    deleted_at text NOT NULL,
    restored_at text NOT NULL,
    reason registry.clean NOT NULL,
    statements registry.clean[] NOT NULL,
    other registry.clean
);

ALTER TABLE registry.restore_report ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.restore_report_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.session (
    id bigint NOT NULL,
    worker_id bigint NOT NULL,
    registrar_id bigint NOT NULL,
    address inet NOT NULL,
    opened_at timestamp with time zone NOT NULL
);

ALTER TABLE registry.session ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.session_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.tld (
    id bigint NOT NULL,
    name registry.fqdn NOT NULL
);

ALTER TABLE registry.tld ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.tld_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.transfer (
    id bigint NOT NULL,
    domain_id bigint,
    contact_id bigint,
    status text NOT NULL,
    gaining_id bigint NOT NULL,
    losing_id bigint NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    act_by timestamp with time zone NOT NULL,
    acted_at timestamp with time zone,
    acted_by bigint,
    years integer,
    expires_at timestamp with time zone,
    ledger_id bigint,
    cltrid text,
    svtrid text NOT NULL,
    CONSTRAINT transfer_has_one_object CHECK ((num_nonnulls(domain_id, contact_id) = 1)),
    CONSTRAINT transfer_status_is_known CHECK ((status = ANY (ARRAY['pending'::text, 'clientApproved'::text, 'clientCancelled'::text, 'clientRejected'::text, 'serverApproved'::text, 'serverCancelled'::text])))
);

ALTER TABLE registry.transfer ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.transfer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.worker (
    id bigint NOT NULL,
    door text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL
);

ALTER TABLE registry.worker ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.worker_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY registry.command ATTACH PARTITION registry.command_default DEFAULT;

ALTER TABLE ONLY registry.history ATTACH PARTITION registry.history_default DEFAULT;

ALTER TABLE ONLY iam.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY iam.account_role
    ADD CONSTRAINT account_role_pkey PRIMARY KEY (account_id, role);

ALTER TABLE ONLY iam.failed_login
    ADD CONSTRAINT failed_login_pkey PRIMARY KEY (id);

ALTER TABLE ONLY iam.account
    ADD CONSTRAINT login_is_unique UNIQUE (login);

ALTER TABLE ONLY iam.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY iam.session
    ADD CONSTRAINT session_token_is_unique UNIQUE (token_hash);

ALTER TABLE ONLY registry.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (registrar_id, currency);

ALTER TABLE ONLY registry.accreditation
    ADD CONSTRAINT accreditation_pkey PRIMARY KEY (registrar_id, tld_id, valid_from);

ALTER TABLE ONLY registry.allowed_network
    ADD CONSTRAINT allowed_network_pkey PRIMARY KEY (registrar_id, network);

ALTER TABLE ONLY registry.certificate
    ADD CONSTRAINT certificate_pkey PRIMARY KEY (registrar_id, fingerprint);

ALTER TABLE ONLY registry.command
    ADD CONSTRAINT command_pkey PRIMARY KEY (at, id);

ALTER TABLE ONLY registry.command_default
    ADD CONSTRAINT command_default_pkey PRIMARY KEY (at, id);

ALTER TABLE ONLY registry.contact
    ADD CONSTRAINT contact_handle_is_unique UNIQUE (handle);

ALTER TABLE ONLY registry.contact
    ADD CONSTRAINT contact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.contact
    ADD CONSTRAINT contact_roid_is_unique UNIQUE (roid);

ALTER TABLE ONLY registry.domain_contact
    ADD CONSTRAINT domain_contact_pkey PRIMARY KEY (domain_id, role, contact_id);

ALTER TABLE ONLY registry.domain_dnssec
    ADD CONSTRAINT domain_dnssec_pkey PRIMARY KEY (domain_id, number);

ALTER TABLE ONLY registry.domain_host
    ADD CONSTRAINT domain_host_pkey PRIMARY KEY (domain_id, host_id);

ALTER TABLE ONLY registry.domain
    ADD CONSTRAINT domain_name_is_unique UNIQUE (name);

ALTER TABLE ONLY registry.domain_nameserver
    ADD CONSTRAINT domain_nameserver_pkey PRIMARY KEY (domain_id, name);

ALTER TABLE ONLY registry.domain
    ADD CONSTRAINT domain_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.domain
    ADD CONSTRAINT domain_roid_is_unique UNIQUE (roid);

ALTER TABLE ONLY registry.grace
    ADD CONSTRAINT grace_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.history
    ADD CONSTRAINT history_pkey PRIMARY KEY (at, id);

ALTER TABLE ONLY registry.history_default
    ADD CONSTRAINT history_default_pkey PRIMARY KEY (at, id);

ALTER TABLE ONLY registry.host
    ADD CONSTRAINT host_name_is_unique UNIQUE (name);

ALTER TABLE ONLY registry.host
    ADD CONSTRAINT host_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.host
    ADD CONSTRAINT host_roid_is_unique UNIQUE (roid);

ALTER TABLE ONLY registry.ledger
    ADD CONSTRAINT ledger_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.ledger
    ADD CONSTRAINT ledger_row_is_reversed_once UNIQUE (reverses_id);

ALTER TABLE ONLY registry.policy
    ADD CONSTRAINT policy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.poll_message
    ADD CONSTRAINT poll_message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.registrar
    ADD CONSTRAINT registrar_handle_is_unique UNIQUE (handle);

ALTER TABLE ONLY registry.registrar
    ADD CONSTRAINT registrar_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.restore_report
    ADD CONSTRAINT restore_report_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.tld
    ADD CONSTRAINT tld_name_is_unique UNIQUE (name);

ALTER TABLE ONLY registry.tld
    ADD CONSTRAINT tld_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.transfer
    ADD CONSTRAINT transfer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.worker
    ADD CONSTRAINT worker_pkey PRIMARY KEY (id);

CREATE INDEX account_by_registrar ON iam.account USING btree (registrar_id) WHERE (registrar_id IS NOT NULL);

CREATE INDEX failed_login_by_address ON iam.failed_login USING btree (address, at);

CREATE INDEX failed_login_by_login ON iam.failed_login USING btree (login, at);

CREATE INDEX failed_login_by_time ON iam.failed_login USING btree (at);

CREATE INDEX panel_session_by_account ON iam.session USING btree (account_id, seen_at);

CREATE INDEX command_by_cltrid ON ONLY registry.command USING btree (registrar_id, cltrid) WHERE (cltrid IS NOT NULL);

CREATE INDEX command_by_name ON ONLY registry.command USING btree (name, at DESC) WHERE (name IS NOT NULL);

CREATE INDEX command_by_registrar ON ONLY registry.command USING btree (registrar_id, at DESC);

CREATE INDEX command_by_svtrid ON ONLY registry.command USING btree (svtrid);

CREATE INDEX command_default_name_at_idx ON registry.command_default USING btree (name, at DESC) WHERE (name IS NOT NULL);

CREATE INDEX command_default_registrar_id_at_idx ON registry.command_default USING btree (registrar_id, at DESC);

CREATE INDEX command_default_registrar_id_cltrid_idx ON registry.command_default USING btree (registrar_id, cltrid) WHERE (cltrid IS NOT NULL);

CREATE INDEX command_default_svtrid_idx ON registry.command_default USING btree (svtrid);

CREATE INDEX contact_by_registrar ON registry.contact USING btree (registrar_id, handle);

CREATE UNIQUE INDEX contact_has_one_pending_transfer ON registry.transfer USING btree (contact_id) WHERE (status = 'pending'::text);

CREATE INDEX domain_by_due ON registry.domain USING btree (registrar_id, next_due);

CREATE INDEX domain_by_registrant ON registry.domain USING btree (registrant_id) WHERE (registrant_id IS NOT NULL);

CREATE INDEX domain_by_registrar ON registry.domain USING btree (registrar_id, name);

CREATE INDEX domain_by_tld ON registry.domain USING btree (tld_id, id);

CREATE INDEX domain_contact_by_contact ON registry.domain_contact USING btree (contact_id);

CREATE UNIQUE INDEX domain_has_one_pending_transfer ON registry.transfer USING btree (domain_id) WHERE (status = 'pending'::text);

CREATE INDEX domain_host_by_host ON registry.domain_host USING btree (host_id);

CREATE INDEX grace_by_domain ON registry.grace USING btree (domain_id);

CREATE INDEX history_by_name ON ONLY registry.history USING btree (kind, name, at DESC);

CREATE INDEX history_by_object ON ONLY registry.history USING btree (roid, version);

CREATE INDEX history_default_kind_name_at_idx ON registry.history_default USING btree (kind, name, at DESC);

CREATE INDEX history_default_roid_version_idx ON registry.history_default USING btree (roid, version);

CREATE INDEX host_by_address ON registry.host USING gin (addresses) WHERE (addresses <> '{}'::inet[]);

CREATE INDEX host_by_registrar ON registry.host USING btree (registrar_id, name);

CREATE INDEX host_by_superordinate ON registry.host USING btree (superordinate_id) WHERE (superordinate_id IS NOT NULL);

CREATE INDEX ledger_by_account ON registry.ledger USING btree (registrar_id, currency, id);

CREATE UNIQUE INDEX policy_by_start ON registry.policy USING btree (tld_id, valid_from);

CREATE UNIQUE INDEX policy_open_end_is_unique ON registry.policy USING btree (tld_id) WHERE (valid_to IS NULL);

CREATE INDEX poll_message_waiting ON registry.poll_message USING btree (registrar_id, available_at, id) WHERE (acked_at IS NULL);

CREATE INDEX restore_report_by_object ON registry.restore_report USING btree (roid);

CREATE INDEX session_by_registrar ON registry.session USING btree (registrar_id);

CREATE INDEX session_by_worker ON registry.session USING btree (worker_id);

CREATE INDEX transfer_by_contact ON registry.transfer USING btree (contact_id, id) WHERE (contact_id IS NOT NULL);

CREATE INDEX transfer_by_domain ON registry.transfer USING btree (domain_id, id) WHERE (domain_id IS NOT NULL);

CREATE INDEX transfer_pending_by_gainer ON registry.transfer USING btree (gaining_id, act_by) WHERE (status = 'pending'::text);

CREATE INDEX transfer_pending_by_loser ON registry.transfer USING btree (losing_id, act_by) WHERE (status = 'pending'::text);

ALTER INDEX registry.command_by_name ATTACH PARTITION registry.command_default_name_at_idx;

ALTER INDEX registry.command_pkey ATTACH PARTITION registry.command_default_pkey;

ALTER INDEX registry.command_by_registrar ATTACH PARTITION registry.command_default_registrar_id_at_idx;

ALTER INDEX registry.command_by_cltrid ATTACH PARTITION registry.command_default_registrar_id_cltrid_idx;

ALTER INDEX registry.command_by_svtrid ATTACH PARTITION registry.command_default_svtrid_idx;

ALTER INDEX registry.history_by_name ATTACH PARTITION registry.history_default_kind_name_at_idx;

ALTER INDEX registry.history_pkey ATTACH PARTITION registry.history_default_pkey;

ALTER INDEX registry.history_by_object ATTACH PARTITION registry.history_default_roid_version_idx;

ALTER TABLE ONLY iam.account
    ADD CONSTRAINT account_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY iam.account_role
    ADD CONSTRAINT account_role_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY iam.session
    ADD CONSTRAINT session_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.account
    ADD CONSTRAINT account_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.accreditation
    ADD CONSTRAINT accreditation_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.accreditation
    ADD CONSTRAINT accreditation_tld_id_fkey FOREIGN KEY (tld_id) REFERENCES registry.tld(id);

ALTER TABLE ONLY registry.allowed_network
    ADD CONSTRAINT allowed_network_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.certificate
    ADD CONSTRAINT certificate_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.contact
    ADD CONSTRAINT contact_created_by_fkey FOREIGN KEY (created_by) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.contact
    ADD CONSTRAINT contact_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.contact
    ADD CONSTRAINT contact_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.domain_contact
    ADD CONSTRAINT domain_contact_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES registry.domain(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.domain_contact
    ADD CONSTRAINT domain_contact_is_linked FOREIGN KEY (contact_id) REFERENCES registry.contact(id);

ALTER TABLE ONLY registry.domain
    ADD CONSTRAINT domain_created_by_fkey FOREIGN KEY (created_by) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.domain_dnssec
    ADD CONSTRAINT domain_dnssec_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES registry.domain(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.domain_host
    ADD CONSTRAINT domain_host_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES registry.domain(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.domain_host
    ADD CONSTRAINT domain_host_is_linked FOREIGN KEY (host_id) REFERENCES registry.host(id);

ALTER TABLE ONLY registry.domain_nameserver
    ADD CONSTRAINT domain_nameserver_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES registry.domain(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.domain
    ADD CONSTRAINT domain_registrant_is_linked FOREIGN KEY (registrant_id) REFERENCES registry.contact(id);

ALTER TABLE ONLY registry.domain
    ADD CONSTRAINT domain_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.domain
    ADD CONSTRAINT domain_tld_id_fkey FOREIGN KEY (tld_id) REFERENCES registry.tld(id);

ALTER TABLE ONLY registry.domain
    ADD CONSTRAINT domain_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.grace
    ADD CONSTRAINT grace_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES registry.domain(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.grace
    ADD CONSTRAINT grace_ledger_id_fkey FOREIGN KEY (ledger_id) REFERENCES registry.ledger(id);

ALTER TABLE ONLY registry.host
    ADD CONSTRAINT host_created_by_fkey FOREIGN KEY (created_by) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.host
    ADD CONSTRAINT host_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.host
    ADD CONSTRAINT host_superordinate_lives FOREIGN KEY (superordinate_id) REFERENCES registry.domain(id);

ALTER TABLE ONLY registry.host
    ADD CONSTRAINT host_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.ledger
    ADD CONSTRAINT ledger_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES registry.policy(id);

ALTER TABLE ONLY registry.ledger
    ADD CONSTRAINT ledger_registrar_id_currency_fkey FOREIGN KEY (registrar_id, currency) REFERENCES registry.account(registrar_id, currency);

ALTER TABLE ONLY registry.ledger
    ADD CONSTRAINT ledger_reverses_id_fkey FOREIGN KEY (reverses_id) REFERENCES registry.ledger(id);

ALTER TABLE ONLY registry.policy
    ADD CONSTRAINT policy_tld_id_fkey FOREIGN KEY (tld_id) REFERENCES registry.tld(id);

ALTER TABLE ONLY registry.poll_message
    ADD CONSTRAINT poll_message_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.session
    ADD CONSTRAINT session_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.session
    ADD CONSTRAINT session_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES registry.worker(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.transfer
    ADD CONSTRAINT transfer_acted_by_fkey FOREIGN KEY (acted_by) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.transfer
    ADD CONSTRAINT transfer_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES registry.contact(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.transfer
    ADD CONSTRAINT transfer_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES registry.domain(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.transfer
    ADD CONSTRAINT transfer_gaining_id_fkey FOREIGN KEY (gaining_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.transfer
    ADD CONSTRAINT transfer_ledger_id_fkey FOREIGN KEY (ledger_id) REFERENCES registry.ledger(id);

ALTER TABLE ONLY registry.transfer
    ADD CONSTRAINT transfer_losing_id_fkey FOREIGN KEY (losing_id) REFERENCES registry.registrar(id);
