"""Names on lists: each label with what it is sold as, or why it is kept, from when to when."""

from panel.kit.module import Module
from panel.listed_names.lists import LISTED_NAMES
from panel.listed_names.views import blueprint

MODULE = Module("listed_names", blueprint, lists=(LISTED_NAMES,))
