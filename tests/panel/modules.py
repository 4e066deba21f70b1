"""The modules that the generic tests go through: all of the panel, and one that only tests have (tests/panel/gadgets/)."""

from typing import Final

from panel import modules
from panel.kit.module import Module
from tests.panel import gadgets

MODULES: Final[tuple[Module, ...]] = (*modules.MODULES, gadgets.MODULE)
