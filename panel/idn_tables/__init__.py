"""IDN tables: what each permits, which TLDs offer it, and what all of them say of a label."""

from panel.idn_tables.api import ANSWERS
from panel.idn_tables.lists import IDN_TABLES
from panel.idn_tables.views import blueprint
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "idn_tables",
    blueprint,
    (MenuItem("IDN tables", "language", "idn_tables.index", "idn-table.read", "Registry"),),
    lists=(IDN_TABLES,),
    answers=ANSWERS,
)
