"""Domains: the list, and the page of one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.domains.deeds import DEEDS, RENEWALS
from panel.domains.foretold import foretold
from panel.domains.lists import DOMAINS
from panel.domains.queries import commands_about
from panel.kit.access import permit
from panel.kit.attached.pages import attached_of
from panel.kit.deed_routes import offers
from panel.kit.history import events
from panel.kit.languages import gettext as _
from panel.kit.projection import shown_statuses
from panel.kit.web import HOUSE, house, missing, page, scope, viewer
from registry.actions.domain_info import domain_info
from registry.actions.domain_prospects import Wished, domain_prospects
from registry.errors import ObjectMissing
from registry.model.domain import Domain
from registry.model.lifecycle import is_published
from registry.model.names import canonical
from registry.requests.domain import DomainInfo

# What may come next of a name that is registered, and of one that is deleted.
_COMING: Final[dict[bool, tuple[Wished, ...]]] = {False: ("renew", "delete", "transfer"), True: ("restore",)}

blueprint = Blueprint("domains", __name__, url_prefix="/domains", template_folder="templates")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the name's life for the picture: percent from the left, percent of the width."""

    title: str
    tone: str
    start: float
    width: float
    until: datetime


@blueprint.get("/<name>")
@permit("domain.read")
async def show(name: str) -> ResponseReturnValue:
    registry = house().registry
    cx = registry.context("panel", HOUSE)
    try:
        view = await domain_info(cx, DomainInfo(canonical(name)))
    except ObjectMissing:
        return missing()
    domain = view.domain
    if not scope().admits(domain.registrar):
        return missing()
    told = await registry.store.reading(lambda db: events(db, domain.roid))
    lines = await registry.store.reading(
        lambda db: commands_about(db, object="domain", name=domain.name, own=scope().registrar_id)
    )
    return page(
        "domains/show.html",
        domain.name,
        (("Domains", url_for("domains.index")),),
        domain=domain,
        statuses=shown_statuses(domain, cx.now),
        published=is_published(domain),
        has_authinfo=view.has_authinfo,
        life=_life(domain, cx.now),
        foretold=foretold(domain, cx.book),
        prospects=[
            found
            for each in _COMING[domain.deletion is not None]
            for found in await domain_prospects(cx, [domain], each)
            if viewer().may("price.read")
        ],
        events=told,
        commands=lines,
        offers=offers(DEEDS, domain.name, domain),
        renewal=RENEWALS.get(domain.renewal) or _("Nobody could pay for it: it is deleted at its expiry"),
        attached=await attached_of(DOMAINS, domain.name),
    )


def _life(domain: Domain, now: datetime) -> list[Span]:
    """The way from registration to the end, with today somewhere on it."""
    if domain.deletion:
        stops = [
            ("Registered", "green", domain.deletion.deleted_at),
            ("Redemption", "orange", domain.deletion.redemption_until),
            ("Pending delete", "red", domain.deletion.purge_at),
        ]
    else:
        stops = [("Registered", "green", domain.expires_at)]
    start, end = domain.created_at, stops[-1][2]
    whole = max((end - start).total_seconds(), 1)
    spans, left = [], 0.0
    for title, tone, until in stops:
        right = min(100.0, (until - start).total_seconds() / whole * 100)
        spans.append(Span(title, tone, round(left, 2), round(right - left, 2), until))
        left = right
    today = min(100.0, max(0.0, (now - start).total_seconds() / whole * 100))
    return [*spans, Span("Today", "today", round(today, 2), 0, now)]
