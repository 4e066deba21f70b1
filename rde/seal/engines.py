"""The OpenPGP engines there are, and which one is used."""

from collections.abc import Callable, Mapping
from typing import Final

from rde.seal.engine import Engine
from rde.seal.gnupg import GnuPG
from rde.seal.keys import KeyUnusable
from rde.seal.sequoia import Sequoia

AUTO: Final = "auto"

# By name; each is made for a level of compression.
ENGINES: Final[Mapping[str, Callable[[int], Engine]]] = {"gpg": GnuPG, "sequoia": lambda level: Sequoia()}


def engine(name: str, level: int) -> Engine:
    """The engine of the settings; `auto` is GnuPG where there is one. Raises KeyUnusable where it is wanted and not there."""
    if name == AUTO:
        name = "gpg" if GnuPG.is_here() else "sequoia"
    if name == "gpg" and not GnuPG.is_here():
        raise KeyUnusable("GnuPG is not installed: install it, or set escrow.engine to auto or sequoia")
    return ENGINES[name](level)
