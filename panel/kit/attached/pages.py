"""What the page of an object shows of what is attached to it: one line in its view, one in its template."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import url_for

from panel.kit.attached.deeds import DEEDS, Attached, finder, told
from panel.kit.attached.file_pages import ShownFile, shown_files
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import Offer, of_list
from panel.kit.history_pages import permission_for
from panel.kit.lists import ListPage
from panel.kit.web import viewer

# What writes notes of all kinds; other deeds find what is attached, too, and have a place of their own.
_WRITTEN: Final = frozenset({"set-note", "set-label", "set-attribute", "remove-attribute", "add-tags", "remove-tags"})
# Deeds of a list may find something else than its rows, as passports of contacts: they are not done to what is attached.
_ATTACHED: Final = frozenset(each.name for each in DEEDS)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is attached to an object, and what the viewer may do with it; `list` is the address of the list it is in, `history`
    that of its versions, where there are such and the viewer may read them, `take` where a file is sent to be attached."""

    on: Attached
    offers: Sequence[Offer]
    list: str
    history: str | None
    files: Sequence[ShownFile]
    take: str | None

    @property
    def shown(self) -> bool:
        """Whether the notes are: to read, or to write."""
        return (
            any(each.deed.name in _WRITTEN for each in self.offers)
            or bool(self.on.note)
            or self.sees("tag.read")
            or self.sees("label.read")
        )

    @property
    def noted(self) -> bool:
        """Whether notes are attached to such things: some have their own."""
        deeds = of_list(self.on.list)
        return deeds is not None and any(each.name == "set-note" and each.find for each in deeds.deeds)

    def sees(self, permission: str) -> bool:
        return viewer().may(permission)

    def told(self, value: str) -> object:
        return told(value)


def _takes_files(declared: ListPage) -> bool:
    return declared.thing is not None and declared.thing.takes_files and viewer().may("file.create")


async def attached_of(declared: ListPage, key: str) -> Shown | None:
    """Of the object that the list calls so; None where the viewer has no such row."""
    now, deeds = situation(), of_list(declared.name)
    on = (await finder(declared)(now, (key,))).get(key)
    if on is None or deeds is None:
        return None
    offers = [
        Offer(deed, url_for(f"{declared.name}.{deed.name}", key=key), deed.excluded(on, now))
        for deed in deeds.deeds
        if deed.find and deed.name in _ATTACHED and viewer().may(deed.permission)
    ]
    asked = permission_for(declared)
    history = url_for(f"{declared.name}.history", key=key) if asked and viewer().may(asked) else None
    take = url_for(f"{declared.name}.files", key=key) if _takes_files(declared) else None
    return Shown(on, offers, url_for(f"{declared.name}.index"), history, shown_files(on.files, now), take)
