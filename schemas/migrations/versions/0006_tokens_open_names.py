"""Allocation tokens open names, or make them cheaper (RFC 8495)."""

from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = r"""
CREATE TABLE registry.allocation_token (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fingerprint     bytea NOT NULL CONSTRAINT token_is_unique UNIQUE
                    CONSTRAINT token_fingerprint_is_sha256 CHECK (octet_length(fingerprint) = 32),
    tld_id          bigint REFERENCES registry.tld,
    label           registry.fqdn,
    registrar_id    bigint REFERENCES registry.registrar,
    single          boolean NOT NULL,
    frees_reserved  boolean NOT NULL,
    currency        text CONSTRAINT token_currency_is_iso4217 CHECK (currency ~ '^[A-Z]{3}$'),
    amount          bigint CONSTRAINT token_price_is_not_negative CHECK (amount >= 0),
    percent         integer NOT NULL CONSTRAINT token_takes_off_a_part CHECK (percent BETWEEN 0 AND 100),
    valid_from      timestamptz NOT NULL,
    valid_to        timestamptz,
    issued_by       text,
    CONSTRAINT token_price_has_a_currency CHECK ((currency IS NULL) = (amount IS NULL)),
    CONSTRAINT token_has_length CHECK (valid_to > valid_from)
);
COMMENT ON TABLE registry.allocation_token IS
    'What a token is good for; the token itself is told once, to whom it is issued, and only its SHA-256 is kept';

CREATE TABLE registry.redemption (
    token_id    bigint NOT NULL REFERENCES registry.allocation_token,
    roid        text NOT NULL,
    single      boolean NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (token_id, roid)
);
COMMENT ON TABLE registry.redemption IS 'which name was registered with which token';
CREATE UNIQUE INDEX single_token_is_used_once ON registry.redemption (token_id) WHERE single;
CREATE INDEX redemption_by_object ON registry.redemption (roid)
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        op.execute(statement)
