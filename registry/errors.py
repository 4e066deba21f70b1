"""Every way the registry says no: one class per refusal, with its result code (RFC 5730, section 3) and one voice.

A refusal names the offending value where that helps, as (element, text): the element is named as the field names it
(`domain:name`), the door renders it. Where an attribute of the element offends, it stands beside them as (name, text).
Secrets are never offending values.
"""

from datetime import datetime
from typing import ClassVar


class Refusal(Exception):
    """A command that is not carried out; `code` is its EPP result code, `reason` a sentence for people."""

    code: ClassVar[int]

    def __init__(
        self,
        reason: str = "",
        element: str | None = None,
        value: str | None = None,
        attribute: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.element = element
        self.value = value
        self.attribute = attribute
        self.also: tuple[Refusal, ...] = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code}, {self.reason!r}, {self.element}={self.value!r})"


class UnknownCommand(Refusal):
    code = 2000


class CommandSyntax(Refusal):
    """Not well-formed, or not what the schema allows."""

    code = 2001


class CommandUse(Refusal):
    """A command that is not legal in this state of the session, or against this object."""

    code = 2002


class ParameterMissing(Refusal):
    code = 2003


class ParameterRange(Refusal):
    code = 2004


class ParameterSyntax(Refusal):
    code = 2005


class VersionNotOffered(Refusal):
    code = 2100


class CommandNotOffered(Refusal):
    code = 2101


class OptionNotOffered(Refusal):
    code = 2102


class ExtensionNotOffered(Refusal):
    code = 2103


class FundsShort(Refusal):
    code = 2104


class NotRenewable(Refusal):
    code = 2105


class NotTransferable(Refusal):
    code = 2106


class LoginFailed(Refusal):
    """The same answer for an unknown registrar, a wrong password and a wrong certificate."""

    code = 2200


class PasswordExpired(LoginFailed):
    """The right password, past its time: said only to who has proved the rest."""

    def __init__(self, expired_at: datetime) -> None:
        super().__init__("The password has expired: log in with it and a new one.")
        self.expired_at = expired_at


class NotAuthorized(Refusal):
    code = 2201


class AuthInfoWrong(Refusal):
    code = 2202


class TransferPending(Refusal):
    code = 2300


class TransferNotPending(Refusal):
    code = 2301


class ObjectExists(Refusal):
    code = 2302


class ObjectMissing(Refusal):
    code = 2303


class StatusForbids(Refusal):
    code = 2304


class LinkForbids(Refusal):
    code = 2305


class PolicyForbids(Refusal):
    code = 2306


class ServiceNotOffered(Refusal):
    code = 2307


class Failed(Refusal):
    """Something that should not happen; the log holds the rest."""

    code = 2400


class RateExceeded(Refusal):
    """A registrar asks more often than it may; the session goes on (docs/decisions/0015)."""

    code = 2400


class SessionLimit(Refusal):
    code = 2502


class LoginsExhausted(Refusal):
    """The last failed login of a session: the connection closes."""

    code = 2501


class RegistrarTerminated(Refusal):
    """The session's registrar has no business here any more: the connection closes."""

    code = 2501
