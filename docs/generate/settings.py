"""The page of the settings."""

from docs.generate.words import code, document, flowing, link, table
from registry.settings import ALIASES, CONFIG_VARIABLE, SECTIONS, Declared, Settings, declared

INTRODUCTION = f"""
Every setting is a key of one TOML file and a variable of the environment; the variable wins. The file is named by
`{CONFIG_VARIABLE}` or by `namehouse --config`. In the file a key such as `epp.port` stands as `port` in the table `[epp]`.
Unknown keys and variables refuse to start, with the nearest name that exists.

A setting marked *secret* can also be read from a file: add `_FILE` to its variable. One marked *port* moves with
`NAMEHOUSE_PORT_OFFSET`; one marked *in var* is relative to the directory of `var`. Lists are separated by commas in a
variable and are lists in the file.
"""


def page() -> str:
    blocks = []
    for section, owner in {"": Settings, **SECTIONS}.items():
        rows = [one for one in declared() if one.key.rpartition(".")[0] == section]
        heading = f"## [{section}]" if section else "## The top of the file"
        blocks += [heading, flowing(owner.__doc__), table(("key", "variable", "default", "meaning"), map(_row, rows))]
    aliases = ", ".join(f"{code(alias)} for {code(key)}" for alias, key in ALIASES.items())
    source = link("registry/settings.py")
    return document("Settings", source, INTRODUCTION.strip(), f"Other names: {aliases}.", *blocks)


def _row(one: Declared) -> tuple[str, ...]:
    return code(one.key), code(one.variable), _default(one), f"{one.doc}{_bounds(one)}"


def _default(one: Declared) -> str:
    value = one.default
    if isinstance(value, bool):
        return code(str(value).lower())
    if isinstance(value, tuple):
        return code(", ".join(value)) if value else "none"
    return code(value) if value != "" else "empty"


def _bounds(one: Declared) -> str:
    marks = [word for word, is_so in (("secret", one.secret), ("port", one.port), ("in var", one.in_var)) if is_so]
    if one.choices:
        marks.append("one of " + ", ".join(one.choices))
    elif not one.port and (one.low is not None or one.high is not None):
        low = "" if one.low is None else f"from {one.low:g}"
        high = "" if one.high is None else f"to {one.high:g}"
        marks.append(f"{low} {high}".strip())
    return f" *{'; '.join(marks)}*" if marks else ""
