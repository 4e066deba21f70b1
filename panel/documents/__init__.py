"""Documents of clients: contracts, proofs, invoices; what was said of them, until when they hold, and the files they are in."""

from panel.documents.api import ANSWERS, ERRANDS
from panel.documents.deeds import DEEDS
from panel.documents.lists import DOCUMENTS
from panel.documents.views import blueprint
from panel.documents.widgets import WIDGETS
from panel.kit.attached.deeds import attached_to
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "documents",
    blueprint,
    (MenuItem("Documents", "file-text", "documents.index", "document.read", "People"),),
    lists=(DOCUMENTS,),
    deeds=(attached_to(DEEDS),),
    widgets=WIDGETS,
    answers=ANSWERS,
    errands=ERRANDS,
)
