"""What an application may do in the panel in somebody's name, in the words that the panel itself has for it."""

from collections.abc import Sequence

from panel.identity.openid.asking import OF_PANEL, SCOPES, WHOLE_PANEL
from panel.kit.languages import gettext as _
from panel.kit.languages import said
from panel.kit.web import house


def in_words(scopes: Sequence[str]) -> list[str]:
    """A line for each scope: of a permission of the panel what it shows, and what it lets be done."""
    return [str(said(SCOPES[each])) if each in SCOPES else _of_panel(each) for each in scopes]


def _of_panel(scope: str) -> str:
    permission = scope.removeprefix(OF_PANEL)
    if scope == WHOLE_PANEL:
        return str(_("do in the panel whatever you may let programs do"))
    titles = [each.title for each in house().lists.values() if each.permission == permission]
    titles += [each.title for module in house().modules for each in module.answers if each.permission == permission]
    shown = [f"{said(each)}: {_('see')}" for each in titles]
    done = []
    for module in house().modules:
        done += [str(said(each.title)) for each in module.errands if each.permission == permission]
        for deeds in module.deeds:
            titles = [str(said(each.title)) for each in (*deeds.deeds, *deeds.opening) if each.permission == permission]
            if titles:
                done.append(f"{said(deeds.list.title)}: {', '.join(dict.fromkeys(titles))}")
    return "; ".join((*shown, *done)) or permission
