"""`namehouse tmch lordn`: the names that the Trademark Clearinghouse is told of."""

from datetime import timedelta
from pathlib import Path
from typing import Final, cast

import click

from namehouse.command import Refused, json_option, print_data, with_settings
from namehouse.commands.opening import act
from registry.context import Context
from registry.model.lordn import DEADLINE, LordnKind, Tray
from registry.settings import Settings
from registry.store import lordn as store

_TRAY: Final = click.Choice(["sunrise", "claims", "sunrise/qlp", "claims/qlp"])
_MOST: Final = click.option("--most", type=click.IntRange(1), default=100, help="How many lines at most.")


@click.group()
def lordn() -> None:
    """Names registered with marks, or in spite of claims, and what the clearinghouse made of them."""


@lordn.command()
@_MOST
@json_option
@with_settings
def waiting(settings: Settings, most: int, as_json: bool) -> None:
    """Names that the clearinghouse has not accepted yet, longest first, and what keeps them."""

    async def work(cx: Context) -> list[dict[str, object]]:
        return [
            {
                "roid": each.roid,
                "name": each.name,
                "in": f"{each.tld}/{each.tray}",
                "registered": each.registered_at.isoformat(),
                "late": cx.now - each.registered_at > DEADLINE,
                "file": each.file_id,
                "result": each.result,
                "to_be_put_right": each.wrong is not None,
            }
            for each in await cx.registry.store.reading(lambda db: store.untold(db, most=most))
        ]

    print_data(act(settings, work), as_json=as_json)


@lordn.command()
@_MOST
@json_option
@with_settings
def files(settings: Settings, most: int, as_json: bool) -> None:
    """Files for the clearinghouse, newest first, and what became of each."""

    async def work(cx: Context) -> list[dict[str, object]]:
        return [
            {
                "file": each.id,
                "in": f"{each.tld}/{each.tray}",
                "created": each.created_at.isoformat(),
                "lines": each.lines,
                "sent": each.sent_at.isoformat() if each.sent_at else None,
                "number": each.number,
                "outcome": each.outcome,
            }
            for each in await cx.registry.store.reading(lambda db: store.latest(db, most=most))
        ]

    print_data(act(settings, work), as_json=as_json)


@lordn.command()
@click.argument("file", type=int)
@json_option
@with_settings
def show(settings: Settings, file: int, as_json: bool) -> None:
    """A file as it is sent, and the answer of the clearinghouse."""
    found = act(settings, lambda cx: cx.registry.store.transaction(lambda db: store.lock(db, file_id=file)))
    if found is None:
        raise Refused(f"there is no file {file}")
    if as_json:
        print_data({"file": found.id, "content": found.content, "answer": found.answer}, as_json=True)
        return
    click.echo(found.content, nl=False)
    click.echo(f"--- {found.outcome or ('sent' if found.sent_at else 'not sent')}")
    click.echo(found.answer or "", nl=False)


@lordn.command()
@json_option
@with_settings
def send(settings: Settings, as_json: bool) -> None:
    """Send what waits, and ask for the logs of what was sent, now; exit code 1 when something failed.

    The clearinghouse wants to be asked for the logs of a TLD once a minute at most.
    """
    from namehouse.commands.tmch import way

    done = act(settings, _sent, ways=way)
    print_data(done, as_json=as_json)
    if done["failed"]:
        raise Refused("not all of it could be done; see the log")


async def _sent(cx: Context) -> dict[str, object]:
    from registry.actions.tmch_fetch import way_to
    from registry.clearinghouse import ClearinghouseDeclines
    from registry.jobs.read_lordn_logs import heard
    from registry.jobs.send_lordn import told

    try:
        way_to(cx)
    except ClearinghouseDeclines as error:
        raise Refused(str(error)) from None
    failed = [*await told(cx, timedelta(0)), *await heard(cx, timedelta(minutes=1))]
    backlog = await cx.registry.store.reading(lambda db: store.backlog(db, late_since=cx.now - DEADLINE))
    return {"failed": failed, "waiting": backlog.lines, "late": backlog.late, "to_be_put_right": backlog.wrong}


@lordn.command()
@click.option("--file", type=int, help="A file that is under way: it is handed in once more.")
@click.argument("roids", nargs=-1)
@with_settings
def resend(settings: Settings, file: int | None, roids: tuple[str, ...]) -> None:
    """Send again: a whole file, or lines by their ROIDS that the clearinghouse called wrong although they are right.

    A line that was put right needs no word: it is sent as soon as it reads differently.
    """
    from registry.actions.lordn_send import lordn_again, lordn_believe

    if (file is None) == (not roids):
        raise click.UsageError("name a --file, or lines by their ROIDs")
    if file is not None:
        number = file
        act(settings, lambda cx: lordn_again(cx, number))
    else:
        act(settings, lambda cx: lordn_believe(cx, roids))


@lordn.command()
@click.argument("tld")
@click.argument("tray", type=_TRAY)
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@json_option
@with_settings
def write(settings: Settings, tld: str, tray: str, file: Path, as_json: bool) -> None:
    """Write FILE to be carried to the clearinghouse by hand: the names of a TLD that wait.

    They are under way from then on: when the clearinghouse has answered, give its log to `namehouse tmch lordn judged`.
    """
    from registry.actions.lordn_write import lordn_write

    kind, _, qlp = tray.partition("/")
    _demand_writable(file)
    written = act(settings, lambda cx: lordn_write(cx, tld, Tray(cast(LordnKind, kind), bool(qlp)), by_hand=True))
    if written is None:
        raise Refused("no line waits that could be sent")
    try:
        file.write_text(written.content, encoding="utf-8")
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}; see namehouse tmch lordn files") from None
    print_data({"lines": written.lines, "held": written.held}, as_json=as_json)


def _demand_writable(file: Path) -> None:
    """Before anything is under way."""
    try:
        with file.open("a"):
            pass
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}") from None


@lordn.command()
@click.argument("log", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@with_settings
def judged(settings: Settings, log: Path, as_json: bool) -> None:
    """Take in LOG, the clearinghouse's answer to a file that was carried to it."""
    from registry.actions.lordn_judge import lordn_judge

    text = log.read_text(encoding="utf-8", errors="replace")
    done = act(settings, lambda cx: lordn_judge(cx, text))
    summary = {"accepted": len(done.accepted), "warned": done.warned, "wrong": done.wrong, "again": len(done.again)}
    print_data(summary, as_json=as_json)
