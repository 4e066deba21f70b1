"""The list of resellers with their brands; a reseller finds its own and those of the resellers below."""

from typing import Final

from flask import url_for

from panel.kit.filters import Search, yes_or_no
from panel.kit.lists import Column, ColumnSet, ListPage, Thing

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
    order="reseller",
    columns=(
        Column("reseller", "Reseller", "a.login", cell="code", lead=True),
        Column("name", "Name of the panel", "b.name", order=""),
        Column("host", "Host", "b.host", order="", cell="code"),
        Column("updated", "Updated", "b.updated_at", order="", cell="day"),
        Column("colour", "Colour", "b.colour", order="", cell="code"),
        Column("site", "Home page", "b.site_url", order=""),
        Column("terms", "Terms", "b.terms_url", order=""),
        Column("privacy", "Privacy notice", "b.privacy_url", order=""),
        Column("support", "Help", "b.support_email", order=""),
        Column("sender", "Mails come from", "b.sender_address", order="", cell="code"),
        Column("reply_to", "Answers go to", "b.reply_to", order="", cell="code"),
        Column("proved", "Sender proved", "b.sender_proved_at", order="", cell="day"),
        Column("sign_up", "Signing up", "b.sign_up", order="", cell="by"),
    ),
    sets=(
        ColumnSet("common", "Common", ("reseller", "name", "host", "updated", "sign_up")),
        ColumnSet("mails", "Mails", ("reseller", "name", "sender", "reply_to", "proved")),
        ColumnSet("looks", "Looks", ("reseller", "name", "host", "colour", "site", "terms", "privacy", "support")),
    ),
    thing=Thing(
        "brand",
        "reseller",
        "a.id::text",
        "brand",
        "brands",
        versions="panel",
        takes_files=False,
        keeps=(
            "name",
            "host",
            "colour",
            "site",
            "terms",
            "privacy",
            "support",
            "sender",
            "reply_to",
            "proved",
            "sign_up",
        ),
        account="a.id",
    ),
    filters=(
        Search("q", "Search", ("a.login", "b.name", "b.host"), placeholder="Login, name or host"),
        yes_or_no("branded", "Has a brand", "b.seller_id IS NOT NULL"),
    ),
    link=lambda row: url_for("brands.show", login=row["reseller"]),
    empty="There is no reseller yet.",
)
