"""Other people's accounts, for those who look after them."""

from panel.kit.module import MenuItem, Module
from panel.people.lists import PEOPLE
from panel.people.views import blueprint

MODULE = Module(
    "people", blueprint, (MenuItem("People", "users", "people.index", "people.read", "People"),), lists=(PEOPLE,)
)
