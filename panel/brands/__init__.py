"""Brands: what a reseller's panel is called and looks like, at the reseller's own host."""

from panel.brands.deeds import DEEDS
from panel.brands.lists import BRANDS
from panel.brands.views import blueprint
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "brands",
    blueprint,
    (MenuItem("Brands", "palette", "brands.index", "brand.read", "People"),),
    lists=(BRANDS,),
    deeds=(DEEDS,),
)
