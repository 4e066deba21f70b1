"""The people of resellers for programs: their browsers and their rights."""

from typing import Final

from panel.account.api import Browser, browsers_of
from panel.employees.deeds import find
from panel.kit.answers import Answer, Asked, Errand, NotThere
from panel.kit.web import house
from panel.rights.api import FIELDS, LEAD, Rights, change_of, sheet_of


async def _demand(asked: Asked) -> int:
    """The number of the account, which is one of theirs. Raises NotThere."""
    found = (await find(asked.situation, (asked.key,))).get(asked.key)
    if found is None:
        raise NotThere
    return found.id


async def _rights(asked: Asked) -> Rights:
    await _demand(asked)
    return await sheet_of(asked)


async def _set_rights(asked: Asked) -> str:
    await _demand(asked)
    return await change_of(asked)


async def _browsers(asked: Asked) -> list[Browser]:
    sessions = await house().identity.sessions(await _demand(asked))
    return browsers_of(sessions, asked.viewer.session_id)


RIGHTS: Final = Answer(
    "employees/<path:key>/rights", "An employee's rights", "employee.read", _rights, Rights, pages=("employees.rights",)
)
ANSWERS: Final = (
    RIGHTS,
    Answer("employees/<path:key>/sessions", "Where they are signed in", "employee.read", _browsers, list[Browser]),
)
ERRANDS: Final = (
    Errand(
        "employees/<path:key>/set-rights",
        "Set rights",
        "employee.set-rights",
        _set_rights,
        FIELDS,
        LEAD,
        RIGHTS,
        pages=("employees.change_rights",),
    ),
)
