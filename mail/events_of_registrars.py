"""What the people of a registrar are told of it: its names, its money, its ways in."""

from datetime import timedelta
from typing import Final

from mail.event import BOTH, REGISTRARS, Event

_KNOWN: Final = {"name": "Vera Holder", "when": "2026-09-01 12:00 UTC", "registrar": "alpha"}
# Of names there may be many: some are named, all are counted.
_NAMES: Final = {**_KNOWN, "what": "one.example, two.example", "count": "2"}
_AMOUNT: Final = {**_KNOWN, "what": "100.00 USD"}
_MAIL: Final = frozenset({"mail"})
_DOMAINS: Final = "domain.read"
_MONEY: Final = "registrar.read-financial-info"
_WAYS_IN: Final = "registrar.read-ways-in"


def _of_names(key: str, title: str, *, quiet: frozenset[str] = frozenset(), needs: str = _DOMAINS) -> Event:
    return Event(key, title, _NAMES, channels=BOTH, quiet=quiet, group="domains", kinds=REGISTRARS, needs=needs)


def _of_money(key: str, title: str, values: dict[str, str], *, quiet: frozenset[str] = frozenset()) -> Event:
    return Event(key, title, values, channels=BOTH, quiet=quiet, group="money", kinds=REGISTRARS, needs=_MONEY)


OF_REGISTRARS: Final = (
    _of_names("domain.transfer-asked", "Another registrar asks for names"),
    _of_names("domain.transfer-in", "Names came by transfer"),
    _of_names("domain.transfer-out", "Names left by transfer"),
    _of_names("domain.transfer-ended", "Transfers came to nothing"),
    _of_names("domain.renewed", "Names were renewed by time", quiet=_MAIL),
    _of_names("domain.deleted", "Names were deleted"),
    _of_names("domain.restored", "Names were restored"),
    _of_names("domain.changed", "The registry changed names"),
    _of_names("domain.urs", "A complaint (URS) is about names"),
    _of_names("application.went-on", "Applications went on", needs="application.read"),
    Event(
        "tld.changes",
        "Prices or rules of a TLD change",
        {**_KNOWN, "what": "example", "until": "2026-10-01 00:00 UTC"},
        channels=BOTH,
        group="domains",
        kinds=REGISTRARS,
        needs="price.read",
    ),
    Event(
        "tld.changes-not",
        "What was to change in a TLD will not",
        {**_KNOWN, "what": "example", "until": "2026-10-01 00:00 UTC"},
        channels=BOTH,
        group="domains",
        kinds=REGISTRARS,
        needs="price.read",
    ),
    _of_money("money.received", "Money came in", _AMOUNT),
    _of_money("money.taken", "Money was taken out", _AMOUNT),
    _of_money("money.refunded", "Charges were given back", {**_AMOUNT, "count": "3"}, quiet=_MAIL),
    _of_money("money.low", "The balance is low", _AMOUNT),
    _of_money("money.topup-declined", "A top-up was declined", {**_AMOUNT, "why": "No money came."}),
    Event(
        "money.statement-ready",
        "The statement of a month is ready",
        {**_KNOWN, "what": "2026-08"},
        channels=BOTH,
        again=timedelta(days=60),
        group="statements",
        kinds=REGISTRARS,
        needs=_MONEY,
    ),
    Event(
        "registrar.certificate-ends",
        "The last certificate of a registrar ends",
        {**_KNOWN, "what": "4f1c…", "until": "2026-10-01 00:00 UTC"},
        channels=BOTH,
        mandatory=True,
        again=timedelta(days=60),
        group="access",
        kinds=REGISTRARS,
        needs=_WAYS_IN,
    ),
    Event(
        "registrar.password-ends",
        "The password of a registrar ends",
        {**_KNOWN, "until": "2026-10-01 00:00 UTC"},
        channels=BOTH,
        mandatory=True,
        group="access",
        kinds=REGISTRARS,
        needs=_WAYS_IN,
    ),
    Event(
        "registrar.password-changed",
        "The password of a registrar was changed",
        _KNOWN,
        channels=BOTH,
        mandatory=True,
        group="access",
        kinds=REGISTRARS,
        needs=_WAYS_IN,
    ),
    Event(
        "registrar.suspended",
        "A registrar was suspended",
        _KNOWN,
        channels=BOTH,
        mandatory=True,
        group="access",
        kinds=REGISTRARS,
        needs="registrar.read",
    ),
    Event(
        "registrar.active",
        "A registrar is active",
        _KNOWN,
        channels=BOTH,
        group="access",
        kinds=REGISTRARS,
        needs="registrar.read",
    ),
    Event(
        "registrar.terminated",
        "A registrar was terminated",
        _KNOWN,
        channels=BOTH,
        mandatory=True,
        group="access",
        kinds=REGISTRARS,
        needs="registrar.read",
    ),
)
