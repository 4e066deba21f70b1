"""A brand's sender counts once its domain is proved; files that a scanner has not looked at yet are held."""

from alembic import op

revision = "0099"
down_revision = "0098"

STATEMENTS = (
    """
ALTER TABLE panel.brand
        ADD COLUMN sender_token text,
        ADD COLUMN sender_proved_at timestamptz,
        ADD COLUMN sender_proved_by text CONSTRAINT way_of_a_proof_is_known CHECK (sender_proved_by IN ('dns', 'mail', 'host')),
        ADD COLUMN sender_mailed_at timestamptz,
        ADD COLUMN sender_seen jsonb,
        ADD CONSTRAINT a_proof_says_how_and_when CHECK ((sender_proved_at IS NULL) = (sender_proved_by IS NULL))
""",
    "COMMENT ON COLUMN panel.brand.sender_token IS 'what the DNS of the domain says when whoever has it wishes so'",
    "COMMENT ON COLUMN panel.brand.sender_proved_at IS 'since when mails come from the address; none: from the house''s'",
    "COMMENT ON COLUMN panel.brand.sender_proved_by IS 'host: one of the brand''s hosts lies there; of senders before proofs'",
    "COMMENT ON COLUMN panel.brand.sender_seen IS 'what the DNS said when it was asked last: at, spf and dmarc'",
    """UPDATE panel.brand
          SET sender_proved_at = updated_at, sender_proved_by = 'host'
        WHERE sender_address IS NOT NULL""",
    "ALTER TABLE panel.content ADD COLUMN held_since timestamptz, ADD COLUMN preview bytea",
    "COMMENT ON COLUMN panel.content.preview IS 'a PNG of its first page; none: it has none, or nobody could draw it'",
    "COMMENT ON COLUMN panel.content.held_since IS 'given to nobody until a scanner has looked; none: it may be given out'",
    "CREATE INDEX content_that_is_held ON panel.content (held_since) WHERE held_since IS NOT NULL",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
