"""Registrars: who sells names here, with their money, their ways in and their sessions."""

from panel.kit.attached.deeds import attached_to
from panel.kit.module import MenuItem, Module
from panel.registrars.api import ANSWERS
from panel.registrars.deeds import DEEDS
from panel.registrars.lists import REGISTRARS
from panel.registrars.views import blueprint

MODULE = Module(
    "registrars",
    blueprint,
    (MenuItem("Registrars", "building", "registrars.index", "registrar.read", "Registry"),),
    lists=(REGISTRARS,),
    deeds=(attached_to(DEEDS),),
    answers=ANSWERS,
)
