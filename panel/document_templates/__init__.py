"""What documents are set from: a template of each kind, of the house and of each seller, over what comes with the product."""

from panel.document_templates.api import ANSWERS
from panel.document_templates.deeds import DEEDS
from panel.document_templates.lists import DOCUMENT_TEMPLATES
from panel.document_templates.views import blueprint
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "document_templates",
    blueprint,
    (MenuItem("Document templates", "file-text", "document_templates.index", "document-template.read", "People"),),
    lists=(DOCUMENT_TEMPLATES,),
    deeds=(DEEDS,),
    answers=ANSWERS,
)
