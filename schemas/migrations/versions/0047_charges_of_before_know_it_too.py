"""Charges of before know when they are for good, by the policy version that judged them."""

from alembic import op

revision = "0047"
down_revision = "0046"

# What a document leaves out has the length that it has always had. A renewal that came with a restore has no grace period; what
# an application paid has none before its allocation, and is booked on a ROID that is no domain's.
FILL = """
    UPDATE registry.ledger l
       SET billable_at = l.at + (interval '1 day' * CASE l.kind
               WHEN 'create' THEN coalesce((p.document->'spans'->>'add_grace')::double precision, 5)
               WHEN 'renew' THEN coalesce((p.document->'spans'->>'renew_grace')::double precision, 5)
               WHEN 'autoRenew' THEN coalesce((p.document->'spans'->>'auto_renew_grace')::double precision, 45)
               ELSE coalesce((p.document->'spans'->>'transfer_pending')::double precision, 5)
                    + coalesce((p.document->'spans'->>'transfer_grace')::double precision, 5)
           END)
      FROM registry.policy p
     WHERE p.id = l.policy_id
       AND l.kind IN ('create', 'renew', 'autoRenew', 'transfer')
       AND l.reverses_id IS NULL
       AND l.billable_at IS NULL
       AND l.roid LIKE 'D%'
       AND NOT EXISTS (SELECT
                         FROM registry.ledger restored
                        WHERE l.kind = 'renew'
                          AND restored.kind = 'restore'
                          AND restored.at = l.at
                          AND restored.svtrid = l.svtrid)
"""


def upgrade() -> None:
    op.execute("SET LOCAL statement_timeout = '30min'")  # a row for every name and year; nobody waits for it
    op.execute(FILL)
