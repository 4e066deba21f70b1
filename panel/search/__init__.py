"""Search: one box that finds names, hosts, contacts, registrars and clients, by whatever people call them."""

from panel.kit.module import Module
from panel.search.views import blueprint

MODULE = Module("search", blueprint)
