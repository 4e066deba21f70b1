"""The list of resellers with their brands; a reseller finds its own and those of the resellers below."""

from typing import Final

from flask import url_for

from panel.kit.filters import Search, yes_or_no
from panel.kit.lists import Called, Column, ListPage

BRANDS: Final = ListPage(
    name="brands",
    title="Brands",
    lead="What the panels of resellers are called and look like, each at a host of its own.",
    icon="palette",
    permission="brand.read",
    source="iam.account a LEFT JOIN panel.brand b ON b.seller_id = a.id",
    where="a.kind = 'reseller' AND a.state IN ('active', 'blocked')",
    client="a.id",
    key="a.id",
    named=Called(("reseller",), "text"),
    order="reseller",
    columns=(
        Column("reseller", "Reseller", "a.login", cell="code", lead=True),
        Column("name", "Name of the panel", "b.name", order=""),
        Column("host", "Host", "b.host", order="", cell="code"),
        Column("updated", "Updated", "b.updated_at", order="", cell="day"),
    ),
    filters=(
        Search("q", "Search", ("a.login", "b.name", "b.host"), placeholder="Login, name or host"),
        yes_or_no("branded", "Has a brand", "b.seller_id IS NOT NULL"),
    ),
    link=lambda row: url_for("brands.show", login=row["reseller"]),
    empty="There is no reseller yet.",
)
