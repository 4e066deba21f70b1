"""Writing a changed application: the record, the memory of it, and what its registrar is told."""

from dataclasses import replace
from typing import Final

from registry.actions.remember import remember_application, written
from registry.context import Context
from registry.model.application import STEPS, Application, ApplicationStatus, Step
from registry.model.poll import ApplicationNotice
from registry.store import application_changes, polls
from registry.store.sql import Connection

_SAID: Final[dict[ApplicationStatus, str]] = {
    "pendingValidation": "is to be validated",
    "validated": "is valid",
    "invalid": "is invalid",
    "pendingAllocation": "waits for the allocation of the name",
    "allocated": "won: the name is registered",
    "rejected": "is rejected",
    "custom": "is held",
}


async def step_application(
    cx: Context,
    db: Connection,
    step: Step,
    before: Application,
    *,
    amended: Application | None = None,
    substatus: str | None = None,
    reason: str | None = None,
    allocated_roid: str | None = None,
    is_command: bool = True,
) -> Application:
    """The application after a step that its status allows, written; its registrar hears of a new status.

    `amended` is what a registrar made of it, which is no reason to forget why it has its status.
    """
    status = STEPS[before.status][step]
    after = replace(
        amended or before,
        status=status,
        status_at=cx.now,
        substatus=substatus,
        reason=reason,
        allocated_roid=allocated_roid,
    )
    if amended and status == before.status:
        after = replace(after, status_at=before.status_at, substatus=before.substatus, reason=before.reason)
    after = await write_application(cx, db, step, before, after, is_command=is_command)
    if (after.status, after.substatus) != (before.status, before.substatus):
        await _tell(cx, db, after)
    return after


async def write_application(
    cx: Context, db: Connection, event: str, before: Application, after: Application, *, is_command: bool = True
) -> Application:
    after = replace(after, version=before.version + 1)
    await application_changes.save(db, before, after, written(after.domain))
    await remember_application(cx, db, event, after, is_command=is_command)
    return after


async def _tell(cx: Context, db: Connection, application: Application) -> None:
    """A message that says it all: it stays readable whatever becomes of the application."""
    notice = ApplicationNotice(
        name=application.name,
        roid=application.roid,
        registrar=application.registrar,
        phase=application.phase.name,
        subphase=application.phase.subphase,
        status=application.status,
        substatus=application.substatus,
        reason=application.reason,
        at=cx.now,
        created_at=application.domain.created_at,
        cltrid=application.cltrid,
        svtrid=application.svtrid,
    )
    await polls.add(db, application.registrar, cx.now, f"The application {_SAID[application.status]}.", notice)
