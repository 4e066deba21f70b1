"""What operators do to an application on its way: find it valid or not, let it wait, hold it, reject it (RFC 8334, 2.4)."""

from registry.actions.domain_launch import revoked
from registry.actions.hold_application import hold_application
from registry.actions.money import reverse
from registry.actions.registrys_own import demand_operator
from registry.actions.transaction import transacted
from registry.actions.write_application import step_application
from registry.context import Context
from registry.model.application import Application
from registry.model.launch import Brought
from registry.model.registrar_facts import line_of
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.application import ApplicationStep
from registry.store import tokens
from registry.store.sql import Connection


@transacted
async def application_step(cx: Context, db: Connection, wish: ApplicationStep) -> Application:
    """The application after the step. Of a rejected one all that was charged is given back."""
    demand_operator(cx, "Applications are decided by the registry.")
    application = await hold_application(cx, db, wish.application)
    policy = cx.book.at(application.domain.tld, cx.now)
    brought = Brought(distrust=await distrust(db, application)) if wish.step == "validate" else Brought()
    case = Case(
        cx.actor, cx.now, wish, policy, application.domain, application=application, step=wish.step, brought=brought
    )
    judge(case, RULES["application step"])
    substatus = line_of(wish.substatus, "substatus") if wish.substatus is not None else None
    after = await step_application(cx, db, wish.step, application, substatus=substatus, reason=cx.reason)
    if after.status == "rejected":
        await tokens.give_back(db, roid=after.roid)
        await reverse(cx, db, list(after.ledger_ids))
    return after


async def distrust(db: Connection, application: Application) -> str | None:
    """Why the mark of the application counts no longer; None where it does, or there is none."""
    return None if application.smd_id is None else await revoked(db, application.smd_id)
