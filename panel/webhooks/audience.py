"""Who may be told what: asked of the account as it is now, when something happens and again when it is sent."""

from collections.abc import Collection
from typing import Protocol

from panel.kit.access import Employer, Viewer, scope_of
from panel.webhooks.events import permission_of


class Owner(Protocol):
    """What is known of the account whose webhook it is."""

    @property
    def account_id(self) -> int: ...
    @property
    def login(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def parts(self) -> list[str]: ...
    @property
    def registrar_id(self) -> int | None: ...
    @property
    def registrar(self) -> str | None: ...
    @property
    def employer_id(self) -> int | None: ...
    @property
    def employer(self) -> str | None: ...
    @property
    def employers_parts(self) -> list[str]: ...


def viewer_of(owner: Owner) -> Viewer:
    employer = None
    if owner.employer_id is not None and owner.employer is not None:
        employer = Employer(owner.employer_id, owner.employer, frozenset(owner.employers_parts))
    return Viewer(
        owner.account_id,
        0,
        owner.login,
        owner.name,
        owner.email,
        frozenset(owner.parts),
        owner.registrar_id,
        owner.registrar,
        employer=employer,
    )


def may_be_told(
    viewer: Viewer, type: str, parties: Collection[str], client: int | None, sellers: Collection[int]
) -> bool:
    """Whether they hold its permission, and it lies in their scope: it concerns their registrar, or a client that is theirs."""
    if not (viewer.may("webhook.read") and viewer.may(permission_of(type))):
        return False
    scope = scope_of(viewer)
    if scope.everything or (not parties and client is None):
        return True
    if scope.registrar is not None:
        return scope.registrar in parties
    return client is not None and scope.root is not None and (client == scope.root or scope.root in sellers)
