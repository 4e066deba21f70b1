"""The list of requesters."""

from typing import Final

from flask import url_for

from panel.kit.attached.things import attachable
from panel.kit.filters import Choice, Search
from panel.kit.lists import Column, ListPage, Thing

_OVER: Final = "(q.valid_to IS NOT NULL AND q.valid_to <= :now)"
STATE: Final = f"""CASE WHEN {_OVER} THEN 'ended' WHEN q.suspended THEN 'suspended' WHEN q.valid_from > :now THEN 'planned'
                        ELSE 'active' END"""

LISTED: Final = ListPage(
    name="requesters",
    title="Requesters",
    lead="Police, courts, those who fight abuse: who may be shown more of contacts than the public, for a purpose.",
    icon="user-circle",
    permission="requester.read",
    source="registry.requester q",
    key="q.id",
    order="name",
    columns=(
        Column("name", "Requester", "q.name", cell="code", lead=True),
        Column("state", "State", STATE, order="", cell="status"),
        Column("purposes", "Purposes", "q.purposes", order="", cell="names"),
        Column("tlds", "TLDs", "CASE WHEN q.tlds = '{}' THEN ARRAY['all'] ELSE q.tlds END", order="", cell="names"),
        Column("until", "To", "q.valid_to", order="", cell="day"),
        Column("token", "Token of", "q.token_at", order="", cell="day", extra=True),
        Column("about", "Who that is", "q.about", order="", cell="excerpt", extra=True),
    ),
    filters=(
        Search("q", "Search", ("q.name", "q.about"), placeholder="Name, or who that is"),
        Choice(
            "state",
            "State",
            {each: (each.capitalize(), f"{STATE} = '{each}'") for each in ("active", "suspended", "planned", "ended")},
        ),
    ),
    link=lambda row: url_for("requesters.show", name=row["name"]),
    empty="Nobody is accredited: everybody is shown what the public is.",
)
REQUESTERS: Final = attachable(
    LISTED,
    Thing(
        "requester",
        "name",
        "q.id::text",
        "requester",
        "requesters",
        versions="panel",
        keeps=("state", "purposes", "tlds", "until", "about"),
    ),
)
