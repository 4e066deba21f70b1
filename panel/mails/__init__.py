"""Mails: what was written to whom, what became of it, and what can be done about it."""

from panel.kit.module import MenuItem, Module
from panel.mails.api import ANSWERS
from panel.mails.deeds import DEEDS
from panel.mails.lists import MAILS
from panel.mails.views import blueprint

MODULE = Module(
    "mails",
    blueprint,
    (MenuItem("Mails", "mail", "mails.index", "mailing.read", "Traffic"),),
    lists=(MAILS,),
    deeds=(DEEDS,),
    answers=ANSWERS,
)
