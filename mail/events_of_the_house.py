"""What those of the house are told who look after it: what went wrong, and what waits for them."""

from datetime import timedelta
from typing import Final

from mail.event import BOTH, STAFF, Event

_KNOWN: Final = {"name": "Olga Operator", "when": "2026-09-01 12:00 UTC"}
_WATCH: Final = "system.watch"


def _of_the_house(key: str, title: str, what: str, again: timedelta, *, needs: str = _WATCH) -> Event:
    return Event(
        key,
        title,
        {**_KNOWN, "what": what},
        channels=BOTH,
        again=again,
        group="house",
        kinds=STAFF,
        needs=needs,
    )


OF_THE_HOUSE: Final = (
    _of_the_house("system.job-failed", "A job failed", "report_monthly", timedelta(hours=6)),
    _of_the_house("system.integrity-failed", "What must add up does not", "prove_ledger", timedelta(hours=6)),
    _of_the_house("system.mail-stuck", "Mail waits too long", "120", timedelta(hours=6)),
    _of_the_house("system.webhook-stopped", "A webhook was stopped", "shop.example", timedelta(hours=6)),
    _of_the_house(
        "system.certificate-ends", "A certificate of a server ends", "server.pem: 2026-10-01", timedelta(days=60)
    ),
    _of_the_house(
        "deposit.held-up",
        "A deposit waits for people",
        "example, 2026-09-01",
        timedelta(days=1),
        needs="deposit.update",
    ),
    _of_the_house("deposit.late", "A deposit is late", "example", timedelta(days=1), needs="deposit.update"),
    Event(
        "money.topup-asked",
        "A top-up waits to be confirmed",
        {**_KNOWN, "registrar": "alpha", "what": "100.00 USD", "why": "Card payment 0815"},
        channels=BOTH,
        group="money",
        kinds=STAFF,
        needs="registrar.confirm-top-up",
    ),
    *(
        Event(
            key,
            title,
            {**_KNOWN, "registrar": "alpha", "what": "100.00 USD", "by": "boss", "why": "It is on our account."},
            channels=BOTH,
            group="money",
            kinds=STAFF,
            needs="registrar.top-up",
        )
        for key, title in (
            ("money.topup-booked", "A top-up that one proposed was confirmed"),
            ("money.topup-refused", "A top-up that one proposed was declined"),
        )
    ),
)
