"""One's own address of mail: confirmed, changed, and taken back by whoever lost it."""

from panel.kit.module import Module
from panel.mail_address.api import ERRANDS
from panel.mail_address.views import blueprint

MODULE = Module(
    "mail_address",
    blueprint,
    errands=ERRANDS,
)
