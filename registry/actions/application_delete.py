"""Withdrawing an application (RFC 8334, section 3.5): what was charged for it is given back."""

from registry.actions.application_phases import demand_applications
from registry.actions.funds_told import funds_told
from registry.actions.hold_application import hold_application
from registry.actions.money import reverse
from registry.actions.remember import remember_application
from registry.actions.transaction import transacted
from registry.context import Context
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.domain import ApplicationDelete, ApplicationDeleted
from registry.store import application_changes, tokens
from registry.store.sql import Connection


@transacted
async def application_delete(cx: Context, db: Connection, wish: ApplicationDelete) -> ApplicationDeleted:
    """The application is gone, but for history."""
    demand_applications(cx, wish.name)
    application = await hold_application(cx, db, wish.application)
    policy = cx.book.at(application.domain.tld, cx.now)
    case = Case(cx.actor, cx.now, wish, policy, application.domain, application=application)
    judge(case, RULES["application delete"])
    await application_changes.withdraw(db, application_id=application.id)
    await tokens.give_back(db, roid=application.roid)
    await remember_application(cx, db, "delete", application, ended=True)
    credits = await reverse(cx, db, list(application.ledger_ids))
    return ApplicationDeleted(application.name, credits, await funds_told(cx, db, policy))
