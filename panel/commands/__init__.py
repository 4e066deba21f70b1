"""The command log: what registrars and operators asked, and what they were answered."""

from panel.commands.api import ANSWERS
from panel.commands.lists import COMMANDS
from panel.commands.views import blueprint
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "commands",
    blueprint,
    (MenuItem("Command log", "terminal-2", "commands.index", "command.read", "Traffic"),),
    lists=(COMMANDS,),
    answers=ANSWERS,
)
