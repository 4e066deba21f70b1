"""The timetable of the panel, kept by the worker beside the registry's."""

from typing import Final

from panel.client_contacts.jobs import send_waiting_codes
from panel.exports.jobs import forget_exports, make_exports
from panel.files.jobs import forget_attached
from panel.identity.forgetting import forget_links
from panel.kit.api.jobs import forget_requests
from panel.openid.jobs import forget_grants
from panel.sign_up.jobs import forget_newcomers
from panel.webhooks.jobs import forget_deliveries, watch_webhooks
from registry.jobs.timetable import Line

TIMETABLE: Final[tuple[Line, ...]] = (
    Line(make_exports, every="minute"),
    Line(send_waiting_codes, every="minute"),
    Line(watch_webhooks, every="minute"),
    Line(forget_exports, every="hour", at=":25"),
    Line(forget_requests, every="hour", at=":35"),
    Line(forget_grants, every="day", at="04:45"),
    Line(forget_links, every="day", at="04:50"),
    Line(forget_newcomers, every="day", at="04:55"),
    Line(forget_attached, every="day", at="04:35"),
    Line(forget_deliveries, every="day", at="04:55"),
)
