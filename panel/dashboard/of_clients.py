"""The dashboard of those who have clients, or are one: what is theirs, what there is to do, what they were told last."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from flask import url_for
from flask.typing import ResponseReturnValue

from panel.client_contacts.lists import CLIENT_CONTACTS
from panel.clients.lists import CLIENTS
from panel.dashboard import pictures
from panel.dashboard.tasks import OF_CLIENTS, tasks
from panel.documents.lists import DOCUMENTS
from panel.kit.charts import Bars
from panel.kit.deed_routes import offered_to_open
from panel.kit.lists import ListPage, Row, Wish
from panel.kit.reading import View, count_rows, read_page
from panel.kit.web import house, page, scope, viewer
from panel.mails.lists import MAILS
from panel.notifications.lists import NOTIFICATIONS
from panel.reminders.lists import REMINDERS

# Rows of a list that the dashboard shows.
NEWEST: Final = 6


@dataclass(frozen=True, slots=True)
class Box:
    """A figure, which is the number of rows of a list."""

    of: ListPage
    title: str
    icon: str
    tone: str


BOXES: Final = (
    Box(CLIENTS, "Clients", "users", "teal"),
    Box(CLIENT_CONTACTS, "Contacts", "address-book", "purple"),
    Box(DOCUMENTS, "Documents", "file-text", "blue"),
    Box(MAILS, "Mails", "mail", "orange"),
    Box(REMINDERS, "Reminders", "bell", "orange"),
)
# Whose openings are offered there.
BEGUN: Final = (CLIENTS, CLIENT_CONTACTS, DOCUMENTS)


async def show_clients(chart: Bars | None) -> ResponseReturnValue:
    """`chart` is that of the accounts below, for those who have any."""
    boxes = [each for each in BOXES if viewer().may(each.of.permission)][:4]
    numbers = await count_rows(house().registry, [_asked(each.of) for each in boxes])
    return page(
        "dashboard/clients.html",
        "Dashboard",
        boxes=[(each, number, url_for(f"{each.of.name}.index")) for each, number in zip(boxes, numbers, strict=True)],
        bars=pictures.drawn,
        accounts=chart,
        clients=await _newest(CLIENTS) if viewer().may(CLIENTS.permission) else None,
        told=await _newest(NOTIFICATIONS),
        tasks=await tasks(house().registry, viewer(), scope(), OF_CLIENTS),
        openings=[(each, of.name) for of in BEGUN for each in offered_to_open(of.name)],
    )


def _asked(declared: ListPage) -> tuple[View, Wish]:
    wish = Wish.read(declared, {}, viewer().may)
    return View.of(declared, scope(), viewer().may, wish), wish


async def _newest(declared: ListPage) -> Sequence[Row]:
    """The rows that came last, with all that the list knows of them."""
    wish = Wish.read(declared, {"sort": "-created" if declared.column("created") else declared.order}, viewer().may)
    listed = await read_page(
        declared, house().registry, scope(), viewer().may, replace(wish, per_page=NEWEST, columns="*")
    )
    return listed.rows
