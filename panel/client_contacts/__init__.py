"""Contacts of clients: whom a client names for itself, which are not the registry's contacts."""

from panel.client_contacts.deeds import DEEDS
from panel.client_contacts.lists import CLIENT_CONTACTS
from panel.client_contacts.views import blueprint
from panel.client_contacts.widgets import WIDGETS
from panel.kit.attached.deeds import attached_to
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "client_contacts",
    blueprint,
    (MenuItem("Contacts of clients", "address-book", "client_contacts.index", "client-contact.read", "People"),),
    lists=(CLIENT_CONTACTS,),
    deeds=(attached_to(DEEDS),),
    widgets=WIDGETS,
)
