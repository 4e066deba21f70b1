"""Things to do: each is a list with a filter, counted by the list itself, so that whoever follows it finds what was counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import url_for

from panel.applications.lists import APPLICATIONS
from panel.client_contacts.lists import CLIENT_CONTACTS
from panel.clients.lists import CLIENTS
from panel.deposits.lists import DEPOSITS
from panel.documents.lists import DOCUMENTS
from panel.domains.lists import DOMAINS
from panel.kit.access import Scope, Viewer
from panel.kit.languages import ngettext as _n
from panel.kit.lists import ListPage, Wish
from panel.kit.reading import View, count_rows
from panel.messages.lists import MESSAGES
from panel.notifications.lists import NOTIFICATIONS
from panel.registrars.lists import REGISTRARS
from panel.reminders.lists import REMINDERS
from panel.reports.lists import REPORTS
from panel.topups.lists import TOP_UPS
from registry.context import Registry


@dataclass(frozen=True, slots=True)
class Duty:
    """What somebody may have to do: one and several of it in words, and the filter that finds it; `staff`: nobody else can."""

    of: ListPage
    filter: Mapping[str, str]
    one: str
    many: str
    icon: str
    tone: str
    permission: str = ""
    staff: bool = False

    def concerns(self, viewer: Viewer, scope: Scope) -> bool:
        return viewer.may(self.permission or self.of.permission) and (scope.everything or not self.staff)


@dataclass(frozen=True, slots=True)
class Task:
    """A duty that there is: `more` where counting stopped."""

    number: int
    title: str
    icon: str
    tone: str
    address: str


DUTIES: Final = (
    Duty(
        DEPOSITS,
        {"state": "people"},
        "deposit is held up until somebody helps",
        "deposits are held up until somebody helps",
        "archive",
        "red",
        "deposit.update",
    ),
    Duty(
        REPORTS,
        {"state": "people"},
        "report to ICANN is held up until somebody helps",
        "reports to ICANN are held up until somebody helps",
        "report",
        "red",
        "report.update",
    ),
    Duty(
        REGISTRARS,
        {"certificate": "ending"},
        "registrar's last certificate ends within 30 days",
        "registrars' last certificates end within 30 days",
        "certificate",
        "red",
        "registrar.read-ways-in",
    ),
    Duty(
        REGISTRARS,
        {"balance": "low"},
        "registrar's account runs low",
        "registrars' accounts run low",
        "coin",
        "red",
        "registrar.read-financial-info",
    ),
    Duty(
        TOP_UPS,
        {"state": "proposed"},
        "top-up waits for a second person",
        "top-ups wait for a second person",
        "coin",
        "orange",
        "registrar.confirm-top-up",
    ),
    Duty(
        DOCUMENTS,
        {"validity": "ending"},
        "document of a client runs out within 30 days",
        "documents of clients run out within 30 days",
        "file-text",
        "orange",
        "document.update",
    ),
    Duty(
        APPLICATIONS,
        {"state": "open"},
        "application is to be judged",
        "applications are to be judged",
        "file-text",
        "orange",
        staff=True,
    ),
    Duty(
        DOMAINS,
        {"state": "pendingTransfer"},
        "transfer waits for a decision",
        "transfers wait for a decision",
        "transfer",
        "orange",
    ),
    Duty(
        DOMAINS, {"state": "redemptionPeriod"}, "name is in redemption", "names are in redemption", "rotate", "orange"
    ),
    Duty(
        DOMAINS,
        {"state": "expiring", "sort": "expires"},
        "name comes up for renewal in 30 days",
        "names come up for renewal in 30 days",
        "calendar",
        "yellow",
    ),
    Duty(MESSAGES, {"state": "waiting"}, "message waits to be read", "messages wait to be read", "message-2", "blue"),
)


# Of those who have clients, or are one.
OF_CLIENTS: Final = (
    Duty(REMINDERS, {"state": "due"}, "reminder of yours is due", "reminders of yours are due", "bell", "red"),
    Duty(
        DOCUMENTS,
        {"validity": "ending"},
        "document runs out within 30 days",
        "documents run out within 30 days",
        "file-text",
        "orange",
    ),
    Duty(
        DOCUMENTS,
        {"filed": "no"},
        "document waits for its file",
        "documents wait for their files",
        "paperclip",
        "orange",
        "document.create",
    ),
    Duty(
        CLIENT_CONTACTS,
        {"email_level": "unconfirmed"},
        "contact's e-mail address is not confirmed",
        "contacts' e-mail addresses are not confirmed",
        "mail",
        "yellow",
    ),
    Duty(CLIENTS, {"state": "blocked"}, "client is blocked", "clients are blocked", "ban", "yellow"),
    Duty(
        NOTIFICATIONS,
        {"state": "unread"},
        "notification is unread",
        "notifications are unread",
        "inbox",
        "blue",
    ),
)


async def tasks(registry: Registry, viewer: Viewer, scope: Scope, duties: Sequence[Duty] = DUTIES) -> list[Task]:
    """What there is to do for the viewer, what presses most first."""
    concerning = [duty for duty in duties if duty.concerns(viewer, scope)]
    wishes = [Wish.read(duty.of, duty.filter) for duty in concerning]
    asked = [(View.of(duty.of, scope, viewer.may, wish), wish) for duty, wish in zip(concerning, wishes, strict=True)]
    numbers = await count_rows(registry, asked)
    return [_task(duty, number) for duty, number in zip(concerning, numbers, strict=True) if number]


def _task(duty: Duty, number: int) -> Task:
    address = f"{url_for(f'{duty.of.name}.index')}?{urlencode(duty.filter)}"
    return Task(number, _n(duty.one, duty.many, number), duty.icon, duty.tone, address)
