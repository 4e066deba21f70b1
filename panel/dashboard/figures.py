"""Large figures of the dashboard, and lengths of queues: each is the number of rows of a list."""

from typing import Final

from panel.applications.lists import APPLICATIONS
from panel.client_contacts.lists import CLIENT_CONTACTS
from panel.clients.lists import CLIENTS
from panel.deposits.lists import DEPOSITS
from panel.documents.lists import DOCUMENTS
from panel.kit.widgets import Count
from panel.mails.lists import MAILS
from panel.messages.lists import MESSAGES
from panel.reminders.lists import REMINDERS
from panel.reports.lists import REPORTS
from panel.topups.lists import TOP_UPS
from panel.transfers.lists import TRANSFERS

BOXES: Final = (
    Count(CLIENTS, "users", "teal", title="Clients"),
    Count(CLIENT_CONTACTS, "address-book", "purple", title="Contacts"),
    Count(DOCUMENTS, "file-text", "blue", title="Documents"),
    Count(MAILS, "mail", "orange", title="Mails"),
    Count(REMINDERS, "bell", "orange", title="Reminders"),
)
# Of those that the viewer may see, so many.
MOST_BOXES: Final = 4

QUEUES: Final = (
    Count(MAILS, "mail", "blue", {"state": "queued"}, title="Mails to be sent", staff=True),
    Count(MESSAGES, "message-2", "blue", {"state": "waiting"}, title="Messages that wait to be polled"),
    Count(TRANSFERS, "transfer", "orange", title="Transfers that wait for a decision"),
    Count(APPLICATIONS, "file-text", "orange", {"state": "open"}, title="Applications to be judged", staff=True),
    Count(TOP_UPS, "coin", "orange", {"state": "proposed"}, title="Top-ups to be confirmed"),
    Count(DEPOSITS, "archive", "teal", {"state": "way"}, title="Deposits under way"),
    Count(REPORTS, "report", "teal", {"state": "way"}, title="Reports under way", staff=True),
)
