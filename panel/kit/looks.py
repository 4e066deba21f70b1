"""How the panel looks to somebody: theme, density, where the menu stands.

It is kept with the account, so that it is so wherever they sign in, and written into the first line of a page, so that this never
shows another look first.

Before the sign-in a browser remembers by cookies what was chosen in it last.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# What can be chosen, each with its title; the first is how it is where nothing was.
LOOKS: Final[Mapping[str, Mapping[str, str]]] = {
    "theme": {"auto": "As the system", "light": "Light", "dark": "Dark"},
    "density": {"roomy": "Roomy", "dense": "Dense"},
    "layout": {"side": "At the side", "top": "At the top"},
}
TITLES: Final = {"theme": "Theme", "density": "Lists", "layout": "Menu"}


@dataclass(frozen=True, slots=True)
class Look:
    theme: str
    density: str
    layout: str


def look_of(kept: Mapping[str, str], remembered: Mapping[str, str]) -> Look:
    """What the account has, else what the browser remembers; what nobody can choose is as if it were not there."""

    def chosen(name: str) -> str:
        values, wanted = LOOKS[name], (kept.get(name, ""), remembered.get(name, ""))
        return next((each for each in wanted if each in values), next(iter(values)))

    return Look(chosen("theme"), chosen("density"), chosen("layout"))


def wished(form: Mapping[str, str]) -> dict[str, str]:
    """What a form chooses of it."""
    return {name: form[name] for name, values in LOOKS.items() if form.get(name) in values}
