"""Single rights of accounts: what one holds or not whatever its roles say, why, and who may change it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, cast

from sqlalchemy import delete, select

from panel.database import Database
from panel.identity.activity import write_down
from panel.identity.browser import Browser
from panel.identity.care import LONGEST_REASON, CareRefused, parts_of, visible, why_not_now
from panel.identity.models import Account, AccountRight
from panel.kit.access import Grounds, Viewer, every_permission, grounds_of, of_their_kind, permissions_of, scope_of
from panel.kit.roles import ASSIGNABLE, BY_ROLE_ALONE
from registry.clock import Clock

Choice = Literal["role", "given", "denied"]
CHOICES: Final[dict[str, str]] = {"role": "By role", "given": "Given", "denied": "Denied"}


@dataclass(frozen=True, slots=True)
class Line:
    """A permission as the editor shows it; `fixed` says why the viewer cannot change it."""

    permission: str
    grounds: Grounds
    choice: Choice
    fixed: str | None

    @property
    def area(self) -> str:
        return self.permission.partition(".")[0]

    @property
    def why(self) -> str:
        """In words, a denial before anything that grants."""
        ways = self.grounds.denied or self.grounds.given
        told = sorted({_way(each) for each in ways}, key=len)
        if not told:
            return "no role of theirs has it"
        return ("denied " if self.grounds.denied else "") + "; ".join(told[:3])


def _way(names: tuple[str, ...]) -> str:
    return " › ".join(ASSIGNABLE.get(each, each) for each in names) or "by itself"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rights of one account; `why_not`: what keeps the viewer from changing any of them."""

    account: Account
    title: str
    lines: list[Line]
    why_not: str | None

    @property
    def areas(self) -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = {}
        for each in self.lines:
            found.setdefault(each.area, []).append(each)
        return found


@dataclass(frozen=True, slots=True)
class Rights:
    """Reads and changes them. Raise PersonMissing and CareRefused."""

    database: Database
    clock: Clock

    async def sheet(self, viewer: Viewer, login: str) -> Sheet:
        """Every permission with what it comes to for the account, and by which way."""
        async with self.database.transaction() as db:
            account = await visible(db, scope_of(viewer), login)
            single = await db.execute(select(AccountRight).where(AccountRight.account_id == account.id))
            chosen = {each.permission: each for each in single.scalars()}
            problem = await why_not_now(db, viewer, account)
            most = None
            if account.seller_id is not None and account.kind == "employee":
                most = permissions_of((await parts_of(db, account.seller_id))[account.seller_id])
        roles = frozenset(each.role for each in account.roles)
        grounds = grounds_of(roles | {each.part for each in chosen.values()})
        lines = [
            Line(
                permission,
                _bounded(grounds.get(permission, Grounds()), most, permission),
                "role" if permission not in chosen else "denied" if chosen[permission].denied else "given",
                _fixed(viewer, roles, permission),
            )
            for permission in every_permission()
        ]
        title = ", ".join(title for role, title in ASSIGNABLE.items() if role in roles)
        return Sheet(account, title, lines, problem)

    async def change(
        self, viewer: Viewer, login: str, wanted: Mapping[str, str], reason: str, browser: Browser
    ) -> list[str]:
        """Set the choices that differ from what is; what was changed, for people. What is not mentioned stays."""
        why = " ".join(reason.replace("\0", "").split())[:LONGEST_REASON]
        async with self.database.transaction() as db:
            account = await visible(db, scope_of(viewer), login, lock=True)
            if problem := await why_not_now(db, viewer, account):
                raise CareRefused(problem)
            single = await db.execute(select(AccountRight).where(AccountRight.account_id == account.id))
            chosen = {each.permission: "denied" if each.denied else "given" for each in single.scalars()}
            changes = {
                permission: cast(Choice, choice)
                for permission, choice in wanted.items()
                if choice in CHOICES and chosen.get(permission, "role") != choice
            }
            if not changes:
                return []
            if not why:
                raise CareRefused("Say why: it is kept.")
            for permission in changes:
                if problem := _fixed(viewer, frozenset(each.role for each in account.roles), permission):
                    raise CareRefused(f"{permission}: {problem}")
            mine = AccountRight.account_id == account.id
            await db.execute(delete(AccountRight).where(mine, AccountRight.permission.in_(changes)))
            db.add_all(
                AccountRight(account.id, permission, choice == "denied")
                for permission, choice in changes.items()
                if choice != "role"
            )
            said = [f"{permission}: {CHOICES[choice].lower()}" for permission, choice in sorted(changes.items())]
            await write_down(
                db,
                self.clock.now(),
                "account.rights",
                actor=viewer.login,
                actor_id=viewer.account_id,
                account=account,
                browser=browser,
                reason=why,
                detail=", ".join(said),
            )
        return said


def _bounded(grounds: Grounds, most: frozenset[str] | None, permission: str) -> Grounds:
    """Nobody who works for a reseller may what that may not."""
    if most is None or permission in most or not grounds.given:
        return grounds
    return replace(grounds, denied=(*grounds.denied, ("their employer",)))


def _fixed(viewer: Viewer, roles: frozenset[str], permission: str) -> str | None:
    """Why the viewer cannot change this permission of somebody with these roles; None: it can be changed."""
    if permission not in every_permission():
        return "There is no such permission."
    if permission in BY_ROLE_ALONE:
        return "It comes with a role alone."
    if permission not in of_their_kind(roles):
        return "It is for other people than these."
    if not viewer.may(permission):
        return "Nobody gives or takes what they do not hold themselves."
    return None
