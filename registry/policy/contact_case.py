"""What a rule about contacts may look at."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from registry.context import Actor
from registry.model import contact_lifecycle
from registry.model.contact import Contact
from registry.model.status import CONTACT_CLIENT

W = TypeVar("W", covariant=True)


@dataclass(frozen=True, slots=True)
class ContactCase(Generic[W]):
    """Who wishes what of which contact, and what was found.

    `result` is the contact as the wish would leave it; `linking` names some of the domains that link it.
    `strange`: one of sponsor and asker is in OT&E, and the other is not.
    """

    kind: ClassVar[str] = "contact"
    client_statuses: ClassVar[frozenset[str]] = CONTACT_CLIENT

    actor: Actor
    now: datetime
    wish: W
    contact: Contact | None = None
    result: Contact | None = None
    taken: bool = False
    linking: tuple[str, ...] = ()
    strange: bool = False

    @property
    def subject(self) -> Contact:
        """The contact the wish is about, where there is one."""
        assert self.contact
        return self.contact

    @property
    def planned(self) -> Contact:
        """The contact as the wish would leave it, where it leaves one."""
        assert self.result
        return self.result

    @property
    def sealed(self) -> str | None:
        """The stored form of the secret that the wish's ROID means: the contact's own or, with another ROID, none."""
        roid = getattr(self.wish, "authinfo_roid", None)
        return self.subject.authinfo if roid in (None, self.subject.roid) else None

    @property
    def sponsor(self) -> str | None:
        return self.contact.registrar if self.contact else None

    @property
    def statuses(self) -> tuple[str, ...]:
        return contact_lifecycle.statuses(self.subject)
