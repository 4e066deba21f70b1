"""Acting as a client: begun on the client's page, ended by the banner that every page has meanwhile."""

from panel.acting.views import blueprint
from panel.kit.module import Module

MODULE = Module("acting", blueprint)
