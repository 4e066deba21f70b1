"""Contacts: people and organisations that names are held by."""

from panel.contacts.deeds import DEEDS
from panel.contacts.lists import CONTACTS
from panel.contacts.views import blueprint
from panel.kit.attached.deeds import attached_to
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "contacts",
    blueprint,
    (MenuItem("Contacts", "address-book", "contacts.index", "contact.read", "Registry"),),
    lists=(CONTACTS,),
    deeds=(attached_to(DEEDS),),
)
