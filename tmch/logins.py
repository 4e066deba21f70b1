"""Who we are at the clearinghouse: a login for each TLD (RFC 9361, section 5.1.1.1), or one for all; and for each list, where the
clearinghouse has it so."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from registry.settings import SettingsError, Tmch

_LIST: Final = " list"  # no TLD is called so: ["dnl list"]


@dataclass(frozen=True, slots=True)
class Login:
    """A name, and the password that no log shows."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Logins:
    """`general` counts for the TLDs and the lists that have none of their own."""

    general: Login | None
    by_tld: Mapping[str, Login]
    by_list: Mapping[str, Login]

    def of(self, tld: str) -> Login | None:
        return self.by_tld.get(tld, self.general)

    def of_list(self, kind: str) -> Login | None:
        """Lists are the same for all TLDs: any TLD's login may fetch them where there is no better one."""
        return self.by_list.get(kind) or self.general or next(iter(self.by_tld.values()), None)


def read_logins(settings: Tmch) -> Logins:
    """Raises SettingsError for a file that does not hold tables of a login and a password each."""
    general = Login(settings.login, settings.password) if settings.login else None
    tables = _read(settings.logins)
    by_list = {name.removesuffix(_LIST): login for name, login in tables.items() if name.endswith(_LIST)}
    return Logins(general, {name: login for name, login in tables.items() if not name.endswith(_LIST)}, by_list)


def _read(path: Path) -> dict[str, Login]:
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return {tld.lower(): Login(_text(table, "login"), _text(table, "password")) for tld, table in tables.items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        # not the error's own words: they might show a password
        raise SettingsError(
            (f"tmch.logins: {path} does not hold a login and a password for each TLD ({type(error).__name__})",)
        ) from None


def _text(table: Mapping[str, object], key: str) -> str:
    value = table[key]
    if not isinstance(value, str) or set(table) != {"login", "password"}:
        raise TypeError
    return value
