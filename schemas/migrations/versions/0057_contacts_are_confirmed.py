"""What contacts of clients say is confirmed, value by value; a code goes to a telephone and comes back."""

from alembic import op

revision = "0057"
down_revision = "0056"

TABLES = r"""
CREATE TABLE panel.contact_confirmation (
    contact_id      bigint NOT NULL REFERENCES panel.client_contact ON DELETE CASCADE,
    attribute       text NOT NULL,
    value           text NOT NULL,
    level           text NOT NULL,
    at              timestamptz NOT NULL,
    by              text NOT NULL,
    PRIMARY KEY (contact_id, attribute),
    CONSTRAINT attribute_can_be_confirmed CHECK (attribute IN ('name', 'address', 'email', 'voice_phone', 'fax_phone')),
    CONSTRAINT what_documents_show_is_fully_verified
        CHECK (level = 'confirmed' OR level = 'fullverified' AND attribute IN ('name', 'address'))
);
COMMENT ON TABLE panel.contact_confirmation IS 'the values of contacts that were confirmed, beside those that they have now';
CREATE VIEW panel.contact_level AS
SELECT c.id AS contact_id, c.account_id, said.attribute, said.value, k.value AS confirmed,
       CASE WHEN said.value <> '' AND said.value = k.value THEN k.level ELSE 'unconfirmed' END AS level, k.at, k.by
  FROM panel.client_contact c
 CROSS JOIN LATERAL (VALUES (1, 'name', c.name),
                            (2, 'address', CASE WHEN c.street || c.city || c.postal_code || c.country = '' THEN ''
                                                ELSE concat_ws(E'\n', c.organization, c.street, c.postal_code, c.city,
                                                               c.province, c.country) END),
                            (3, 'email', c.email),
                            (4, 'voice_phone', c.voice_phone),
                            (5, 'fax_phone', c.fax_phone)) AS said (place, attribute, value)
  LEFT JOIN panel.contact_confirmation k ON k.contact_id = c.id AND k.attribute = said.attribute;
COMMENT ON VIEW panel.contact_level IS 'how far each value of a contact is confirmed: one that was changed is not';
CREATE TABLE panel.phone_code (
    contact_id      bigint PRIMARY KEY REFERENCES panel.client_contact ON DELETE CASCADE,
    phone           text NOT NULL,
    channel         text NOT NULL CONSTRAINT channel_is_known CHECK (channel IN ('text', 'call')),
    salt            bytea NOT NULL,
    digest          bytea NOT NULL,
    drawn_at        timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    codes           integer NOT NULL,
    tries           integer NOT NULL,
    words           text,
    due_at          timestamptz NOT NULL,
    answer          text
);
COMMENT ON TABLE panel.phone_code IS 'a code that was sent to a telephone, and how often somebody tried since the last right one';
COMMENT ON COLUMN panel.phone_code.words IS 'what is to be sent; none: it was, or nobody is helped by it any more';
COMMENT ON COLUMN panel.phone_code.answer IS 'what the gateway said';
CREATE INDEX phone_code_to_be_sent ON panel.phone_code (due_at) WHERE words IS NOT NULL
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
