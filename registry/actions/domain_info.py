"""Looking at a domain (RFC 5731, section 3.1.2): all of it for those who may, its outline for anyone else."""

from registry.actions.application_info import application_info
from registry.actions.hold import known_domain
from registry.actions.launch_view import launch_view
from registry.actions.secret_meant import secret_meant
from registry.context import Context
from registry.model.domain import Domain
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.domain import DomainInfo, DomainView
from registry.store import domains


async def domain_info(cx: Context, wish: DomainInfo) -> DomainView:
    """The domain as it is now. Raises AuthInfoWrong when a secret is shown and does not open it (RFC 9154, section 5)."""
    if wish.launch is not None and wish.launch.application is not None:
        return await application_info(cx, wish)
    domain = known_domain(cx, wish.name, await cx.registry.store.together(domains.by_names, wish.name))
    sealed = await _sealed(cx, domain, wish.authinfo_roid)
    judge(Case(cx.actor, cx.now, wish, cx.book.at(domain.tld, cx.now), domain, sealed=sealed), RULES["domain info"])
    sponsors = cx.actor.is_operator or domain.registrar == cx.actor.registrar
    full = sponsors or wish.authinfo is not None
    launch = await launch_view(cx, domain, wish.launch) if wish.launch and full else None
    return DomainView(domain, cx.now, full, sponsors and domain.authinfo is not None, wish.hosts, launch)


async def _sealed(cx: Context, domain: Domain, roid: str | None) -> str | None:
    """Nearly all infos name no ROID: those take no connection of their own."""
    if roid is None:
        return domain.authinfo
    return await cx.registry.store.reading(lambda db: secret_meant(db, domain, roid, cx.now))
