"""What a registrar's people begin with where they register a name: one set for a registrar, which each name may differ from."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from panel.contacts.lists import CONTACTS
from panel.hosts.lists import HOSTS
from panel.kit.deeds import Deed, Values
from panel.kit.fields import Combo
from panel.kit.quantities import Number
from panel.kit.row_fields import Rows
from panel.kit.situation import Situation
from panel.registrars.queries import NameDefaults, keep_name_defaults, name_defaults
from registry.context import Context
from registry.model.names import canonical

ROLES: Final = ("admin", "tech")


async def _find(situation: Situation, keys: Sequence[str]) -> Mapping[str, NameDefaults]:
    """Of the handles those of registrars that the viewer's scope has."""
    found = await situation.registry.store.reading(lambda db: name_defaults(db, handles=list(keys)))
    return {each.handle: each for each in found if situation.scope.admits(each.handle)}


async def _set(cx: Context, before: NameDefaults, values: Values) -> str:
    hosts = list(dict.fromkeys(canonical(each) for each in values["hosts"]))
    contacts = {name: values[name] for name in ("registrant", *ROLES)}
    await cx.registry.store.transaction(
        lambda db: keep_name_defaults(db, handle=before.handle, years=values["years"], hosts=hosts, **contacts)
    )
    return "Names that are registered here begin with it."


SET_NAME_DEFAULTS: Final[Deed[Any]] = Deed(
    "set-name-defaults",
    "Say what new names begin with",
    "world",
    "registrar.set-name-defaults",
    _set,
    (
        Number("years", "Years", 1, 10, present=lambda each: each.years),
        Combo("registrant", "Registrant", CONTACTS, "", False, present=lambda each: each.registrant),
        Combo("admin", "Administrative contact", CONTACTS, "", False, present=lambda each: each.admin),
        Combo("tech", "Technical contact", CONTACTS, "", False, present=lambda each: each.tech),
        Rows(
            "hosts",
            "Name servers",
            (Combo("", "Name server", HOSTS, "", False),),
            present=lambda each: each.hosts,
            most=13,
        ),
    ),
    lead="The form that registers a name in the panel is filled with it; whoever fills it in may change all of it.",
    batch=None,
    find=_find,
)
