"""What creates say and bring while a TLD is launched (RFC 8334): phases, notices of claims, signed marks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from registry.model.phases import Creates, NamedPhase

# The ICANN Trademark Clearinghouse, which is meant where no validator is named (RFC 8334, section 2.2).
TMCH: Final = "tmch"

ClaimsForm = Literal["claims", "trademark"]


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice of trademark claims that a registrant has read and accepted (RFC 8334, section 3.3.2)."""

    id: str
    not_after: datetime
    accepted_at: datetime
    validator: str = TMCH


@dataclass(frozen=True, slots=True)
class SignedMark:
    """A mark as its signature covers it (RFC 7848); `signer` is the certificate whose key made the signature, in DER.

    `chain` holds the other certificates that came with it. Whether any of them is to be trusted is not known here. `mark` is
    the mark itself, in XML.
    """

    id: str
    not_before: datetime
    not_after: datetime
    labels: frozenset[str]
    mark: str
    signer: bytes = field(repr=False)
    chain: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class EncodedMark:
    """A signed mark as it came; `open` takes long, and raises a refusal where the signature does not cover what it says."""

    text: str = field(repr=False)
    open: Callable[[str], SignedMark] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class LaunchCreate:
    """What comes with a create: the phase it is meant for, and whether it registers or applies (None: as the phase has it)."""

    phase: NamedPhase
    creates: Creates | None = None
    notices: tuple[Notice, ...] = ()
    marks: tuple[EncodedMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Brought:
    """What a create brings besides words, as far as it was looked into.

    `claimed_since`: when claims on the label were listed, None where there are none or none matter in the phase. `distrust`:
    why the mark counts for nothing, None where it counts. `in_sunrise_list`: whether a mark gives a right to the label, which
    only a qualified launch programme asks; None where that is not known.
    """

    claimed_since: datetime | None = None
    mark: SignedMark | None = None
    distrust: str | None = None
    in_sunrise_list: bool | None = False


NOTHING_BROUGHT: Final = Brought()


@dataclass(frozen=True, slots=True)
class LaunchInfo:
    """How a name, or an application for it, was launched is asked as well (RFC 8334, section 3.2)."""

    phase: NamedPhase
    application: str | None = None
    include_mark: bool = False


@dataclass(frozen=True, slots=True)
class LaunchView:
    """The phase that a name was registered or applied for in, and its mark where that is asked and there is one.

    `application` is the identifier of an application, None for a registration; `reason` is why it has its status.
    """

    phase: NamedPhase
    mark: str | None = None
    application: str | None = None
    status: str = "allocated"
    substatus: str | None = None
    reason: str | None = None
