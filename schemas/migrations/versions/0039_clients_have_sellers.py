"""Accounts may be clients, who have a seller: the house, or a reseller, whose own seller may be another.

The tree holds by itself, whoever moves what at the same time: `sellers` of an account is `chain` of its seller, by a foreign
key that cascades, and nobody may stand among the own sellers. Only resellers have a chain, so only they can be sellers.
The generated column rewrites the table, which is as long as the list of people.
"""

from alembic import op

revision = "0039"
down_revision = "0038"

STATES = "('active', 'blocked', 'deleted', 'wiped')"


def upgrade() -> None:
    op.execute(f"""
        ALTER TABLE iam.account
            ADD COLUMN kind text NOT NULL DEFAULT 'staff'
                CONSTRAINT account_kind_is_known CHECK (kind IN ('staff', 'registrar', 'client', 'reseller')),
            ADD COLUMN seller_id bigint,
            ADD COLUMN sellers bigint[] NOT NULL DEFAULT '{{}}'
                CONSTRAINT sellers_are_few CHECK (cardinality(sellers) <= 16),
            ADD COLUMN language text NOT NULL DEFAULT 'en'
                CONSTRAINT account_language_is_a_tag CHECK (language ~ '^[a-z]{{2,3}}(-[A-Za-z0-9]{{2,8}})*$'),
            ADD COLUMN note text NOT NULL DEFAULT '',
            ADD COLUMN description text NOT NULL DEFAULT '',
            ADD COLUMN state_at timestamptz,
            ADD COLUMN state_by text,
            ADD COLUMN state_reason text,
            ADD COLUMN state_comment text,
            DROP CONSTRAINT account_state_is_known,
            ADD CONSTRAINT account_state_is_known CHECK (state IN {STATES})
    """)
    op.execute("UPDATE iam.account SET kind = 'registrar' WHERE registrar_id IS NOT NULL")
    op.execute("""
        UPDATE iam.account a SET kind = r.role
          FROM iam.account_role r
         WHERE r.account_id = a.id AND r.role IN ('client', 'reseller') AND a.registrar_id IS NULL
    """)
    op.execute("""
        ALTER TABLE iam.account
            ADD COLUMN chain bigint[] GENERATED ALWAYS AS (CASE WHEN kind = 'reseller' THEN sellers || id END) STORED,
            ADD CONSTRAINT account_hands_down_one_chain UNIQUE (id, chain),
            ADD CONSTRAINT seller_is_a_reseller FOREIGN KEY (seller_id, sellers)
                REFERENCES iam.account (id, chain) ON UPDATE CASCADE,
            ADD CONSTRAINT nobody_is_among_their_own_sellers CHECK (NOT (id = ANY (sellers))),
            ADD CONSTRAINT the_last_seller_is_the_own CHECK (seller_id IS NOT DISTINCT FROM sellers[cardinality(sellers)]),
            ADD CONSTRAINT only_clients_have_sellers CHECK (seller_id IS NULL OR kind IN ('client', 'reseller'))
    """)
    op.execute("CREATE INDEX account_by_seller ON iam.account (seller_id, id) WHERE seller_id IS NOT NULL")
    op.execute("CREATE INDEX account_by_sellers ON iam.account USING gin (sellers)")
    for column, said in (
        ("kind", "whose account it is: of the house, of a registrar, of a client, or of a client that sells on"),
        ("seller_id", "who sells to this client; NULL: the house"),
        ("sellers", "everybody who stands above a client, the own seller last; kept by the foreign key"),
        ("chain", "what those have as sellers to whom a reseller sells; NULL where nobody can be sold to"),
        ("note", "what its seller noted; not for the client"),
        ("state_reason", "why it is in this state, of a list of reasons; the comment says it in words"),
    ):
        op.execute(f"COMMENT ON COLUMN iam.account.{column} IS '{said}'")
