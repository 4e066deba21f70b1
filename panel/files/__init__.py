"""What is in files that are attached to objects: given out by links that hold for a while."""

from panel.files.views import blueprint
from panel.kit.module import Module

MODULE = Module("files", blueprint)
