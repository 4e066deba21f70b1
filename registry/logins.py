"""Files of logins: a table for each thing that a login is good for, with a name and a password that no log shows."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from registry.settings import SettingsError


@dataclass(frozen=True, slots=True)
class Login:
    """A name, and the password that no log shows."""

    name: str
    password: str = field(repr=False)


def read_login_file(path: Path, setting: str) -> dict[str, Login]:
    """Logins by the names of their tables, in lower case; none where there is no file. Raises SettingsError, which names the
    setting, for a file that does not hold tables of a login and a password each."""
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name.lower(): Login(_text(table, "login"), _text(table, "password")) for name, table in tables.items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        # not the error's own words: they might show a password
        raise SettingsError(
            (f"{setting}: {path} does not hold a login and a password for each TLD ({type(error).__name__})",)
        ) from None


def _text(table: Mapping[str, object], key: str) -> str:
    value = table[key]
    if not isinstance(value, str) or set(table) != {"login", "password"}:
        raise TypeError
    return value
