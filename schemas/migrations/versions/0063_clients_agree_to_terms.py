"""Terms that clients agree to before they do anything else, and what each of them said of it."""

from alembic import op

revision = "0063"
down_revision = "0062"

STATEMENTS = (
    """
CREATE TABLE panel.terms (
    id              bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    seller_id       bigint REFERENCES iam.account,
    kind            text NOT NULL CONSTRAINT kind_of_terms_is_known CHECK (kind IN ('terms', 'privacy')),
    text            text NOT NULL CONSTRAINT terms_are_bounded CHECK (length(text) BETWEEN 1 AND 100000),
    valid_from      timestamptz NOT NULL,
    by              text NOT NULL,
    at              timestamptz NOT NULL,
    CONSTRAINT terms_begin_once UNIQUE NULLS NOT DISTINCT (seller_id, kind, valid_from)
)""",
    "COMMENT ON TABLE panel.terms IS 'texts that clients agree to, in versions; a later one follows, none is changed'",
    "COMMENT ON COLUMN panel.terms.seller_id IS 'of the clients of this reseller; none: the house''s own'",
    """
CREATE TABLE panel.consent (
    id              bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account_id      bigint NOT NULL REFERENCES iam.account,
    terms_id        bigint NOT NULL REFERENCES panel.terms,
    given           boolean NOT NULL,
    at              timestamptz NOT NULL,
    address         inet
)""",
    "COMMENT ON TABLE panel.consent IS 'what somebody said of terms: agreed, or took that back; only added to'",
    "COMMENT ON COLUMN panel.consent.address IS 'from where; not of somebody who was erased'",
    "CREATE INDEX consent_by_account ON panel.consent (account_id, terms_id, id DESC)",
    "CREATE INDEX consent_by_terms ON panel.consent (terms_id)",
    """
CREATE FUNCTION panel.refuse_to_unsay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'consents are only added to' USING ERRCODE = 'restrict_violation';
END
$$""",
    """
CREATE TRIGGER consents_are_only_added_to
    BEFORE DELETE OR UPDATE OF account_id, terms_id, given, at ON panel.consent
    FOR EACH ROW EXECUTE FUNCTION panel.refuse_to_unsay()""",
    """
CREATE FUNCTION panel.terms_for(account bigint, at timestamptz) RETURNS SETOF panel.terms
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT DISTINCT ON (t.kind) t.*
          FROM panel.terms t
         WHERE (t.seller_id IS NULL OR t.seller_id = (SELECT a.seller_id FROM iam.account a WHERE a.id = terms_for.account))
           AND t.valid_from <= terms_for.at
         ORDER BY t.kind, t.seller_id IS NULL, t.valid_from DESC;
    END""",
    "COMMENT ON FUNCTION panel.terms_for IS 'what the account is asked to agree to: of each kind its seller''s, or the house''s'",
    """
CREATE FUNCTION panel.terms_owed(account bigint, at timestamptz) RETURNS SETOF panel.terms
    LANGUAGE sql STABLE
    BEGIN ATOMIC
        SELECT t.*
          FROM panel.terms_for(terms_owed.account, terms_owed.at) t
         WHERE (SELECT c.given
                  FROM panel.consent c
                 WHERE c.account_id = terms_owed.account
                   AND c.terms_id = t.id
                 ORDER BY c.id DESC
                 LIMIT 1) IS NOT TRUE;
    END""",
    "COMMENT ON FUNCTION panel.terms_owed IS 'those of them that it has not agreed to, or not any more'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
