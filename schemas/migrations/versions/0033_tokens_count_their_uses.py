"""Allocation tokens count the names that they are used for, and are sold as packages."""

from alembic import op

revision = "0033"
down_revision = "0032"

CHANGES = r"""
ALTER TABLE registry.ledger
    DROP CONSTRAINT ledger_kind_is_known,
    ADD CONSTRAINT ledger_kind_is_known CHECK (kind IN
        ('create', 'earlyAccess', 'renew', 'autoRenew', 'transfer', 'restore', 'package', 'topUp', 'adjust')) NOT VALID;
ALTER TABLE registry.allocation_token
    ADD COLUMN uses integer CONSTRAINT token_is_for_some_names CHECK (uses > 0),
    ADD COLUMN used integer NOT NULL DEFAULT 0,
    ADD COLUMN discount_years integer CONSTRAINT token_makes_some_years_cheaper CHECK (discount_years > 0),
    ADD COLUMN ledger_id bigint REFERENCES registry.ledger,
    ADD CONSTRAINT token_is_not_used_more_often CHECK (used BETWEEN 0 AND coalesce(uses, 0)),
    ALTER COLUMN single SET DEFAULT false;
COMMENT ON COLUMN registry.allocation_token.uses IS 'for how many names it is; null: for any number, which nobody counts';
COMMENT ON COLUMN registry.allocation_token.used IS 'how many uses are redeemed, counted by a trigger of the redemptions';
COMMENT ON COLUMN registry.allocation_token.discount_years IS 'how many years of a command are cheaper; null: all';
COMMENT ON COLUMN registry.allocation_token.ledger_id IS 'what a registrar paid for it: it is a package; null: it was given away';
COMMENT ON COLUMN registry.allocation_token.single IS 'read by the release before this one alone, and false for newer tokens';
ALTER TABLE registry.redemption
    ALTER COLUMN single SET DEFAULT false;
COMMENT ON COLUMN registry.redemption.single IS 'read by the release before this one alone, and false for newer redemptions';
UPDATE registry.allocation_token k
   SET uses = 1,
       used = (SELECT count(*) FROM registry.redemption r WHERE r.token_id = k.id)
 WHERE single
"""

# A constraint notices who comes too late, whatever he read before; and the row is locked for the rest of the transaction, as
# everything is before accounts are. Tokens without a limit are no row that many wait for.
COUNT = """
CREATE FUNCTION registry.count_use() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ends timestamptz;
BEGIN
    IF TG_OP = 'DELETE' THEN
        UPDATE registry.allocation_token SET used = used - 1 WHERE id = OLD.token_id AND uses IS NOT NULL;
        RETURN OLD;
    END IF;
    UPDATE registry.allocation_token
       SET used = used + 1
     WHERE id = NEW.token_id
       AND uses IS NOT NULL
 RETURNING valid_to INTO ends;
    IF ends <= NEW.at THEN
        RAISE EXCEPTION 'the token was revoked before' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$
"""
TRIGGER = """
CREATE TRIGGER uses_of_a_token_are_counted
    BEFORE INSERT OR DELETE ON registry.redemption
    FOR EACH ROW EXECUTE FUNCTION registry.count_use()
"""


def upgrade() -> None:
    for statement in CHANGES.split(";\n"):
        op.execute(statement)
    op.execute(COUNT)
    op.execute(TRIGGER)
