"""Whether time renews a name at its expiry: the registry's own say in it, for names that are to end then."""

from dataclasses import replace
from typing import Literal

from registry.actions.hold import hold_domain
from registry.actions.registrys_own import demand_operator
from registry.actions.transaction import transacted
from registry.actions.write import write_domain
from registry.context import Context
from registry.errors import StatusForbids
from registry.model.ladder import is_beyond
from registry.store.sql import Connection


@transacted
async def domain_renewal(cx: Context, db: Connection, name: str, renewal: Literal["auto", "never"]) -> None:
    """From now on time renews the name as its TLD has it, or never: then it is deleted at its expiry.

    Its registrar can renew it in either case, unless serverRenewProhibited stands. Raises ObjectMissing, and StatusForbids
    once the name has expired or is on its way out: what happens then was settled at the expiry.
    """
    demand_operator(cx, "The registry decides this.")
    domain = await hold_domain(cx, db, name)
    if domain.deletion:
        raise StatusForbids("pendingDelete forbids it.", "domain:name", name)
    if is_beyond(domain, cx.now):
        raise StatusForbids("The domain has expired already.", "domain:name", name)
    if domain.renewal != renewal:
        await write_domain(cx, db, "renewal", domain, replace(domain, renewal=renewal))
