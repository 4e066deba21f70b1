"""Things to do: each is a list with a filter, counted by the list itself, so that whoever follows it finds what was counted."""

from typing import Final

from panel.applications.lists import APPLICATIONS
from panel.client_contacts.lists import CLIENT_CONTACTS
from panel.clients.lists import CLIENTS
from panel.deposits.lists import DEPOSITS
from panel.documents.lists import DOCUMENTS
from panel.domains.lists import DOMAINS
from panel.kit.widgets import Count
from panel.messages.lists import MESSAGES
from panel.notifications.lists import NOTIFICATIONS
from panel.registrars.lists import REGISTRARS
from panel.reminders.lists import REMINDERS
from panel.reports.lists import REPORTS
from panel.topups.lists import TOP_UPS

DUTIES: Final = (
    Count(
        DEPOSITS,
        "archive",
        "red",
        {"state": "people"},
        one="deposit is held up until somebody helps",
        many="deposits are held up until somebody helps",
        permission="deposit.update",
    ),
    Count(
        REPORTS,
        "report",
        "red",
        {"state": "people"},
        one="report to ICANN is held up until somebody helps",
        many="reports to ICANN are held up until somebody helps",
        permission="report.update",
    ),
    Count(
        REGISTRARS,
        "certificate",
        "red",
        {"certificate": "ending"},
        one="registrar's last certificate ends within 30 days",
        many="registrars' last certificates end within 30 days",
        permission="registrar.read-ways-in",
    ),
    Count(
        REGISTRARS,
        "coin",
        "red",
        {"balance": "low"},
        one="registrar's account runs low",
        many="registrars' accounts run low",
        permission="registrar.read-financial-info",
    ),
    Count(
        TOP_UPS,
        "coin",
        "orange",
        {"state": "proposed"},
        one="top-up waits for a second person",
        many="top-ups wait for a second person",
        permission="registrar.confirm-top-up",
    ),
    Count(
        DOCUMENTS,
        "file-text",
        "orange",
        {"validity": "ending"},
        one="document of a client runs out within 30 days",
        many="documents of clients run out within 30 days",
        permission="document.update",
    ),
    Count(
        APPLICATIONS,
        "file-text",
        "orange",
        {"state": "open"},
        one="application is to be judged",
        many="applications are to be judged",
        staff=True,
    ),
    Count(
        DOMAINS,
        "transfer",
        "orange",
        {"state": "pendingTransfer"},
        one="transfer waits for a decision",
        many="transfers wait for a decision",
    ),
    Count(
        DOMAINS,
        "rotate",
        "orange",
        {"state": "redemptionPeriod"},
        one="name is in redemption",
        many="names are in redemption",
    ),
    Count(
        DOMAINS,
        "calendar",
        "yellow",
        {"state": "expiring", "sort": "expires"},
        one="name comes up for renewal in 30 days",
        many="names come up for renewal in 30 days",
    ),
    Count(
        MESSAGES,
        "message-2",
        "blue",
        {"state": "waiting"},
        one="message waits to be read",
        many="messages wait to be read",
    ),
)

# Of those who have clients, or are one.
OF_CLIENTS: Final = (
    Count(
        REMINDERS, "bell", "red", {"state": "due"}, one="reminder of yours is due", many="reminders of yours are due"
    ),
    Count(
        DOCUMENTS,
        "file-text",
        "orange",
        {"validity": "ending"},
        one="document runs out within 30 days",
        many="documents run out within 30 days",
    ),
    Count(
        DOCUMENTS,
        "paperclip",
        "orange",
        {"filed": "no"},
        one="document waits for its file",
        many="documents wait for their files",
        permission="document.create",
    ),
    Count(
        CLIENT_CONTACTS,
        "mail",
        "yellow",
        {"email_level": "unconfirmed"},
        one="contact's e-mail address is not confirmed",
        many="contacts' e-mail addresses are not confirmed",
    ),
    Count(CLIENTS, "ban", "yellow", {"state": "blocked"}, one="client is blocked", many="clients are blocked"),
    Count(
        NOTIFICATIONS,
        "inbox",
        "blue",
        {"state": "unread"},
        one="notification is unread",
        many="notifications are unread",
    ),
)
