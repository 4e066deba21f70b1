"""Domains: every name that the viewer's scope has, and everything about one of them."""

from panel.domains.deeds import DEEDS
from panel.domains.lists import DOMAINS
from panel.domains.views import blueprint
from panel.domains.widgets import WIDGETS
from panel.kit.attached.deeds import attached_to
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "domains",
    blueprint,
    (MenuItem("Domains", "world", "domains.index", "domain.read", "Registry"),),
    lists=(DOMAINS,),
    deeds=(attached_to(DEEDS),),
    widgets=WIDGETS,
)
