"""The list of allocation tokens: what each is good for. The tokens themselves nobody has: only their fingerprints are kept."""

from typing import Final

from flask import url_for

from panel.kit.attached.things import attachable
from panel.kit.filters import Choice, Equal, Numbers, Pasted, Picked
from panel.kit.lists import Column, ListPage, Thing, as_number

_ENDED: Final = "(k.valid_to IS NOT NULL AND k.valid_to <= :now)"
_USED_UP: Final = "(k.uses IS NOT NULL AND k.used >= k.uses)"
STATE: Final = f"""CASE WHEN {_ENDED} THEN 'ended' WHEN {_USED_UP} THEN 'usedUp' WHEN k.valid_from > :now THEN 'planned'
                        ELSE 'good' END"""
KIND: Final = """CASE WHEN k.ledger_id IS NOT NULL THEN 'package' WHEN k.frees_reserved THEN 'opens reserved names'
                      WHEN k.percent > 0 OR k.amount IS NOT NULL THEN 'discount' ELSE 'admission' END"""
USED: Final = "(SELECT count(*) FROM registry.redemption u WHERE u.token_id = k.id)"

LISTED: Final = ListPage(
    name="tokens",
    title="Tokens",
    lead="What registrars show to have names they could not have otherwise, or have them cheaper.",
    icon="key",
    permission="token.read",
    source="""registry.allocation_token k
              LEFT JOIN registry.tld t ON t.id = k.tld_id
              LEFT JOIN registry.registrar r ON r.id = k.registrar_id""",
    key="k.id",
    order="-number",
    columns=(
        Column("number", "Number", "k.id", cell="code", lead=True, descending=True),
        Column("state", "State", STATE, order="", cell="status"),
        Column("kind", "For", KIND, order="", cell="kind"),
        Column("registrar", "Registrar", "r.handle", order="", cell="registrar"),
        Column("tld", "TLD", "t.name::text", order="", cell="name"),
        Column("name", "Label", "k.label::text", order="", cell="name"),
        Column("uses", "Names", "k.uses", order="", cell="number"),
        Column("used", "Used", USED, order="", cell="number"),
        Column("since", "From", "k.valid_from", order="", cell="day", extra=True),
        Column("until", "To", "k.valid_to", order="", cell="day"),
        Column("by", "Issued by", "k.issued_by", order="", cell="by", extra=True),
    ),
    filters=(
        Choice(
            "state",
            "State",
            {
                "good": ("Good now", f"NOT {_ENDED} AND NOT {_USED_UP} AND k.valid_from <= :now"),
                "planned": ("Not yet", f"k.valid_from > :now AND NOT {_ENDED}"),
                "used": ("Used up", _USED_UP),
                "ended": ("Over, or revoked", _ENDED),
            },
        ),
        Choice(
            "kind",
            "For",
            {
                "package": ("Packages", "k.ledger_id IS NOT NULL"),
                "reserved": ("Reserved names", "k.frees_reserved"),
                "discount": ("Discounts", "(k.percent > 0 OR k.amount IS NOT NULL) AND k.ledger_id IS NULL"),
            },
        ),
        Picked("registrar", "Registrar", "r.handle = ?", "registrars"),
        Equal("tld", "TLD", "t.name = ?", source="SELECT name::text FROM registry.tld ORDER BY name"),
        Pasted("label", "Labels", "k.label", names=True),
        Numbers("number", "Number", "k.id"),
    ),
    link=lambda row: url_for("tokens.show", number=row["number"]),
    empty="No token was issued yet.",
)
TOKENS: Final = attachable(
    LISTED,
    Thing(
        "token",
        "number",
        "k.id::text",
        "token",
        "tokens",
        as_number,
        versions="panel",
        type="bigint",
        keeps=("kind", "registrar", "tld", "name", "uses", "since", "until", "by"),
    ),
)
