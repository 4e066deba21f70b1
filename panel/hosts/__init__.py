"""Hosts: name servers as objects."""

from panel.hosts.deeds import DEEDS
from panel.hosts.lists import HOSTS
from panel.hosts.views import blueprint
from panel.kit.attached.deeds import attached_to
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "hosts",
    blueprint,
    (MenuItem("Hosts", "server-2", "hosts.index", "host.read", "Registry"),),
    lists=(HOSTS,),
    deeds=(attached_to(DEEDS),),
)
