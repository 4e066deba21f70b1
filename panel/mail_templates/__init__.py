"""What mails say: a template for each event and language, of the house and of each seller, over what comes with the product."""

from panel.kit.module import MenuItem, Module
from panel.mail_templates.api import ANSWERS
from panel.mail_templates.deeds import DEEDS
from panel.mail_templates.lists import TEMPLATES
from panel.mail_templates.views import blueprint

MODULE = Module(
    "mail_templates",
    blueprint,
    (MenuItem("Mail templates", "pencil", "mail_templates.index", "mail-template.read", "People"),),
    lists=(TEMPLATES,),
    deeds=(DEEDS,),
    answers=ANSWERS,
)
