"""Roles and rights for programs: what each permission comes to for somebody and why, and changing single ones."""

from dataclasses import dataclass
from typing import Final

from panel.identity.care import CareRefused, PersonMissing
from panel.identity.rights import CHOICES, Choice
from panel.kit import fields
from panel.kit.answers import Answer, Asked, Errand, declining
from panel.kit.row_fields import Rows
from panel.kit.web import house


@dataclass(frozen=True, slots=True)
class Right:
    """`held` is what it comes to, `why` by which way; `choice` is what was said of it for this account alone, and `fixed` why
    whoever asks cannot say otherwise."""

    permission: str
    held: bool
    why: str
    choice: Choice
    fixed: str | None


@dataclass(frozen=True, slots=True)
class Rights:
    """`why_not`: what keeps whoever asks from changing any of them."""

    login: str
    roles: list[str]
    why_not: str | None
    rights: list[Right]


async def sheet_of(asked: Asked) -> Rights:
    """Of the account that the address names."""
    with declining(missing=(PersonMissing,)):
        sheet = await house().rights.sheet(asked.viewer, asked.key)
    return Rights(
        sheet.account.login,
        sorted(each.role for each in sheet.account.roles),
        sheet.why_not,
        [Right(each.permission, each.grounds.held, each.why, each.choice, each.fixed) for each in sheet.lines],
    )


async def change_of(asked: Asked) -> str:
    """Of the account that the address names, those that are named."""
    wanted = {row["permission"]: row["choice"] for row in asked["rights"]}
    with declining(CareRefused, missing=(PersonMissing,), at="rights"):
        said = await house().rights.change(asked.viewer, asked.key, wanted, asked["reason"], asked.browser)
    return f"Changed: {', '.join(said)}." if said else "Nothing was changed."


# What is set, permission by permission; what is not named stays.
FIELDS: Final[tuple[fields.Field, ...]] = (
    Rows(
        "rights",
        "Rights",
        (
            fields.Text("permission", "Permission", longest=100),
            fields.Choice("choice", "What is said", CHOICES),
        ),
        required=True,
        most=500,
    ),
    fields.Reason(),
)
LEAD: Final = "A denial wins over whatever grants; nobody gives or takes what they do not hold themselves."

OF_PEOPLE: Final = Answer(
    "people/<path:key>/rights", "Somebody's rights", "people.read", sheet_of, Rights, pages=("rights.show",)
)
SET_OF_PEOPLE: Final = Errand(
    "people/<path:key>/set-rights",
    "Set rights",
    "people.set-rights",
    change_of,
    FIELDS,
    LEAD,
    OF_PEOPLE,
    pages=("rights.change",),
)


ANSWERS: Final = (OF_PEOPLE,)
ERRANDS: Final = (SET_OF_PEOPLE,)
