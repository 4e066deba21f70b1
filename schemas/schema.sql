CREATE SCHEMA audit;

CREATE SCHEMA iam;

CREATE SCHEMA jobs;

CREATE SCHEMA mail;

COMMENT ON SCHEMA mail IS 'What the product writes to people, and what became of it.';

CREATE SCHEMA panel;

CREATE SCHEMA registry;

CREATE SCHEMA rising;

CREATE TYPE jobs.pgqueuer_status AS ENUM (
    'queued',
    'picked',
    'successful',
    'exception',
    'canceled',
    'deleted',
    'failed'
);

CREATE DOMAIN registry.clean AS text
	CONSTRAINT text_fits_xml CHECK ((VALUE !~ '[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]'::text));

CREATE DOMAIN registry.fqdn AS text
	CONSTRAINT fqdn_is_canonical CHECK (((VALUE ~ '^[a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?)*$'::text) AND (length(VALUE) <= 253)));

CREATE FUNCTION iam.session_has_ended() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO iam.party_logout (grant_id, due)
    SELECT g.id, OLD.seen_at
      FROM iam.party_grant g
      JOIN iam.relying_party p ON p.id = g.party_id
     WHERE g.session_id = OLD.id
       AND NOT g.ended
       AND p.backchannel_uri IS NOT NULL;
    UPDATE iam.party_grant g
       SET ended = true
     WHERE g.session_id = OLD.id
       AND NOT 'offline_access' = ANY (g.scopes);
    RETURN NULL;
END
$$;

CREATE FUNCTION jobs.fn_pgqueuer_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD IS DISTINCT FROM NEW THEN
        PERFORM pg_notify('ch_pgqueuer', json_build_object('channel', 'ch_pgqueuer',
                                                           'operation', lower(TG_OP),
                                                           'sent_at', now(),
                                                           'table', TG_TABLE_NAME,
                                                           'type', 'table_changed_event')::text);
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION panel.refuse_to_unsay() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'consents are only added to' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION panel.refuse_to_unset() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR EXISTS (SELECT FROM panel.document d WHERE d.id = OLD.document_id) THEN
        RAISE EXCEPTION 'statuses of documents are only added to' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END
$$;

CREATE FUNCTION panel.shown_as(seller bigint) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT b.seller_id
      FROM iam.account a
     CROSS JOIN LATERAL unnest(a.chain) WITH ORDINALITY AS above(id, depth)
      JOIN panel.brand b ON b.seller_id = above.id
     WHERE a.id = seller
     ORDER BY above.depth DESC
     LIMIT 1
$$;

COMMENT ON FUNCTION panel.shown_as(seller bigint) IS 'whose brand the clients of a seller see; none: the house''s own look';

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
    kind text DEFAULT 'staff'::text NOT NULL,
    seller_id bigint,
    sellers bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    language text DEFAULT 'en'::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    state_at timestamp with time zone,
    state_by text,
    state_reason text,
    state_comment text,
    chain bigint[] GENERATED ALWAYS AS (
CASE
    WHEN (kind = 'reseller'::text) THEN (sellers || id)
    ELSE NULL::bigint[]
END) STORED,
    password_until timestamp with time zone,
    lists jsonb DEFAULT '{}'::jsonb NOT NULL,
    look jsonb DEFAULT '{}'::jsonb NOT NULL,
    confirmed_email text,
    allowed_networks cidr[] DEFAULT '{}'::cidr[] NOT NULL,
    verified_name text,
    verified_at timestamp with time zone,
    verified_by text,
    shared_email text,
    CONSTRAINT account_kind_is_known CHECK ((kind = ANY (ARRAY['staff'::text, 'registrar'::text, 'client'::text, 'reseller'::text, 'employee'::text]))),
    CONSTRAINT account_language_is_a_tag CHECK ((language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'::text)),
    CONSTRAINT account_state_is_known CHECK ((state = ANY (ARRAY['active'::text, 'blocked'::text, 'deleted'::text, 'wiped'::text]))),
    CONSTRAINT employees_have_an_employer CHECK (((kind <> 'employee'::text) OR (seller_id IS NOT NULL))),
    CONSTRAINT login_is_canonical CHECK (((login = lower(login)) AND (login ~ '^\S{1,64}$'::text))),
    CONSTRAINT nobody_is_among_their_own_sellers CHECK ((NOT (id = ANY (sellers)))),
    CONSTRAINT only_clients_and_employees_have_sellers CHECK (((seller_id IS NULL) OR (kind = ANY (ARRAY['client'::text, 'reseller'::text, 'employee'::text])))),
    CONSTRAINT sellers_are_few CHECK ((cardinality(sellers) <= 16)),
    CONSTRAINT the_last_seller_is_the_own CHECK ((NOT (seller_id IS DISTINCT FROM sellers[cardinality(sellers)]))),
    CONSTRAINT who_is_verified_is_so_by_somebody CHECK ((((verified_name IS NULL) = (verified_at IS NULL)) AND ((verified_name IS NULL) = (verified_by IS NULL))))
);

COMMENT ON TABLE iam.account IS 'people who sign in to the panel';

COMMENT ON COLUMN iam.account.registrar_id IS 'the registrar whose people this account belongs to: the limit of what it sees';

COMMENT ON COLUMN iam.account.kind IS 'whose account it is: of the house, of a registrar, of a client, of one that sells on, or of such a one''s people';

COMMENT ON COLUMN iam.account.seller_id IS 'who sells to this client (NULL: the house), or employs this person';

COMMENT ON COLUMN iam.account.sellers IS 'everybody who stands above, the own seller or employer last; kept by the foreign key';

COMMENT ON COLUMN iam.account.note IS 'what its seller noted; not for the client';

COMMENT ON COLUMN iam.account.state_reason IS 'why it is in this state, of a list of reasons; the comment says it in words';

COMMENT ON COLUMN iam.account.chain IS 'what those have as sellers to whom a reseller sells; NULL where nobody can be sold to';

COMMENT ON COLUMN iam.account.password_until IS 'a temporary password opens until then, and only to set another; NULL: it is the own one';

COMMENT ON COLUMN iam.account.lists IS 'how lists are shown to them: sort, columns and per_page, by list';

COMMENT ON COLUMN iam.account.look IS 'how the panel is shown to the account, by the names of panel/kit/looks.py';

COMMENT ON COLUMN iam.account.confirmed_email IS 'the address that was confirmed: the account''s is, while both are one';

COMMENT ON COLUMN iam.account.allowed_networks IS 'from where it is signed in to; none: from everywhere';

COMMENT ON COLUMN iam.account.verified_name IS 'the name that somebody saw proof of; by another the client is not verified';

COMMENT ON COLUMN iam.account.shared_email IS 'the address that it may have although another account of its seller has it too; any other is its alone';

CREATE TABLE panel.terms (
    id bigint NOT NULL,
    seller_id bigint,
    kind text NOT NULL,
    text text NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    by text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT kind_of_terms_is_known CHECK ((kind = ANY (ARRAY['terms'::text, 'privacy'::text]))),
    CONSTRAINT terms_are_bounded CHECK (((length(text) >= 1) AND (length(text) <= 100000)))
);

COMMENT ON TABLE panel.terms IS 'texts that clients agree to, in versions; a later one follows, none is changed';

COMMENT ON COLUMN panel.terms.seller_id IS 'of the clients of this reseller; none: the house''s own';

CREATE FUNCTION panel.terms_for(account bigint, at timestamp with time zone) RETURNS SETOF panel.terms
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT DISTINCT ON (t.kind) t.id,
     t.seller_id,
     t.kind,
     t.text,
     t.valid_from,
     t.by,
     t.at
    FROM panel.terms t
   WHERE (((t.seller_id IS NULL) OR (t.seller_id = ( SELECT a.seller_id
            FROM iam.account a
           WHERE (a.id = terms_for.account)))) AND (t.valid_from <= terms_for.at))
   ORDER BY t.kind, (t.seller_id IS NULL), t.valid_from DESC;
END;

COMMENT ON FUNCTION panel.terms_for(account bigint, at timestamp with time zone) IS 'what the account is asked to agree to: of each kind its seller''s, or the house''s';

CREATE TABLE panel.consent (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    terms_id bigint NOT NULL,
    given boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    address inet
);

COMMENT ON TABLE panel.consent IS 'what somebody said of terms: agreed, or took that back; only added to';

COMMENT ON COLUMN panel.consent.address IS 'from where; not of somebody who was erased';

CREATE FUNCTION panel.terms_owed(account bigint, at timestamp with time zone) RETURNS SETOF panel.terms
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT t.id,
     t.seller_id,
     t.kind,
     t.text,
     t.valid_from,
     t.by,
     t.at
    FROM panel.terms_for(terms_owed.account, terms_owed.at) t(id, seller_id, kind, text, valid_from, by, at)
   WHERE (( SELECT c.given
            FROM panel.consent c
           WHERE ((c.account_id = terms_owed.account) AND (c.terms_id = t.id))
           ORDER BY c.id DESC
          LIMIT 1) IS NOT TRUE);
END;

COMMENT ON FUNCTION panel.terms_owed(account bigint, at timestamp with time zone) IS 'those of them that it has not agreed to, or not any more';

CREATE FUNCTION registry.count_use() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    ends timestamptz;
BEGIN
    IF TG_OP = 'DELETE' THEN
        UPDATE registry.allocation_token SET used = used - 1 WHERE id = OLD.token_id AND uses IS NOT NULL;
        RETURN OLD;
    END IF;
    UPDATE registry.allocation_token
       SET used = used + 1
     WHERE id = NEW.token_id
       AND uses IS NOT NULL
 RETURNING valid_to INTO ends;
    IF ends <= NEW.at THEN
        RAISE EXCEPTION 'the token was revoked before' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TABLE registry.domain_nameserver (
    domain_id bigint NOT NULL,
    name registry.fqdn NOT NULL,
    addresses inet[] DEFAULT '{}'::inet[] NOT NULL
);

COMMENT ON TABLE registry.domain_nameserver IS 'Name servers of TLDs whose host model is attributes (RFC 5731, section 1.1)';

CREATE FUNCTION registry.domains_naming(wanted inet) RETURNS SETOF bigint
    LANGUAGE sql STABLE ROWS 100
    SET enable_bitmapscan TO 'on'
    SET enable_seqscan TO 'off'
    BEGIN ATOMIC
 SELECT n.domain_id
    FROM registry.domain_nameserver n
   WHERE ((n.addresses @> ARRAY[domains_naming.wanted]) AND (n.addresses <> '{}'::inet[]));
END;

CREATE TABLE registry.application_host (
    application_id bigint NOT NULL,
    host_id bigint NOT NULL
);

COMMENT ON TABLE registry.application_host IS 'host objects that open applications want to delegate to';

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
    name_class text DEFAULT 'standard'::text NOT NULL,
    idn_table_id bigint,
    variant_key text,
    variant_of bigint,
    renewal text DEFAULT 'auto'::text NOT NULL,
    stepped_at timestamp with time zone,
    out_of_zone boolean DEFAULT false NOT NULL,
    CONSTRAINT deletion_is_complete CHECK ((((deleted_at IS NULL) = (purge_at IS NULL)) AND ((deleted_at IS NULL) = (redemption_until IS NULL)) AND ((report_due IS NULL) OR (deleted_at IS NOT NULL)))),
    CONSTRAINT domain_lives_forward CHECK ((expires_at > created_at)),
    CONSTRAINT domain_statuses_are_known CHECK ((statuses <@ ARRAY['clientDeleteProhibited'::text, 'clientHold'::text, 'clientRenewProhibited'::text, 'clientTransferProhibited'::text, 'clientUpdateProhibited'::text, 'serverDeleteProhibited'::text, 'serverHold'::text, 'serverRenewProhibited'::text, 'serverTransferProhibited'::text, 'serverUpdateProhibited'::text])),
    CONSTRAINT domain_variants_have_a_key CHECK (((variant_of IS NULL) OR (variant_key IS NOT NULL))),
    CONSTRAINT renewal_is_known CHECK ((renewal = ANY (ARRAY['auto'::text, 'never'::text, 'unpaid'::text])))
);

COMMENT ON TABLE registry.domain IS 'names that are registered now, as the last command or due event left them';

COMMENT ON COLUMN registry.domain.report_due IS 'a restore was asked for; without a report it lapses at this instant';

COMMENT ON COLUMN registry.domain.next_due IS 'when time alone next changes this row: registry/model/lifecycle.py';

COMMENT ON COLUMN registry.domain.name_class IS 'what the name was sold as; its prices are those of this class for as long as it is registered';

COMMENT ON COLUMN registry.domain.idn_table_id IS 'the version of the table that the name was registered by';

COMMENT ON COLUMN registry.domain.variant_key IS 'the index label, which all variants of the label have in common; NULL where the TLD''s tables know no variants';

COMMENT ON COLUMN registry.domain.variant_of IS 'the name that holds the set of variants; NULL: this one does, and no other that is not allowed beside it';

COMMENT ON COLUMN registry.domain.renewal IS 'whether time renews the name: as its TLD has it, never (an operator said so), or not since nobody could pay for it';

COMMENT ON COLUMN registry.domain.stepped_at IS 'steps of the expiry ladder up to then are behind the name; NULL: those before its creation are';

COMMENT ON COLUMN registry.domain.out_of_zone IS 'a step of its expiry ladder took the name out of the DNS; shown as serverHold';

CREATE TABLE registry.domain_host (
    domain_id bigint NOT NULL,
    host_id bigint NOT NULL
);

COMMENT ON TABLE registry.domain_host IS 'hosts that a domain is delegated to';

CREATE TABLE registry.former_host (
    domain_id bigint NOT NULL,
    host_id bigint NOT NULL
);

COMMENT ON TABLE registry.former_host IS 'host objects that suspended names delegated to, and will again after a rollback: they are linked meanwhile';

CREATE FUNCTION registry.host_is_linked(host_id bigint, at timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE
    SET enable_seqscan TO 'off'
    BEGIN ATOMIC
 SELECT ((EXISTS ( SELECT
            FROM (registry.domain_host l
              JOIN registry.domain d ON ((d.id = l.domain_id)))
           WHERE ((l.host_id = host_is_linked.host_id) AND ((d.purge_at IS NULL) OR (d.purge_at > host_is_linked.at))))) OR (EXISTS ( SELECT
            FROM registry.application_host l
           WHERE (l.host_id = host_is_linked.host_id))) OR (EXISTS ( SELECT
            FROM registry.former_host l
           WHERE (l.host_id = host_is_linked.host_id))));
END;

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
    CONSTRAINT external_host_has_no_address CHECK (((superordinate_id IS NOT NULL) OR (addresses = '{}'::inet[]))),
    CONSTRAINT host_statuses_are_known CHECK ((statuses <@ ARRAY['clientDeleteProhibited'::text, 'clientUpdateProhibited'::text, 'serverDeleteProhibited'::text, 'serverUpdateProhibited'::text]))
);

COMMENT ON TABLE registry.host IS 'name servers as objects (RFC 5732)';

CREATE FUNCTION registry.hosts_at(wanted inet) RETURNS SETOF bigint
    LANGUAGE sql STABLE ROWS 100
    SET enable_bitmapscan TO 'on'
    SET enable_seqscan TO 'off'
    BEGIN ATOMIC
 SELECT h.id
    FROM registry.host h
   WHERE ((h.addresses @> ARRAY[hosts_at.wanted]) AND (h.addresses <> '{}'::inet[]));
END;

CREATE FUNCTION registry.refuse_to_forget() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'disclosures are only added to' USING ERRCODE = 'restrict_violation';
END
$$;

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
    version integer DEFAULT 0 NOT NULL,
    password_at timestamp with time zone,
    last_login_at timestamp with time zone,
    failed_logins integer DEFAULT 0 NOT NULL,
    kind text DEFAULT 'real'::text NOT NULL,
    rdap_url text,
    CONSTRAINT failed_logins_are_not_negative CHECK ((failed_logins >= 0)),
    CONSTRAINT iana_id_is_positive CHECK ((iana_id > 0)),
    CONSTRAINT rdap_url_is_a_base CHECK ((rdap_url ~ '^https://[!-~]+/$'::text)),
    CONSTRAINT registrar_country_is_alpha2 CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT registrar_handle_is_visible CHECK ((handle ~ '^[^\s\x01-\x1f\x7f-\x9f\ufffe\uffff]{3,16}$'::text)),
    CONSTRAINT registrar_kind_is_known CHECK ((kind = ANY (ARRAY['real'::text, 'internal'::text, 'monitoring'::text, 'test'::text]))),
    CONSTRAINT registrar_texts_fit_xml CHECK (((voice !~ '[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]'::text) AND (fax !~ '[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]'::text) AND (whois_server !~ '[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]'::text) AND (abuse_voice !~ '[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]'::text))),
    CONSTRAINT session_limit_is_positive CHECK ((session_limit > 0))
);

COMMENT ON TABLE registry.registrar IS 'who sells names: the record, the password''s hash, how many sessions at once';

COMMENT ON COLUMN registry.registrar.version IS 'the last version in history; 0: none was written yet';

COMMENT ON COLUMN registry.registrar.password_at IS 'when the password was given; NULL: with the registrar''s creation';

COMMENT ON COLUMN registry.registrar.failed_logins IS 'since the last that succeeded, in any session';

COMMENT ON COLUMN registry.registrar.kind IS 'real ones are of the market; reports about it leave out the others';

COMMENT ON COLUMN registry.registrar.rdap_url IS 'base URL of its own RDAP service, as IANA registers it';

CREATE FUNCTION registry.registrar_called(called text) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
 SELECT r.id
    FROM registry.registrar r
   WHERE (r.handle = registrar_called.called);
END;

CREATE TABLE audit.activity (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    door text NOT NULL,
    action text NOT NULL,
    result text NOT NULL,
    actor text NOT NULL,
    actor_id bigint,
    account text,
    account_id bigint,
    registrar_id bigint,
    address inet,
    user_agent text,
    reason text,
    detail text,
    object text,
    name text,
    behind text,
    behind_id bigint,
    request text,
    CONSTRAINT result_is_known CHECK ((result = ANY (ARRAY['done'::text, 'refused'::text])))
)
PARTITION BY RANGE (at);

COMMENT ON TABLE audit.activity IS 'What people did, or tried to do, to accounts (their own and those they look after) and to objects of the registry. Rows are added, and go by rule; audit.disposal says which';

COMMENT ON COLUMN audit.activity.actor IS 'the login, as typed where there is no such account; at the command line, the operator';

COMMENT ON COLUMN audit.activity.registrar_id IS 'the registrar whose people the account belongs to; where an object was changed, whose people did it';

COMMENT ON COLUMN audit.activity.object IS 'the kind of object it was done to, as history calls it';

COMMENT ON COLUMN audit.activity.name IS 'which of them: as its page is addressed';

COMMENT ON COLUMN audit.activity.behind IS 'who sat there and acted as the actor; NULL: the actor themselves';

COMMENT ON COLUMN audit.activity.request IS 'X-Request-Id of the answer; none: nobody asked, or not the panel';

CREATE TABLE audit.activity_default (
    id bigint CONSTRAINT activity_id_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT activity_at_not_null NOT NULL,
    door text CONSTRAINT activity_door_not_null NOT NULL,
    action text CONSTRAINT activity_action_not_null NOT NULL,
    result text CONSTRAINT activity_result_not_null NOT NULL,
    actor text CONSTRAINT activity_actor_not_null NOT NULL,
    actor_id bigint,
    account text,
    account_id bigint,
    registrar_id bigint,
    address inet,
    user_agent text,
    reason text,
    detail text,
    object text,
    name text,
    behind text,
    behind_id bigint,
    request text,
    CONSTRAINT result_is_known CHECK ((result = ANY (ARRAY['done'::text, 'refused'::text])))
);

ALTER TABLE audit.activity ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.activity_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.amendment (
    id bigint NOT NULL,
    log text NOT NULL,
    row_id bigint NOT NULL,
    before bytea NOT NULL,
    after bytea,
    at timestamp with time zone NOT NULL,
    why text NOT NULL
);

COMMENT ON TABLE audit.amendment IS 'Rows of logs that were changed as the law demands, when somebody was erased: what their digests were and are';

ALTER TABLE audit.amendment ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.amendment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.anchor (
    number bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    heads jsonb NOT NULL,
    hash bytea NOT NULL
);

COMMENT ON TABLE audit.anchor IS 'Where all chains stood on a day; its hash is kept elsewhere too';

COMMENT ON COLUMN audit.anchor.heads IS 'by log: the number of its last seal, and its head';

CREATE TABLE audit.disposal (
    id bigint NOT NULL,
    class text NOT NULL,
    days integer NOT NULL,
    before timestamp with time zone NOT NULL,
    ids bigint[] NOT NULL,
    rows bigint NOT NULL,
    first_id bigint NOT NULL,
    last_id bigint NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    digest bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT disposal_is_of_what_is_old CHECK ((last_at < before)),
    CONSTRAINT disposal_names_its_rows CHECK (((rows = cardinality(ids)) AND (rows > 0)))
);

COMMENT ON TABLE audit.disposal IS 'Rows of activity that went because a rule does not keep them any longer';

COMMENT ON COLUMN audit.disposal.class IS 'what they were: sign-ins, refusals, changes or money';

COMMENT ON COLUMN audit.disposal.days IS 'how long the rule keeps them';

COMMENT ON COLUMN audit.disposal.before IS 'what is older goes by that';

COMMENT ON COLUMN audit.disposal.digest IS 'SHA-256 of their numbers and digests, in the order of their numbers';

ALTER TABLE audit.disposal ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit.disposal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE audit.kept (
    class text NOT NULL,
    since timestamp with time zone
);

COMMENT ON TABLE audit.kept IS 'How far each class of activity was looked through for what goes';

COMMENT ON COLUMN audit.kept.since IS 'what is older was disposed of; NULL: nothing yet';

CREATE TABLE audit.seal (
    log text NOT NULL,
    number bigint NOT NULL,
    after_id bigint NOT NULL,
    upto_id bigint NOT NULL,
    ids bigint[] NOT NULL,
    digests bytea NOT NULL,
    first_at timestamp with time zone,
    last_at timestamp with time zone,
    sealed_at timestamp with time zone NOT NULL,
    previous bytea NOT NULL,
    head bytea NOT NULL,
    CONSTRAINT seal_goes_on CHECK ((upto_id > after_id)),
    CONSTRAINT seal_holds_a_digest_of_each CHECK ((octet_length(digests) = (32 * cardinality(ids))))
);

COMMENT ON TABLE audit.seal IS 'What the rows of a log were when they were sealed, in the order of their numbers';

COMMENT ON COLUMN audit.seal.upto_id IS 'all rows after after_id up to this are sealed: no other will ever come';

COMMENT ON COLUMN audit.seal.digests IS 'SHA-256 of each row, one after the other';

COMMENT ON COLUMN audit.seal.previous IS 'the head of the seal before';

COMMENT ON COLUMN audit.seal.head IS 'SHA-256 of all of the seal and of the head before';

ALTER TABLE iam.account ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME iam.account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE iam.account_right (
    account_id bigint NOT NULL,
    permission text NOT NULL,
    denied boolean NOT NULL,
    CONSTRAINT permission_is_one CHECK ((permission ~ '^[a-z-]+\.[a-z-]+$'::text))
);

COMMENT ON TABLE iam.account_right IS 'a permission that the account has (or, denied, has not) whatever its roles say; a denial wins';

CREATE TABLE iam.account_role (
    account_id bigint NOT NULL,
    role text NOT NULL
);

COMMENT ON TABLE iam.account_role IS 'What a role may do is the table in panel/kit/roles.py; a name that is not in it grants nothing';

CREATE TABLE iam.api_key (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    name text NOT NULL,
    begins text NOT NULL,
    token_hash bytea NOT NULL,
    permissions text[] NOT NULL,
    networks cidr[] DEFAULT '{}'::cidr[] NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    used_from inet,
    revoked_at timestamp with time zone,
    CONSTRAINT name_of_key_is_bounded CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);

COMMENT ON TABLE iam.api_key IS 'keys by which programs ask in the name of an account; only their hashes are kept';

COMMENT ON COLUMN iam.api_key.begins IS 'the first letters of the key, by which people tell keys apart';

COMMENT ON COLUMN iam.api_key.permissions IS 'what it opens, of what the account may itself at the time';

COMMENT ON COLUMN iam.api_key.networks IS 'where it is good; none: everywhere';

ALTER TABLE iam.api_key ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME iam.api_key_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE iam.authorization_code (
    digest bytea NOT NULL,
    grant_id bigint NOT NULL,
    redirect_uri text NOT NULL,
    challenge text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

COMMENT ON TABLE iam.authorization_code IS 'codes, by the SHA-256 of each: good once, for a minute';

CREATE TABLE iam.failed_login (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    login text NOT NULL,
    address inet NOT NULL
);

COMMENT ON TABLE iam.failed_login IS 'tries that failed: too many of them, and a login or an address waits';

ALTER TABLE iam.failed_login ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME iam.failed_login_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE iam.last_sign_in (
    account_id bigint NOT NULL,
    at timestamp with time zone NOT NULL
);

COMMENT ON TABLE iam.last_sign_in IS 'when an account signed in for the last time; without a row it never did';

CREATE TABLE iam.mailed_link (
    id bigint NOT NULL,
    digest bytea NOT NULL,
    purpose text NOT NULL,
    account_id bigint NOT NULL,
    email text NOT NULL,
    holds_for text,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    session_id bigint,
    CONSTRAINT purpose_of_a_link_is_known CHECK ((purpose = ANY (ARRAY['restore'::text, 'confirm'::text, 'take-back'::text, 'admit'::text])))
);

COMMENT ON TABLE iam.mailed_link IS 'links that were mailed, by the SHA-256 of what each carries: good once, for a while';

COMMENT ON COLUMN iam.mailed_link.email IS 'what it is about: where it was sent, or (take-back) where it leads back to';

COMMENT ON COLUMN iam.mailed_link.holds_for IS 'it is good while the account has this address; none: whatever it has';

COMMENT ON COLUMN iam.mailed_link.session_id IS 'the browser in which it is good, where it is in one alone';

ALTER TABLE iam.mailed_link ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME iam.mailed_link_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE iam.newcomer (
    id bigint NOT NULL,
    digest bytea NOT NULL,
    seller_id bigint,
    email text NOT NULL,
    language text NOT NULL,
    state text DEFAULT 'asked'::text NOT NULL,
    invited_by text,
    name text DEFAULT ''::text NOT NULL,
    password_hash text,
    terms bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    agreed_at timestamp with time zone,
    address inet,
    at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    decided_by text,
    decided_at timestamp with time zone,
    account_id bigint,
    provider text,
    subject text,
    provider_email text,
    provider_verified boolean,
    CONSTRAINT state_of_a_newcomer_is_known CHECK ((state = ANY (ARRAY['asked'::text, 'waiting'::text, 'admitted'::text, 'declined'::text]))),
    CONSTRAINT who_is_admitted_has_an_account CHECK (((state = 'admitted'::text) = (account_id IS NOT NULL))),
    CONSTRAINT who_is_known_elsewhere_is_somebody_there CHECK ((num_nulls(provider, subject, provider_email, provider_verified) = ANY (ARRAY[0, 4]))),
    CONSTRAINT who_waits_has_a_password CHECK (((state = 'waiting'::text) = (password_hash IS NOT NULL))),
    CONSTRAINT who_was_decided_on_is_known_elsewhere_no_more CHECK (((provider IS NULL) OR (state = 'waiting'::text)))
);

COMMENT ON TABLE iam.newcomer IS 'who wants to sign up, or was invited to: their address of mail, and what became of it';

COMMENT ON COLUMN iam.newcomer.digest IS 'SHA-256 of what the link carries that was written there';

COMMENT ON COLUMN iam.newcomer.address IS 'from where they asked; of who was invited, from where they came';

COMMENT ON COLUMN iam.newcomer.provider IS 'by whom their account opens too, once it is there';

ALTER TABLE iam.newcomer ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME iam.newcomer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE iam.party_consent (
    account_id bigint NOT NULL,
    party_id bigint NOT NULL,
    scopes text[] NOT NULL,
    at timestamp with time zone NOT NULL
);

COMMENT ON TABLE iam.party_consent IS 'what people let an application know of them';

CREATE TABLE iam.party_grant (
    id bigint NOT NULL,
    party_id bigint NOT NULL,
    account_id bigint,
    session_id bigint,
    scopes text[] NOT NULL,
    nonce text,
    proved_at timestamp with time zone,
    proved_by text,
    at timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    ended boolean DEFAULT false NOT NULL
);

COMMENT ON TABLE iam.party_grant IS 'one sign-in to an application: its code and all its tokens live and end with it';

COMMENT ON COLUMN iam.party_grant.session_id IS 'of the browser it began in; kept afterwards, since its logout is told';

ALTER TABLE iam.party_grant ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME iam.party_grant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE iam.party_logout (
    id bigint NOT NULL,
    grant_id bigint NOT NULL,
    due timestamp with time zone NOT NULL,
    tries integer DEFAULT 0 NOT NULL
);

COMMENT ON TABLE iam.party_logout IS 'applications that are still to be told that somebody has signed out';

ALTER TABLE iam.party_logout ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME iam.party_logout_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE iam.passkey (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    name text NOT NULL,
    credential_id bytea NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    transports text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

COMMENT ON TABLE iam.passkey IS 'passkeys (WebAuthn): what an authenticator told of itself when it was registered';

COMMENT ON COLUMN iam.passkey.sign_count IS 'as the authenticator counted last; one that counts backwards is a copy';

CREATE TABLE iam.passkey_challenge (
    challenge bytea NOT NULL,
    session_id bigint NOT NULL,
    purpose text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT purpose_is_known CHECK ((purpose = ANY (ARRAY['register'::text, 'prove'::text])))
);

COMMENT ON TABLE iam.passkey_challenge IS 'what an authenticator has to sign; each is answered once';

ALTER TABLE iam.passkey ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME iam.passkey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE iam.pin (
    account_id bigint NOT NULL,
    pin bytea NOT NULL,
    question text,
    answer bytea,
    set_at timestamp with time zone NOT NULL,
    wrong smallint DEFAULT 0 NOT NULL,
    locked_until timestamp with time zone,
    CONSTRAINT a_question_has_an_answer CHECK (((question IS NULL) = (answer IS NULL))),
    CONSTRAINT question_is_short CHECK (((length(question) >= 1) AND (length(question) <= 200)))
);

COMMENT ON TABLE iam.pin IS 'four digits that are asked for before names are given away: one for each account at most';

COMMENT ON COLUMN iam.pin.pin IS 'its argon2id hash, sealed with panel.seal_key: ten thousand of them are tried in minutes';

COMMENT ON COLUMN iam.pin.answer IS 'likewise; it removes the PIN';

COMMENT ON COLUMN iam.pin.wrong IS 'tries since the last right one; one that is being verified is counted';

CREATE TABLE iam.recovery_code (
    account_id bigint NOT NULL,
    digest bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT digest_is_sha256 CHECK ((octet_length(digest) = 32))
);

COMMENT ON TABLE iam.recovery_code IS 'codes on paper, each good for one sign-in; only their digests are here';

CREATE TABLE iam.refresh_token (
    digest bytea NOT NULL,
    grant_id bigint NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

COMMENT ON TABLE iam.refresh_token IS 'refresh tokens, by the SHA-256 of each: each is good once, and followed by another';

CREATE TABLE iam.relying_party (
    id bigint NOT NULL,
    client_id text NOT NULL,
    name text NOT NULL,
    secret_digest bytea,
    redirect_uris text[] NOT NULL,
    logout_uris text[] DEFAULT '{}'::text[] NOT NULL,
    backchannel_uri text,
    scopes text[] NOT NULL,
    trusted boolean DEFAULT false NOT NULL,
    service boolean DEFAULT false NOT NULL,
    state text DEFAULT 'active'::text NOT NULL,
    by text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT a_service_has_a_secret CHECK (((NOT service) OR (secret_digest IS NOT NULL))),
    CONSTRAINT client_id_has_its_shape CHECK ((client_id ~ '^[a-z0-9][a-z0-9._-]{2,63}$'::text)),
    CONSTRAINT state_of_a_relying_party_is_known CHECK ((state = ANY (ARRAY['active'::text, 'ended'::text])))
);

COMMENT ON TABLE iam.relying_party IS 'applications that people sign in to by this panel (OAuth 2.0 clients)';

COMMENT ON COLUMN iam.relying_party.secret_digest IS 'SHA-256 of its secret; none: it can keep none (a public client)';

COMMENT ON COLUMN iam.relying_party.trusted IS 'it is the house''s own: nobody is asked, and it may look into any token';

COMMENT ON COLUMN iam.relying_party.service IS 'it may have tokens for itself (client credentials)';

ALTER TABLE iam.relying_party ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME iam.relying_party_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE iam.remote_identity (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    provider text NOT NULL,
    subject text NOT NULL,
    email text NOT NULL,
    verified boolean NOT NULL,
    linked_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

COMMENT ON TABLE iam.remote_identity IS 'who somebody is at another provider, by what that calls them for good';

COMMENT ON COLUMN iam.remote_identity.email IS 'as the provider said it when they were linked; it identifies nobody';

ALTER TABLE iam.remote_identity ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME iam.remote_identity_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE iam.second_factor_demand (
    registrar_id bigint NOT NULL,
    since timestamp with time zone NOT NULL
);

COMMENT ON TABLE iam.second_factor_demand IS 'registrars whose people all must have a second factor';

CREATE TABLE iam.session (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    address inet NOT NULL,
    user_agent text NOT NULL,
    half boolean DEFAULT false NOT NULL,
    proved_at timestamp with time zone,
    proved_by text DEFAULT 'password'::text NOT NULL,
    acting_as bigint,
    outside boolean DEFAULT false NOT NULL,
    remembered boolean DEFAULT false NOT NULL,
    pin_at timestamp with time zone,
    networks cidr[] DEFAULT '{}'::cidr[] NOT NULL,
    idle_until timestamp with time zone,
    CONSTRAINT proof_is_known CHECK ((proved_by = ANY (ARRAY['password'::text, 'app'::text, 'passkey'::text, 'recovery code'::text]))),
    CONSTRAINT session_has_length CHECK ((expires_at > created_at)),
    CONSTRAINT token_hash_is_sha256 CHECK ((octet_length(token_hash) = 32)),
    CONSTRAINT who_comes_from_outside_is_half_in CHECK ((half OR (NOT outside)))
);

COMMENT ON TABLE iam.session IS 'The token itself is only in the browser''s cookie';

COMMENT ON COLUMN iam.session.expires_at IS 'however busy it is; without use it ends earlier, unless it is remembered';

COMMENT ON COLUMN iam.session.half IS 'the password was right and the second factor is still asked for: good for nothing else';

COMMENT ON COLUMN iam.session.proved_at IS 'when whoever sits there last proved who they are; NULL: when it began';

COMMENT ON COLUMN iam.session.acting_as IS 'the client as whom whoever sits there acts; NULL: as themselves';

COMMENT ON COLUMN iam.session.outside IS 'from where the account is not signed in to: a mailed link is asked for first';

COMMENT ON COLUMN iam.session.remembered IS 'whoever signed in wished to stay signed in: it lasts until it expires, used or not; half a session hands it on';

COMMENT ON COLUMN iam.session.pin_at IS 'when whoever sits there last gave the PIN of the account';

COMMENT ON COLUMN iam.session.networks IS 'beside that of address: from where whoever sits there has proved again who they are, the last one last';

COMMENT ON COLUMN iam.session.idle_until IS 'it ends then where it is not used before, unless it is remembered; NULL: not known';

ALTER TABLE iam.session ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME iam.session_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE iam.signing_key (
    kid text NOT NULL,
    sealed bytea NOT NULL,
    since timestamp with time zone NOT NULL
);

COMMENT ON TABLE iam.signing_key IS 'keys that tokens are signed with, sealed; one signs from `since` to that of the next';

CREATE TABLE iam.spent_challenge (
    nonce bytea NOT NULL,
    place bytea,
    at timestamp with time zone NOT NULL
);

COMMENT ON TABLE iam.spent_challenge IS 'Forms of the sign-up that came back: none counts twice';

COMMENT ON COLUMN iam.spent_challenge.nonce IS 'SHA-256 of what the form was drawn with';

COMMENT ON COLUMN iam.spent_challenge.place IS 'from where its question was answered, as a digest under a key of the panel; NULL: a script did the work';

CREATE TABLE iam.tombstone (
    digest bytea NOT NULL,
    CONSTRAINT digest_is_sha256 CHECK ((octet_length(digest) = 32))
);

COMMENT ON TABLE iam.tombstone IS 'logins of people who were erased, as their SHA-256: nobody gets one of them again';

CREATE TABLE iam.totp (
    account_id bigint NOT NULL,
    secret bytea NOT NULL,
    confirmed_at timestamp with time zone NOT NULL,
    last_step bigint NOT NULL
);

COMMENT ON TABLE iam.totp IS 'authenticator apps (RFC 6238): one for each account at most';

COMMENT ON COLUMN iam.totp.secret IS 'sealed with panel.seal_key';

COMMENT ON COLUMN iam.totp.last_step IS 'the last time step whose code was accepted; neither it nor one before counts again';

CREATE TABLE iam.totp_offer (
    session_id bigint NOT NULL,
    secret bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE iam.totp_offer IS 'secrets that are shown and not yet confirmed by a code; they count for nothing';

CREATE TABLE jobs.pgqueuer (
    id bigint NOT NULL,
    priority integer NOT NULL,
    queue_manager_id uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    heartbeat timestamp with time zone DEFAULT now() NOT NULL,
    execute_after timestamp with time zone DEFAULT now() NOT NULL,
    status jobs.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL,
    dedupe_key text,
    payload bytea,
    headers jsonb,
    attempts integer DEFAULT 0 NOT NULL,
    slot bigint
);

COMMENT ON TABLE jobs.pgqueuer IS 'work that was asked for in the transaction that needs it';

CREATE SEQUENCE jobs.pgqueuer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE jobs.pgqueuer_id_seq OWNED BY jobs.pgqueuer.id;

CREATE TABLE jobs.pgqueuer_log (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    job_id bigint NOT NULL,
    status jobs.pgqueuer_status NOT NULL,
    priority integer NOT NULL,
    entrypoint text NOT NULL,
    traceback jsonb,
    aggregated boolean DEFAULT false
);

COMMENT ON TABLE jobs.pgqueuer_log IS 'what became of each piece of work, with the traceback where it failed';

ALTER TABLE jobs.pgqueuer_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME jobs.pgqueuer_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE jobs.pgqueuer_schedules (
    id bigint NOT NULL,
    expression text NOT NULL,
    entrypoint text NOT NULL,
    heartbeat timestamp with time zone DEFAULT now() NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    next_run timestamp with time zone DEFAULT now() NOT NULL,
    last_run timestamp with time zone,
    status jobs.pgqueuer_status DEFAULT 'queued'::jobs.pgqueuer_status
);

COMMENT ON TABLE jobs.pgqueuer_schedules IS 'one row for each line of the timetables: which run is next, who is at it';

CREATE SEQUENCE jobs.pgqueuer_schedules_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE jobs.pgqueuer_schedules_id_seq OWNED BY jobs.pgqueuer_schedules.id;

CREATE TABLE jobs.pgqueuer_statistics (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT date_trunc('sec'::text, now()) NOT NULL,
    count bigint NOT NULL,
    priority integer NOT NULL,
    status jobs.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL
);

COMMENT ON TABLE jobs.pgqueuer_statistics IS 'how much work there was, second by second';

CREATE SEQUENCE jobs.pgqueuer_statistics_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE jobs.pgqueuer_statistics_id_seq OWNED BY jobs.pgqueuer_statistics.id;

CREATE TABLE mail.attempt (
    id bigint NOT NULL,
    message_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    outcome text NOT NULL,
    answer text NOT NULL,
    CONSTRAINT outcome_is_known CHECK ((outcome = ANY (ARRAY['sent'::text, 'put off'::text, 'failed'::text, 'gave up'::text])))
);

COMMENT ON TABLE mail.attempt IS 'Tries to send a mail, each with what the server said.';

ALTER TABLE mail.attempt ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mail.attempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE mail.caught (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    address text NOT NULL,
    octets bytea NOT NULL
);

COMMENT ON TABLE mail.caught IS 'Mails as they would have left, where mail.catch_all keeps them.';

ALTER TABLE mail.caught ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mail.caught_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE mail.group_wish (
    account_id bigint NOT NULL,
    of text NOT NULL,
    channel text NOT NULL,
    wanted boolean NOT NULL,
    CONSTRAINT channel_of_group_is_known CHECK ((channel = ANY (ARRAY['site'::text, 'mail'::text])))
);

COMMENT ON TABLE mail.group_wish IS 'By what an account wishes to be told of a group of events; mail.wish says otherwise';

CREATE TABLE mail.message (
    id bigint NOT NULL,
    key text NOT NULL,
    event text NOT NULL,
    address text NOT NULL,
    name text NOT NULL,
    language text NOT NULL,
    account_id bigint,
    seller_id bigint,
    subject text NOT NULL,
    text text NOT NULL,
    shown text,
    spent boolean DEFAULT false NOT NULL,
    state text NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    doubtful boolean DEFAULT false NOT NULL,
    queued_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    until timestamp with time zone,
    ended_at timestamp with time zone,
    message_id text,
    sender text,
    answer text,
    digest bytea,
    refusal text,
    CONSTRAINT address_and_subject_are_one_line CHECK ((((address || name) || subject) !~ '[\x01-\x1f]'::text)),
    CONSTRAINT message_ends_when_it_is_over CHECK (((ended_at IS NOT NULL) = (state = ANY (ARRAY['sent'::text, 'failed'::text, 'gave up'::text, 'cancelled'::text])))),
    CONSTRAINT message_has_a_state CHECK ((state = ANY (ARRAY['queued'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'gave up'::text, 'cancelled'::text]))),
    CONSTRAINT message_is_known_before_it_is_sent CHECK (((state = ANY (ARRAY['queued'::text, 'cancelled'::text])) OR (message_id IS NOT NULL)))
);

COMMENT ON TABLE mail.message IS 'Mails that wait, were sent, or could not be.';

COMMENT ON COLUMN mail.message.key IS 'Random; the Message-ID begins with it.';

COMMENT ON COLUMN mail.message.shown IS 'The text with its secrets hidden, while there are any; it takes the place of the text when the mail is sent.';

COMMENT ON COLUMN mail.message.spent IS 'Whether the secrets of its text are gone: it cannot be sent again.';

COMMENT ON COLUMN mail.message.doubtful IS 'A server may have taken it once already, but nobody heard so.';

COMMENT ON COLUMN mail.message.due_at IS 'When it is to be taken next; while it is being sent, when whoever sends it has lost it.';

COMMENT ON COLUMN mail.message.until IS 'When nobody is helped by it any more.';

COMMENT ON COLUMN mail.message.sender IS 'From whom it was sent, as its header said.';

COMMENT ON COLUMN mail.message.answer IS 'What the server said last, or why it was not asked.';

COMMENT ON COLUMN mail.message.digest IS 'SHA-256 of the text as it was written, with all its secrets.';

COMMENT ON COLUMN mail.message.refusal IS 'Where one click refuses mails like it (RFC 8058); none: they cannot be refused';

ALTER TABLE mail.message ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mail.message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE mail.money_address (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    address text NOT NULL,
    digest bytea,
    drawn_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    CONSTRAINT a_confirmed_address_has_no_link CHECK (((digest IS NULL) = (confirmed_at IS NOT NULL))),
    CONSTRAINT money_goes_to_one_address CHECK ((address !~ '[\x01-\x20]'::text))
);

COMMENT ON TABLE mail.money_address IS 'Where mails of money to an account go as well, once somebody there said yes';

COMMENT ON COLUMN mail.money_address.digest IS 'SHA-256 of the token of the link that was sent there last';

ALTER TABLE mail.money_address ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mail.money_address_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE mail.notice (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    event text NOT NULL,
    about text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    on_site boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    read_at timestamp with time zone
);

COMMENT ON TABLE mail.notice IS 'What accounts were told of what happened to them.';

COMMENT ON COLUMN mail.notice.about IS 'Tells it from others of its event, where those are told once in a while.';

COMMENT ON COLUMN mail.notice.on_site IS 'Whether it is shown in the panel; it may have been mailed alone.';

ALTER TABLE mail.notice ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mail.notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE mail.spread (
    id bigint NOT NULL,
    event text NOT NULL,
    about text NOT NULL,
    what text NOT NULL,
    seller_id bigint,
    from_at timestamp with time zone NOT NULL,
    told_to bigint DEFAULT 0 NOT NULL,
    told bigint DEFAULT 0 NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
);

COMMENT ON TABLE mail.spread IS 'What many are told of, some of them at a time';

COMMENT ON COLUMN mail.spread.from_at IS 'nobody is told before';

COMMENT ON COLUMN mail.spread.told_to IS 'the number of the last account that was looked at; and below how many were told';

ALTER TABLE mail.spread ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mail.spread_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE mail.template (
    event text NOT NULL,
    language text NOT NULL,
    seller_id bigint,
    subject text NOT NULL,
    text text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by text NOT NULL,
    CONSTRAINT subject_is_one_line CHECK ((((length(subject) >= 1) AND (length(subject) <= 200)) AND (subject !~ '[\x01-\x1f]'::text))),
    CONSTRAINT template_is_bounded CHECK (((length(text) >= 1) AND (length(text) <= 10000)))
);

COMMENT ON TABLE mail.template IS 'What mails of an event say instead of what comes with the product.';

COMMENT ON COLUMN mail.template.seller_id IS 'In mails to the people of this reseller; none: in those of the house.';

CREATE TABLE mail.wish (
    account_id bigint NOT NULL,
    event text NOT NULL,
    channel text NOT NULL,
    wanted boolean NOT NULL,
    CONSTRAINT channel_is_known CHECK ((channel = ANY (ARRAY['site'::text, 'mail'::text])))
);

COMMENT ON TABLE mail.wish IS 'By what an account wishes to be told of what; what it does not say is as usual.';

CREATE TABLE panel.attribute (
    kind text NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    value text NOT NULL,
    by text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT name_is_a_word CHECK ((name ~ '^[a-z][a-z0-9_.-]{0,39}$'::text)),
    CONSTRAINT value_is_bounded CHECK (((length(value) >= 1) AND (length(value) <= 500)))
);

COMMENT ON TABLE panel.attribute IS 'what staff keeps of objects and records have no place for; kind and key as of panel.note';

CREATE TABLE panel.blacklist (
    id bigint NOT NULL,
    of text NOT NULL,
    mask text NOT NULL,
    white boolean NOT NULL,
    message text DEFAULT ''::text NOT NULL,
    shows_message boolean DEFAULT false NOT NULL,
    used boolean DEFAULT true NOT NULL,
    refused bigint DEFAULT 0 NOT NULL,
    refused_at timestamp with time zone,
    by text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT kind_of_mask_is_known CHECK ((of = ANY (ARRAY['domain'::text, 'email'::text, 'ip'::text, 'phone'::text, 'payer'::text]))),
    CONSTRAINT mask_is_bounded CHECK (((length(mask) >= 1) AND (length(mask) <= 255)))
);

COMMENT ON TABLE panel.blacklist IS 'what is not taken in the panel (black), and what is although a black mask fits it (white)';

COMMENT ON COLUMN panel.blacklist.message IS 'why; told to whoever is refused where it says so';

COMMENT ON COLUMN panel.blacklist.refused IS 'how often it refused something, and below when last';

ALTER TABLE panel.blacklist ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME panel.blacklist_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE panel.brand (
    seller_id bigint NOT NULL,
    host text NOT NULL,
    name text NOT NULL,
    colour text NOT NULL,
    logo bytea,
    logo_kind text,
    updated_at timestamp with time zone NOT NULL,
    updated_by text NOT NULL,
    favicon bytea,
    favicon_kind text,
    site_url text,
    terms_url text,
    privacy_url text,
    support_email text,
    sender_name text,
    sender_address text,
    reply_to text,
    sign_up text DEFAULT 'closed'::text NOT NULL,
    sign_up_form text DEFAULT 'short'::text NOT NULL,
    sender_token text,
    sender_proved_at timestamp with time zone,
    sender_proved_by text,
    sender_mailed_at timestamp with time zone,
    sender_seen jsonb,
    CONSTRAINT a_favicon_has_its_kind CHECK (((favicon IS NULL) = (favicon_kind IS NULL))),
    CONSTRAINT a_logo_has_its_kind CHECK (((logo IS NULL) = (logo_kind IS NULL))),
    CONSTRAINT a_proof_says_how_and_when CHECK (((sender_proved_at IS NULL) = (sender_proved_by IS NULL))),
    CONSTRAINT brand_name_is_short CHECK (((length(name) >= 1) AND (length(name) <= 40))),
    CONSTRAINT colour_is_rgb CHECK ((colour ~ '^#[0-9a-f]{6}$'::text)),
    CONSTRAINT favicon_is_small CHECK ((octet_length(favicon) <= 33000)),
    CONSTRAINT favicon_kind_is_known CHECK ((favicon_kind = ANY (ARRAY['image/png'::text, 'image/webp'::text]))),
    CONSTRAINT form_of_signing_up_is_known CHECK ((sign_up_form = ANY (ARRAY['short'::text, 'full'::text]))),
    CONSTRAINT host_is_canonical CHECK ((host ~ '^[a-z0-9.-]{4,253}$'::text)),
    CONSTRAINT logo_is_small CHECK ((octet_length(logo) <= 66000)),
    CONSTRAINT logo_kind_is_known CHECK ((logo_kind = ANY (ARRAY['image/png'::text, 'image/webp'::text]))),
    CONSTRAINT privacy_is_a_page CHECK (((privacy_url ~ '^https?://'::text) AND (length(privacy_url) <= 500))),
    CONSTRAINT reply_to_is_an_address CHECK ((reply_to ~ '^[^@]+@[^@]+$'::text)),
    CONSTRAINT sender_is_an_address CHECK ((sender_address ~ '^[^@]+@[^@]+$'::text)),
    CONSTRAINT sender_name_is_short CHECK (((length(sender_name) >= 1) AND (length(sender_name) <= 100))),
    CONSTRAINT site_is_a_page CHECK (((site_url ~ '^https?://'::text) AND (length(site_url) <= 500))),
    CONSTRAINT support_is_an_address CHECK ((support_email ~ '^[^@]+@[^@]+$'::text)),
    CONSTRAINT terms_are_a_page CHECK (((terms_url ~ '^https?://'::text) AND (length(terms_url) <= 500))),
    CONSTRAINT way_of_a_proof_is_known CHECK ((sender_proved_by = ANY (ARRAY['dns'::text, 'mail'::text, 'host'::text]))),
    CONSTRAINT who_signs_up_is_known CHECK ((sign_up = ANY (ARRAY['closed'::text, 'invitation'::text, 'approval'::text, 'open'::text])))
);

COMMENT ON TABLE panel.brand IS 'what the panel is called and looks like at the host of a reseller';

COMMENT ON COLUMN panel.brand.host IS 'the first of its hosts: links in mails lead there';

COMMENT ON COLUMN panel.brand.logo IS 'as it was taken apart and put together again, never as it came';

COMMENT ON COLUMN panel.brand.sender_address IS 'in From of mails to its people; NULL: the address of the house';

COMMENT ON COLUMN panel.brand.sign_up IS 'who becomes a client by signing up at its hosts';

COMMENT ON COLUMN panel.brand.sender_token IS 'what the DNS of the domain says when whoever has it wishes so';

COMMENT ON COLUMN panel.brand.sender_proved_at IS 'since when mails come from the address; none: from the house''s';

COMMENT ON COLUMN panel.brand.sender_proved_by IS 'host: one of the brand''s hosts lies there; of senders before proofs';

COMMENT ON COLUMN panel.brand.sender_seen IS 'what the DNS said when it was asked last: at, spf and dmarc';

CREATE TABLE panel.brand_host (
    host text NOT NULL,
    seller_id bigint NOT NULL,
    CONSTRAINT host_is_canonical CHECK ((host ~ '^[a-z0-9.-]{4,253}$'::text))
);

COMMENT ON TABLE panel.brand_host IS 'every host at which a brand is shown, its first one too';

CREATE TABLE panel.client_contact (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    main boolean NOT NULL,
    profile text NOT NULL,
    name text NOT NULL,
    organization text DEFAULT ''::text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    abuse_email text DEFAULT ''::text NOT NULL,
    street text DEFAULT ''::text NOT NULL,
    city text DEFAULT ''::text NOT NULL,
    province text DEFAULT ''::text NOT NULL,
    postal_code text DEFAULT ''::text NOT NULL,
    country text DEFAULT ''::text NOT NULL,
    voice_phone text DEFAULT ''::text NOT NULL,
    fax_phone text DEFAULT ''::text NOT NULL,
    birth_date date,
    registration_number text DEFAULT ''::text NOT NULL,
    vat_number text DEFAULT ''::text NOT NULL,
    tax_comment text DEFAULT ''::text NOT NULL,
    bank_accounts jsonb DEFAULT '[]'::jsonb NOT NULL,
    local_forms jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone,
    first_name text DEFAULT ''::text NOT NULL,
    last_name text DEFAULT ''::text NOT NULL,
    director text DEFAULT ''::text NOT NULL,
    registration_data text DEFAULT ''::text NOT NULL,
    vat_rate numeric(4,2),
    inn text DEFAULT ''::text NOT NULL,
    kpp text DEFAULT ''::text NOT NULL,
    tic text DEFAULT ''::text NOT NULL,
    resident text DEFAULT ''::text NOT NULL,
    messengers jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT contact_name_is_bounded CHECK (((length(name) >= 1) AND (length(name) <= 255))),
    CONSTRAINT country_is_a_code CHECK ((country ~ '^([A-Z]{2})?$'::text)),
    CONSTRAINT phones_are_as_in_e164 CHECK (((voice_phone ~ '^(\+[0-9]{4,15})?$'::text) AND (fax_phone ~ '^(\+[0-9]{4,15})?$'::text))),
    CONSTRAINT residence_is_yes_or_no CHECK ((resident = ANY (ARRAY[''::text, 'yes'::text, 'no'::text]))),
    CONSTRAINT vat_rate_is_a_share CHECK (((vat_rate >= (0)::numeric) AND (vat_rate <= (99)::numeric)))
);

COMMENT ON TABLE panel.client_contact IS 'whom a client names for itself; the registry''s contacts are others';

COMMENT ON COLUMN panel.client_contact.main IS 'the one that speaks for the client; there is one where there are contacts';

COMMENT ON COLUMN panel.client_contact.profile IS 'what it is to be, which says what it needs';

COMMENT ON COLUMN panel.client_contact.street IS 'up to three lines';

COMMENT ON COLUMN panel.client_contact.bank_accounts IS 'each with currency and account; bank, bic, address and correspondent';

COMMENT ON COLUMN panel.client_contact.local_forms IS 'by language: name, organization, street, city, province as written there';

COMMENT ON COLUMN panel.client_contact.vat_rate IS 'in percent; none: nobody said';

COMMENT ON COLUMN panel.client_contact.inn IS 'number of a Russian taxpayer';

COMMENT ON COLUMN panel.client_contact.kpp IS 'why a Russian organisation is registered where it is';

COMMENT ON COLUMN panel.client_contact.tic IS 'code of a taxpayer elsewhere';

COMMENT ON COLUMN panel.client_contact.resident IS 'whether it pays taxes where it lives; empty: nobody said';

COMMENT ON COLUMN panel.client_contact.messengers IS 'each with service and address';

ALTER TABLE panel.client_contact ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME panel.client_contact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE panel.consent ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME panel.consent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE panel.contact_confirmation (
    contact_id bigint NOT NULL,
    attribute text NOT NULL,
    value text NOT NULL,
    level text NOT NULL,
    at timestamp with time zone NOT NULL,
    by text NOT NULL,
    CONSTRAINT attribute_can_be_confirmed CHECK ((attribute = ANY (ARRAY['name'::text, 'address'::text, 'email'::text, 'voice_phone'::text, 'fax_phone'::text]))),
    CONSTRAINT what_documents_show_is_fully_verified CHECK (((level = 'confirmed'::text) OR ((level = 'fullverified'::text) AND (attribute = ANY (ARRAY['name'::text, 'address'::text])))))
);

COMMENT ON TABLE panel.contact_confirmation IS 'the values of contacts that were confirmed, beside those that they have now';

CREATE TABLE panel.contact_in_registry (
    roid text NOT NULL,
    contact_id bigint NOT NULL
);

COMMENT ON TABLE panel.contact_in_registry IS 'which of the registry''s contacts a client''s contact is there';

CREATE VIEW panel.contact_level AS
 SELECT c.id AS contact_id,
    c.account_id,
    said.attribute,
    said.value,
    k.value AS confirmed,
        CASE
            WHEN ((said.value <> ''::text) AND (said.value = k.value)) THEN k.level
            ELSE 'unconfirmed'::text
        END AS level,
    k.at,
    k.by
   FROM ((panel.client_contact c
     CROSS JOIN LATERAL ( VALUES (1,'name'::text,c.name), (2,'address'::text,
                CASE
                    WHEN ((((c.street || c.city) || c.postal_code) || c.country) = ''::text) THEN ''::text
                    ELSE concat_ws('
'::text, c.organization, c.street, c.postal_code, c.city, c.province, c.country)
                END), (3,'email'::text,c.email), (4,'voice_phone'::text,c.voice_phone), (5,'fax_phone'::text,c.fax_phone)) said(place, attribute, value))
     LEFT JOIN panel.contact_confirmation k ON (((k.contact_id = c.id) AND (k.attribute = said.attribute))));

COMMENT ON VIEW panel.contact_level IS 'how far each value of a contact is confirmed: one that was changed is not';

CREATE TABLE panel.contact_passport (
    contact_id bigint NOT NULL,
    number text NOT NULL,
    issued_by text NOT NULL,
    issued_on date NOT NULL,
    CONSTRAINT passport_number_is_bounded CHECK (((length(number) >= 3) AND (length(number) <= 64)))
);

COMMENT ON TABLE panel.contact_passport IS 'passports of clients'' contacts, apart from what versions hold';

CREATE TABLE panel.contact_profile (
    name text NOT NULL,
    title text NOT NULL,
    needs text[] NOT NULL,
    written_in text DEFAULT ''::text NOT NULL,
    tlds text[] DEFAULT '{}'::text[] NOT NULL,
    "position" integer NOT NULL,
    CONSTRAINT profile_name_is_plain CHECK ((name ~ '^[a-z0-9][a-z0-9-]{0,39}$'::text)),
    CONSTRAINT profile_title_is_bounded CHECK (((length(title) >= 1) AND (length(title) <= 100)))
);

COMMENT ON TABLE panel.contact_profile IS 'what contacts of clients must say to be of use for something';

COMMENT ON COLUMN panel.contact_profile.needs IS 'fields that must be there (panel/contact_profiles/needs.py)';

COMMENT ON COLUMN panel.contact_profile.written_in IS 'the language in which name and address must be written too; empty: none';

COMMENT ON COLUMN panel.contact_profile.tlds IS 'who holds names there is of this profile, or of another that names the TLD';

CREATE TABLE panel.content (
    sha256 bytea NOT NULL,
    octets bigint NOT NULL,
    held_since timestamp with time zone,
    preview bytea,
    CONSTRAINT sha256_is_whole CHECK ((octet_length(sha256) = 32))
);

COMMENT ON TABLE panel.content IS 'what is in files, each content once; it goes with the last file that has it';

COMMENT ON COLUMN panel.content.held_since IS 'given to nobody until a scanner has looked; none: it may be given out';

COMMENT ON COLUMN panel.content.preview IS 'a PNG of its first page; none: it has none, or nobody could draw it';

CREATE TABLE panel.content_part (
    sha256 bytea NOT NULL,
    number integer NOT NULL,
    octets bytea NOT NULL
);
ALTER TABLE ONLY panel.content_part ALTER COLUMN octets SET STORAGE EXTERNAL;

COMMENT ON TABLE panel.content_part IS 'a content, cut so that no process holds it whole';

CREATE TABLE panel.dashboard (
    account_id bigint NOT NULL,
    shown text[] NOT NULL,
    hidden text[] NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT widgets_are_few CHECK (((cardinality(shown) + cardinality(hidden)) <= 200))
);

COMMENT ON TABLE panel.dashboard IS 'which widgets somebody''s dashboard has, by their names, where they chose it';

COMMENT ON COLUMN panel.dashboard.shown IS 'in their order';

COMMENT ON COLUMN panel.dashboard.hidden IS 'what is in neither was declared since, and comes where it is usual';

CREATE TABLE panel.document (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    type text NOT NULL,
    title text NOT NULL,
    number text DEFAULT ''::text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    valid_from date,
    valid_until date,
    state text DEFAULT 'kept'::text NOT NULL,
    statuses text[] DEFAULT '{}'::text[] NOT NULL,
    version integer DEFAULT 0 NOT NULL,
    by text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone,
    dated date GENERATED ALWAYS AS (COALESCE(valid_from, ((created_at AT TIME ZONE 'UTC'::text))::date)) STORED,
    made_from jsonb,
    sender_id bigint,
    receiver_id bigint,
    CONSTRAINT a_document_ends_after_it_begins CHECK ((valid_until >= valid_from)),
    CONSTRAINT number_of_a_document_is_bounded CHECK ((length(number) <= 64)),
    CONSTRAINT state_of_a_document_is_known CHECK ((state = ANY (ARRAY['kept'::text, 'deleted'::text]))),
    CONSTRAINT statuses_of_a_document_are_known CHECK ((statuses <@ '{verified,signed,sent,accepted}'::text[])),
    CONSTRAINT title_of_a_document_is_bounded CHECK (((length(title) >= 1) AND (length(title) <= 200))),
    CONSTRAINT type_of_a_document_is_known CHECK ((type = ANY (ARRAY['invoice'::text, 'acceptance'::text, 'contract'::text, 'probation'::text, 'nda'::text, 'identity-card'::text, 'passport'::text, 'address-proof'::text, 'other'::text])))
);

COMMENT ON TABLE panel.document IS 'documents of clients; of their files, those of kind document-file, the last holds';

COMMENT ON COLUMN panel.document.valid_until IS 'the last day on which it holds; none: for good';

COMMENT ON COLUMN panel.document.statuses IS 'what holds of it now; panel.document_status says since when and by whom';

COMMENT ON COLUMN panel.document.dated IS 'the day by which it is filed: when it begins to hold, else when it was made';

COMMENT ON COLUMN panel.document.made_from IS 'what it was set with: kind, seller and text; none: it was handed in';

COMMENT ON COLUMN panel.document.sender_id IS 'the contact whose requisites are on it; none: the house''s, or nobody said';

COMMENT ON COLUMN panel.document.receiver_id IS 'the contact that it is written to; none: nobody said';

ALTER TABLE panel.document ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME panel.document_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE panel.document_prefix (
    kind text NOT NULL,
    seller_id bigint,
    prefix text NOT NULL,
    CONSTRAINT prefix_is_bounded CHECK ((length(prefix) <= 16))
);

COMMENT ON TABLE panel.document_prefix IS 'What numbers of documents of a kind begin with, instead of what is usual';

CREATE TABLE panel.document_series (
    kind text NOT NULL,
    seller_id bigint,
    year smallint NOT NULL,
    last integer NOT NULL,
    CONSTRAINT series_begins_with_one CHECK ((last >= 1))
);

COMMENT ON TABLE panel.document_series IS 'How far numbers of a seller''s documents of a kind have come in a year';

CREATE TABLE panel.document_status (
    id bigint NOT NULL,
    document_id bigint NOT NULL,
    status text NOT NULL,
    given boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    by text NOT NULL,
    reason text,
    CONSTRAINT status_of_a_document_is_known CHECK ((status = ANY (ARRAY['verified'::text, 'signed'::text, 'sent'::text, 'accepted'::text])))
);

COMMENT ON TABLE panel.document_status IS 'statuses of documents as they were set and taken back; only added to';

COMMENT ON COLUMN panel.document_status.given IS 'set, or taken back';

ALTER TABLE panel.document_status ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME panel.document_status_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE panel.document_template (
    kind text NOT NULL,
    seller_id bigint,
    source text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by text NOT NULL,
    CONSTRAINT source_is_bounded CHECK (((length(source) >= 1) AND (length(source) <= 60000)))
);

COMMENT ON TABLE panel.document_template IS 'What documents of a kind are set from, in Typst';

COMMENT ON COLUMN panel.document_template.seller_id IS 'for clients of this reseller; none: of the house';

CREATE TABLE panel.email_link (
    contact_id bigint NOT NULL,
    email text NOT NULL,
    digest bytea NOT NULL,
    drawn_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE panel.email_link IS 'a link that was sent to the e-mail of a contact, and is there until it was used';

CREATE TABLE panel.export (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    list text NOT NULL,
    query text NOT NULL,
    format text NOT NULL,
    state text NOT NULL,
    problem text,
    rows bigint,
    octets bigint,
    asked_at timestamp with time zone NOT NULL,
    ready_at timestamp with time zone,
    expires_at timestamp with time zone NOT NULL,
    of_account bigint,
    CONSTRAINT an_archive_is_of_somebody CHECK (((format = 'zip'::text) = (of_account IS NOT NULL))),
    CONSTRAINT export_state_is_known CHECK ((state = ANY (ARRAY['waiting'::text, 'ready'::text, 'failed'::text]))),
    CONSTRAINT format_is_known CHECK ((format = ANY (ARRAY['csv'::text, 'tsv'::text, 'md'::text, 'xlsx'::text, 'zip'::text])))
);

COMMENT ON TABLE panel.export IS 'files of lists that are made in the background, kept for a day';

COMMENT ON COLUMN panel.export.of_account IS 'whose personal data it is a copy of; NULL: it is a list';

ALTER TABLE panel.export ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME panel.export_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE panel.export_part (
    export_id bigint NOT NULL,
    number integer NOT NULL,
    octets bytea NOT NULL
);

COMMENT ON TABLE panel.export_part IS 'the file, cut so that no process holds it whole';

CREATE TABLE panel.file (
    id bigint NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    media text NOT NULL,
    shown boolean NOT NULL,
    sha256 bytea NOT NULL,
    by text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT file_name_is_bounded CHECK (((length(name) >= 1) AND (length(name) <= 120)))
);

COMMENT ON TABLE panel.file IS 'files that are attached to objects; kind and key as of panel.note';

COMMENT ON COLUMN panel.file.media IS 'what it is, judged by its content alone';

COMMENT ON COLUMN panel.file.shown IS 'whoever has the object sees it too, not staff alone';

ALTER TABLE panel.file ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME panel.file_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE panel.followed (
    follower text NOT NULL,
    told bigint NOT NULL
);

COMMENT ON TABLE panel.followed IS 'Up to which row of what is written anyway people were told of it';

CREATE TABLE panel.import (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    deed text NOT NULL,
    name text NOT NULL,
    headings text[] NOT NULL,
    mapped jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE panel.import IS 'files whose rows somebody imports, kept for a day';

COMMENT ON COLUMN panel.import.deed IS 'the list and the deed that makes an object of a row';

COMMENT ON COLUMN panel.import.name IS 'what the file was called';

COMMENT ON COLUMN panel.import.mapped IS 'inputs of the deed, each with the place of the column that fills it';

ALTER TABLE panel.import ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME panel.import_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE panel.import_row (
    import_id bigint NOT NULL,
    place integer NOT NULL,
    number integer NOT NULL,
    cells text[] NOT NULL,
    outcome text,
    words text DEFAULT ''::text NOT NULL,
    object text,
    attempt text,
    CONSTRAINT outcome_is_known CHECK ((outcome = ANY (ARRAY['done'::text, 'pending'::text, 'refused'::text, 'missing'::text, 'changed'::text, 'failed'::text])))
);

COMMENT ON TABLE panel.import_row IS 'rows of files that are imported; of what is done the cells are gone';

COMMENT ON COLUMN panel.import_row.number IS 'the row that it is in the file';

COMMENT ON COLUMN panel.import_row.outcome IS 'none: it waits';

COMMENT ON COLUMN panel.import_row.object IS 'what the object is called that was made of it, or would have been';

COMMENT ON COLUMN panel.import_row.attempt IS 'the request that did it: of several the first';

CREATE TABLE panel.level_day (
    day date NOT NULL,
    measure text NOT NULL,
    number bigint NOT NULL,
    failed bigint NOT NULL,
    within bigint NOT NULL,
    p50 real,
    p90 real,
    p95 real,
    p99 real,
    slowest real,
    id bigint NOT NULL,
    CONSTRAINT parts_of_a_day_are_no_more_than_it CHECK (((failed <= number) AND (within <= (number - failed))))
);

COMMENT ON TABLE panel.level_day IS 'What was measured on a day: of probes, and of the commands that EPP was asked';

COMMENT ON COLUMN panel.level_day.within IS 'how many were answered within what the level of service allows';

COMMENT ON COLUMN panel.level_day.p95 IS 'milliseconds within which 95 of 100 were answered';

ALTER TABLE panel.level_day ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME panel.level_day_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE panel.name_defaults (
    registrar_id bigint NOT NULL,
    years smallint NOT NULL,
    registrant text,
    admin text,
    tech text,
    hosts text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT years_of_a_new_name_are_sold CHECK (((years >= 1) AND (years <= 10)))
);

COMMENT ON TABLE panel.name_defaults IS 'what the form that registers a name is filled with for a registrar''s people';

CREATE TABLE panel.note (
    kind text NOT NULL,
    key text NOT NULL,
    sort text NOT NULL,
    text text NOT NULL,
    by text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT sort_is_known CHECK ((sort = ANY (ARRAY['note'::text, 'label'::text]))),
    CONSTRAINT text_is_bounded CHECK (((length(text) >= 1) AND (length(text) <= 2000)))
);

COMMENT ON TABLE panel.note IS 'what people wrote on an object: a note, which whoever has the object reads, and a label, for staff alone';

COMMENT ON COLUMN panel.note.kind IS 'the kind of object, as history calls it';

COMMENT ON COLUMN panel.note.key IS 'the object''s identity for ever (its ROID, where it has one): whoever has its name next has none of it';

CREATE TABLE panel.phone_code (
    contact_id bigint NOT NULL,
    phone text NOT NULL,
    channel text NOT NULL,
    salt bytea NOT NULL,
    digest bytea NOT NULL,
    drawn_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    codes integer NOT NULL,
    tries integer NOT NULL,
    words text,
    due_at timestamp with time zone NOT NULL,
    answer text,
    CONSTRAINT channel_is_known CHECK ((channel = ANY (ARRAY['text'::text, 'call'::text])))
);

COMMENT ON TABLE panel.phone_code IS 'a code that was sent to a telephone, and how often somebody tried since the last right one';

COMMENT ON COLUMN panel.phone_code.words IS 'what is to be sent; none: it was, or nobody is helped by it any more';

COMMENT ON COLUMN panel.phone_code.answer IS 'what the gateway said';

CREATE TABLE panel.probe (
    at timestamp with time zone NOT NULL,
    door text NOT NULL,
    milliseconds real,
    problem text,
    CONSTRAINT probe_has_an_answer_or_a_problem CHECK (((milliseconds IS NULL) <> (problem IS NULL))),
    CONSTRAINT probed_door_is_known CHECK ((door = ANY (ARRAY['epp'::text, 'whois'::text, 'rdap'::text]))),
    CONSTRAINT problem_of_a_probe_is_bounded CHECK ((length(problem) <= 200))
);

COMMENT ON TABLE panel.probe IS 'How soon a door answered the worker in a minute';

COMMENT ON COLUMN panel.probe.at IS 'the minute; a second look in the same minute is none';

CREATE TABLE panel.reference (
    class text NOT NULL,
    name text NOT NULL,
    label text NOT NULL,
    "position" integer NOT NULL,
    used boolean NOT NULL,
    CONSTRAINT label_is_bounded CHECK (((length(label) >= 1) AND (length(label) <= 100))),
    CONSTRAINT reference_name_is_a_word CHECK ((name ~ '^[a-z0-9][a-z0-9./-]{0,99}$'::text))
);

COMMENT ON TABLE panel.reference IS 'values that are offered to choose from, by the classes that the code reads';

COMMENT ON COLUMN panel.reference.used IS 'it is offered; what was chosen before stays what it was';

CREATE TABLE panel.reminder (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    list text NOT NULL,
    name text NOT NULL,
    message text NOT NULL,
    every text NOT NULL,
    first_at timestamp with time zone NOT NULL,
    rings_at timestamp with time zone NOT NULL,
    until timestamp with time zone,
    by_mail boolean DEFAULT false NOT NULL,
    mailed_for timestamp with time zone,
    CONSTRAINT message_is_bounded CHECK (((length(message) >= 1) AND (length(message) <= 200))),
    CONSTRAINT rhythm_is_known CHECK ((every = ANY (ARRAY['once'::text, 'day'::text, 'week'::text, 'month'::text])))
);

COMMENT ON TABLE panel.reminder IS 'what somebody wants to be reminded of; kind and key as of panel.note';

COMMENT ON COLUMN panel.reminder.list IS 'the list that the object is in, and below what it is called there';

COMMENT ON COLUMN panel.reminder.first_at IS 'what the rhythm counts from, however often it was put off';

COMMENT ON COLUMN panel.reminder.rings_at IS 'from then on it rings, until it is put off or done';

COMMENT ON COLUMN panel.reminder.mailed_for IS 'for which ringing a mail was written last';

ALTER TABLE panel.reminder ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME panel.reminder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE panel.request (
    account_id bigint NOT NULL,
    key text NOT NULL,
    digest bytea NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    attempt integer DEFAULT 1 NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    status integer,
    media text,
    answer bytea,
    CONSTRAINT key_of_request_is_bounded CHECK (((length(key) >= 1) AND (length(key) <= 255)))
);

COMMENT ON TABLE panel.request IS 'requests of programs, each done once: what was asked under which key, what was answered';

COMMENT ON COLUMN panel.request.digest IS 'of method, address and body: another request under the same key is refused';

COMMENT ON COLUMN panel.request.attempt IS 'known to who works on it: after a later attempt an earlier one commits nothing';

CREATE TABLE panel.request_done (
    account_id bigint NOT NULL,
    key text NOT NULL,
    object text NOT NULL
);

COMMENT ON TABLE panel.request_done IS 'to which objects a request was done, written in the transaction that did it';

CREATE TABLE panel.saved_view (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    list text NOT NULL,
    name text NOT NULL,
    query text NOT NULL,
    shared boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT name_is_short CHECK (((length(name) >= 1) AND (length(name) <= 60)))
);

COMMENT ON TABLE panel.saved_view IS 'a list with its filters, order and columns, under a name';

COMMENT ON COLUMN panel.saved_view.shared IS 'colleagues see it too: staff those of staff, a registrar''s people their own';

ALTER TABLE panel.saved_view ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME panel.saved_view_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE panel.tag (
    kind text NOT NULL,
    key text NOT NULL,
    tag text NOT NULL,
    by text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT tag_is_a_short_word CHECK ((tag ~ '^[^\s,;]{1,32}$'::text))
);

COMMENT ON TABLE panel.tag IS 'words by which staff finds objects again; kind and key as of panel.note';

ALTER TABLE panel.terms ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME panel.terms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE panel.version (
    kind text NOT NULL,
    key text NOT NULL,
    version integer NOT NULL,
    account_id bigint,
    name text NOT NULL,
    at timestamp with time zone NOT NULL,
    by text NOT NULL,
    event text NOT NULL,
    reason text,
    state jsonb,
    id bigint NOT NULL
);

COMMENT ON TABLE panel.version IS 'what objects of the panel said, version by version; kind and key as of panel.note';

COMMENT ON COLUMN panel.version.account_id IS 'whose the object is; none: it is of no account';

COMMENT ON COLUMN panel.version.state IS 'none: the object ended';

COMMENT ON COLUMN panel.version.id IS 'the order in which versions were written down';

ALTER TABLE panel.version ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME panel.version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE panel.webhook (
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    events text[] NOT NULL,
    secret bytea NOT NULL,
    former_secret bytea,
    former_until timestamp with time zone,
    state text DEFAULT 'on'::text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    state_at timestamp with time zone NOT NULL,
    stopped_why text,
    heard_at timestamp with time zone,
    failing_since timestamp with time zone,
    failures integer DEFAULT 0 NOT NULL,
    rests_until timestamp with time zone,
    leased_until timestamp with time zone,
    replay_since timestamp with time zone,
    replay_next bigint DEFAULT 0 NOT NULL,
    replay_last bigint,
    CONSTRAINT former_secret_ends CHECK (((former_secret IS NULL) = (former_until IS NULL))),
    CONSTRAINT replay_has_an_end CHECK (((replay_since IS NULL) = (replay_last IS NULL))),
    CONSTRAINT webhook_is_secured CHECK ((url ~~ 'https://%'::text)),
    CONSTRAINT webhook_state_is_known CHECK ((state = ANY (ARRAY['on'::text, 'paused'::text, 'stopped'::text])))
);

COMMENT ON TABLE panel.webhook IS 'Where programs of an account are told of what happens';

COMMENT ON COLUMN panel.webhook.secret IS 'what signs; sealed';

COMMENT ON COLUMN panel.webhook.former_secret IS 'signs beside it until the program knows the new one; sealed';

COMMENT ON COLUMN panel.webhook.state IS 'paused: by whose it is; stopped: it was not heard for days, or is gone';

COMMENT ON COLUMN panel.webhook.failures IS 'how often in a row nobody was reached there';

COMMENT ON COLUMN panel.webhook.rests_until IS 'nothing is sent there before';

COMMENT ON COLUMN panel.webhook.leased_until IS 'a worker sends there; dies it, another does from then on';

COMMENT ON COLUMN panel.webhook.replay_since IS 'what happened since is to be told again: deliveries after replay_next up to replay_last';

CREATE TABLE panel.webhook_attempt (
    id bigint NOT NULL,
    delivery_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    milliseconds integer NOT NULL,
    status integer,
    answer text NOT NULL
);

COMMENT ON TABLE panel.webhook_attempt IS 'Each try to tell, and what came back: secrets masked, and cut where it is long';

ALTER TABLE panel.webhook_attempt ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME panel.webhook_attempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE panel.webhook_delivery (
    id bigint NOT NULL,
    webhook_id bigint NOT NULL,
    message_id text NOT NULL,
    type text NOT NULL,
    source_id bigint,
    object text NOT NULL,
    parties text[] NOT NULL,
    client_id bigint,
    happened_at timestamp with time zone NOT NULL,
    body text NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    answer text,
    CONSTRAINT delivery_state_is_known CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'failed'::text, 'withheld'::text]))),
    CONSTRAINT what_waits_has_not_ended CHECK (((state = 'waiting'::text) = (ended_at IS NULL)))
);

COMMENT ON TABLE panel.webhook_delivery IS 'What a webhook is told, or was: the queue and its log';

COMMENT ON COLUMN panel.webhook_delivery.source_id IS 'the row that it tells of, by its type; NULL: it is a test';

COMMENT ON COLUMN panel.webhook_delivery.object IS 'what it is about: of that things are told one after the other';

COMMENT ON COLUMN panel.webhook_delivery.parties IS 'handles of the registrars that it concerns';

COMMENT ON COLUMN panel.webhook_delivery.client_id IS 'the client whom it concerns';

ALTER TABLE panel.webhook_delivery ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME panel.webhook_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE panel.webhook ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME panel.webhook_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE panel.webhook_source (
    source text NOT NULL,
    told bigint NOT NULL
);

COMMENT ON TABLE panel.webhook_source IS 'Up to which row of what is written anyway webhooks were given what they are told';

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

COMMENT ON TABLE registry.account IS 'The balance is the sum of the account''s ledger rows, kept beside them so that a charge is one update. No command charges beyond the credit limit: the constraint says so. Time may (a name that lives on is owed for)';

COMMENT ON COLUMN registry.account.balance IS 'minor units of the currency; negative amounts are owed';

COMMENT ON COLUMN registry.account.overdrawn IS 'the account owes more than its credit limit: time charged it, or the limit was lowered';

CREATE TABLE registry.accreditation (
    registrar_id bigint NOT NULL,
    tld_id bigint NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    contacts text,
    price_group text,
    currency text,
    CONSTRAINT accreditation_currency_is_iso4217 CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT contacts_rule_is_known CHECK ((contacts = ANY (ARRAY['required'::text, 'optional'::text, 'forbidden'::text])))
);

COMMENT ON TABLE registry.accreditation IS 'which registrar may gain names in which TLD, and from when to when';

COMMENT ON COLUMN registry.accreditation.contacts IS 'overrides the TLD''s rule for this registrar; NULL keeps it';

COMMENT ON COLUMN registry.accreditation.price_group IS 'the group whose rates the registrar is given; NULL: none';

COMMENT ON COLUMN registry.accreditation.currency IS 'what the registrar pays in; NULL: the TLD''s own currency';

CREATE TABLE registry.allocation_token (
    id bigint NOT NULL,
    fingerprint bytea NOT NULL,
    tld_id bigint,
    label registry.fqdn,
    registrar_id bigint,
    single boolean DEFAULT false NOT NULL,
    frees_reserved boolean NOT NULL,
    currency text,
    amount bigint,
    percent integer NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    issued_by text,
    operations text[] DEFAULT '{create}'::text[] NOT NULL,
    uses integer,
    used integer DEFAULT 0 NOT NULL,
    discount_years integer,
    ledger_id bigint,
    CONSTRAINT token_currency_is_iso4217 CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT token_fingerprint_is_sha256 CHECK ((octet_length(fingerprint) = 32)),
    CONSTRAINT token_has_length CHECK ((valid_to > valid_from)),
    CONSTRAINT token_is_for_some_names CHECK ((uses > 0)),
    CONSTRAINT token_is_not_used_more_often CHECK (((used >= 0) AND (used <= COALESCE(uses, 0)))),
    CONSTRAINT token_makes_some_years_cheaper CHECK ((discount_years > 0)),
    CONSTRAINT token_operations_are_known CHECK (((operations <@ '{create,transfer}'::text[]) AND (cardinality(operations) > 0))),
    CONSTRAINT token_price_has_a_currency CHECK (((currency IS NULL) = (amount IS NULL))),
    CONSTRAINT token_price_is_not_negative CHECK ((amount >= 0)),
    CONSTRAINT token_takes_off_a_part CHECK (((percent >= 0) AND (percent <= 100)))
);

COMMENT ON TABLE registry.allocation_token IS 'What a token is good for; the token itself is told once, to whom it is issued, and only its SHA-256 is kept';

COMMENT ON COLUMN registry.allocation_token.single IS 'read by the release before this one alone, and false for newer tokens';

COMMENT ON COLUMN registry.allocation_token.operations IS 'the commands that it can be shown with';

COMMENT ON COLUMN registry.allocation_token.uses IS 'for how many names it is; null: for any number, which nobody counts';

COMMENT ON COLUMN registry.allocation_token.used IS 'how many uses are redeemed, counted by a trigger of the redemptions';

COMMENT ON COLUMN registry.allocation_token.discount_years IS 'how many years of a command are cheaper; null: all';

COMMENT ON COLUMN registry.allocation_token.ledger_id IS 'what a registrar paid for it: it is a package; null: it was given away';

ALTER TABLE registry.allocation_token ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.allocation_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.allowed_network (
    registrar_id bigint NOT NULL,
    network cidr NOT NULL
);

COMMENT ON TABLE registry.allowed_network IS 'No row: the registrar may come from anywhere';

CREATE TABLE registry.application (
    id bigint NOT NULL,
    roid text NOT NULL,
    name registry.fqdn NOT NULL,
    tld_id bigint NOT NULL,
    registrar_id bigint NOT NULL,
    phase registry.clean NOT NULL,
    subphase registry.clean,
    status text NOT NULL,
    substatus registry.clean,
    reason registry.clean,
    status_at timestamp with time zone NOT NULL,
    applied_at timestamp with time zone NOT NULL,
    years integer NOT NULL,
    authinfo text,
    plan jsonb NOT NULL,
    smd_id registry.clean,
    mark registry.clean,
    has_claims boolean NOT NULL,
    notice_id registry.clean,
    notice_validator registry.clean,
    notice_not_after timestamp with time zone,
    notice_accepted_at timestamp with time zone,
    cltrid registry.clean,
    svtrid text NOT NULL,
    ledger_ids bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    allocated_roid text,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT a_custom_status_has_a_name CHECK (((status <> 'custom'::text) OR (substatus IS NOT NULL))),
    CONSTRAINT an_applications_mark_has_its_id CHECK (((smd_id IS NULL) = (mark IS NULL))),
    CONSTRAINT an_applications_notice_is_whole CHECK ((num_nulls(notice_id, notice_validator, notice_not_after, notice_accepted_at) = ANY (ARRAY[0, 4]))),
    CONSTRAINT application_is_for_years CHECK ((years > 0)),
    CONSTRAINT application_plan_fits_xml CHECK (((plan)::text !~ '(^|[^\\])(\\\\)*\\[bfu]|[\ufffe\uffff]'::text)),
    CONSTRAINT application_status_is_known CHECK ((status = ANY (ARRAY['pendingValidation'::text, 'validated'::text, 'invalid'::text, 'pendingAllocation'::text, 'allocated'::text, 'rejected'::text, 'custom'::text]))),
    CONSTRAINT what_is_allocated_became_a_domain CHECK (((status = 'allocated'::text) = (allocated_roid IS NOT NULL)))
);

COMMENT ON TABLE registry.application IS 'Wishes for names of a launch phase that takes applications (RFC 8334): many may be for one name. Decided ones stay';

COMMENT ON COLUMN registry.application.reason IS 'why it has its status, for people';

COMMENT ON COLUMN registry.application.plan IS 'the domain as it would be, without its secret; contacts and hosts of an open application are those of the link tables';

COMMENT ON COLUMN registry.application.ledger_ids IS 'what was charged for it, given back unless the name is allocated';

CREATE TABLE registry.application_contact (
    application_id bigint NOT NULL,
    role registry.clean NOT NULL,
    contact_id bigint NOT NULL
);

COMMENT ON TABLE registry.application_contact IS 'contacts of open applications; the registrant is one of them, in that role';

CREATE TABLE registry.certificate (
    registrar_id bigint NOT NULL,
    fingerprint bytea NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone NOT NULL,
    subject text,
    pinned_at timestamp with time zone,
    pinned_by text,
    CONSTRAINT fingerprint_is_sha256 CHECK ((octet_length(fingerprint) = 32)),
    CONSTRAINT subject_of_a_certificate_is_bounded CHECK ((length(subject) <= 500))
);

COMMENT ON TABLE registry.certificate IS 'A certificate is known by the SHA-256 of its DER form; two open ones let a registrar change over';

COMMENT ON COLUMN registry.certificate.subject IS 'whom it names (RFC 4514), for people; none: nobody wrote it down';

COMMENT ON COLUMN registry.certificate.pinned_by IS 'the operator, or the registrar itself';

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

COMMENT ON TABLE registry.command IS 'Every command that reached a door. Rows of transforms commit with what they changed; the others follow in batches';

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
    CONSTRAINT contact_disclosure_fits_xml CHECK (((disclose)::text !~ '(^|[^\\])(\\\\)*\\[bfu]|[\ufffe\uffff]'::text)),
    CONSTRAINT contact_extensions_fit_xml CHECK (((voice_extension !~ '[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]'::text) AND (fax_extension !~ '[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]'::text))),
    CONSTRAINT contact_handle_is_visible CHECK ((handle ~ '^[^\s\x01-\x1f\x7f-\x9f\ufffe\uffff]{3,16}$'::text)),
    CONSTRAINT contact_numbers_are_e164 CHECK (((voice ~ '^\+[0-9]{1,3}\.[0-9]{1,14}$'::text) AND (fax ~ '^\+[0-9]{1,3}\.[0-9]{1,14}$'::text) AND (GREATEST(length(voice), length(fax)) <= 17))),
    CONSTRAINT contact_postal_fits_xml CHECK (((postal)::text !~ '(^|[^\\])(\\\\)*\\[bfu]|[\ufffe\uffff]'::text)),
    CONSTRAINT contact_statuses_are_known CHECK ((statuses <@ ARRAY['clientDeleteProhibited'::text, 'clientTransferProhibited'::text, 'clientUpdateProhibited'::text, 'serverDeleteProhibited'::text, 'serverTransferProhibited'::text, 'serverUpdateProhibited'::text]))
);

COMMENT ON TABLE registry.contact IS 'people and organisations, as registrars describe them';

COMMENT ON COLUMN registry.contact.postal IS 'list of one or two postal infos: registry/model/contact.py';

CREATE TABLE registry.deposit (
    id bigint NOT NULL,
    tld_id bigint,
    kind text NOT NULL,
    day date NOT NULL,
    revision integer NOT NULL,
    state text NOT NULL,
    reason text,
    attempts integer DEFAULT 0 NOT NULL,
    retry_at timestamp with time zone,
    stopped boolean DEFAULT false NOT NULL,
    deposit_id text,
    watermark timestamp with time zone,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    files jsonb DEFAULT '[]'::jsonb NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    sealed_at timestamp with time zone,
    uploaded_at timestamp with time zone,
    reported_at timestamp with time zone,
    answered_at timestamp with time zone,
    registrar_id bigint,
    awaits_answer boolean DEFAULT true NOT NULL,
    refused_by text,
    CONSTRAINT a_deposit_is_somebodys CHECK ((num_nonnulls(tld_id, registrar_id) = 1)),
    CONSTRAINT deposit_kind_is_known CHECK ((((kind = ANY (ARRAY['full'::text, 'diff'::text, 'thin'::text])) AND (registrar_id IS NULL)) OR ((kind = ANY (ARRAY['full'::text, 'inc'::text])) AND (tld_id IS NULL)))),
    CONSTRAINT deposit_state_is_known CHECK ((state = ANY (ARRAY['planned'::text, 'rendering'::text, 'sealed'::text, 'uploaded'::text, 'reported'::text, 'confirmed'::text, 'rejected'::text]))),
    CONSTRAINT revisions_count_from_zero CHECK ((revision >= 0)),
    CONSTRAINT what_left_the_house_was_sealed CHECK (((state = ANY (ARRAY['planned'::text, 'rendering'::text])) OR (num_nulls(deposit_id, watermark, sealed_at) = 0)))
);

COMMENT ON TABLE registry.deposit IS 'One deposit of a TLD or a registrar and a day: how far it has come on its way to the escrow agent, and what holds it up';

COMMENT ON COLUMN registry.deposit.stopped IS 'people must see to the reason before it goes on';

COMMENT ON COLUMN registry.deposit.awaits_answer IS 'false where it was brought without a way by which ICANN is told of it: its arrival is all there will be';

COMMENT ON COLUMN registry.deposit.refused_by IS 'SHA-256 of the notification that the agent refused it by';

ALTER TABLE registry.deposit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.deposit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.disclosure (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    door text NOT NULL,
    level text NOT NULL,
    asker text NOT NULL,
    purpose text,
    roid text NOT NULL,
    name text NOT NULL,
    address inet,
    CONSTRAINT level_is_above_the_public CHECK ((level = ANY (ARRAY['requester'::text, 'registrar'::text, 'operator'::text])))
);

COMMENT ON TABLE registry.disclosure IS 'who was shown more of contacts than the public, of what, why and when; never the data';

COMMENT ON COLUMN registry.disclosure.asker IS 'a requester or a registrar by its name, an operator by login';

COMMENT ON COLUMN registry.disclosure.roid IS 'of the name or the contact whose data were shown; name is what it was called then';

ALTER TABLE registry.disclosure ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.disclosure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.domain_contact (
    domain_id bigint NOT NULL,
    role text NOT NULL,
    contact_id bigint NOT NULL,
    CONSTRAINT contact_role_is_known CHECK ((role = ANY (ARRAY['admin'::text, 'billing'::text, 'tech'::text])))
);

COMMENT ON TABLE registry.domain_contact IS 'contacts of a domain, by role; the registrant is in the domain itself';

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
    CONSTRAINT digest_is_hexadecimal CHECK ((digest ~ '^([0-9A-F]{2})+$'::text)),
    CONSTRAINT public_key_is_base64 CHECK (((public_key ~ '^[A-Za-z0-9+/]+={0,2}$'::text) AND ((length(public_key) % 4) = 0))),
    CONSTRAINT record_is_ds_or_key CHECK (((num_nonnulls(key_tag, digest_type, digest) = ANY (ARRAY[0, 3])) AND (num_nonnulls(flags, protocol, public_key) = ANY (ARRAY[0, 3])) AND (num_nonnulls(digest, public_key) > 0))),
    CONSTRAINT record_is_one_of_ds_and_key CHECK ((num_nonnulls(digest, public_key) = 1))
);

COMMENT ON TABLE registry.domain_dnssec IS 'DS data or key data (RFC 5910, section 4); which of the two is the TLD''s policy';

CREATE TABLE registry.grace (
    id bigint NOT NULL,
    domain_id bigint NOT NULL,
    kind text NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    years integer NOT NULL,
    ledger_id bigint NOT NULL,
    expires_before timestamp with time zone,
    CONSTRAINT grace_kind_is_known CHECK ((kind = ANY (ARRAY['addPeriod'::text, 'renewPeriod'::text, 'autoRenewPeriod'::text, 'transferPeriod'::text])))
);

COMMENT ON TABLE registry.grace IS 'One row per open grace period, each with its own end and the ledger row it would give back (RFC 3915, section 3.1)';

COMMENT ON COLUMN registry.grace.years IS 'Whole years that were added: fewer than were paid for where the horizon capped them';

COMMENT ON COLUMN registry.grace.expires_before IS 'The expiry that the years were added to; NULL for a new name, and where it is not known';

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
    reason text
)
PARTITION BY RANGE (at);

COMMENT ON TABLE registry.history IS 'Full versions of every object: who made it so, through which door, by which command, under which policy';

COMMENT ON COLUMN registry.history.state IS 'the object after the event; NULL when the event ended it';

COMMENT ON COLUMN registry.history.reason IS 'what an operator gave as the reason';

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
    reason text
);

ALTER TABLE registry.history ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.history_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.idn_table (
    id bigint NOT NULL,
    name text NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    version text,
    languages text[] NOT NULL,
    url text NOT NULL,
    policy_url text NOT NULL,
    document jsonb NOT NULL,
    source text NOT NULL,
    CONSTRAINT idn_table_name_is_a_token CHECK ((name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'::text)),
    CONSTRAINT idn_table_policy_url_is_one CHECK ((policy_url ~ '^https?://[!-~]+$'::text)),
    CONSTRAINT idn_table_url_is_one CHECK ((url ~ '^https?://[!-~]+$'::text))
);

COMMENT ON TABLE registry.idn_table IS 'Versions of IDN tables (RFC 7940): each is in force until the next of its name; a version never changes and never goes. A TLD''s policy says which tables it offers';

COMMENT ON COLUMN registry.idn_table.version IS 'what the table calls this version, if it says';

COMMENT ON COLUMN registry.idn_table.url IS 'where the table is published';

COMMENT ON COLUMN registry.idn_table.policy_url IS 'where the policy is published that goes with it';

COMMENT ON COLUMN registry.idn_table.document IS 'the table as labels are judged by it (registry/model/idn_table.py)';

COMMENT ON COLUMN registry.idn_table.source IS 'the file that it was imported from';

ALTER TABLE registry.idn_table ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.idn_table_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.launch (
    roid text NOT NULL,
    name registry.fqdn NOT NULL,
    tld_id bigint NOT NULL,
    registrar_id bigint NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    phase text NOT NULL,
    subphase text,
    smd_id text,
    mark text,
    has_claims boolean NOT NULL,
    notice_id text,
    notice_validator text,
    notice_not_after timestamp with time zone,
    notice_accepted_at timestamp with time zone,
    reported_at timestamp with time zone,
    applied_at timestamp with time zone,
    qlp boolean DEFAULT false NOT NULL,
    in_sunrise_list boolean DEFAULT false NOT NULL,
    CONSTRAINT a_mark_has_its_id CHECK (((smd_id IS NULL) = (mark IS NULL))),
    CONSTRAINT a_notice_is_whole CHECK ((num_nulls(notice_id, notice_validator, notice_not_after, notice_accepted_at) = ANY (ARRAY[0, 4])))
);

COMMENT ON TABLE registry.launch IS 'Names that were registered with a mark, or although there were claims on them: what the clearinghouse is told of (LORDN). A row stays when its name is gone';

COMMENT ON COLUMN registry.launch.has_claims IS 'whether there were claims on the label when the name was registered';

COMMENT ON COLUMN registry.launch.reported_at IS 'when the clearinghouse was told by a release that had no lordn_line; not written any more';

COMMENT ON COLUMN registry.launch.applied_at IS 'when the name was applied for; NULL: who came first got it';

COMMENT ON COLUMN registry.launch.qlp IS 'whether it was registered under a qualified launch programme';

COMMENT ON COLUMN registry.launch.in_sunrise_list IS 'whether the label was in the sunrise list then; only a programme asks';

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
    billable_at timestamp with time zone
);

COMMENT ON TABLE registry.ledger IS 'every charge, refund and deposit, never changed; a refund names the row that it reverses';

COMMENT ON COLUMN registry.ledger.amount IS 'minor units as the account feels them: a charge is negative';

COMMENT ON COLUMN registry.ledger.billable_at IS 'when the grace period of a charge ends, as it was known when it was booked: of a transfer, which somebody may approve
            earlier, at the latest; NULL where nothing gives it back and it counts at once';

ALTER TABLE registry.ledger ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.ledger_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.listed_name (
    list_id bigint NOT NULL,
    label registry.fqdn NOT NULL,
    value text NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    reason text,
    CONSTRAINT listed_reason_is_a_line CHECK ((reason ~ '^[^[:cntrl:]]{1,200}$'::text)),
    CONSTRAINT listed_value_is_a_word CHECK ((value ~ '^[A-Za-z0-9][A-Za-z0-9-]{0,31}$'::text)),
    CONSTRAINT listing_has_length CHECK ((valid_to > valid_from))
);

COMMENT ON TABLE registry.listed_name IS 'A label on a list from one instant to another: on a premium list with its class, on a reserved list with the kind of reservation. Taking a label off closes the row, so that every past answer can be explained';

COMMENT ON COLUMN registry.listed_name.reason IS 'why the label is reserved, for operators';

CREATE TABLE registry.lordn_file (
    id bigint NOT NULL,
    tld_id bigint NOT NULL,
    kind text NOT NULL,
    qlp boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    lines integer NOT NULL,
    content text NOT NULL,
    number text,
    location text,
    sent_at timestamp with time zone,
    asked_at timestamp with time zone,
    judged_at timestamp with time zone,
    outcome text,
    answer text,
    CONSTRAINT lordn_file_kind_is_known CHECK ((kind = ANY (ARRAY['sunrise'::text, 'claims'::text]))),
    CONSTRAINT lordn_file_outcome_is_known CHECK ((outcome = ANY (ARRAY['accepted'::text, 'rejected'::text, 'refused'::text]))),
    CONSTRAINT what_is_judged_has_an_outcome CHECK (((judged_at IS NULL) = (outcome IS NULL)))
);

COMMENT ON TABLE registry.lordn_file IS 'Files of names for the clearinghouse (LORDN), exactly as they are sent: written first, sent later, as often as it takes, then judged by their logs. The clearinghouse knows a file by created_at, and takes it once';

COMMENT ON COLUMN registry.lordn_file.number IS 'the number that the clearinghouse gave it';

COMMENT ON COLUMN registry.lordn_file.location IS 'where its log is; NULL when people carried it there';

COMMENT ON COLUMN registry.lordn_file.asked_at IS 'when its log was last asked for';

COMMENT ON COLUMN registry.lordn_file.outcome IS 'rejected: because of some lines; refused: it could not be read';

COMMENT ON COLUMN registry.lordn_file.answer IS 'the log, or the words of the refusal';

ALTER TABLE registry.lordn_file ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME registry.lordn_file_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.lordn_line (
    roid text NOT NULL,
    tld_id bigint NOT NULL,
    kind text NOT NULL,
    qlp boolean NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    file_id bigint,
    result integer,
    wrong text,
    accepted_at timestamp with time zone,
    CONSTRAINT lordn_line_kind_is_known CHECK ((kind = ANY (ARRAY['sunrise'::text, 'claims'::text]))),
    CONSTRAINT what_is_accepted_is_not_wrong CHECK (((accepted_at IS NULL) OR ((wrong IS NULL) AND (file_id IS NOT NULL))))
);

COMMENT ON TABLE registry.lordn_line IS 'Names that the clearinghouse is to be told of: a line is written in the transaction that registers its name, is in one file at a time, and stays until it is accepted';

COMMENT ON COLUMN registry.lordn_line.file_id IS 'the file that it is in, or was accepted in; NULL: waits for the next one';

COMMENT ON COLUMN registry.lordn_line.result IS 'what the clearinghouse said of it last';

COMMENT ON COLUMN registry.lordn_line.wrong IS 'the line as it was called wrong: it waits until it would read differently';

CREATE TABLE registry.monthly_report (
    id bigint NOT NULL,
    tld_id bigint NOT NULL,
    month date NOT NULL,
    kind text NOT NULL,
    revision integer NOT NULL,
    state text NOT NULL,
    code integer,
    reason text,
    answer text,
    attempts integer DEFAULT 0 NOT NULL,
    retry_at timestamp with time zone,
    stopped boolean DEFAULT false NOT NULL,
    content bytea,
    lines integer,
    planned_at timestamp with time zone NOT NULL,
    written_at timestamp with time zone,
    uploaded_at timestamp with time zone,
    answered_at timestamp with time zone,
    CONSTRAINT a_month_is_told_by_its_first_day CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
    CONSTRAINT a_refusal_has_a_code CHECK (((state <> 'refused'::text) OR (code IS NOT NULL))),
    CONSTRAINT report_kind_is_known CHECK ((kind = ANY (ARRAY['transactions'::text, 'activity'::text]))),
    CONSTRAINT report_revisions_count_from_zero CHECK ((revision >= 0)),
    CONSTRAINT report_state_is_known CHECK ((state = ANY (ARRAY['planned'::text, 'written'::text, 'uploaded'::text, 'accepted'::text, 'refused'::text]))),
    CONSTRAINT what_was_uploaded_was_written CHECK (((state = 'planned'::text) OR (num_nulls(content, lines, written_at) = 0)))
);

COMMENT ON TABLE registry.monthly_report IS 'One report of a TLD and a month: how far it has come on its way to ICANN, and what holds it up';

COMMENT ON COLUMN registry.monthly_report.answer IS 'what the interface said last, as it said it';

COMMENT ON COLUMN registry.monthly_report.stopped IS 'people must see to the reason before it goes on';

ALTER TABLE registry.monthly_report ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.monthly_report_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.name_list (
    id bigint NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    version integer DEFAULT 0 NOT NULL,
    CONSTRAINT name_list_kind_is_known CHECK ((kind = ANY (ARRAY['premium'::text, 'reserved'::text]))),
    CONSTRAINT name_list_name_is_a_word CHECK ((name ~ '^[a-z0-9][a-z0-9-]{0,62}$'::text))
);

COMMENT ON TABLE registry.name_list IS 'lists of labels; a TLD''s policy says which of them count there';

COMMENT ON COLUMN registry.name_list.version IS 'the last version in history; 0: none was written yet';

ALTER TABLE registry.name_list ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.name_list_id_seq
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

CREATE TABLE registry.past_session (
    id bigint NOT NULL,
    registrar_id bigint NOT NULL,
    address inet NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    ending text NOT NULL,
    app registry.clean,
    tech registry.clean,
    os registry.clean,
    CONSTRAINT ending_is_known CHECK ((ending = ANY (ARRAY['logout'::text, 'failed'::text, 'lost'::text, 'overdue'::text, 'ended'::text, 'stopped'::text, 'vanished'::text])))
);

COMMENT ON TABLE registry.past_session IS 'sessions of registrars that are over, by the numbers they had';

COMMENT ON COLUMN registry.past_session.ended_at IS 'of one whose worker vanished: when that was last seen';

CREATE UNLOGGED TABLE registry.place_bucket (
    place text NOT NULL,
    tokens double precision NOT NULL,
    counted_at timestamp with time zone NOT NULL
)
WITH (fillfactor='50');

COMMENT ON TABLE registry.place_bucket IS 'What an address (of IPv6 a /64) that sends commands has left of the rate that the settings grant every address';

COMMENT ON COLUMN registry.place_bucket.tokens IS 'what the bucket held at counted_at; it has filled since then';

CREATE TABLE registry.policy (
    id bigint NOT NULL,
    tld_id bigint NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    document jsonb NOT NULL,
    CONSTRAINT policy_has_length CHECK ((valid_to > valid_from))
);

COMMENT ON TABLE registry.policy IS 'A policy version is immutable; a new one closes the last. What it says is one document: registry/model/policy.py';

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
    acked_at timestamp with time zone,
    once text,
    CONSTRAINT poll_data_fit_xml CHECK (((data)::text !~ '(^|[^\\])(\\\\)*\\[bfu]|[\ufffe\uffff]'::text))
);

COMMENT ON TABLE registry.poll_message IS 'Messages hold what they say, not where to look it up: they stay readable after their object is gone';

COMMENT ON COLUMN registry.poll_message.once IS 'what it is about, where one message about that is enough';

ALTER TABLE registry.poll_message ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.poll_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.query_tally (
    day date NOT NULL,
    tld text NOT NULL,
    way text NOT NULL,
    kind text NOT NULL,
    queries bigint NOT NULL,
    CONSTRAINT a_tally_counts_something CHECK ((queries > 0))
);

COMMENT ON TABLE registry.query_tally IS 'How many queries of the public were answered on a day, by way and kind; processes add to it every few seconds';

COMMENT ON COLUMN registry.query_tally.tld IS 'empty: the query was of none of ours';

CREATE TABLE registry.rate_limit (
    registrar_id bigint NOT NULL,
    class text NOT NULL,
    per_second double precision NOT NULL,
    burst integer NOT NULL,
    tokens double precision NOT NULL,
    counted_at timestamp with time zone NOT NULL,
    CONSTRAINT rate_limit_class_is_known CHECK ((class = ANY (ARRAY['check'::text, 'info'::text, 'transform'::text, 'poll'::text]))),
    CONSTRAINT rate_limit_fills CHECK ((per_second > (0)::double precision)),
    CONSTRAINT rate_limit_holds_a_token CHECK ((burst > 0))
)
WITH (fillfactor='50');

COMMENT ON TABLE registry.rate_limit IS 'How often a registrar may ask, by class of commands; a class without a row has no limit. The bucket stands beside its
    limit: processes take tokens from it in leases';

COMMENT ON COLUMN registry.rate_limit.per_second IS 'tokens that come back in a second';

COMMENT ON COLUMN registry.rate_limit.burst IS 'tokens a full bucket holds';

COMMENT ON COLUMN registry.rate_limit.tokens IS 'what the bucket held at counted_at; it has filled since then';

CREATE TABLE registry.rdap_login (
    digest bytea NOT NULL,
    until timestamp with time zone NOT NULL,
    CONSTRAINT login_digest_is_sha256 CHECK ((octet_length(digest) = 32))
);

COMMENT ON TABLE registry.rdap_login IS 'logins that came back from an OpenID provider: none does twice; forgotten when it could not any more';

COMMENT ON COLUMN registry.rdap_login.digest IS 'SHA-256 of what identifies the login';

CREATE TABLE registry.rdap_session (
    digest bytea NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    identifier text,
    claims jsonb NOT NULL,
    access_token bytea NOT NULL,
    refresh_token bytea,
    id_token bytea,
    begun_at timestamp with time zone NOT NULL,
    token_until timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    refreshing_until timestamp with time zone,
    CONSTRAINT session_digest_is_sha256 CHECK ((octet_length(digest) = 32)),
    CONSTRAINT session_ends_after_it_begins CHECK ((ends_at > begun_at))
);

COMMENT ON TABLE registry.rdap_session IS 'people at RDAP whom an OpenID provider vouches for (RFC 9560)';

COMMENT ON COLUMN registry.rdap_session.digest IS 'SHA-256 of what the cookie holds, which nobody keeps but its client';

COMMENT ON COLUMN registry.rdap_session.identifier IS 'whom the client said that it logs in (farv1_id)';

COMMENT ON COLUMN registry.rdap_session.claims IS 'what the provider said of that person, as far as it is of use here';

COMMENT ON COLUMN registry.rdap_session.access_token IS 'sealed under whois.session_key, as the other tokens are';

COMMENT ON COLUMN registry.rdap_session.token_until IS 'from here on it admits nobody until it is refreshed';

COMMENT ON COLUMN registry.rdap_session.ends_at IS 'from here on it is over, whatever is refreshed';

COMMENT ON COLUMN registry.rdap_session.refreshing_until IS 'a process is refreshing it; another may not before this instant';

CREATE TABLE registry.redemption (
    token_id bigint NOT NULL,
    roid text NOT NULL,
    single boolean DEFAULT false NOT NULL,
    at timestamp with time zone NOT NULL
);

COMMENT ON TABLE registry.redemption IS 'which name was registered with which token';

COMMENT ON COLUMN registry.redemption.single IS 'read by the release before this one alone, and false for newer redemptions';

ALTER TABLE registry.registrar ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.registrar_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.requester (
    id bigint NOT NULL,
    name text NOT NULL,
    about text NOT NULL,
    purposes text[] NOT NULL,
    tlds text[] DEFAULT '{}'::text[] NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    suspended boolean DEFAULT false NOT NULL,
    fingerprint bytea NOT NULL,
    token_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    logins text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT accreditation_ends_after_it_begins CHECK ((valid_to > valid_from)),
    CONSTRAINT requester_has_a_purpose CHECK ((cardinality(purposes) > 0)),
    CONSTRAINT requester_name_is_a_word CHECK ((name ~ '^[a-z0-9][a-z0-9-]{1,31}$'::text))
);

COMMENT ON TABLE registry.requester IS 'who is accredited to be shown more of contacts than the public is, for stated purposes';

COMMENT ON COLUMN registry.requester.about IS 'who that is, and on what ground, for operators';

COMMENT ON COLUMN registry.requester.tlds IS 'the TLDs it is accredited in; empty: all';

COMMENT ON COLUMN registry.requester.fingerprint IS 'SHA-256 of the token, which nobody keeps';

COMMENT ON COLUMN registry.requester.logins IS 'accounts of the panel by which people ask in its name';

ALTER TABLE registry.requester ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.requester_id_seq
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
    other registry.clean,
    CONSTRAINT report_dates_fit_xml CHECK (((deleted_at !~ '[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]'::text) AND (restored_at !~ '[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]'::text)))
);

COMMENT ON TABLE registry.restore_report IS 'What registrars stated when they restored names (RFC 3915, section 4.2.5); dates as they were sent';

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
    opened_at timestamp with time zone NOT NULL,
    app registry.clean,
    tech registry.clean,
    os registry.clean,
    ended_at timestamp with time zone
);

COMMENT ON TABLE registry.session IS 'sessions of registrars that are open now, on whichever worker';

COMMENT ON COLUMN registry.session.app IS 'the software of the client, as it says; so are tech and os (RFC 8807, userAgent)';

COMMENT ON COLUMN registry.session.ended_at IS 'when somebody ended it from outside: it counts no more, and its worker closes the connection';

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
    name registry.fqdn NOT NULL,
    version integer DEFAULT 0 NOT NULL
);

COMMENT ON TABLE registry.tld IS 'zones whose names are registered here';

COMMENT ON COLUMN registry.tld.version IS 'the last version in history; 0: none was written yet';

ALTER TABLE registry.tld ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.tld_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.tmch_claim (
    label registry.fqdn NOT NULL,
    claim_key text NOT NULL,
    inserted_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE registry.tmch_claim IS 'labels on which there are trademark claims, with the key to the notice of them';

CREATE TABLE registry.tmch_list (
    kind text NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    imported_at timestamp with time zone NOT NULL,
    entries integer NOT NULL,
    content bytea,
    confirmed_at timestamp with time zone NOT NULL,
    validator text,
    expires_at timestamp with time zone,
    CONSTRAINT a_crl_is_kept_as_it_came CHECK (((kind = 'crl'::text) = (content IS NOT NULL))),
    CONSTRAINT tmch_list_kind_is_known CHECK ((kind = ANY (ARRAY['dnl'::text, 'surl'::text, 'smdrl'::text, 'crl'::text])))
);

COMMENT ON TABLE registry.tmch_list IS 'The list of each kind that counts now: labels with claims (dnl), labels that sunrise is for (surl), revoked signed marks (smdrl), each in a table of its own, and the certificates that the clearinghouse revoked (crl, as it was signed)';

COMMENT ON COLUMN registry.tmch_list.issued_at IS 'when the clearinghouse made the list';

COMMENT ON COLUMN registry.tmch_list.confirmed_at IS 'when it was last known to be the newest';

COMMENT ON COLUMN registry.tmch_list.validator IS 'what the clearinghouse is asked with whether it is; NULL: came as a file';

COMMENT ON COLUMN registry.tmch_list.expires_at IS 'until when a crl counts';

CREATE TABLE registry.tmch_revoked_mark (
    smd_id text NOT NULL,
    revoked_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE registry.tmch_revoked_mark IS 'signed marks that no longer count, by the id that their issuer gave them';

CREATE TABLE registry.tmch_sunrise_label (
    label registry.fqdn NOT NULL,
    inserted_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE registry.tmch_sunrise_label IS 'labels that a mark gives a right to in sunrise; asked while a launch programme is qualified (QLP)';

CREATE TABLE registry.told_figure (
    tld_id bigint NOT NULL,
    month date NOT NULL,
    figure text NOT NULL,
    count bigint NOT NULL,
    CONSTRAINT figure_is_a_count CHECK ((count >= 0)),
    CONSTRAINT month_is_its_first_day CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);

COMMENT ON TABLE registry.told_figure IS 'What others counted for the reports of a month, such as the operators of name servers; told again, the last counts';

CREATE TABLE registry.topup (
    id bigint NOT NULL,
    registrar_id bigint NOT NULL,
    currency text NOT NULL,
    amount bigint NOT NULL,
    reason registry.clean NOT NULL,
    status text DEFAULT 'proposed'::text NOT NULL,
    proposed_by text NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    decided_by text,
    decided_at timestamp with time zone,
    decision registry.clean,
    ledger_id bigint,
    told text DEFAULT ''::text NOT NULL,
    payer text DEFAULT ''::text NOT NULL,
    CONSTRAINT payer_is_bounded CHECK ((length(payer) <= 255)),
    CONSTRAINT topup_is_booked_when_confirmed CHECK (((status = 'confirmed'::text) = (ledger_id IS NOT NULL))),
    CONSTRAINT topup_is_confirmed_by_another CHECK (((status <> 'confirmed'::text) OR (decided_by <> proposed_by))),
    CONSTRAINT topup_is_decided_by_somebody CHECK ((((status = 'proposed'::text) = (decided_by IS NULL)) AND ((decided_by IS NULL) = (decided_at IS NULL)))),
    CONSTRAINT topup_moves_money CHECK ((amount <> 0)),
    CONSTRAINT topup_status_is_known CHECK ((status = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'declined'::text, 'withdrawn'::text])))
);

COMMENT ON TABLE registry.topup IS 'Money that an operator proposes to book into an account; it is booked when another operator confirms it';

COMMENT ON COLUMN registry.topup.amount IS 'minor units; negative: money out';

COMMENT ON COLUMN registry.topup.decision IS 'why it was decided so';

COMMENT ON COLUMN registry.topup.ledger_id IS 'the row that booked it';

COMMENT ON COLUMN registry.topup.told IS 'the status that people were last told of; empty: none';

COMMENT ON COLUMN registry.topup.payer IS 'whose account it comes from; empty: nobody said';

ALTER TABLE registry.topup ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.topup_id_seq
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
    CONSTRAINT transfer_cltrid_fits_xml CHECK ((cltrid !~ '[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]'::text)),
    CONSTRAINT transfer_has_one_object CHECK ((num_nonnulls(domain_id, contact_id) = 1)),
    CONSTRAINT transfer_status_is_known CHECK ((status = ANY (ARRAY['pending'::text, 'clientApproved'::text, 'clientCancelled'::text, 'clientRejected'::text, 'serverApproved'::text, 'serverCancelled'::text])))
);

COMMENT ON TABLE registry.transfer IS 'The last transfer of an object; at most one is pending. Years are NULL for contacts';

ALTER TABLE registry.transfer ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.transfer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registry.urs_case (
    id bigint NOT NULL,
    number registry.clean NOT NULL,
    provider registry.clean NOT NULL,
    name registry.fqdn NOT NULL,
    roid text NOT NULL,
    status text NOT NULL,
    noticed_at timestamp with time zone NOT NULL,
    lock_by timestamp with time zone NOT NULL,
    locked_at timestamp with time zone,
    suspended_at timestamp with time zone,
    extended_at timestamp with time zone,
    rolled_back_at timestamp with time zone,
    closed_at timestamp with time zone,
    before jsonb,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT a_closed_urs_case_says_when CHECK (((status = 'closed'::text) = (closed_at IS NOT NULL))),
    CONSTRAINT a_urs_lock_is_due_after_its_notice CHECK ((lock_by > noticed_at)),
    CONSTRAINT a_urs_lock_knows_what_it_locked CHECK (((status = ANY (ARRAY['notified'::text, 'closed'::text])) OR ((before IS NOT NULL) AND (locked_at IS NOT NULL)))),
    CONSTRAINT urs_status_is_known CHECK ((status = ANY (ARRAY['notified'::text, 'locked'::text, 'suspended'::text, 'rolledBack'::text, 'closed'::text])))
);

COMMENT ON TABLE registry.urs_case IS 'Complaints against names under the Uniform Rapid Suspension system, and what the registry did on them';

COMMENT ON COLUMN registry.urs_case.number IS 'as the provider that hears the complaint gave it';

COMMENT ON COLUMN registry.urs_case.roid IS 'of the registration that the complaint is about: its name may be registered anew';

COMMENT ON COLUMN registry.urs_case.lock_by IS 'until when the name must be locked';

COMMENT ON COLUMN registry.urs_case.before IS 'what of the name the case took away, to be given back by a rollback';

ALTER TABLE registry.urs_case ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.urs_case_id_seq
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

COMMENT ON TABLE registry.worker IS 'A worker is one server process; its sessions count as long as it is seen alive';

ALTER TABLE registry.worker ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registry.worker_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE UNLOGGED TABLE rising.object (
    rise_id bigint NOT NULL,
    number bigint NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    roid text,
    due timestamp with time zone,
    state jsonb
);

COMMENT ON TABLE rising.object IS 'What deposits say, in their order, until it becomes part of the registry';

COMMENT ON COLUMN rising.object.state IS 'the object as a version in history has it; NULL: a later deposit deletes what was known by the key or the ROID';

CREATE TABLE rising.rise (
    id bigint NOT NULL,
    tld registry.fqdn NOT NULL,
    fingerprint bytea NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    verified jsonb NOT NULL,
    taken bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    rows bigint DEFAULT 0 NOT NULL,
    found jsonb NOT NULL,
    risen_at timestamp with time zone,
    CONSTRAINT rise_fingerprint_is_sha256 CHECK ((octet_length(fingerprint) = 32))
);

COMMENT ON TABLE rising.rise IS 'A TLD being restored from deposits, or restored from them: how far it has come, so that it can go on';

COMMENT ON COLUMN rising.rise.fingerprint IS 'of the deposits and of everything that says how they are read: another one begins anew';

COMMENT ON COLUMN rising.rise.verified IS 'what each deposit says of itself, in their order';

COMMENT ON COLUMN rising.rise.taken IS 'how many elements of each deposit were staged';

COMMENT ON COLUMN rising.rise.rows IS 'how many rows they made; with fewer, the staged ones were lost';

COMMENT ON COLUMN rising.rise.found IS 'what was found on the way; in the end, how many objects there are';

ALTER TABLE rising.rise ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME rising.rise_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY audit.activity ATTACH PARTITION audit.activity_default DEFAULT;

ALTER TABLE ONLY registry.command ATTACH PARTITION registry.command_default DEFAULT;

ALTER TABLE ONLY registry.history ATTACH PARTITION registry.history_default DEFAULT;

ALTER TABLE ONLY jobs.pgqueuer ALTER COLUMN id SET DEFAULT nextval('jobs.pgqueuer_id_seq'::regclass);

ALTER TABLE ONLY jobs.pgqueuer_schedules ALTER COLUMN id SET DEFAULT nextval('jobs.pgqueuer_schedules_id_seq'::regclass);

ALTER TABLE ONLY jobs.pgqueuer_statistics ALTER COLUMN id SET DEFAULT nextval('jobs.pgqueuer_statistics_id_seq'::regclass);

ALTER TABLE ONLY audit.activity
    ADD CONSTRAINT activity_pkey PRIMARY KEY (at, id);

ALTER TABLE ONLY audit.activity_default
    ADD CONSTRAINT activity_default_pkey PRIMARY KEY (at, id);

ALTER TABLE ONLY audit.amendment
    ADD CONSTRAINT amendment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY audit.anchor
    ADD CONSTRAINT anchor_pkey PRIMARY KEY (number);

ALTER TABLE ONLY audit.disposal
    ADD CONSTRAINT disposal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY audit.kept
    ADD CONSTRAINT kept_pkey PRIMARY KEY (class);

ALTER TABLE ONLY audit.seal
    ADD CONSTRAINT seal_pkey PRIMARY KEY (log, number);

ALTER TABLE audit.seal
    ADD CONSTRAINT sealed_log_is_known CHECK ((log = ANY (ARRAY['activity'::text, 'command'::text, 'history'::text, 'amendment'::text, 'disposal'::text]))) NOT VALID;

ALTER TABLE ONLY iam.account
    ADD CONSTRAINT account_hands_down_one_chain UNIQUE (id, chain);

ALTER TABLE ONLY iam.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY iam.account_right
    ADD CONSTRAINT account_right_pkey PRIMARY KEY (account_id, permission);

ALTER TABLE ONLY iam.account_role
    ADD CONSTRAINT account_role_pkey PRIMARY KEY (account_id, role);

ALTER TABLE ONLY iam.remote_identity
    ADD CONSTRAINT an_account_is_known_once_to_a_provider UNIQUE (account_id, provider);

ALTER TABLE ONLY iam.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (id);

ALTER TABLE ONLY iam.api_key
    ADD CONSTRAINT api_key_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY iam.authorization_code
    ADD CONSTRAINT authorization_code_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY iam.failed_login
    ADD CONSTRAINT failed_login_pkey PRIMARY KEY (id);

ALTER TABLE ONLY iam.last_sign_in
    ADD CONSTRAINT last_sign_in_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY iam.account
    ADD CONSTRAINT login_is_unique UNIQUE (login);

ALTER TABLE ONLY iam.mailed_link
    ADD CONSTRAINT mailed_link_is_drawn_once UNIQUE (digest);

ALTER TABLE ONLY iam.mailed_link
    ADD CONSTRAINT mailed_link_pkey PRIMARY KEY (id);

ALTER TABLE ONLY iam.newcomer
    ADD CONSTRAINT newcomer_is_written_to_once UNIQUE (digest);

ALTER TABLE ONLY iam.newcomer
    ADD CONSTRAINT newcomer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY iam.party_consent
    ADD CONSTRAINT party_consent_pkey PRIMARY KEY (account_id, party_id);

ALTER TABLE ONLY iam.party_grant
    ADD CONSTRAINT party_grant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY iam.party_logout
    ADD CONSTRAINT party_logout_pkey PRIMARY KEY (id);

ALTER TABLE ONLY iam.passkey_challenge
    ADD CONSTRAINT passkey_challenge_pkey PRIMARY KEY (challenge);

ALTER TABLE ONLY iam.passkey
    ADD CONSTRAINT passkey_is_unique UNIQUE (credential_id);

ALTER TABLE ONLY iam.passkey
    ADD CONSTRAINT passkey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY iam.pin
    ADD CONSTRAINT pin_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY iam.recovery_code
    ADD CONSTRAINT recovery_code_pkey PRIMARY KEY (account_id, digest);

ALTER TABLE ONLY iam.refresh_token
    ADD CONSTRAINT refresh_token_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY iam.relying_party
    ADD CONSTRAINT relying_party_is_known_once UNIQUE (client_id);

ALTER TABLE ONLY iam.relying_party
    ADD CONSTRAINT relying_party_pkey PRIMARY KEY (id);

ALTER TABLE ONLY iam.remote_identity
    ADD CONSTRAINT remote_identity_is_one_accounts UNIQUE (provider, subject);

ALTER TABLE ONLY iam.remote_identity
    ADD CONSTRAINT remote_identity_pkey PRIMARY KEY (id);

ALTER TABLE ONLY iam.second_factor_demand
    ADD CONSTRAINT second_factor_demand_pkey PRIMARY KEY (registrar_id);

ALTER TABLE ONLY iam.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY iam.session
    ADD CONSTRAINT session_token_is_unique UNIQUE (token_hash);

ALTER TABLE ONLY iam.signing_key
    ADD CONSTRAINT signing_key_pkey PRIMARY KEY (kid);

ALTER TABLE ONLY iam.spent_challenge
    ADD CONSTRAINT spent_challenge_pkey PRIMARY KEY (nonce);

ALTER TABLE ONLY iam.tombstone
    ADD CONSTRAINT tombstone_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY iam.totp_offer
    ADD CONSTRAINT totp_offer_pkey PRIMARY KEY (session_id);

ALTER TABLE ONLY iam.totp
    ADD CONSTRAINT totp_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY jobs.pgqueuer_log
    ADD CONSTRAINT pgqueuer_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY jobs.pgqueuer
    ADD CONSTRAINT pgqueuer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY jobs.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_expression_entrypoint_key UNIQUE (expression, entrypoint);

ALTER TABLE ONLY jobs.pgqueuer_schedules
    ADD CONSTRAINT pgqueuer_schedules_pkey PRIMARY KEY (id);

ALTER TABLE ONLY jobs.pgqueuer_statistics
    ADD CONSTRAINT pgqueuer_statistics_pkey PRIMARY KEY (id);

ALTER TABLE ONLY mail.attempt
    ADD CONSTRAINT attempt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY mail.caught
    ADD CONSTRAINT caught_pkey PRIMARY KEY (id);

ALTER TABLE ONLY mail.group_wish
    ADD CONSTRAINT group_wish_pkey PRIMARY KEY (account_id, of, channel);

ALTER TABLE ONLY mail.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY mail.money_address
    ADD CONSTRAINT money_address_pkey PRIMARY KEY (id);

ALTER TABLE ONLY mail.notice
    ADD CONSTRAINT notice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY mail.spread
    ADD CONSTRAINT spread_pkey PRIMARY KEY (id);

ALTER TABLE ONLY mail.template
    ADD CONSTRAINT template_is_the_only_one UNIQUE NULLS NOT DISTINCT (event, language, seller_id);

ALTER TABLE ONLY mail.wish
    ADD CONSTRAINT wish_pkey PRIMARY KEY (account_id, event, channel);

ALTER TABLE ONLY panel.brand
    ADD CONSTRAINT a_host_has_one_brand UNIQUE (host);

ALTER TABLE ONLY panel.attribute
    ADD CONSTRAINT attribute_pkey PRIMARY KEY (kind, key, name);

ALTER TABLE ONLY panel.blacklist
    ADD CONSTRAINT blacklist_of_mask_white_key UNIQUE (of, mask, white);

ALTER TABLE ONLY panel.blacklist
    ADD CONSTRAINT blacklist_pkey PRIMARY KEY (id);

ALTER TABLE ONLY panel.brand_host
    ADD CONSTRAINT brand_host_pkey PRIMARY KEY (host);

ALTER TABLE ONLY panel.brand
    ADD CONSTRAINT brand_pkey PRIMARY KEY (seller_id);

ALTER TABLE ONLY panel.client_contact
    ADD CONSTRAINT client_contact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY panel.consent
    ADD CONSTRAINT consent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY panel.contact_confirmation
    ADD CONSTRAINT contact_confirmation_pkey PRIMARY KEY (contact_id, attribute);

ALTER TABLE ONLY panel.contact_in_registry
    ADD CONSTRAINT contact_in_registry_pkey PRIMARY KEY (roid);

ALTER TABLE ONLY panel.contact_passport
    ADD CONSTRAINT contact_passport_pkey PRIMARY KEY (contact_id);

ALTER TABLE ONLY panel.contact_profile
    ADD CONSTRAINT contact_profile_pkey PRIMARY KEY (name);

ALTER TABLE ONLY panel.content_part
    ADD CONSTRAINT content_part_pkey PRIMARY KEY (sha256, number);

ALTER TABLE ONLY panel.content
    ADD CONSTRAINT content_pkey PRIMARY KEY (sha256);

ALTER TABLE ONLY panel.dashboard
    ADD CONSTRAINT dashboard_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY panel.document
    ADD CONSTRAINT document_pkey PRIMARY KEY (id);

ALTER TABLE ONLY panel.document_status
    ADD CONSTRAINT document_status_pkey PRIMARY KEY (id);

ALTER TABLE ONLY panel.email_link
    ADD CONSTRAINT email_link_digest_key UNIQUE (digest);

ALTER TABLE ONLY panel.email_link
    ADD CONSTRAINT email_link_pkey PRIMARY KEY (contact_id);

ALTER TABLE ONLY panel.export_part
    ADD CONSTRAINT export_part_pkey PRIMARY KEY (export_id, number);

ALTER TABLE ONLY panel.export
    ADD CONSTRAINT export_pkey PRIMARY KEY (id);

ALTER TABLE ONLY panel.file
    ADD CONSTRAINT file_pkey PRIMARY KEY (id);

ALTER TABLE ONLY panel.followed
    ADD CONSTRAINT followed_pkey PRIMARY KEY (follower);

ALTER TABLE ONLY panel.import
    ADD CONSTRAINT import_pkey PRIMARY KEY (id);

ALTER TABLE ONLY panel.import_row
    ADD CONSTRAINT import_row_pkey PRIMARY KEY (import_id, place);

ALTER TABLE ONLY panel.level_day
    ADD CONSTRAINT level_day_id_key UNIQUE (id);

ALTER TABLE ONLY panel.level_day
    ADD CONSTRAINT level_day_pkey PRIMARY KEY (day, measure);

ALTER TABLE ONLY panel.name_defaults
    ADD CONSTRAINT name_defaults_pkey PRIMARY KEY (registrar_id);

ALTER TABLE ONLY panel.note
    ADD CONSTRAINT note_pkey PRIMARY KEY (kind, key, sort);

ALTER TABLE ONLY panel.phone_code
    ADD CONSTRAINT phone_code_pkey PRIMARY KEY (contact_id);

ALTER TABLE ONLY panel.document_prefix
    ADD CONSTRAINT prefix_of_a_kind_is_the_only_one UNIQUE NULLS NOT DISTINCT (kind, seller_id);

ALTER TABLE ONLY panel.probe
    ADD CONSTRAINT probe_pkey PRIMARY KEY (at, door);

ALTER TABLE ONLY panel.reference
    ADD CONSTRAINT reference_pkey PRIMARY KEY (class, name);

ALTER TABLE ONLY panel.reminder
    ADD CONSTRAINT reminder_pkey PRIMARY KEY (id);

ALTER TABLE ONLY panel.request_done
    ADD CONSTRAINT request_done_pkey PRIMARY KEY (account_id, key, object);

ALTER TABLE ONLY panel.request
    ADD CONSTRAINT request_pkey PRIMARY KEY (account_id, key);

ALTER TABLE ONLY panel.saved_view
    ADD CONSTRAINT saved_view_account_id_list_name_key UNIQUE (account_id, list, name);

ALTER TABLE ONLY panel.saved_view
    ADD CONSTRAINT saved_view_pkey PRIMARY KEY (id);

ALTER TABLE ONLY panel.document_series
    ADD CONSTRAINT series_is_the_only_one UNIQUE NULLS NOT DISTINCT (kind, seller_id, year);

ALTER TABLE ONLY panel.tag
    ADD CONSTRAINT tag_pkey PRIMARY KEY (kind, key, tag);

ALTER TABLE ONLY panel.document_template
    ADD CONSTRAINT template_of_a_kind_is_the_only_one UNIQUE NULLS NOT DISTINCT (kind, seller_id);

ALTER TABLE ONLY panel.terms
    ADD CONSTRAINT terms_begin_once UNIQUE NULLS NOT DISTINCT (seller_id, kind, valid_from);

ALTER TABLE ONLY panel.terms
    ADD CONSTRAINT terms_pkey PRIMARY KEY (id);

ALTER TABLE ONLY panel.version
    ADD CONSTRAINT version_pkey PRIMARY KEY (kind, key, version);

ALTER TABLE ONLY panel.webhook_attempt
    ADD CONSTRAINT webhook_attempt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY panel.webhook_delivery
    ADD CONSTRAINT webhook_delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY panel.webhook_delivery
    ADD CONSTRAINT webhook_is_told_once UNIQUE (webhook_id, type, source_id);

ALTER TABLE ONLY panel.webhook
    ADD CONSTRAINT webhook_pkey PRIMARY KEY (id);

ALTER TABLE ONLY panel.webhook_source
    ADD CONSTRAINT webhook_source_pkey PRIMARY KEY (source);

ALTER TABLE ONLY registry.deposit
    ADD CONSTRAINT a_deposit_is_planned_once UNIQUE (tld_id, kind, day, revision);

ALTER TABLE ONLY registry.lordn_file
    ADD CONSTRAINT a_file_is_known_by_its_instant UNIQUE (created_at);

ALTER TABLE ONLY registry.urs_case
    ADD CONSTRAINT a_provider_numbers_its_urs_cases_once UNIQUE (number, provider);

ALTER TABLE ONLY registry.deposit
    ADD CONSTRAINT a_registrars_deposit_is_planned_once UNIQUE (registrar_id, kind, day, revision);

ALTER TABLE ONLY registry.monthly_report
    ADD CONSTRAINT a_report_is_planned_once UNIQUE (tld_id, month, kind, revision);

ALTER TABLE ONLY registry.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (registrar_id, currency);

ALTER TABLE ONLY registry.accreditation
    ADD CONSTRAINT accreditation_pkey PRIMARY KEY (registrar_id, tld_id, valid_from);

ALTER TABLE ONLY registry.allocation_token
    ADD CONSTRAINT allocation_token_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.allowed_network
    ADD CONSTRAINT allowed_network_pkey PRIMARY KEY (registrar_id, network);

ALTER TABLE ONLY registry.application_contact
    ADD CONSTRAINT application_contact_pkey PRIMARY KEY (application_id, role, contact_id);

ALTER TABLE ONLY registry.application_host
    ADD CONSTRAINT application_host_pkey PRIMARY KEY (application_id, host_id);

ALTER TABLE ONLY registry.application
    ADD CONSTRAINT application_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.application
    ADD CONSTRAINT application_roid_is_given_once UNIQUE (roid);

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

ALTER TABLE ONLY registry.deposit
    ADD CONSTRAINT deposit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.disclosure
    ADD CONSTRAINT disclosure_pkey PRIMARY KEY (id);

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

ALTER TABLE ONLY registry.former_host
    ADD CONSTRAINT former_host_pkey PRIMARY KEY (domain_id, host_id);

ALTER TABLE ONLY registry.grace
    ADD CONSTRAINT grace_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.history
    ADD CONSTRAINT history_pkey PRIMARY KEY (at, id);

ALTER TABLE ONLY registry.history_default
    ADD CONSTRAINT history_default_pkey PRIMARY KEY (at, id);

ALTER TABLE registry.history
    ADD CONSTRAINT history_kind_is_known CHECK ((kind = ANY (ARRAY['domain'::text, 'host'::text, 'contact'::text, 'registrar'::text, 'tld'::text, 'application'::text, 'list'::text, 'token'::text, 'urs'::text, 'requester'::text]))) NOT VALID;

ALTER TABLE ONLY registry.host
    ADD CONSTRAINT host_name_is_unique UNIQUE (name);

ALTER TABLE ONLY registry.host
    ADD CONSTRAINT host_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.host
    ADD CONSTRAINT host_roid_is_unique UNIQUE (roid);

ALTER TABLE ONLY registry.idn_table
    ADD CONSTRAINT idn_table_begins_once UNIQUE (name, valid_from);

ALTER TABLE ONLY registry.idn_table
    ADD CONSTRAINT idn_table_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.launch
    ADD CONSTRAINT launch_pkey PRIMARY KEY (roid);

ALTER TABLE registry.ledger
    ADD CONSTRAINT ledger_kind_is_known CHECK ((kind = ANY (ARRAY['create'::text, 'earlyAccess'::text, 'renew'::text, 'autoRenew'::text, 'transfer'::text, 'restore'::text, 'package'::text, 'topUp'::text, 'adjust'::text]))) NOT VALID;

ALTER TABLE ONLY registry.ledger
    ADD CONSTRAINT ledger_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.topup
    ADD CONSTRAINT ledger_row_books_one_topup UNIQUE (ledger_id);

ALTER TABLE ONLY registry.ledger
    ADD CONSTRAINT ledger_row_is_reversed_once UNIQUE (reverses_id);

ALTER TABLE ONLY registry.listed_name
    ADD CONSTRAINT listed_name_pkey PRIMARY KEY (label, list_id, valid_from);

ALTER TABLE ONLY registry.lordn_file
    ADD CONSTRAINT lordn_file_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.lordn_line
    ADD CONSTRAINT lordn_line_pkey PRIMARY KEY (roid);

ALTER TABLE ONLY registry.monthly_report
    ADD CONSTRAINT monthly_report_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.name_list
    ADD CONSTRAINT name_list_name_is_unique UNIQUE (name);

ALTER TABLE ONLY registry.name_list
    ADD CONSTRAINT name_list_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.past_session
    ADD CONSTRAINT past_session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.place_bucket
    ADD CONSTRAINT place_bucket_pkey PRIMARY KEY (place);

ALTER TABLE ONLY registry.policy
    ADD CONSTRAINT policy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.poll_message
    ADD CONSTRAINT poll_message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.query_tally
    ADD CONSTRAINT query_tally_pkey PRIMARY KEY (tld, day, way, kind);

ALTER TABLE ONLY registry.rate_limit
    ADD CONSTRAINT rate_limit_pkey PRIMARY KEY (registrar_id, class);

ALTER TABLE ONLY registry.rdap_login
    ADD CONSTRAINT rdap_login_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY registry.rdap_session
    ADD CONSTRAINT rdap_session_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY registry.redemption
    ADD CONSTRAINT redemption_pkey PRIMARY KEY (token_id, roid);

ALTER TABLE ONLY registry.registrar
    ADD CONSTRAINT registrar_handle_is_unique UNIQUE (handle);

ALTER TABLE ONLY registry.registrar
    ADD CONSTRAINT registrar_pkey PRIMARY KEY (id);

ALTER TABLE registry.registrar
    ADD CONSTRAINT registrar_state_is_known CHECK ((state = ANY (ARRAY['applicant'::text, 'ote'::text, 'active'::text, 'suspended'::text, 'terminated'::text]))) NOT VALID;

ALTER TABLE ONLY registry.requester
    ADD CONSTRAINT requester_name_is_free UNIQUE (name);

ALTER TABLE ONLY registry.requester
    ADD CONSTRAINT requester_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.requester
    ADD CONSTRAINT requester_token_is_its_own UNIQUE (fingerprint);

ALTER TABLE ONLY registry.restore_report
    ADD CONSTRAINT restore_report_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.tld
    ADD CONSTRAINT tld_name_is_unique UNIQUE (name);

ALTER TABLE ONLY registry.tld
    ADD CONSTRAINT tld_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.tmch_claim
    ADD CONSTRAINT tmch_claim_pkey PRIMARY KEY (label);

ALTER TABLE ONLY registry.tmch_list
    ADD CONSTRAINT tmch_list_pkey PRIMARY KEY (kind);

ALTER TABLE ONLY registry.tmch_revoked_mark
    ADD CONSTRAINT tmch_revoked_mark_pkey PRIMARY KEY (smd_id);

ALTER TABLE ONLY registry.tmch_sunrise_label
    ADD CONSTRAINT tmch_sunrise_label_pkey PRIMARY KEY (label);

ALTER TABLE ONLY registry.allocation_token
    ADD CONSTRAINT token_is_unique UNIQUE (fingerprint);

ALTER TABLE ONLY registry.told_figure
    ADD CONSTRAINT told_figure_pkey PRIMARY KEY (tld_id, month, figure);

ALTER TABLE ONLY registry.topup
    ADD CONSTRAINT topup_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.transfer
    ADD CONSTRAINT transfer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.urs_case
    ADD CONSTRAINT urs_case_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registry.worker
    ADD CONSTRAINT worker_pkey PRIMARY KEY (id);

ALTER TABLE ONLY rising.object
    ADD CONSTRAINT object_pkey PRIMARY KEY (rise_id, number);

ALTER TABLE ONLY rising.rise
    ADD CONSTRAINT rise_pkey PRIMARY KEY (id);

CREATE INDEX activity_by_account ON ONLY audit.activity USING btree (account_id, at DESC);

CREATE INDEX activity_by_account_login ON ONLY audit.activity USING btree (account, at DESC) WHERE (account IS NOT NULL);

CREATE INDEX activity_by_action ON ONLY audit.activity USING btree (action, at DESC);

CREATE INDEX activity_by_actor ON ONLY audit.activity USING btree (actor_id, at DESC) WHERE (actor_id IS NOT NULL);

CREATE INDEX activity_by_address ON ONLY audit.activity USING btree (address, at DESC) WHERE (address IS NOT NULL);

CREATE INDEX activity_by_id ON ONLY audit.activity USING brin (id) WITH (pages_per_range='16', autosummarize='on');

CREATE INDEX activity_by_login ON ONLY audit.activity USING btree (actor, at DESC);

CREATE INDEX activity_by_name ON ONLY audit.activity USING btree (name, at DESC) WHERE (name IS NOT NULL);

CREATE INDEX activity_by_object ON ONLY audit.activity USING btree (object, name, at DESC) WHERE (object IS NOT NULL);

CREATE INDEX activity_by_other_login ON ONLY audit.activity USING btree (behind, at DESC) WHERE (behind IS NOT NULL);

CREATE INDEX activity_by_registrar ON ONLY audit.activity USING btree (registrar_id, at DESC);

CREATE INDEX activity_by_request ON ONLY audit.activity USING btree (request, at DESC) WHERE (request IS NOT NULL);

CREATE INDEX activity_default_account_at_idx ON audit.activity_default USING btree (account, at DESC) WHERE (account IS NOT NULL);

CREATE INDEX activity_default_account_id_at_idx ON audit.activity_default USING btree (account_id, at DESC);

CREATE INDEX activity_default_action_at_idx ON audit.activity_default USING btree (action, at DESC);

CREATE INDEX activity_default_actor_at_idx ON audit.activity_default USING btree (actor, at DESC);

CREATE INDEX activity_default_actor_id_at_idx ON audit.activity_default USING btree (actor_id, at DESC) WHERE (actor_id IS NOT NULL);

CREATE INDEX activity_default_address_at_idx ON audit.activity_default USING btree (address, at DESC) WHERE (address IS NOT NULL);

CREATE INDEX activity_refused ON ONLY audit.activity USING btree (at DESC) WHERE (result = 'refused'::text);

CREATE INDEX activity_default_at_idx ON audit.activity_default USING btree (at DESC) WHERE (result = 'refused'::text);

CREATE INDEX activity_default_behind_at_idx ON audit.activity_default USING btree (behind, at DESC) WHERE (behind IS NOT NULL);

CREATE INDEX activity_default_id_idx ON audit.activity_default USING brin (id) WITH (pages_per_range='16', autosummarize='on');

CREATE INDEX activity_default_name_at_idx ON audit.activity_default USING btree (name, at DESC) WHERE (name IS NOT NULL);

CREATE INDEX activity_default_object_name_at_idx ON audit.activity_default USING btree (object, name, at DESC) WHERE (object IS NOT NULL);

CREATE INDEX activity_default_registrar_id_at_idx ON audit.activity_default USING btree (registrar_id, at DESC);

CREATE INDEX activity_default_request_at_idx ON audit.activity_default USING btree (request, at DESC) WHERE (request IS NOT NULL);

CREATE INDEX amendment_of_row ON audit.amendment USING btree (log, row_id, id);

CREATE INDEX disposal_by_rows ON audit.disposal USING btree (first_id, last_id);

CREATE INDEX disposal_by_time ON audit.disposal USING btree (at DESC, id DESC);

CREATE UNIQUE INDEX a_seller_has_one_account_by_an_address ON iam.account USING btree (lower(email), seller_id) NULLS NOT DISTINCT WHERE ((email <> ''::text) AND (state = ANY (ARRAY['active'::text, 'blocked'::text])) AND (email IS DISTINCT FROM shared_email));

CREATE INDEX account_by_confirmed_email ON iam.account USING btree (lower(confirmed_email)) WHERE (confirmed_email IS NOT NULL);

CREATE INDEX account_by_email ON iam.account USING btree (email, id);

CREATE INDEX account_by_lower_email ON iam.account USING btree (lower(email));

CREATE INDEX account_by_lower_name ON iam.account USING btree (lower(name));

CREATE INDEX account_by_name ON iam.account USING btree (name, id);

CREATE INDEX account_by_registrar ON iam.account USING btree (registrar_id) WHERE (registrar_id IS NOT NULL);

CREATE INDEX account_by_seller ON iam.account USING btree (seller_id, id) WHERE (seller_id IS NOT NULL);

CREATE INDEX account_by_sellers ON iam.account USING gin (sellers);

CREATE INDEX account_of_staff ON iam.account USING btree (id) WHERE (kind = 'staff'::text);

CREATE INDEX account_that_is_deleted ON iam.account USING btree (state_at) WHERE (state = 'deleted'::text);

CREATE INDEX account_verified ON iam.account USING btree (login) WHERE ((verified_name = name) AND (kind = ANY (ARRAY['client'::text, 'reseller'::text])));

CREATE INDEX api_key_of_account ON iam.api_key USING btree (account_id, id);

CREATE INDEX authorization_code_by_grant ON iam.authorization_code USING btree (grant_id);

CREATE INDEX employee_by_login ON iam.account USING btree (login) WHERE (kind = 'employee'::text);

CREATE INDEX failed_login_by_address ON iam.failed_login USING btree (address, at);

CREATE INDEX failed_login_by_login ON iam.failed_login USING btree (login, at);

CREATE INDEX failed_login_by_time ON iam.failed_login USING btree (at);

CREATE INDEX mailed_link_by_account ON iam.mailed_link USING btree (account_id, purpose, made_at);

CREATE INDEX mailed_link_by_end ON iam.mailed_link USING btree (expires_at);

CREATE INDEX newcomer_by_account ON iam.newcomer USING btree (account_id) WHERE (account_id IS NOT NULL);

CREATE INDEX newcomer_by_email ON iam.newcomer USING btree (lower(email), at);

CREATE INDEX newcomer_by_seller ON iam.newcomer USING btree (seller_id, id);

CREATE INDEX panel_session_by_account ON iam.session USING btree (account_id, seen_at);

CREATE INDEX panel_session_by_use ON iam.session USING btree (seen_at DESC, id DESC);

CREATE INDEX party_consent_by_party ON iam.party_consent USING btree (party_id);

CREATE INDEX party_grant_by_account ON iam.party_grant USING btree (account_id, party_id);

CREATE INDEX party_grant_by_end ON iam.party_grant USING btree (until);

CREATE INDEX party_grant_by_party ON iam.party_grant USING btree (party_id);

CREATE INDEX party_grant_by_session ON iam.party_grant USING btree (session_id) WHERE (session_id IS NOT NULL);

CREATE INDEX party_logout_by_due ON iam.party_logout USING btree (due);

CREATE INDEX party_logout_by_grant ON iam.party_logout USING btree (grant_id);

CREATE INDEX passkey_by_account ON iam.passkey USING btree (account_id, id);

CREATE INDEX passkey_challenge_by_session ON iam.passkey_challenge USING btree (session_id);

CREATE INDEX refresh_token_by_grant ON iam.refresh_token USING btree (grant_id);

CREATE INDEX spent_challenge_by_place ON iam.spent_challenge USING btree (place, at) WHERE (place IS NOT NULL);

CREATE INDEX spent_challenge_by_time ON iam.spent_challenge USING btree (at);

CREATE INDEX pgqueuer_ep_ea_idx ON jobs.pgqueuer USING btree (entrypoint, execute_after) WHERE (status = 'queued'::jobs.pgqueuer_status);

CREATE INDEX pgqueuer_ep_prio_id_idx ON jobs.pgqueuer USING btree (entrypoint, priority DESC, id) WHERE (status = 'queued'::jobs.pgqueuer_status);

CREATE INDEX pgqueuer_log_created ON jobs.pgqueuer_log USING btree (created);

CREATE INDEX pgqueuer_log_job_id_status ON jobs.pgqueuer_log USING btree (job_id, created DESC);

CREATE INDEX pgqueuer_log_not_aggregated ON jobs.pgqueuer_log USING btree ((1)) WHERE (NOT aggregated);

CREATE INDEX pgqueuer_log_status ON jobs.pgqueuer_log USING btree (status);

CREATE INDEX pgqueuer_picked_heartbeat_idx ON jobs.pgqueuer USING btree (heartbeat) WHERE (status = 'picked'::jobs.pgqueuer_status);

CREATE UNIQUE INDEX pgqueuer_picked_slot_idx ON jobs.pgqueuer USING btree (entrypoint, slot) WHERE ((status = 'picked'::jobs.pgqueuer_status) AND (slot IS NOT NULL));

CREATE INDEX pgqueuer_priority_id_id1_idx ON jobs.pgqueuer USING btree (priority, id DESC) INCLUDE (id) WHERE (status = 'queued'::jobs.pgqueuer_status);

CREATE INDEX pgqueuer_queue_manager_id_idx ON jobs.pgqueuer USING btree (queue_manager_id) WHERE (queue_manager_id IS NOT NULL);

CREATE UNIQUE INDEX pgqueuer_statistics_unique_count ON jobs.pgqueuer_statistics USING btree (priority, date_trunc('sec'::text, timezone('UTC'::text, created)), status, entrypoint);

CREATE UNIQUE INDEX pgqueuer_unique_dedupe_key ON jobs.pgqueuer USING btree (dedupe_key) WHERE ((status = ANY (ARRAY['queued'::jobs.pgqueuer_status, 'picked'::jobs.pgqueuer_status])) AND (dedupe_key IS NOT NULL));

CREATE INDEX pgqueuer_updated_id_id1_idx ON jobs.pgqueuer USING btree (updated, id DESC) INCLUDE (id) WHERE (status = 'picked'::jobs.pgqueuer_status);

CREATE INDEX attempt_of_message ON mail.attempt USING btree (message_id, id);

CREATE INDEX message_account ON mail.message USING btree (account_id, id);

CREATE INDEX message_by_lower_address ON mail.message USING btree (lower(address));

CREATE INDEX message_due ON mail.message USING btree (due_at, id) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));

CREATE INDEX message_ended ON mail.message USING btree (ended_at) WHERE (ended_at IS NOT NULL);

CREATE UNIQUE INDEX message_key ON mail.message USING btree (key);

CREATE INDEX message_of_client ON mail.message USING btree (COALESCE(account_id, seller_id), id);

CREATE INDEX message_seller ON mail.message USING btree (seller_id, id);

CREATE INDEX money_address_by_digest ON mail.money_address USING btree (digest) WHERE (digest IS NOT NULL);

CREATE UNIQUE INDEX money_address_is_named_once ON mail.money_address USING btree (account_id, lower(address));

CREATE INDEX notice_by_at ON mail.notice USING btree (at);

CREATE INDEX notice_of_account ON mail.notice USING btree (account_id, id) WHERE on_site;

CREATE INDEX notice_told ON mail.notice USING btree (account_id, event, at);

CREATE INDEX notice_unread ON mail.notice USING btree (account_id) WHERE (on_site AND (read_at IS NULL));

CREATE UNIQUE INDEX spread_is_about_something ON mail.spread USING btree (event, about);

CREATE INDEX spread_of_seller ON mail.spread USING btree (seller_id) WHERE (seller_id IS NOT NULL);

CREATE INDEX spread_under_way ON mail.spread USING btree (from_at, id) WHERE (ended_at IS NULL);

CREATE INDEX attempt_of_delivery ON panel.webhook_attempt USING btree (delivery_id, id);

CREATE INDEX attribute_by_value ON panel.attribute USING btree (kind, name, value, key);

CREATE INDEX brand_host_of_a_brand ON panel.brand_host USING btree (seller_id);

CREATE INDEX client_contact_by_account ON panel.client_contact USING btree (account_id, id);

CREATE INDEX client_contact_by_email ON panel.client_contact USING btree (email, id);

CREATE INDEX client_contact_by_lower_email ON panel.client_contact USING btree (lower(email));

CREATE INDEX client_contact_by_lower_name ON panel.client_contact USING btree (lower(name));

CREATE INDEX client_contact_by_lower_organization ON panel.client_contact USING btree (lower(organization));

CREATE INDEX client_contact_by_name ON panel.client_contact USING btree (name, id);

CREATE INDEX client_contact_by_profile ON panel.client_contact USING btree (profile);

CREATE INDEX consent_by_account ON panel.consent USING btree (account_id, terms_id, id DESC);

CREATE INDEX consent_by_terms ON panel.consent USING btree (terms_id);

CREATE INDEX contact_in_registry_by_contact ON panel.contact_in_registry USING btree (contact_id);

CREATE INDEX contact_profile_by_position ON panel.contact_profile USING btree ("position", name);

CREATE INDEX content_that_is_held ON panel.content USING btree (held_since) WHERE (held_since IS NOT NULL);

CREATE INDEX delivery_by_age ON panel.webhook_delivery USING btree (made_at);

CREATE INDEX delivery_due ON panel.webhook_delivery USING btree (webhook_id, due_at, id) WHERE (state = 'waiting'::text);

CREATE INDEX delivery_in_order ON panel.webhook_delivery USING btree (webhook_id, object, id) WHERE (state = 'waiting'::text);

CREATE INDEX delivery_of_webhook ON panel.webhook_delivery USING btree (webhook_id, id);

CREATE INDEX document_by_client ON panel.document USING btree (account_id, id DESC);

CREATE INDEX document_by_number ON panel.document USING btree (lower(number));

CREATE INDEX document_by_receiver ON panel.document USING btree (receiver_id) WHERE (receiver_id IS NOT NULL);

CREATE INDEX document_by_sender ON panel.document USING btree (sender_id) WHERE (sender_id IS NOT NULL);

CREATE INDEX document_by_title ON panel.document USING btree (lower(title));

CREATE INDEX document_by_type ON panel.document USING btree (type, dated);

CREATE INDEX document_that_ends ON panel.document USING btree (valid_until, id) WHERE (valid_until IS NOT NULL);

CREATE INDEX export_by_account ON panel.export USING btree (account_id, id);

CREATE INDEX export_by_expiry ON panel.export USING btree (expires_at);

CREATE INDEX export_of_account ON panel.export USING btree (of_account) WHERE (of_account IS NOT NULL);

CREATE INDEX export_waiting ON panel.export USING btree (id) WHERE (state = 'waiting'::text);

CREATE INDEX file_by_content ON panel.file USING btree (sha256);

CREATE INDEX file_by_object ON panel.file USING btree (kind, key, id);

CREATE INDEX import_by_account ON panel.import USING btree (account_id);

CREATE UNIQUE INDEX one_contact_is_the_main_one ON panel.client_contact USING btree (account_id) WHERE main;

CREATE INDEX phone_code_to_be_sent ON panel.phone_code USING btree (due_at) WHERE (words IS NOT NULL);

CREATE INDEX reminder_by_account ON panel.reminder USING btree (account_id, rings_at);

CREATE INDEX reminder_by_object ON panel.reminder USING btree (kind, key);

CREATE INDEX reminder_to_mail ON panel.reminder USING btree (rings_at, id) WHERE (by_mail AND (mailed_for IS DISTINCT FROM rings_at));

CREATE INDEX request_begun ON panel.request USING btree (begun_at);

CREATE INDEX saved_view_shared ON panel.saved_view USING btree (list) WHERE shared;

CREATE INDEX status_by_document ON panel.document_status USING btree (document_id, id);

CREATE INDEX tag_by_name ON panel.tag USING btree (kind, tag, key);

CREATE INDEX version_by_account ON panel.version USING btree (account_id);

CREATE UNIQUE INDEX version_by_id ON panel.version USING btree (id);

CREATE INDEX webhook_of_account ON panel.webhook USING btree (account_id);

CREATE UNIQUE INDEX a_name_has_one_open_urs_case ON registry.urs_case USING btree (name) WHERE (status <> 'closed'::text);

CREATE INDEX application_by_name ON registry.application USING btree (name, id);

CREATE INDEX application_by_registrar ON registry.application USING btree (registrar_id, id);

CREATE INDEX application_by_tld ON registry.application USING btree (tld_id, id);

CREATE INDEX application_contact_by_contact ON registry.application_contact USING btree (contact_id);

CREATE INDEX application_host_by_host ON registry.application_host USING btree (host_id);

CREATE INDEX application_is_open ON registry.application USING btree (name) WHERE (status <> ALL (ARRAY['allocated'::text, 'rejected'::text]));

CREATE INDEX certificate_by_fingerprint ON registry.certificate USING btree (fingerprint);

CREATE INDEX command_by_cltrid ON ONLY registry.command USING btree (registrar_id, cltrid) WHERE (cltrid IS NOT NULL);

CREATE INDEX command_by_id ON ONLY registry.command USING brin (id) WITH (pages_per_range='16', autosummarize='on');

CREATE INDEX command_by_name ON ONLY registry.command USING btree (name, at DESC) WHERE (name IS NOT NULL);

CREATE INDEX command_by_registrar ON ONLY registry.command USING btree (registrar_id, at DESC);

CREATE INDEX command_by_svtrid ON ONLY registry.command USING btree (svtrid);

CREATE INDEX command_default_id_idx ON registry.command_default USING brin (id) WITH (pages_per_range='16', autosummarize='on');

CREATE INDEX command_default_name_at_idx ON registry.command_default USING btree (name, at DESC) WHERE (name IS NOT NULL);

CREATE INDEX command_default_registrar_id_at_idx ON registry.command_default USING btree (registrar_id, at DESC);

CREATE INDEX command_default_registrar_id_cltrid_idx ON registry.command_default USING btree (registrar_id, cltrid) WHERE (cltrid IS NOT NULL);

CREATE INDEX command_default_svtrid_idx ON registry.command_default USING btree (svtrid);

CREATE INDEX contact_by_email ON registry.contact USING btree (lower((email)::text));

CREATE INDEX contact_by_lower_handle ON registry.contact USING btree (lower(handle));

CREATE INDEX contact_by_name ON registry.contact USING btree (lower(((postal -> 0) ->> 'name'::text)));

CREATE INDEX contact_by_registrar ON registry.contact USING btree (registrar_id, handle);

CREATE UNIQUE INDEX contact_has_one_pending_transfer ON registry.transfer USING btree (contact_id) WHERE (status = 'pending'::text);

CREATE INDEX deposit_by_day ON registry.deposit USING btree (day DESC);

CREATE INDEX deposit_under_way ON registry.deposit USING btree (day) WHERE (state <> ALL (ARRAY['confirmed'::text, 'rejected'::text]));

CREATE INDEX disclosure_by_asker ON registry.disclosure USING btree (asker, id);

CREATE INDEX disclosure_by_name ON registry.disclosure USING btree (name, id);

CREATE INDEX domain_by_due ON registry.domain USING btree (registrar_id, next_due);

CREATE INDEX domain_by_expiry ON registry.domain USING btree (expires_at, id);

CREATE INDEX domain_by_registrant ON registry.domain USING btree (registrant_id) WHERE (registrant_id IS NOT NULL);

CREATE INDEX domain_by_registrar ON registry.domain USING btree (registrar_id, name);

CREATE INDEX domain_by_tld ON registry.domain USING btree (tld_id, id);

CREATE INDEX domain_contact_by_contact ON registry.domain_contact USING btree (contact_id);

CREATE UNIQUE INDEX domain_has_one_pending_transfer ON registry.transfer USING btree (domain_id) WHERE (status = 'pending'::text);

CREATE INDEX domain_host_by_host ON registry.domain_host USING btree (host_id);

CREATE INDEX domain_nameserver_by_address ON registry.domain_nameserver USING gin (addresses) WHERE (addresses <> '{}'::inet[]);

CREATE INDEX domain_nameserver_by_name ON registry.domain_nameserver USING btree (name, domain_id);

CREATE INDEX domain_on_its_way_out ON registry.domain USING btree (redemption_until) WHERE (deleted_at IS NOT NULL);

CREATE INDEX domain_to_be_reported ON registry.domain USING btree (report_due) WHERE (report_due IS NOT NULL);

CREATE INDEX domain_variant_of ON registry.domain USING btree (variant_of) WHERE (variant_of IS NOT NULL);

CREATE INDEX domain_variant_set ON registry.domain USING btree (tld_id, variant_key) WHERE (variant_key IS NOT NULL);

CREATE INDEX former_host_by_host ON registry.former_host USING btree (host_id);

CREATE INDEX grace_by_domain ON registry.grace USING btree (domain_id);

CREATE INDEX history_by_id ON ONLY registry.history USING brin (id) WITH (pages_per_range='16', autosummarize='on');

CREATE INDEX history_by_name ON ONLY registry.history USING btree (kind, name, at DESC);

CREATE INDEX history_by_object ON ONLY registry.history USING btree (roid, version);

CREATE INDEX history_default_id_idx ON registry.history_default USING brin (id) WITH (pages_per_range='16', autosummarize='on');

CREATE INDEX history_default_kind_name_at_idx ON registry.history_default USING btree (kind, name, at DESC);

CREATE INDEX history_default_roid_version_idx ON registry.history_default USING btree (roid, version);

CREATE INDEX host_by_address ON registry.host USING gin (addresses) WHERE (addresses <> '{}'::inet[]);

CREATE INDEX host_by_registrar ON registry.host USING btree (registrar_id, name);

CREATE INDEX host_by_superordinate ON registry.host USING btree (superordinate_id) WHERE (superordinate_id IS NOT NULL);

CREATE INDEX ledger_by_account ON registry.ledger USING btree (registrar_id, currency, id);

CREATE INDEX ledger_by_time ON registry.ledger USING brin (at);

CREATE UNIQUE INDEX listing_is_open_once ON registry.listed_name USING btree (list_id, label) WHERE (valid_to IS NULL);

CREATE INDEX lordn_line_by_file ON registry.lordn_line USING btree (file_id);

CREATE INDEX lordn_line_waits ON registry.lordn_line USING btree (tld_id, kind, qlp, registered_at) WHERE (accepted_at IS NULL);

CREATE UNIQUE INDEX message_is_left_once ON registry.poll_message USING btree (registrar_id, once) WHERE (once IS NOT NULL);

CREATE INDEX monthly_report_by_month ON registry.monthly_report USING btree (month DESC);

CREATE INDEX monthly_report_under_way ON registry.monthly_report USING btree (month) WHERE (state = ANY (ARRAY['planned'::text, 'written'::text, 'uploaded'::text]));

CREATE UNIQUE INDEX one_file_after_the_other ON registry.lordn_file USING btree (tld_id, kind, qlp) WHERE (judged_at IS NULL);

CREATE INDEX past_session_by_end ON registry.past_session USING btree (ended_at, id);

CREATE INDEX past_session_by_start ON registry.past_session USING btree (opened_at, id);

CREATE INDEX past_session_of_registrar ON registry.past_session USING btree (registrar_id, ended_at, id);

CREATE UNIQUE INDEX policy_by_start ON registry.policy USING btree (tld_id, valid_from);

CREATE UNIQUE INDEX policy_open_end_is_unique ON registry.policy USING btree (tld_id) WHERE (valid_to IS NULL);

CREATE INDEX poll_message_by_time ON registry.poll_message USING btree (available_at, id);

CREATE INDEX poll_message_waiting ON registry.poll_message USING btree (registrar_id, available_at, id) WHERE (acked_at IS NULL);

CREATE INDEX rdap_login_by_end ON registry.rdap_login USING btree (until);

CREATE INDEX rdap_session_by_end ON registry.rdap_session USING btree (ends_at);

CREATE INDEX rdap_session_by_person ON registry.rdap_session USING btree (issuer, subject);

CREATE INDEX redemption_by_object ON registry.redemption USING btree (roid);

CREATE INDEX restore_report_by_object ON registry.restore_report USING btree (roid);

CREATE INDEX session_by_registrar ON registry.session USING btree (registrar_id);

CREATE INDEX session_by_worker ON registry.session USING btree (worker_id);

CREATE UNIQUE INDEX single_token_is_used_once ON registry.redemption USING btree (token_id) WHERE single;

CREATE INDEX topup_by_registrar ON registry.topup USING btree (registrar_id, id);

CREATE INDEX topup_to_tell ON registry.topup USING btree (id) WHERE (told <> status);

CREATE INDEX topup_waiting ON registry.topup USING btree (id) WHERE (status = 'proposed'::text);

CREATE INDEX transfer_by_contact ON registry.transfer USING btree (contact_id, id) WHERE (contact_id IS NOT NULL);

CREATE INDEX transfer_by_domain ON registry.transfer USING btree (domain_id, id) WHERE (domain_id IS NOT NULL);

CREATE INDEX transfer_by_end ON registry.transfer USING btree (act_by, id);

CREATE INDEX transfer_pending_by_gainer ON registry.transfer USING btree (gaining_id, act_by) WHERE (status = 'pending'::text);

CREATE INDEX transfer_pending_by_loser ON registry.transfer USING btree (losing_id, act_by) WHERE (status = 'pending'::text);

CREATE INDEX urs_case_by_name ON registry.urs_case USING btree (name, id);

CREATE UNIQUE INDEX variant_set_has_one_holder ON registry.domain USING btree (tld_id, variant_key) WHERE ((variant_key IS NOT NULL) AND (variant_of IS NULL));

CREATE UNIQUE INDEX a_tld_rises_once_at_a_time ON rising.rise USING btree (tld) WHERE (risen_at IS NULL);

ALTER INDEX audit.activity_by_account_login ATTACH PARTITION audit.activity_default_account_at_idx;

ALTER INDEX audit.activity_by_account ATTACH PARTITION audit.activity_default_account_id_at_idx;

ALTER INDEX audit.activity_by_action ATTACH PARTITION audit.activity_default_action_at_idx;

ALTER INDEX audit.activity_by_login ATTACH PARTITION audit.activity_default_actor_at_idx;

ALTER INDEX audit.activity_by_actor ATTACH PARTITION audit.activity_default_actor_id_at_idx;

ALTER INDEX audit.activity_by_address ATTACH PARTITION audit.activity_default_address_at_idx;

ALTER INDEX audit.activity_refused ATTACH PARTITION audit.activity_default_at_idx;

ALTER INDEX audit.activity_by_other_login ATTACH PARTITION audit.activity_default_behind_at_idx;

ALTER INDEX audit.activity_by_id ATTACH PARTITION audit.activity_default_id_idx;

ALTER INDEX audit.activity_by_name ATTACH PARTITION audit.activity_default_name_at_idx;

ALTER INDEX audit.activity_by_object ATTACH PARTITION audit.activity_default_object_name_at_idx;

ALTER INDEX audit.activity_pkey ATTACH PARTITION audit.activity_default_pkey;

ALTER INDEX audit.activity_by_registrar ATTACH PARTITION audit.activity_default_registrar_id_at_idx;

ALTER INDEX audit.activity_by_request ATTACH PARTITION audit.activity_default_request_at_idx;

ALTER INDEX registry.command_by_id ATTACH PARTITION registry.command_default_id_idx;

ALTER INDEX registry.command_by_name ATTACH PARTITION registry.command_default_name_at_idx;

ALTER INDEX registry.command_pkey ATTACH PARTITION registry.command_default_pkey;

ALTER INDEX registry.command_by_registrar ATTACH PARTITION registry.command_default_registrar_id_at_idx;

ALTER INDEX registry.command_by_cltrid ATTACH PARTITION registry.command_default_registrar_id_cltrid_idx;

ALTER INDEX registry.command_by_svtrid ATTACH PARTITION registry.command_default_svtrid_idx;

ALTER INDEX registry.history_by_id ATTACH PARTITION registry.history_default_id_idx;

ALTER INDEX registry.history_by_name ATTACH PARTITION registry.history_default_kind_name_at_idx;

ALTER INDEX registry.history_pkey ATTACH PARTITION registry.history_default_pkey;

ALTER INDEX registry.history_by_object ATTACH PARTITION registry.history_default_roid_version_idx;

CREATE TRIGGER who_relies_on_a_session_is_told AFTER DELETE ON iam.session FOR EACH ROW EXECUTE FUNCTION iam.session_has_ended();

CREATE TRIGGER tg_pgqueuer_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON jobs.pgqueuer FOR EACH STATEMENT EXECUTE FUNCTION jobs.fn_pgqueuer_changed();

CREATE TRIGGER consents_are_only_added_to BEFORE DELETE OR UPDATE OF account_id, terms_id, given, at ON panel.consent FOR EACH ROW EXECUTE FUNCTION panel.refuse_to_unsay();

CREATE TRIGGER statuses_of_documents_are_only_added_to BEFORE DELETE OR UPDATE OF document_id, status, given, at ON panel.document_status FOR EACH ROW EXECUTE FUNCTION panel.refuse_to_unset();

CREATE TRIGGER disclosures_are_only_added_to BEFORE DELETE OR UPDATE OR TRUNCATE ON registry.disclosure FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_to_forget();

CREATE TRIGGER uses_of_a_token_are_counted BEFORE INSERT OR DELETE ON registry.redemption FOR EACH ROW EXECUTE FUNCTION registry.count_use();

ALTER TABLE ONLY iam.account
    ADD CONSTRAINT account_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY iam.account_right
    ADD CONSTRAINT account_right_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY iam.account_role
    ADD CONSTRAINT account_role_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY iam.api_key
    ADD CONSTRAINT api_key_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id);

ALTER TABLE ONLY iam.authorization_code
    ADD CONSTRAINT authorization_code_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES iam.party_grant(id) ON DELETE CASCADE;

ALTER TABLE ONLY iam.last_sign_in
    ADD CONSTRAINT last_sign_in_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY iam.mailed_link
    ADD CONSTRAINT mailed_link_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id);

ALTER TABLE ONLY iam.newcomer
    ADD CONSTRAINT newcomer_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id);

ALTER TABLE ONLY iam.newcomer
    ADD CONSTRAINT newcomer_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES iam.account(id);

ALTER TABLE ONLY iam.party_consent
    ADD CONSTRAINT party_consent_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id);

ALTER TABLE ONLY iam.party_consent
    ADD CONSTRAINT party_consent_party_id_fkey FOREIGN KEY (party_id) REFERENCES iam.relying_party(id);

ALTER TABLE ONLY iam.party_grant
    ADD CONSTRAINT party_grant_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id);

ALTER TABLE ONLY iam.party_grant
    ADD CONSTRAINT party_grant_party_id_fkey FOREIGN KEY (party_id) REFERENCES iam.relying_party(id);

ALTER TABLE ONLY iam.party_logout
    ADD CONSTRAINT party_logout_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES iam.party_grant(id) ON DELETE CASCADE;

ALTER TABLE ONLY iam.passkey
    ADD CONSTRAINT passkey_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY iam.passkey_challenge
    ADD CONSTRAINT passkey_challenge_session_id_fkey FOREIGN KEY (session_id) REFERENCES iam.session(id) ON DELETE CASCADE;

ALTER TABLE ONLY iam.pin
    ADD CONSTRAINT pin_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY iam.recovery_code
    ADD CONSTRAINT recovery_code_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY iam.refresh_token
    ADD CONSTRAINT refresh_token_grant_id_fkey FOREIGN KEY (grant_id) REFERENCES iam.party_grant(id) ON DELETE CASCADE;

ALTER TABLE ONLY iam.remote_identity
    ADD CONSTRAINT remote_identity_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id);

ALTER TABLE ONLY iam.second_factor_demand
    ADD CONSTRAINT second_factor_demand_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY iam.account
    ADD CONSTRAINT seller_is_a_reseller FOREIGN KEY (seller_id, sellers) REFERENCES iam.account(id, chain) ON UPDATE CASCADE;

ALTER TABLE ONLY iam.session
    ADD CONSTRAINT session_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY iam.session
    ADD CONSTRAINT session_acting_as_fkey FOREIGN KEY (acting_as) REFERENCES iam.account(id) ON DELETE SET NULL;

ALTER TABLE ONLY iam.totp
    ADD CONSTRAINT totp_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY iam.totp_offer
    ADD CONSTRAINT totp_offer_session_id_fkey FOREIGN KEY (session_id) REFERENCES iam.session(id) ON DELETE CASCADE;

ALTER TABLE ONLY mail.attempt
    ADD CONSTRAINT attempt_message_id_fkey FOREIGN KEY (message_id) REFERENCES mail.message(id) ON DELETE CASCADE;

ALTER TABLE ONLY mail.group_wish
    ADD CONSTRAINT group_wish_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY mail.message
    ADD CONSTRAINT message_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE SET NULL;

ALTER TABLE ONLY mail.message
    ADD CONSTRAINT message_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES iam.account(id) ON DELETE SET NULL;

ALTER TABLE ONLY mail.money_address
    ADD CONSTRAINT money_address_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY mail.notice
    ADD CONSTRAINT notice_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id);

ALTER TABLE ONLY mail.spread
    ADD CONSTRAINT spread_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY mail.template
    ADD CONSTRAINT template_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES iam.account(id);

ALTER TABLE ONLY mail.wish
    ADD CONSTRAINT wish_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id);

ALTER TABLE ONLY panel.brand_host
    ADD CONSTRAINT brand_host_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES panel.brand(seller_id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.brand
    ADD CONSTRAINT brand_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.client_contact
    ADD CONSTRAINT client_contact_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id);

ALTER TABLE ONLY panel.consent
    ADD CONSTRAINT consent_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id);

ALTER TABLE ONLY panel.consent
    ADD CONSTRAINT consent_terms_id_fkey FOREIGN KEY (terms_id) REFERENCES panel.terms(id);

ALTER TABLE ONLY panel.contact_confirmation
    ADD CONSTRAINT contact_confirmation_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES panel.client_contact(id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.contact_in_registry
    ADD CONSTRAINT contact_in_registry_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES panel.client_contact(id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.contact_passport
    ADD CONSTRAINT contact_passport_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES panel.client_contact(id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.content_part
    ADD CONSTRAINT content_part_sha256_fkey FOREIGN KEY (sha256) REFERENCES panel.content(sha256) ON DELETE CASCADE;

ALTER TABLE ONLY panel.dashboard
    ADD CONSTRAINT dashboard_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.document
    ADD CONSTRAINT document_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id);

ALTER TABLE ONLY panel.document_prefix
    ADD CONSTRAINT document_prefix_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES iam.account(id);

ALTER TABLE ONLY panel.document
    ADD CONSTRAINT document_receiver_id_fkey FOREIGN KEY (receiver_id) REFERENCES panel.client_contact(id) ON DELETE SET NULL;

ALTER TABLE ONLY panel.document
    ADD CONSTRAINT document_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES panel.client_contact(id) ON DELETE SET NULL;

ALTER TABLE ONLY panel.document_series
    ADD CONSTRAINT document_series_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES iam.account(id);

ALTER TABLE ONLY panel.document_status
    ADD CONSTRAINT document_status_document_id_fkey FOREIGN KEY (document_id) REFERENCES panel.document(id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.document_template
    ADD CONSTRAINT document_template_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES iam.account(id);

ALTER TABLE ONLY panel.email_link
    ADD CONSTRAINT email_link_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES panel.client_contact(id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.export
    ADD CONSTRAINT export_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.export
    ADD CONSTRAINT export_of_account_fkey FOREIGN KEY (of_account) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.export_part
    ADD CONSTRAINT export_part_export_id_fkey FOREIGN KEY (export_id) REFERENCES panel.export(id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.file
    ADD CONSTRAINT file_sha256_fkey FOREIGN KEY (sha256) REFERENCES panel.content(sha256);

ALTER TABLE ONLY panel.import
    ADD CONSTRAINT import_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.import_row
    ADD CONSTRAINT import_row_import_id_fkey FOREIGN KEY (import_id) REFERENCES panel.import(id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.name_defaults
    ADD CONSTRAINT name_defaults_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY panel.phone_code
    ADD CONSTRAINT phone_code_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES panel.client_contact(id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.client_contact
    ADD CONSTRAINT profile_is_known FOREIGN KEY (profile) REFERENCES panel.contact_profile(name);

ALTER TABLE ONLY panel.reminder
    ADD CONSTRAINT reminder_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.request
    ADD CONSTRAINT request_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.request_done
    ADD CONSTRAINT request_done_account_id_key_fkey FOREIGN KEY (account_id, key) REFERENCES panel.request(account_id, key) ON DELETE CASCADE;

ALTER TABLE ONLY panel.saved_view
    ADD CONSTRAINT saved_view_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.terms
    ADD CONSTRAINT terms_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES iam.account(id);

ALTER TABLE ONLY panel.version
    ADD CONSTRAINT version_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id);

ALTER TABLE ONLY panel.webhook
    ADD CONSTRAINT webhook_account_id_fkey FOREIGN KEY (account_id) REFERENCES iam.account(id);

ALTER TABLE ONLY panel.webhook_attempt
    ADD CONSTRAINT webhook_attempt_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES panel.webhook_delivery(id) ON DELETE CASCADE;

ALTER TABLE ONLY panel.webhook_delivery
    ADD CONSTRAINT webhook_delivery_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES panel.webhook(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.account
    ADD CONSTRAINT account_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.accreditation
    ADD CONSTRAINT accreditation_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.accreditation
    ADD CONSTRAINT accreditation_tld_id_fkey FOREIGN KEY (tld_id) REFERENCES registry.tld(id);

ALTER TABLE ONLY registry.allocation_token
    ADD CONSTRAINT allocation_token_ledger_id_fkey FOREIGN KEY (ledger_id) REFERENCES registry.ledger(id);

ALTER TABLE ONLY registry.allocation_token
    ADD CONSTRAINT allocation_token_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.allocation_token
    ADD CONSTRAINT allocation_token_tld_id_fkey FOREIGN KEY (tld_id) REFERENCES registry.tld(id);

ALTER TABLE ONLY registry.allowed_network
    ADD CONSTRAINT allowed_network_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.application_contact
    ADD CONSTRAINT application_contact_application_id_fkey FOREIGN KEY (application_id) REFERENCES registry.application(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.application_contact
    ADD CONSTRAINT application_contact_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES registry.contact(id);

ALTER TABLE ONLY registry.application_host
    ADD CONSTRAINT application_host_application_id_fkey FOREIGN KEY (application_id) REFERENCES registry.application(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.application_host
    ADD CONSTRAINT application_host_host_id_fkey FOREIGN KEY (host_id) REFERENCES registry.host(id);

ALTER TABLE ONLY registry.application
    ADD CONSTRAINT application_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.application
    ADD CONSTRAINT application_tld_id_fkey FOREIGN KEY (tld_id) REFERENCES registry.tld(id);

ALTER TABLE ONLY registry.certificate
    ADD CONSTRAINT certificate_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.contact
    ADD CONSTRAINT contact_created_by_fkey FOREIGN KEY (created_by) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.contact
    ADD CONSTRAINT contact_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.contact
    ADD CONSTRAINT contact_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.deposit
    ADD CONSTRAINT deposit_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.deposit
    ADD CONSTRAINT deposit_tld_id_fkey FOREIGN KEY (tld_id) REFERENCES registry.tld(id);

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

ALTER TABLE ONLY registry.domain
    ADD CONSTRAINT domain_idn_table_id_fkey FOREIGN KEY (idn_table_id) REFERENCES registry.idn_table(id);

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

ALTER TABLE ONLY registry.domain
    ADD CONSTRAINT domain_variant_of_fkey FOREIGN KEY (variant_of) REFERENCES registry.domain(id);

ALTER TABLE ONLY registry.former_host
    ADD CONSTRAINT former_host_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES registry.domain(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.former_host
    ADD CONSTRAINT former_host_host_id_fkey FOREIGN KEY (host_id) REFERENCES registry.host(id);

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

ALTER TABLE ONLY registry.launch
    ADD CONSTRAINT launch_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.launch
    ADD CONSTRAINT launch_tld_id_fkey FOREIGN KEY (tld_id) REFERENCES registry.tld(id);

ALTER TABLE ONLY registry.ledger
    ADD CONSTRAINT ledger_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES registry.policy(id);

ALTER TABLE ONLY registry.ledger
    ADD CONSTRAINT ledger_registrar_id_currency_fkey FOREIGN KEY (registrar_id, currency) REFERENCES registry.account(registrar_id, currency);

ALTER TABLE ONLY registry.ledger
    ADD CONSTRAINT ledger_reverses_id_fkey FOREIGN KEY (reverses_id) REFERENCES registry.ledger(id);

ALTER TABLE ONLY registry.listed_name
    ADD CONSTRAINT listed_name_list_id_fkey FOREIGN KEY (list_id) REFERENCES registry.name_list(id);

ALTER TABLE ONLY registry.lordn_file
    ADD CONSTRAINT lordn_file_tld_id_fkey FOREIGN KEY (tld_id) REFERENCES registry.tld(id);

ALTER TABLE ONLY registry.lordn_line
    ADD CONSTRAINT lordn_line_file_id_fkey FOREIGN KEY (file_id) REFERENCES registry.lordn_file(id);

ALTER TABLE ONLY registry.lordn_line
    ADD CONSTRAINT lordn_line_roid_fkey FOREIGN KEY (roid) REFERENCES registry.launch(roid);

ALTER TABLE ONLY registry.lordn_line
    ADD CONSTRAINT lordn_line_tld_id_fkey FOREIGN KEY (tld_id) REFERENCES registry.tld(id);

ALTER TABLE ONLY registry.monthly_report
    ADD CONSTRAINT monthly_report_tld_id_fkey FOREIGN KEY (tld_id) REFERENCES registry.tld(id);

ALTER TABLE ONLY registry.past_session
    ADD CONSTRAINT past_session_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.policy
    ADD CONSTRAINT policy_tld_id_fkey FOREIGN KEY (tld_id) REFERENCES registry.tld(id);

ALTER TABLE ONLY registry.poll_message
    ADD CONSTRAINT poll_message_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.rate_limit
    ADD CONSTRAINT rate_limit_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id);

ALTER TABLE ONLY registry.redemption
    ADD CONSTRAINT redemption_token_id_fkey FOREIGN KEY (token_id) REFERENCES registry.allocation_token(id);

ALTER TABLE ONLY registry.session
    ADD CONSTRAINT session_registrar_id_fkey FOREIGN KEY (registrar_id) REFERENCES registry.registrar(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.session
    ADD CONSTRAINT session_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES registry.worker(id) ON DELETE CASCADE;

ALTER TABLE ONLY registry.told_figure
    ADD CONSTRAINT told_figure_tld_id_fkey FOREIGN KEY (tld_id) REFERENCES registry.tld(id);

ALTER TABLE ONLY registry.topup
    ADD CONSTRAINT topup_is_of_an_account FOREIGN KEY (registrar_id, currency) REFERENCES registry.account(registrar_id, currency);

ALTER TABLE ONLY registry.topup
    ADD CONSTRAINT topup_ledger_id_fkey FOREIGN KEY (ledger_id) REFERENCES registry.ledger(id);

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
