"""The timetable of the panel, kept by the worker beside the registry's."""

from typing import Final

from panel.client_contacts.jobs import send_waiting_codes
from panel.clients.jobs import erase_deleted_clients
from panel.disposals.jobs import dispose_of_activity
from panel.exports.jobs import forget_exports, make_exports
from panel.files.jobs import forget_attached, scan_held
from panel.identity.forgetting import forget_links
from panel.kit.api.jobs import forget_requests
from panel.kit.importing.jobs import forget_imports
from panel.openid.jobs import forget_grants
from panel.reminders.jobs import ring_by_mail
from panel.service_levels.jobs import probe_doors, reckon_levels
from panel.sign_up.jobs import forget_newcomers
from panel.telling.jobs import tell_gathered, tell_promptly
from panel.telling.watching import (
    tell_of_statements,
    watch_certificates,
    watch_deposits,
    watch_mail,
    watch_ways_in,
)
from panel.webhooks.jobs import forget_deliveries, watch_webhooks
from registry.jobs.timetable import Line

TIMETABLE: Final[tuple[Line, ...]] = (
    Line(make_exports, every="minute"),
    Line(send_waiting_codes, every="minute"),
    Line(watch_webhooks, every="minute"),
    Line(tell_promptly, every="minute"),
    Line(ring_by_mail, every="minute"),
    Line(watch_mail, every="minute"),
    Line(tell_gathered, every="hour", at=":50"),
    Line(watch_ways_in, every="hour", at=":28"),
    Line(watch_deposits, every="hour", at=":55"),
    Line(watch_certificates, every="day", at="05:05"),
    Line(tell_of_statements, every="day", at="05:20"),
    Line(scan_held, every="minute"),
    Line(probe_doors, every="minute"),
    Line(forget_exports, every="hour", at=":25"),
    Line(reckon_levels, every="hour", at=":20"),
    Line(forget_imports, every="hour", at=":40"),
    Line(forget_requests, every="hour", at=":35"),
    Line(forget_grants, every="day", at="04:45"),
    Line(forget_links, every="day", at="04:50"),
    Line(forget_newcomers, every="day", at="04:55"),
    Line(forget_attached, every="day", at="04:35"),
    Line(forget_deliveries, every="day", at="04:55"),
    Line(erase_deleted_clients, every="day", at="04:10"),
    Line(dispose_of_activity, every="day", at="04:20"),
)
