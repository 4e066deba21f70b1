"""Webhooks: programs of an account are told what happens, signed, again where nobody heard, and again when asked."""

from panel.kit.module import MenuItem, Module
from panel.webhooks.deeds import DEEDS
from panel.webhooks.lists import WEBHOOKS
from panel.webhooks.views import blueprint

MODULE = Module(
    "webhooks",
    blueprint,
    (MenuItem("Webhooks", "plug-connected", "webhooks.index", "webhook.read", "You"),),
    lists=(WEBHOOKS,),
    deeds=(DEEDS,),
)
