"""The list of poll messages."""

from typing import Final

from panel.kit.filters import Choice, Dates, Equal, Picked, Search
from panel.kit.lists import Column, ColumnSet, ListPage
from panel.kit.projection import NAMED

KINDS: Final = {
    "transfer": "Transfer",
    "pendingAction": "Pending action",
    "renewal": "Renewal",
    "balance": "Balance",
    "change": "Change by the registry",
    "application": "Application",
    "access": "Certificate or password",
    "policy": "Prices and rules",
    "test": "Test",
}
NAME: Final = "m.data ->> 'name'"

MESSAGES: Final = ListPage(
    name="messages",
    title="Poll messages",
    lead="What the registry has to tell registrars; a message leaves their queue when they acknowledge it.",
    icon="message-2",
    permission="message.read",
    source="registry.poll_message m",
    where="m.available_at <= :now",
    owner="m.registrar_id = :own",
    key="m.id",
    numbered="number",
    order="-at",
    columns=(
        Column("at", "Since", "m.available_at", cell="moment", descending=True),
        Column(
            "registrar",
            "For",
            "(SELECT r.handle FROM registry.registrar r WHERE r.id = m.registrar_id)",
            order="",
            cell="registrar",
            staff=True,
        ),
        Column("kind", "Kind", "m.kind", order="", cell="kind"),
        Column("text", "Message", "m.text", order="", lead=True),
        Column("name", "About", NAME, order="", cell="about"),
        Column(
            "state", "State", "CASE WHEN m.acked_at IS NULL THEN 'waiting' ELSE 'read' END", order="", cell="status"
        ),
        Column("number", "Number", "m.id", order="", cell="number", extra=True),
    ),
    sets=(
        ColumnSet("overview", "Overview", ("at", "registrar", "kind", "text", "name", "state", "number")),
        ColumnSet("queue", "Queue", ("number", "at", "registrar", "kind", "state")),
    ),
    hidden={"acked": "m.acked_at", "object": "m.data ->> 'object'"},
    filters=(
        Search("q", "Search", ("m.text", NAME), placeholder="Text or name"),
        Choice(
            "state",
            "State",
            {
                "waiting": ("Waiting", "m.acked_at IS NULL"),
                "read": ("Acknowledged", "m.acked_at IS NOT NULL"),
            },
        ),
        Equal("kind", "Kind", "m.kind = ?", options=KINDS),
        Picked("registrar", "Registrar", f"m.registrar_id = {NAMED}", "registrars", staff=True),
        Dates("at", "Since", "m.available_at"),
    ),
    empty="No messages have been left for anybody.",
)
