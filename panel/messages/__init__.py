"""Poll messages: what waits for registrars, and what they have read."""

from panel.kit.module import MenuItem, Module
from panel.messages.deeds import DEEDS
from panel.messages.lists import MESSAGES
from panel.messages.views import blueprint
from panel.messages.widgets import WIDGETS

MODULE = Module(
    "messages",
    blueprint,
    (MenuItem("Poll messages", "message-2", "messages.index", "message.read", "Traffic"),),
    lists=(MESSAGES,),
    deeds=(DEEDS,),
    widgets=WIDGETS,
)
