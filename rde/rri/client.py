"""Speaking with the interface: reports of deposits and months go there, and what the agent says of a day is read there.

Written from the draft and tested against a simulator; it has not met the real interface.
"""

import asyncio
from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Final

from rde.report.table import Kind, Report
from rde.rri.codes import ACCEPTED, SWITCHED_OFF, meaning
from rde.rri.messages import Answer, DepositReport, Notification, NotUnderstood, read_answer, read_notification
from wire import https
from wire.https import Asking, Unanswered

_MONTHLY: Final[Mapping[Kind, str]] = {
    "transactions": "registrar-transactions",
    "activity": "registry-functions-activity",
}
_LONGEST: Final = 1 << 20
# Of an answer that is kept, for people to read.
_MOST_WORDS: Final = 10_000


class RriSilent(Exception):
    """No answer, or one that another try may change: the interface is switched off, overloaded or broken. Says what came."""


class RriDeclines(Exception):
    """It refused, and would again: people must see to it. `code` is that of the interface, or 0 where only HTTP refused;
    `answer` is what it said."""

    def __init__(self, reason: str, code: int = 0, answer: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.answer = answer


class Rri:
    """`logins` are a name and a password for each TLD. One thing is asked at a time, and no sooner than `pause` seconds after
    the last: the interface slows down those who come more often."""

    def __init__(self, base: str, logins: Mapping[str, tuple[str, str]], asking: Asking, pause: float) -> None:
        self._base = base.rstrip("/")
        self._logins = logins
        self._asking = asking
        self._pause = pause
        self._turn = asyncio.Lock()

    async def close(self) -> None:
        await self._asking.close()

    async def report_deposit(self, report: DepositReport) -> None:
        """Raises RriSilent and RriDeclines; the same report again is no harm."""
        await self._put(f"registry-escrow-report/{report.tld}/{report.id}", report.tld, "text/xml", report.xml())

    async def report_month(self, report: Report) -> str:
        """What the interface says of a report that it takes. Raises RriSilent and RriDeclines."""
        return await self._put(
            f"{_MONTHLY[report.kind]}/{report.tld}/{report.month}",
            report.tld,
            "text/csv; charset=utf-8",
            report.content,
        )

    async def knows_month(self, report: Report) -> bool:
        """Whether a report of this kind and month was received. Raises RriSilent and RriDeclines."""
        path = f"info/report/{_MONTHLY[report.kind]}/{report.tld}/{report.month}"
        return (await self._ask("HEAD", path, report.tld, _OK_OR_NONE)).status == HTTPStatus.OK

    async def notification(self, tld: str, day: date) -> Notification | None:
        """What the agent said of the deposit of a day, None while it said nothing. Raises RriSilent and RriDeclines."""
        path = f"info/report/escrow-agent-notification/{tld}/{day.isoformat()}"
        answer = await self._ask("GET", path, tld, _OK_OR_NONE)
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        try:
            return read_notification(answer.body)
        except NotUnderstood as error:
            raise RriSilent(f"{path}: {error}") from None

    async def _put(self, path: str, tld: str, kind: str, content: bytes) -> str:
        place = f"report/{path}"
        answer = await self._ask(
            "PUT", place, tld, (HTTPStatus.OK, HTTPStatus.BAD_REQUEST), {"Content-Type": kind}, content
        )
        try:
            said = read_answer(answer.body)
        except NotUnderstood as error:
            raise RriSilent(f"{place} answers {answer.status}, and {error}") from None
        words = answer.body.decode(errors="replace")[:_MOST_WORDS]
        _demand_accepted(place, said, words)
        return words

    async def _ask(
        self,
        method: str,
        path: str,
        tld: str,
        wanted: tuple[HTTPStatus, ...],
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> https.Answer:
        login = self._logins.get(tld)
        if login is None:
            raise RriDeclines(f"there is no login for .{tld}: write one into the file that escrow.rri_logins names")
        async with self._turn:
            try:
                answer = await self._asking.ask(method, f"{self._base}/{path}", login, headers, content)
            except Unanswered as silence:
                raise RriSilent(str(silence)) from None
            finally:
                await asyncio.sleep(self._pause)
        _demand(path, answer.status, wanted)
        return answer


_LATER: Final = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT)
_OK_OR_NONE: Final = (HTTPStatus.OK, HTTPStatus.NOT_FOUND)


def _demand(path: str, status: int, wanted: tuple[HTTPStatus, ...]) -> None:
    if status in wanted:
        return
    if status in _LATER or (status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.NOT_IMPLEMENTED):
        raise RriSilent(f"{path} answers {status}")
    if status == HTTPStatus.UNAUTHORIZED:
        raise RriDeclines(
            f"{path} answers 401: the login or the password is not the right one, or not from this address"
        )
    raise RriDeclines(f"{path} answers {status}")


def _demand_accepted(path: str, said: Answer, words: str) -> None:
    if said.code == ACCEPTED:
        return
    reason = f"{path} is refused with {said.code} ({meaning(said.code)}): {said.message}"
    if said.description:
        reason += f" {' '.join(said.description.split())[:500]}"
    if said.code == SWITCHED_OFF:
        raise RriSilent(reason)
    raise RriDeclines(reason, said.code, words)
