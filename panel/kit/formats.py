"""How values look to people: instants, spans, money, statuses and codes with their tones.

Longer than most files: a third of it is the table of tones.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from panel.kit.languages import gettext as _
from panel.kit.languages import language, locale
from panel.kit.languages import ngettext as _n
from registry.model.money import EXPONENTS
from registry.model.names import unicode_form

# Tones are colours of the style sheet. What is not listed is plain.
TONES: Final[dict[str, str]] = {
    # statuses of objects (RFC 5731-5733) and what holds a name
    "ok": "green",
    "linked": "blue",
    "inactive": "secondary",
    "pendingCreate": "yellow",
    "pendingDelete": "red",
    "pendingTransfer": "orange",
    "pendingUpdate": "yellow",
    "pendingRenew": "yellow",
    "clientHold": "pink",
    "serverHold": "pink",
    # grace periods (RFC 3915)
    "addPeriod": "teal",
    "renewPeriod": "teal",
    "autoRenewPeriod": "cyan",
    "transferPeriod": "cyan",
    "redemptionPeriod": "red",
    "pendingRestore": "orange",
    # transfers
    "pending": "orange",
    "clientApproved": "green",
    "serverApproved": "green",
    "clientRejected": "red",
    "clientCancelled": "secondary",
    "serverCancelled": "secondary",
    # registrars
    "active": "green",
    "applicant": "blue",
    "ote": "blue",
    "suspended": "orange",
    "terminated": "red",
    # applications (RFC 8334)
    "pendingValidation": "yellow",
    "validated": "teal",
    "invalid": "red",
    "pendingAllocation": "orange",
    "allocated": "green",
    "rejected": "secondary",
    # accounts, and what people did to them
    "blocked": "red",
    "deleted": "red",
    "done": "green",
    "refused": "red",
    # escrow deposits
    "planned": "secondary",
    "rendering": "cyan",
    "sealed": "cyan",
    "uploaded": "blue",
    "reported": "teal",
    "confirmed": "green",
    "heldUp": "orange",
    "refusedByAgent": "red",
    # monthly reports
    "written": "cyan",
    "accepted": "green",
    # top-ups
    "proposed": "orange",
    "declined": "red",
    "withdrawn": "secondary",
    # complaints
    "notified": "orange",
    "locked": "yellow",
    "rolledBack": "teal",
    "closed": "secondary",
    # tokens
    "good": "green",
    "usedUp": "secondary",
    "ended": "secondary",
    # sessions that are over
    "logout": "green",
    "lost": "yellow",
    "overdue": "yellow",
    "vanished": "red",
    # reminders
    "due": "orange",
    # messages
    "waiting": "orange",
    "ready": "green",
    "failed": "red",
    "read": "secondary",
    # mails
    "queued": "cyan",
    "sending": "cyan",
    "sent": "green",
    "put off": "orange",
    "gave up": "red",
    "changed": "blue",
}

# What the colours say, in the order that a legend tells them.
MEANINGS: Final[dict[str, str]] = {
    "green": "As it should be",
    "teal": "Young, or settled",
    "cyan": "On its way",
    "blue": "Set by the registrar, or just begun",
    "purple": "Set by the registry",
    "yellow": "The registry decides",
    "orange": "Somebody has to do something",
    "pink": "Held back from the zone",
    "red": "Refused, failed, or about to go",
    "secondary": "Over, or plain",
}

_UNITS: Final = (31_557_600, 2_629_800, 86_400, 3_600, 60)


def tone(status: str) -> str:
    if status in TONES:
        return TONES[status]
    if status.startswith("client"):
        return "blue"
    return "purple" if status.startswith("server") else "secondary"


def code_tone(code: int) -> str:
    """Result codes: done, refused, failed (RFC 5730, section 3)."""
    if code < 2000:
        return "green"
    return "red" if code in (2400, 2500) else "orange"


def words(name: str) -> str:
    """`clientTransferProhibited` as people read it: `client transfer prohibited`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


# What people read is written by Babel, which takes its time: lists write the same days and figures again and again.
def day(instant: date) -> str:
    return _day(instant.date() if isinstance(instant, datetime) else instant, language())


@lru_cache(4096)
def _day(of: date, language: str) -> str:
    return format_date(of, "d MMM y", locale())


def moment(instant: datetime) -> str:
    return f"{day(instant)}, {instant:%H:%M}"


def month(instant: date) -> str:
    """`October 2026`."""
    return format_date(instant, "LLLL y", locale())


def figure(number: int) -> str:
    """A whole number with its thousands apart."""
    return _decimal(number, "#,##0", language())


@lru_cache(4096)
def _decimal(number: int | float | Decimal, pattern: str, language: str) -> str:
    return format_decimal(number, pattern, locale())


def tenths(number: float) -> str:
    return _decimal(number, "#,##0.0", language())


def lasting(seconds: int) -> str:
    """`90 min`, `26 hr`: in the largest unit of which there are two."""
    return format_timedelta(timedelta(seconds=seconds), threshold=2, format="short", locale=locale())


def exactly(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"


def distance(then: datetime, now: datetime) -> str:
    """`in 3 days`, `2 hours ago`: the largest unit that fits, cut down."""
    seconds = (then - now).total_seconds()
    size = abs(seconds)
    for unit, length in enumerate(_UNITS):
        if size >= length:
            number = int(size // length)
            return (_in if seconds > 0 else _ago)(number)[unit] % {"number": number}
    return _("just now") if seconds <= 0 else _("in a moment")


def _in(number: int) -> tuple[str, ...]:
    return (
        _n("in %(number)d year", "in %(number)d years", number),
        _n("in %(number)d month", "in %(number)d months", number),
        _n("in %(number)d day", "in %(number)d days", number),
        _n("in %(number)d hour", "in %(number)d hours", number),
        _n("in %(number)d minute", "in %(number)d minutes", number),
    )


def _ago(number: int) -> tuple[str, ...]:
    return (
        _n("%(number)d year ago", "%(number)d years ago", number),
        _n("%(number)d month ago", "%(number)d months ago", number),
        _n("%(number)d day ago", "%(number)d days ago", number),
        _n("%(number)d hour ago", "%(number)d hours ago", number),
        _n("%(number)d minute ago", "%(number)d minutes ago", number),
    )


def nearness(then: datetime, now: datetime) -> str:
    """The tone of a date that approaches."""
    if then - now < timedelta(days=7):
        return "red"
    return "orange" if then - now < timedelta(days=30) else "secondary"


def amount(minor: int, currency: str) -> str:
    """Minor units as people write them: `-1,234.50 USD`."""
    digits = EXPONENTS.get(currency, 2)
    sign = "\N{MINUS SIGN}" if minor < 0 else ""
    pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
    return f"{sign}{_decimal(Decimal(abs(minor)).scaleb(-digits), pattern, language())} {currency}"


def units(minor: int, currency: str) -> str:
    """Only the whole units, for what stands beside a picture."""
    sign = "\N{MINUS SIGN}" if minor < 0 else ""
    return f"{sign}{figure(abs(minor) // 10 ** EXPONENTS.get(currency, 2))}"


def octets(size: int) -> str:
    """A size as people say it, in units of 1024."""
    value, unit = float(size), "B"
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if value < 1024 or unit == "TiB":
            break
        value /= 1024
    return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"


def shown_name(name: str) -> str:
    """The U-label form, with the stored one behind it where they differ."""
    shown = unicode_form(name) if "xn--" in name else name
    return name if shown == name else f"{shown} ({name})"


# What user agents call themselves, the more telling name first.
_BROWSERS: Final = (
    ("Firefox/", "Firefox"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """`Firefox on Linux`; the user agent itself where it says nothing known."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), None)
    system = next((name for sign, name in _SYSTEMS if sign in agent), None)
    if browser is None:
        return agent[:80] or "Unknown browser"
    return f"{browser} on {system}" if system else browser


_XML: Final = re.compile(
    r"(?P<comment>&lt;!--.*?--&gt;)|(?P<open>&lt;/?)(?P<tag>[\w:.-]+)(?P<rest>.*?)(?P<close>/?&gt;)", re.DOTALL
)
_ATTRIBUTE: Final = re.compile(r"([\w:.-]+)=(&#34;.*?&#34;|&#39;.*?&#39;)", re.DOTALL)


def coloured_xml(frame: str) -> Markup:
    """A frame as HTML with its parts marked; everything in it is escaped first."""
    return Markup(_XML.sub(_coloured, str(escape(indented_xml(frame)))))  # noqa: S704  escaped, then wrapped


def _coloured(match: re.Match[str]) -> str:
    if match["comment"]:
        return f'<span class="x-comment">{match["comment"]}</span>'
    rest = _ATTRIBUTE.sub(r'<span class="x-name">\1</span>=<span class="x-value">\2</span>', match["rest"])
    return f'{match["open"]}<span class="x-tag">{match["tag"]}</span>{rest}{match["close"]}'


def indented_xml(frame: str) -> str:
    """One element a line. Works on text, not on a parsed tree: what is logged may be anything, and is shown as it came."""
    pieces = re.findall(r"<[^>]*>|[^<]+", frame.strip())
    lines: list[str] = []
    depth = 0
    previous = ""
    for piece in (each for each in pieces if each.strip()):
        text = " ".join(piece.split()) if piece.startswith("<") else piece.strip()
        if piece.startswith("</"):
            depth = max(depth - 1, 0)
            if previous == "open" or previous == "text":
                lines[-1] += text
            else:
                lines.append("  " * depth + text)
            previous = "close"
        elif piece.startswith("<"):
            lines.append("  " * depth + text)
            opens = not piece.endswith("/>") and not piece.startswith(("<?", "<!"))
            depth = min(depth + opens, 40)
            previous = "open" if opens else "close"
        else:
            if previous == "open":
                lines[-1] += text
            else:
                lines.append("  " * depth + text)
            previous = "text"
    return "\n".join(lines)
