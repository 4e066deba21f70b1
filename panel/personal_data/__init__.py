"""My data: a copy of what the panel keeps of somebody, for them."""

from panel.kit.module import MenuItem, Module
from panel.personal_data.api import ANSWERS, ERRANDS
from panel.personal_data.views import blueprint

MODULE = Module(
    "personal_data",
    blueprint,
    (MenuItem("My data", "file-text", "personal_data.show", "account.read", "You"),),
    answers=ANSWERS,
    errands=ERRANDS,
)
