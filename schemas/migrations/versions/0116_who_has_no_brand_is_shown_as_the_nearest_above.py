"""Who sells without a brand of their own is shown as the nearest seller above who has one."""

from alembic import op

revision = "0116"
down_revision = "0115"

STATEMENTS = (
    """
CREATE FUNCTION panel.shown_as(seller bigint) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT b.seller_id
      FROM iam.account a
     CROSS JOIN LATERAL unnest(a.chain) WITH ORDINALITY AS above(id, depth)
      JOIN panel.brand b ON b.seller_id = above.id
     WHERE a.id = seller
     ORDER BY above.depth DESC
     LIMIT 1
$$
""",
    "COMMENT ON FUNCTION panel.shown_as(bigint) IS 'whose brand the clients of a seller see; none: the house''s own look'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
