"""Other people's accounts, for those who look after them."""

from panel.kit.attached.deeds import attached_to
from panel.kit.module import MenuItem, Module
from panel.people.api import ANSWERS, ERRANDS
from panel.people.lists import PEOPLE
from panel.people.views import blueprint

MODULE = Module(
    "people",
    blueprint,
    (MenuItem("People", "users", "people.index", "people.read", "People"),),
    lists=(PEOPLE,),
    deeds=(attached_to(PEOPLE),),
    answers=ANSWERS,
    errands=ERRANDS,
)
