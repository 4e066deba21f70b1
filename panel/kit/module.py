"""What a module says of itself: its name, its pages, its place in the menu."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint

from panel.kit.answers import Answer, Errand
from panel.kit.deeds import Deeds
from panel.kit.lists import ListPage
from panel.kit.widgets import Widget


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the menu; it is shown to those who hold the permission of its endpoint."""

    title: str
    icon: str
    endpoint: str
    permission: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Module:
    """The manifest of a drawer; of its lists the kit makes a page, files and an answer of the API, of its deeds forms, batches
    and answers too; of its widgets people make their dashboards; `answers` and `errands` are what programs ask besides."""

    name: str
    blueprint: Blueprint
    menu: tuple[MenuItem, ...] = ()
    lists: tuple[ListPage, ...] = ()
    deeds: tuple[Deeds[Any], ...] = ()
    widgets: tuple[Widget, ...] = ()
    answers: tuple[Answer, ...] = ()
    errands: tuple[Errand, ...] = ()


def lists_of(modules: Iterable[Module]) -> dict[str, ListPage]:
    """Every declared list by its name."""
    return {declared.name: declared for module in modules for declared in module.lists}
