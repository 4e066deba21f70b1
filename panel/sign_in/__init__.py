"""The way in and out."""

from panel.kit.module import Module
from panel.sign_in.views import blueprint

MODULE = Module("sign_in", blueprint)
