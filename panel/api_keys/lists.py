"""The list of the viewer's own keys. The keys themselves nobody has: only their fingerprints are kept."""

from typing import Final

from panel.kit.filters import Choice, Search
from panel.kit.lists import Column, ColumnSet, ListPage

STATE: Final = (
    """CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked' WHEN k.ends_at <= :now THEN 'ended' ELSE 'good' END"""
)
_GOOD: Final = "k.revoked_at IS NULL AND k.ends_at > :now"

API_KEYS: Final = ListPage(
    name="api_keys",
    title="Keys of programs",
    lead="What your programs show when they ask the API. A key does less than you may, and what it does is yours.",
    icon="code",
    permission="api-key.read",
    source="iam.api_key k",
    where="k.account_id = :viewer",
    owner="true",
    client="k.account_id",
    key="k.id",
    numbered="number",
    order="-number",
    columns=(
        Column("number", "Number", "k.id", cell="code", descending=True),
        Column("name", "Name", "k.name", order="", lead=True),
        Column("state", "State", STATE, order="", cell="status"),
        Column("begins", "Begins with", "k.begins", order="", cell="code"),
        Column("permissions", "Opens", "k.permissions", order="", cell="names"),
        Column("networks", "From", "k.networks::text[]", order="", cell="names", extra=True),
        Column("made", "Made", "k.made_at", order="", cell="day"),
        Column("ends", "Ends", "k.ends_at", order="", cell="day"),
        Column("used", "Last used", "k.used_at", order="", cell="moment"),
        Column("used_from", "Used from", "host(k.used_from)", order="", cell="code", extra=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("number", "name", "state", "permissions", "ends", "used")),
        ColumnSet("use", "Use", ("number", "name", "networks", "begins", "made", "used", "used_from")),
    ),
    filters=(
        Search("q", "Search", ("k.name", "k.begins"), placeholder="Name or beginning"),
        Choice("state", "State", {"good": ("Good now", _GOOD), "over": ("Over", f"NOT ({_GOOD})")}),
    ),
    other_views=(("What programs ask", "terminal-2", "api_keys.reference"),),
    empty="No program of yours has a key.",
)
