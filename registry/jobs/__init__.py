"""The timetable of the registry: every job and when it runs. A job that is in no line never runs."""

from typing import Final

from registry.jobs.anchor_logs import anchor_logs
from registry.jobs.deposit_daily import deposit_daily
from registry.jobs.fetch_trademark_lists import fetch_trademark_lists
from registry.jobs.forget_past_sessions import forget_past_sessions
from registry.jobs.forget_places import forget_places
from registry.jobs.forget_rdap_sessions import forget_rdap_sessions
from registry.jobs.keep_partitions import keep_partitions
from registry.jobs.prove_ledger import prove_ledger
from registry.jobs.read_lordn_logs import read_lordn_logs
from registry.jobs.reap_workers import reap_workers
from registry.jobs.reckon_ladders import reckon_ladders
from registry.jobs.report_monthly import report_monthly
from registry.jobs.seal_logs import seal_logs
from registry.jobs.send_lordn import send_lordn
from registry.jobs.settle_due import settle_due
from registry.jobs.sweep_deposits import sweep_deposits
from registry.jobs.sweep_rises import sweep_rises
from registry.jobs.tell_ahead import tell_ahead
from registry.jobs.timetable import Line
from registry.jobs.watch_clearinghouse import watch_clearinghouse
from registry.jobs.watch_escrow_keys import watch_escrow_keys
from registry.jobs.watch_urs import watch_urs

TIMETABLE: Final[tuple[Line, ...]] = (
    Line(settle_due, every="minute"),
    Line(reap_workers, every="minute"),
    Line(seal_logs, every="minute"),
    Line(watch_clearinghouse, every="minute"),
    Line(watch_urs, every="minute"),
    Line(read_lordn_logs, every="minute"),
    Line(deposit_daily, every="minute"),
    Line(fetch_trademark_lists, every="hour", at=":05"),
    Line(send_lordn, every="hour", at=":20"),
    Line(report_monthly, every="hour", at=":35"),
    Line(watch_escrow_keys, every="hour", at=":45"),
    Line(keep_partitions, every="hour", at=":07"),
    Line(tell_ahead, every="hour", at=":25"),
    Line(forget_rdap_sessions, every="hour", at=":12"),
    Line(forget_places, every="hour", at=":14"),
    Line(forget_past_sessions, every="day", at="03:55"),
    Line(anchor_logs, every="day", at="00:20"),
    Line(reckon_ladders, every="day", at="02:40"),
    Line(sweep_deposits, every="day", at="03:40"),
    Line(sweep_rises, every="day", at="03:50"),
    Line(prove_ledger, every="day", at="03:10"),
)
