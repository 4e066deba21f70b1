"""Applications for names of a launch."""

from panel.applications.deeds import DEEDS
from panel.applications.lists import APPLICATIONS
from panel.applications.views import blueprint
from panel.kit.attached.deeds import attached_to
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "applications",
    blueprint,
    (MenuItem("Applications", "file-text", "applications.index", "application.read", "Registry"),),
    lists=(APPLICATIONS,),
    deeds=(attached_to(DEEDS),),
)
