"""Lists that grow come in the order of an index, whichever of their columns they are sorted by; so do names that end."""

from alembic import op

revision = "0052"
down_revision = "0051"

INDEXES = r"""
CREATE INDEX account_by_name ON iam.account (name, id);
CREATE INDEX account_by_email ON iam.account (email, id);
CREATE INDEX application_by_name ON registry.application (name, id);
CREATE INDEX poll_message_by_time ON registry.poll_message (available_at, id);
CREATE INDEX transfer_by_end ON registry.transfer (act_by, id);
CREATE INDEX domain_on_its_way_out ON registry.domain (redemption_until) WHERE deleted_at IS NOT NULL;
CREATE INDEX domain_to_be_reported ON registry.domain (report_due) WHERE report_due IS NOT NULL
"""


def upgrade() -> None:
    for statement in INDEXES.split(";\n"):
        op.execute(statement)
