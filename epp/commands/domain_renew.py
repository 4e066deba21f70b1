"""domain:renew, more years for a name (RFC 5731, section 3.2.3)."""

from datetime import date

from epp.codec.domain import CURRENT_EXPIRY, NAME, PERIOD, read_period, write_period
from epp.codec.markup import Element, Markup, instant, leaf, node, rooted, token
from epp.codec.namespaces import DOMAIN
from epp.codec.parts import fragment, read_name
from epp.command import Command, Payload
from registry.actions.domain_renew import domain_renew
from registry.errors import ParameterRange
from registry.requests.domain import DomainRenew, DomainRenewed


def read(body: Element) -> DomainRenew:
    parts = {child.tag: child for child in body}
    period = parts.get(PERIOD)
    return DomainRenew(
        name=read_name(parts[NAME]),
        current_expiry=_read_date(token(parts[CURRENT_EXPIRY])),
        period=None if period is None else read_period(period),
    )


def _read_date(text: str) -> date:
    """An xs:date, which may carry a time zone that means nothing here."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise ParameterRange("No name ever expired on that date.", "domain:curExpDate", text) from None


def write(wish: DomainRenew, answer: DomainRenewed) -> Payload:
    name, expiry = leaf("domain:name", answer.name), leaf("domain:exDate", instant(answer.expires_at))
    return Payload(data=fragment("domain", "renData", name, expiry))


def ask(wish: DomainRenew) -> Markup:
    return node(
        "renew",
        rooted(
            "domain:renew",
            DOMAIN,
            leaf("domain:name", wish.name),
            leaf("domain:curExpDate", wish.current_expiry.isoformat()),
            write_period(wish.period),
        ),
    )


COMMAND = Command(read=read, run=domain_renew, write=write, ask=ask, transforms=True)
