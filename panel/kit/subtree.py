"""The tree of sellers in SQL: which rows exist for a client, and for a reseller with all who stand below.

`sellers` of an account is everybody above it, the own seller last; the database keeps it true (docs/decisions/0051). So a
subtree is one condition on one index, whatever its depth, and lists of things that clients have ask the same.
"""

from typing import Final

# Whether the account `a` stands below the viewer's own, or is of the people of one that does.
BELOW: Final = "a.sellers @> ARRAY[:root::bigint]"
# Whether it is the viewer's own, or stands below it.
WITHIN: Final = f"(a.id = :root OR {BELOW})"


def held_within(client: str) -> str:
    """Whether a row belongs to such an account; `client` is the column that names whose it is."""
    return f"{client} IN (SELECT a.id FROM iam.account a WHERE {WITHIN})"  # noqa: S608  declared in this project
