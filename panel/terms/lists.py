"""The list of terms: all versions, those of the house and of each reseller."""

from typing import Final

from flask import url_for

from panel.kit.filters import Equal
from panel.kit.lists import Column, ListPage

KINDS: Final = {"terms": "Terms of service", "privacy": "Privacy policy"}

_FOLLOWED: Final = """EXISTS (SELECT FROM panel.terms f
             WHERE f.kind = t.kind AND f.seller_id IS NOT DISTINCT FROM t.seller_id
               AND f.valid_from > t.valid_from AND f.valid_from <= :now)"""
STATE: Final = f"CASE WHEN t.valid_from > :now THEN 'planned' WHEN {_FOLLOWED} THEN 'ended' ELSE 'active' END"

TERMS: Final = ListPage(
    name="terms",
    title="Terms",
    lead="What clients agree to before anything else opens. A version is never changed: another follows it.",
    icon="file-text",
    permission="terms.read",
    source="panel.terms t LEFT JOIN iam.account s ON s.id = t.seller_id",
    client="t.seller_id",
    key="t.id",
    numbered="number",
    order="-number",
    columns=(
        Column("number", "Number", "t.id", cell="code", lead=True, descending=True),
        Column("kind", "What", "t.kind", order="", cell="kind"),
        Column("seller", "Of", "s.login", order="", cell="seller"),
        Column("state", "State", STATE, order="", cell="status"),
        Column("from", "From", "t.valid_from", order="", cell="moment"),
        Column(
            "agreed",
            "Agreed",
            "(SELECT count(DISTINCT c.account_id) FROM panel.consent c WHERE c.terms_id = t.id AND c.given)",
            order="",
            cell="number",
        ),
        Column("by", "By", "t.by", order="", cell="by", extra=True),
    ),
    filters=(
        Equal("kind", "What", "t.kind = ?", options=KINDS),
        Equal("state", "State", f"{STATE} = ?", options={"active": "Active", "planned": "Planned", "ended": "Ended"}),
    ),
    link=lambda row: url_for("terms.show", number=row["number"]),
    empty="Nothing is asked of clients: they agree to nothing.",
)
