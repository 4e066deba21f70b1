"""Profiles of contacts: what contacts of clients must say, for which TLD."""

from panel.contact_profiles.deeds import DEEDS
from panel.contact_profiles.lists import CONTACT_PROFILES
from panel.contact_profiles.views import blueprint
from panel.kit.attached.deeds import attached_to
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "contact_profiles",
    blueprint,
    (MenuItem("Profiles of contacts", "list-details", "contact_profiles.index", "contact-profile.read", "People"),),
    lists=(CONTACT_PROFILES,),
    deeds=(attached_to(DEEDS),),
)
