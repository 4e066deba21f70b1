"""Who we are at the clearinghouse: a login for each TLD (RFC 9361, section 5.1.1.1), or one for all; and for each list, where the
clearinghouse has it so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from registry.logins import Login, read_login_file
from registry.settings import Tmch

_LIST: Final = " list"  # no TLD is called so: ["dnl list"]


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
    tables = read_login_file(settings.logins, "tmch.logins")
    by_list = {name.removesuffix(_LIST): login for name, login in tables.items() if name.endswith(_LIST)}
    return Logins(general, {name: login for name, login in tables.items() if not name.endswith(_LIST)}, by_list)
