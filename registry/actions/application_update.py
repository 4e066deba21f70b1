"""Changing an application (RFC 8334, section 3.4): all that a name has, but statuses. One that was invalid is validated anew."""

from dataclasses import replace

from registry.actions.application_phases import demand_applications
from registry.actions.domain_update import changed, update_case
from registry.actions.funds_told import funds_told
from registry.actions.hold_application import hold_application
from registry.actions.transaction import transacted
from registry.actions.write import touched
from registry.actions.write_application import step_application
from registry.context import Context
from registry.policy.case import judge
from registry.policy.order import RULES
from registry.requests.domain import ApplicationUpdate, DomainUpdated
from registry.store.sql import Connection


@transacted
async def application_update(cx: Context, db: Connection, wish: ApplicationUpdate) -> DomainUpdated:
    """All of the wish, or nothing and the reasons."""
    demand_applications(cx, wish.name)
    application = await hold_application(cx, db, wish.application)
    policy = cx.book.at(application.domain.tld, cx.now)
    case = await update_case(cx, db, wish, policy, application.domain)
    judge(replace(case, application=application, step="amend"), RULES["application update"])
    amended = replace(application, domain=touched(cx, changed(application.domain, wish, cx.now)))
    await step_application(cx, db, "amend", application, amended=amended)
    return DomainUpdated(await funds_told(cx, db, policy))
