"""Every extension this server speaks, in the order of the greeting and in which they read a wish."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from epp.extension import Extension
from epp.extensions import (
    allocation_token,
    change_poll,
    fee,
    idn,
    launch,
    login_sec,
    rgp,
    secdns,
    secure_authinfo_transfer,
    unhandled_namespaces,
)
from registry.settings import REGISTERED, SettingsError

# rgp comes after what else an update may carry: a restore must be able to see that it did not come alone.
EXTENSIONS: Final[tuple[Extension, ...]] = (
    secdns.EXTENSION,
    rgp.EXTENSION,
    idn.EXTENSION,
    launch.EXTENSION,
    fee.EXTENSION,
    change_poll.EXTENSION,
    allocation_token.EXTENSION,
    secure_authinfo_transfer.EXTENSION,
    login_sec.EXTENSION,
    unhandled_namespaces.EXTENSION,
)


def chosen(names: Iterable[str]) -> tuple[Extension, ...]:
    """The extensions that the setting epp.extensions names, in the order of the table; `registered` is all that IANA knows.

    Raises SettingsError for a name that none has.
    """
    wanted = frozenset(names)
    known = [each.name for each in EXTENSIONS]
    if unknown := sorted(wanted - {REGISTERED, *known}):
        raise SettingsError(
            tuple(f"epp.extensions: unknown extension {each}{_nearest(each, known)}" for each in unknown)
        )
    return tuple(each for each in EXTENSIONS if each.name in wanted or (each.registered and REGISTERED in wanted))


def _nearest(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""
