"""Lists as files: small ones at once, large ones in the background, kept for a day."""

from panel.exports.api import ANSWERS, ERRANDS
from panel.exports.lists import EXPORTS
from panel.exports.views import blueprint
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "exports",
    blueprint,
    (MenuItem("My exports", "download", "exports.index", "list.export", "You"),),
    lists=(EXPORTS,),
    answers=ANSWERS,
    errands=ERRANDS,
)
