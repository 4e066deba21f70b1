"""Whether names can be asked about in a phase of their TLD's launch."""

from collections.abc import Iterable

from registry.context import Context
from registry.errors import PolicyForbids
from registry.model.phases import NamedPhase, Phase, phase_at


def phases_meant(cx: Context, names: Iterable[str], named: NamedPhase) -> dict[str, Phase]:
    """The phase for each of the names that is in a TLD of ours; refuses a phase that is not on there (RFC 8334: 2306)."""
    meant = {}
    for name in names:
        tld = cx.book.tld_of(name)
        if tld is None:
            continue
        phase = phase_at(cx.book.at(tld, cx.now).rules.phases, cx.now, named)
        if phase is None:
            attribute = ("name", named.subphase) if named.subphase is not None else None
            raise PolicyForbids(f"The TLD {tld} is not in this phase.", "launch:phase", named.name, attribute)
        meant[name] = phase
    return meant
