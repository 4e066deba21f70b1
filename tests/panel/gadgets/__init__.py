"""Gadgets of clients: a drawer that the product does not have, for whoever builds one, and for what all drawers are tried with.

It declares a list with every kind of filter, a form, deeds in each of their ways with many, what is attached to its rows, a block
with its reason, and versions. Its rights are those of documents, since roles are a table of the product and of no test.
"""

from panel.kit.attached.deeds import attached_to
from panel.kit.module import MenuItem, Module
from tests.panel.gadgets.deeds import DEEDS
from tests.panel.gadgets.lists import GADGETS
from tests.panel.gadgets.views import blueprint

MODULE = Module(
    "gadgets",
    blueprint,
    (MenuItem("Gadgets", "archive", "gadgets.index", "document.read", "Gadgets"),),
    lists=(GADGETS,),
    deeds=(attached_to(DEEDS),),
)
