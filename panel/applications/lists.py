"""The list of applications for names."""

from typing import Final

from flask import url_for

from panel.kit.attached.things import attachable
from panel.kit.filters import Choice, Dates, Equal, Picked, Search
from panel.kit.lists import Column, ListPage, Thing
from panel.kit.projection import NAMED

OPEN: Final = "a.status NOT IN ('allocated', 'rejected')"
STATUSES: Final = {
    "pendingValidation": "To be validated",
    "validated": "Valid",
    "invalid": "Invalid",
    "pendingAllocation": "Waiting for allocation",
    "custom": "Held",
    "allocated": "Allocated",
    "rejected": "Rejected",
}
# A registrar is not told how many others want a name: what another registrar applied for is not its business.
RIVALS: Final = """(SELECT count(*) FROM registry.application other
                     WHERE other.name = a.name AND other.id <> a.id AND other.status NOT IN ('allocated', 'rejected'))"""

LISTED: Final = ListPage(
    name="applications",
    title="Applications",
    lead="Names that were applied for in a launch: several may want one, and one gets it.",
    icon="file-text",
    permission="application.read",
    source="registry.application a",
    owner="a.registrar_id = :own",
    key="a.id",
    order="name",
    columns=(
        Column("name", "Name", "a.name", cell="name", lead=True),
        Column("status", "Status", "coalesce(a.substatus, a.status)", order="", cell="status"),
        Column(
            "registrar",
            "Registrar",
            "(SELECT r.handle FROM registry.registrar r WHERE r.id = a.registrar_id)",
            order="",
            cell="registrar",
            staff=True,
        ),
        Column("phase", "Phase", "concat_ws(' ', a.phase, a.subphase)", order=""),
        Column("rivals", "Rivals", RIVALS, order="", cell="number", staff=True),
        Column("applied", "Applied", "a.applied_at", order="a.id", cell="day", descending=True),
        Column("roid", "Identifier", "a.roid", order="a.id", cell="code", extra=True),
        Column("mark", "Signed mark", "coalesce(a.smd_id, '')", order="", cell="code", extra=True),
    ),
    filters=(
        Search("q", "Search", ("a.name",), placeholder="Name or identifier", names=True, exact=("a.roid",)),
        Choice(
            "state",
            "State",
            {
                "open": ("Not decided", OPEN),
                "contested": ("Not decided, wanted by several", f"{OPEN} AND {RIVALS} > 0"),
                **{status: (title, f"a.status = '{status}'") for status, title in STATUSES.items()},
            },
        ),
        Equal(
            "tld",
            "TLD",
            "a.tld_id = (SELECT t.id FROM registry.tld t WHERE t.name = ?)",
            source="SELECT name::text FROM registry.tld ORDER BY name",
        ),
        Picked("registrar", "Registrar", f"a.registrar_id = {NAMED}", "registrars", staff=True),
        Dates("applied", "Applied", "a.applied_at"),
    ),
    link=lambda row: url_for("applications.show", identifier=row["roid"]),
    empty="Nobody has applied for a name yet.",
)
APPLICATIONS: Final = attachable(LISTED, Thing("application", "roid", "a.roid", "application", "applications"))
