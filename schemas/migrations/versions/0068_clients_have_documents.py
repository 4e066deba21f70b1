"""Documents of clients: what they are, until when they hold, and what was said of them and when."""

from alembic import op

revision = "0068"
down_revision = "0067"

STATEMENTS = (
    """
CREATE TABLE panel.document (
    id              bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    account_id      bigint NOT NULL REFERENCES iam.account,
    type            text NOT NULL CONSTRAINT type_of_a_document_is_known
                    CHECK (type IN ('invoice', 'acceptance', 'contract', 'probation', 'nda', 'identity-card', 'passport',
                                    'address-proof', 'other')),
    title           text NOT NULL CONSTRAINT title_of_a_document_is_bounded CHECK (length(title) BETWEEN 1 AND 200),
    number          text NOT NULL DEFAULT '' CONSTRAINT number_of_a_document_is_bounded CHECK (length(number) <= 64),
    description     text NOT NULL DEFAULT '',
    valid_from      date,
    valid_until     date,
    state           text NOT NULL DEFAULT 'kept' CONSTRAINT state_of_a_document_is_known CHECK (state IN ('kept', 'deleted')),
    statuses        text[] NOT NULL DEFAULT '{}'
                    CONSTRAINT statuses_of_a_document_are_known CHECK (statuses <@ '{verified, signed, sent, accepted}'),
    version         integer NOT NULL DEFAULT 0,
    by              text NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz,
    dated           date GENERATED ALWAYS AS (coalesce(valid_from, (created_at AT TIME ZONE 'UTC')::date)) STORED,
    CONSTRAINT a_document_ends_after_it_begins CHECK (valid_until >= valid_from)
)""",
    "COMMENT ON TABLE panel.document IS 'documents of clients; of their files, those of kind document-file, the last holds'",
    "COMMENT ON COLUMN panel.document.valid_until IS 'the last day on which it holds; none: for good'",
    "COMMENT ON COLUMN panel.document.statuses IS 'what holds of it now; panel.document_status says since when and by whom'",
    "COMMENT ON COLUMN panel.document.dated IS 'the day by which it is filed: when it begins to hold, else when it was made'",
    "CREATE INDEX document_by_client ON panel.document (account_id, id DESC)",
    "CREATE INDEX document_by_type ON panel.document (type, dated)",
    "CREATE INDEX document_by_title ON panel.document (lower(title))",
    "CREATE INDEX document_by_number ON panel.document (lower(number))",
    "CREATE INDEX document_that_ends ON panel.document (valid_until, id) WHERE valid_until IS NOT NULL",
    """
CREATE TABLE panel.document_status (
    id              bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    document_id     bigint NOT NULL REFERENCES panel.document ON DELETE CASCADE,
    status          text NOT NULL CONSTRAINT status_of_a_document_is_known
                    CHECK (status IN ('verified', 'signed', 'sent', 'accepted')),
    given           boolean NOT NULL,
    at              timestamptz NOT NULL,
    by              text NOT NULL,
    reason          text
)""",
    "COMMENT ON TABLE panel.document_status IS 'statuses of documents as they were set and taken back; only added to'",
    "COMMENT ON COLUMN panel.document_status.given IS 'set, or taken back'",
    "CREATE INDEX status_by_document ON panel.document_status (document_id, id)",
    """
CREATE FUNCTION panel.refuse_to_unset() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR EXISTS (SELECT FROM panel.document d WHERE d.id = OLD.document_id) THEN
        RAISE EXCEPTION 'statuses of documents are only added to' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END
$$""",
    """
CREATE TRIGGER statuses_of_documents_are_only_added_to
    BEFORE DELETE OR UPDATE OF document_id, status, given, at ON panel.document_status
    FOR EACH ROW EXECUTE FUNCTION panel.refuse_to_unset()""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
