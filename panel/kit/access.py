"""Who may do what, and whose things they see: two separate questions, each asked here and nowhere else.

A *permission* (`area.verb`) comes from roles by their table (panel/kit/roles.py), or stands alone; `deny:` wins, wherever it
comes from. The *scope* says which rows exist for somebody: all of them, those of one registrar, those of one client and of
whoever stands below it in the tree of sellers, or none. A reseller's people have its scope, and may nothing that it may not.
Every endpoint names its permission with `permit`, or is `public`; an endpoint that says nothing is open to nobody.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from panel.kit.roles import (
    ASSIGNABLE,
    BY_ROLE_ALONE,
    KIND_OF,
    NOT_BY_KEY,
    NOT_WHILE_ACTING,
    OF_EVERYBODY,
    ROLES,
)
from registry.model.disclosure import ANYBODY, Asker

V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a permission is held, or is not: the ways by which roles come to it, and those by which it is denied.

    A way is the names that lead from what an account was given to the permission; one that leads nowhere else is what the
    account was given itself.
    """

    given: tuple[tuple[str, ...], ...] = ()
    denied: tuple[tuple[str, ...], ...] = ()

    @property
    def held(self) -> bool:
        return bool(self.given) and not self.denied


@cache
def grounds_of(parts: frozenset[str]) -> Mapping[str, Grounds]:
    """What roles, permissions and denials come to together, by permission; a role that the table does not know is nothing."""
    found: dict[str, Grounds] = {}
    for part in sorted(parts):
        for way, permission, denied in _ways(part, ()):
            so_far = found.get(permission, Grounds())
            found[permission] = (
                replace(so_far, denied=(*so_far.denied, way)) if denied else replace(so_far, given=(*so_far.given, way))
            )
    return found


def _ways(part: str, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, bool]]:
    if part.startswith("deny:"):
        yield above, part.removeprefix("deny:"), True
    elif "." in part:
        yield above, part, False
    elif part in ROLES and part not in above:
        for each in ROLES[part]:
            yield from _ways(each, (*above, part))


@cache
def permissions_of(parts: frozenset[str]) -> frozenset[str]:
    """The permissions that roles and single rights come to; a denial wins, wherever it comes from."""
    return frozenset(permission for permission, grounds in grounds_of(parts).items() if grounds.held)


@cache
def every_permission() -> tuple[str, ...]:
    """All that the roles speak of, in order."""
    return tuple(sorted(grounds_of(frozenset(ROLES))))


def of_their_kind(roles: frozenset[str]) -> frozenset[str]:
    """What somebody with these roles can be given at all: what concerns the whole house is for its staff, and a registrar's
    people never hold more than all roles of registrars together; so it is with the people of resellers."""
    if "access.all" in permissions_of(roles):
        return frozenset(every_permission())
    kinds = {KIND_OF[role] for role in roles & KIND_OF.keys()} & {"registrar", "employee"} or {"client", "reseller"}
    alike = [permissions_of(frozenset({role})) for role, kind in KIND_OF.items() if kind in kinds]
    return frozenset().union(*alike)


def employed_with(theirs: frozenset[str], employers: frozenset[str]) -> frozenset[str]:
    """What a reseller's people may: nothing that the reseller may not."""
    return theirs & employers


def reaches(held: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether whoever holds these may look after somebody's account who may that: a reseller's people look after none that may
    do more than they, and nobody gives what they do not hold."""
    return "access.all" in held or theirs - OF_EVERYBODY <= held


def acting_with(theirs: frozenset[str], own: frozenset[str]) -> frozenset[str]:
    """What somebody may who acts as another: whose things they see is as for the other, and else nothing that they may not do
    themselves."""
    return theirs & (own | BY_ROLE_ALONE) - NOT_WHILE_ACTING


def opened_by(granted: frozenset[str], held: frozenset[str]) -> frozenset[str]:
    """What a key opens that was granted this, of what its account may now; whose things it sees is as for the account."""
    return held & (granted | BY_ROLE_ALONE) - NOT_BY_KEY


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows exist: everybody's, one registrar's, those of the subtree of clients whose `root` is this account (of a
    reseller's people: the reseller's), or nobody's; some are the account's own.

    `asker` is the viewer as all doors know such a one.
    """

    everything: bool = False
    registrar_id: int | None = None
    registrar: str | None = None
    asker: Asker = ANYBODY
    account_id: int | None = None
    root: int | None = None

    def admits(self, registrar: str | None) -> bool:
        """Whether something that this registrar (by handle) holds exists for the viewer: what he is shown no more of than the
        public is does not, here."""
        return self.everything or (registrar is not None and self.asker.level(registrar, "") != "public")


@dataclass(frozen=True, slots=True)
class Employer:
    """The reseller whose people somebody is of; `parts` are its roles, and its single rights and denials."""

    account_id: int
    login: str
    parts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: an account with a session.

    `half`: the second factor is still to be given; `proved_at`: when they last proved who they are; `must_enrol`: a second
    factor is demanded of them and they have none; `rights`: single permissions, and denials, beside what the roles hold;
    `must_renew`: the password is a temporary one, and opens nothing until another is set; `must_consent`: there are terms that
    they have not agreed to; `must_confirm`: nothing opens before their address of mail is proved; `lists` and `look`: how lists
    and the panel are shown to them; `behind`: who sits there in truth, where somebody acts as this account. `outside`: they are
    half in, from where the account is not signed in to. `granted` is what the key opens at most by which a program asks, `key`
    its name. `employer` is the reseller whose people they are of. `moved`: they came from where they have not proved who they
    are, and see what is other people's.
    `has_pin`: the account has a PIN, and `pin_at` is when it was given last in this browser.
    """

    account_id: int
    session_id: int
    login: str
    name: str
    email: str
    roles: frozenset[str]
    registrar_id: int | None = None
    registrar: str | None = None
    half: bool = False
    proved_at: datetime | None = None
    has_factor: bool = False
    must_enrol: bool = False
    rights: frozenset[str] = frozenset()
    language: str = "en"
    must_renew: bool = False
    must_consent: bool = False
    must_confirm: bool = False
    lists: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    look: Mapping[str, str] = field(default_factory=dict, hash=False)
    outside: bool = False
    behind: "Viewer | None" = None
    granted: frozenset[str] | None = None
    key: str = ""
    employer: Employer | None = None
    moved: bool = False
    has_pin: bool = False
    pin_at: datetime | None = None

    @property
    def permissions(self) -> frozenset[str]:
        held = permissions_of(self.roles | self.rights)
        if self.employer is not None:
            held = employed_with(held, permissions_of(self.employer.parts))
        if self.granted is not None:
            held = opened_by(self.granted, held)
        return held if self.behind is None else acting_with(held, self.behind.permissions)

    @property
    def employer_id(self) -> int | None:
        return self.employer.account_id if self.employer else None

    @property
    def client_id(self) -> int:
        """The account whose things they see as its own: that of their employer, or their own."""
        return self.employer.account_id if self.employer else self.account_id

    @property
    def client_login(self) -> str:
        return self.employer.login if self.employer else self.login

    @property
    def person(self) -> "Viewer":
        """Who sits there."""
        return self.behind or self

    @property
    def behind_login(self) -> str | None:
        return self.behind.login if self.behind else None

    @property
    def behind_id(self) -> int | None:
        return self.behind.account_id if self.behind else None

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    @property
    def has_something_first(self) -> bool:
        """Whether something comes before whatever they want (panel/guard.py)."""
        return self.must_renew or self.must_enrol or self.must_confirm or self.must_consent

    @property
    def title(self) -> str:
        """The role as people say it."""
        return ", ".join(title for role, title in ASSIGNABLE.items() if role in self.roles) or "Guest"


def scope_of(viewer: Viewer) -> Scope:
    """The one place that says whose things a viewer sees."""
    if viewer.may("access.all"):
        return Scope(everything=True, asker=Asker("operator", viewer.login), account_id=viewer.account_id)
    if viewer.may("access.registrar") and viewer.registrar_id is not None and viewer.registrar:
        asker = Asker("registrar", viewer.registrar)
        return Scope(
            registrar_id=viewer.registrar_id, registrar=viewer.registrar, asker=asker, account_id=viewer.account_id
        )
    if viewer.may("access.subtree") or viewer.may("access.own"):  # nobody stands below a client that sells nothing
        return Scope(account_id=viewer.account_id, root=viewer.client_id)
    return Scope(account_id=viewer.account_id)


def sees_others(viewer: Viewer) -> bool:
    """Whether what is other people's is before them: staff, a registrar's people, resellers and theirs."""
    return any(viewer.may(each) for each in ("access.all", "access.registrar", "access.subtree"))


def permit(permission: str, *, pinned: str = "") -> Callable[[V], V]:
    """The view is for those who hold the permission; `pinned` is what whoever has a PIN gives it for first, as people call it
    (panel/pin_gate.py)."""

    def mark(view: V) -> V:
        view.permission = permission  # type: ignore[attr-defined]
        view.pinned = pinned  # type: ignore[attr-defined]
        return view

    return mark


def public(view: V) -> V:
    """The view is for everybody, signed in or not."""
    view.permission = ""  # type: ignore[attr-defined]
    return view


def permission_of(view: Callable[..., Any] | None) -> str | None:
    """The permission a view names; empty: public; None: it says nothing, so it is open to nobody."""
    permission: str | None = getattr(view, "permission", None)
    return permission


def is_pinned(view: Callable[..., Any] | None) -> bool:
    """Whether a PIN guards what the view does."""
    return bool(what_is_guarded(view))


def what_is_guarded(view: Callable[..., Any] | None) -> str:
    """What that is, as people call it."""
    return str(getattr(view, "pinned", ""))
