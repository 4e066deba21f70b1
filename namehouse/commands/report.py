"""`namehouse report`: what ICANN is told of a TLD and a month."""

from pathlib import Path

import click

from namehouse.command import Refused, json_option, print_data, with_settings
from namehouse.commands.month import MONTH
from namehouse.commands.opening import act
from namehouse.commands.report_uploads import list_reports, resend, retry, run
from rde.file import whole_file
from rde.months import MADE
from rde.report.activity import DNS
from rde.report.table import Report
from registry.actions.figures_tell import figures_tell
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.month import Month
from registry.model.monthly_report import KINDS, ReportKind
from registry.settings import Settings


@click.group()
def report() -> None:
    """The monthly reports of the registry agreement's specification 3."""


for _command in (list_reports, run, retry, resend):
    report.add_command(_command)


@report.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--tld", required=True, help="TLD that is reported on.")
@click.option("--month", required=True, type=MONTH, help="Month that is over, as 2027-01.")
@click.option(
    "--out", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the report."
)
@json_option
@with_settings
def write(settings: Settings, kind: ReportKind, tld: str, month: Month, folder: Path, as_json: bool) -> None:
    """Write the report of KIND, under the name that ICANN gives it; the same month gives the same report, whenever it is made."""
    tld = tld.lower().strip(".")

    async def work(cx: Context) -> Report:
        if not cx.book.serves(tld):
            raise ObjectMissing(f".{tld} is not a TLD of this registry; there are {', '.join(cx.book.tlds())}.")
        if cx.book.at(tld, cx.now).rules.sandbox:
            raise Refused(f".{tld} is a sandbox: what registrars practise is nothing to report")
        if cx.now < month.ends:
            raise Refused(f"{month} is not over: its report can be made from {month.ends:%Y-%m-%d} on")
        return await MADE[kind](cx, tld, month)

    made = act(settings, work)
    path = folder / made.name
    try:
        with whole_file(path) as file:
            file.write(made.content)
    except OSError as error:
        raise Refused(f"the report cannot be written: {error}") from None
    row = {"path": str(path), "tld": tld, "month": str(month), "kind": kind, "lines": made.content.count(b"\r\n")}
    print_data(row, as_json=as_json)


@report.command()
@click.option("--tld", required=True, help="TLD whose name servers were asked.")
@click.option("--month", required=True, type=MONTH, help="Month in which they were, as 2027-01.")
@click.option("--udp-received", type=click.IntRange(0), required=True, help="Queries that arrived by UDP.")
@click.option("--udp-responded", type=click.IntRange(0), required=True, help="Those of them that were answered.")
@click.option("--tcp-received", type=click.IntRange(0), required=True, help="Queries that arrived by TCP.")
@click.option("--tcp-responded", type=click.IntRange(0), required=True, help="Those of them that were answered.")
@with_settings
def dns(
    settings: Settings,
    tld: str,
    month: Month,
    udp_received: int,
    udp_responded: int,
    tcp_received: int,
    tcp_responded: int,
) -> None:
    """Keep what the operator of the name servers counted, for the activity report; told again, the new counts are those."""
    figures = dict(zip(DNS, (udp_received, udp_responded, tcp_received, tcp_responded), strict=True))
    act(settings, lambda cx: figures_tell(cx, tld.lower().strip("."), month.first_day, figures))
