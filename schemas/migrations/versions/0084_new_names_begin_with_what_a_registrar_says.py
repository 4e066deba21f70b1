"""New names begin with what a registrar says in the panel."""

from alembic import op

revision = "0084"
down_revision = "0083"

STATEMENTS = (
    """
CREATE TABLE panel.name_defaults (
    registrar_id bigint   PRIMARY KEY REFERENCES registry.registrar,
    years        smallint NOT NULL CONSTRAINT years_of_a_new_name_are_sold CHECK (years BETWEEN 1 AND 10),
    registrant   text,
    admin        text,
    tech         text,
    hosts        text[]   NOT NULL DEFAULT '{}'
)""",
    "COMMENT ON TABLE panel.name_defaults IS 'what the form that registers a name is filled with for a registrar''s people'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
