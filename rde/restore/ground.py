"""What an object of a deposit is read against: the TLD that rises, its policy, the mapping, and where findings go."""

from dataclasses import dataclass, field
from datetime import datetime

from rde.restore.mapping import Identities
from rde.verify.findings import Findings
from registry.model.idn_table import TableBook
from registry.model.policy import Policy, PolicyBook


class Unfit(Exception):
    """The registry cannot hold the object: what it lacks, or has that nobody can read."""


@dataclass(frozen=True, slots=True)
class Ground:
    """`watermark` is that of the deposit which is read: what it leaves open is counted from it.

    `unknown` holds names of IDN tables that are not here: they are found once.
    """

    tld: str
    policy: Policy
    book: PolicyBook
    tables: TableBook
    now: datetime
    watermark: datetime
    identities: Identities
    findings: Findings
    unknown: set[str] = field(default_factory=set)

    def find(self, code: str, about: str, text: str) -> None:
        self.findings.add(code, about, text)

    def party(self, registrar: str | None) -> str | None:
        """Our handle of a registrar of the deposit."""
        return self.identities.handle(registrar) if registrar else None
