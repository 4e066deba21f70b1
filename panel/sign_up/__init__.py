"""Becoming a client by oneself: of the house, or of the seller at whose host somebody asks."""

from panel.kit.module import Module
from panel.sign_up.views import blueprint

MODULE = Module("sign_up", blueprint)
