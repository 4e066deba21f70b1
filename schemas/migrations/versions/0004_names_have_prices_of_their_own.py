"""Names have prices of their own: classes, lists of names, and the terms on which a registrar buys in a TLD."""

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = r"""
ALTER TABLE registry.domain ADD COLUMN name_class text NOT NULL DEFAULT 'standard';
COMMENT ON COLUMN registry.domain.name_class IS
    'what the name was sold as; its prices are those of this class for as long as it is registered';

ALTER TABLE registry.accreditation
    ADD COLUMN price_group text,
    ADD COLUMN currency text CONSTRAINT accreditation_currency_is_iso4217 CHECK (currency ~ '^[A-Z]{3}$');
COMMENT ON COLUMN registry.accreditation.price_group IS 'the group whose rates the registrar is given; NULL: none';
COMMENT ON COLUMN registry.accreditation.currency IS 'what the registrar pays in; NULL: the TLD''s own currency';

ALTER TABLE registry.ledger DROP CONSTRAINT ledger_kind_is_known;
ALTER TABLE registry.ledger ADD CONSTRAINT ledger_kind_is_known
    CHECK (kind IN ('create', 'earlyAccess', 'renew', 'autoRenew', 'transfer', 'restore', 'topUp', 'adjust'));

CREATE TABLE registry.name_list (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text NOT NULL CONSTRAINT name_list_name_is_unique UNIQUE
                CONSTRAINT name_list_name_is_a_word CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    kind        text NOT NULL CONSTRAINT name_list_kind_is_known CHECK (kind IN ('premium', 'reserved'))
);
COMMENT ON TABLE registry.name_list IS 'lists of labels; a TLD''s policy says which of them count there';

CREATE TABLE registry.listed_name (
    list_id     bigint NOT NULL REFERENCES registry.name_list,
    label       registry.fqdn NOT NULL,
    value       text NOT NULL CONSTRAINT listed_value_is_a_word CHECK (value ~ '^[A-Za-z0-9][A-Za-z0-9-]{0,31}$'),
    valid_from  timestamptz NOT NULL,
    valid_to    timestamptz,
    PRIMARY KEY (label, list_id, valid_from),
    CONSTRAINT listing_has_length CHECK (valid_to > valid_from)
);
COMMENT ON TABLE registry.listed_name IS
    'A label on a list from one instant to another: on a premium list with its class, on a reserved list with the kind of '
    'reservation. Taking a label off closes the row, so that every past answer can be explained';
CREATE UNIQUE INDEX listing_is_open_once ON registry.listed_name (list_id, label) WHERE valid_to IS NULL
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        op.execute(statement)
