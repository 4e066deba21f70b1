"""Terms: what clients agree to before anything else opens, and whether they did."""

from panel.kit.module import MenuItem, Module
from panel.terms.deeds import DEEDS
from panel.terms.lists import TERMS
from panel.terms.views import blueprint

MODULE = Module(
    "terms",
    blueprint,
    (
        MenuItem("Terms", "file-text", "terms.index", "terms.read", "People"),
        MenuItem("My consents", "file-check", "terms.consents", "consent.read", "People"),
    ),
    lists=(TERMS,),
    deeds=(DEEDS,),
)
