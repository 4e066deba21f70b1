"""Looking at a domain (RFC 5731, section 3.1.2): all of it for those who may, its outline for anyone else."""

from registry.actions.hold import known_domain
from registry.context import Context
from registry.errors import AuthInfoWrong
from registry.model import authinfo
from registry.model.domain import Domain
from registry.requests.domain import DomainInfo, DomainView
from registry.store import contacts, domains
from registry.store.sql import Connection


async def domain_info(cx: Context, wish: DomainInfo) -> DomainView:
    """The domain as it is now. Raises AuthInfoWrong when a secret is shown and does not open it (RFC 9154, section 5)."""
    domain = known_domain(cx, wish.name, await cx.registry.store.together(domains.by_names, wish.name))
    sponsors = cx.actor.is_operator or domain.registrar == cx.actor.registrar
    if wish.authinfo is not None and not sponsors:
        await cx.registry.store.reading(lambda db: _demand_match(db, domain, wish))
    full = sponsors or wish.authinfo is not None
    return DomainView(domain, cx.now, full, sponsors and domain.authinfo is not None, wish.hosts)


async def _demand_match(db: Connection, domain: Domain, wish: DomainInfo) -> None:
    """The secret opens the domain itself or, with a ROID, the contact of the domain that the ROID names."""
    sealed = domain.authinfo
    if wish.authinfo_roid and wish.authinfo_roid != domain.roid:
        linked = {domain.registrant, *(link.contact for link in domain.contacts)} - {None}
        sealed = await contacts.authinfo_of(db, roid=wish.authinfo_roid, handles=sorted(filter(None, linked)))
    if not authinfo.matches(wish.authinfo, sealed):
        raise AuthInfoWrong("The authorization information does not match.")
