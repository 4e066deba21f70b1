"""Whose word on people we take: the OpenID providers of a TOML file, one table [[provider]] for each.

The rules of this file:

* An issuer is an address that begins with https://, and is compared letter by letter (OpenID Connect Core, section 2).
* Secrets are no settings of ours to show: a file that holds any is readable by its owner alone.
"""

import ipaddress
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from registry.settings import SettingsError

_TABLE: Final = "provider"
_SECRET_FILE: Final = "client_secret_file"  # noqa: S105  the name of a key


@dataclass(frozen=True, slots=True)
class Provider:
    """An OpenID provider (OP) that we are registered with, under `client_id`.

    `name` is what people read. `default` is the one of logins that name none. `audience` is whom an access token must be for,
    when it is not for our client id. `scopes` are asked for at login. `purposes` are those that its claims may give, None: all of
    them; in `tlds`, None: in all. `identifiers` are the domains of the end-user identifiers that lead to it (`farv1_id`).
    `parameters` go with each authorization request. `do_not_track`: its claim `rdap_dnt_allowed` is honoured. `networks`: the
    provider may have addresses in these, although they are nobody's on the Internet.
    """

    issuer: str
    name: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    default: bool = False
    audience: str = ""
    scopes: tuple[str, ...] = ("openid", "rdap")
    purposes: tuple[str, ...] | None = None
    tlds: frozenset[str] | None = None
    identifiers: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    do_not_track: bool = False
    networks: tuple[str, ...] = ()

    @property
    def audiences(self) -> tuple[str, ...]:
        return (self.audience, self.client_id) if self.audience else (self.client_id,)


@dataclass(frozen=True, slots=True)
class Providers:
    """All of them, by issuer."""

    by_issuer: Mapping[str, Provider]

    @property
    def default(self) -> Provider | None:
        return next((each for each in self.by_issuer.values() if each.default), None)

    def __bool__(self) -> bool:
        return bool(self.by_issuer)

    def of_identifier(self, identifier: str) -> Provider | None:
        """Whose end user has this identifier: `user.idp.example` and `user@idp.example` are of who has the domain idp.example."""
        domain = identifier.rpartition("@")[2].lower()
        fitting = [
            (len(name), each)
            for each in self.by_issuer.values()
            for name in each.identifiers
            if domain == name or domain.endswith(f".{name}")
        ]
        return max(fitting, key=lambda one: one[0])[1] if fitting else None


def read_providers(path: Path) -> Providers:
    """Those of the file; none where there is no file. Raises SettingsError with every problem that it has."""
    if not path.is_file():
        return Providers({})
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        # not the error's own words: they might show a secret
        raise SettingsError((f"whois.providers: {path} cannot be read as TOML ({type(error).__name__})",)) from None
    problems: list[str] = []
    found = [_provider(path, table, problems) for table in _tables(path, tables, problems)]
    providers = [each for each in found if each]
    if sum(each.default for each in providers) > 1:
        problems.append(f"whois.providers: {path} has more than one default")
    by_issuer = {each.issuer: each for each in providers}
    if len(by_issuer) < len(providers):
        problems.append(f"whois.providers: {path} names an issuer twice")
    if problems:
        raise SettingsError(tuple(problems))
    return Providers(by_issuer)


def _tables(path: Path, tree: Mapping[str, object], problems: list[str]) -> list[dict[str, object]]:
    found = tree.get(_TABLE, [])
    if set(tree) - {_TABLE} or not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        problems.append(f"whois.providers: {path} holds tables [[{_TABLE}]] and nothing else")
        return []
    return found


def _provider(path: Path, table: dict[str, object], problems: list[str]) -> Provider | None:
    issuer = table.get("issuer")
    where = f"whois.providers: {path}, {issuer if isinstance(issuer, str) else 'a provider without an issuer'}"
    values = dict(table)
    secret_file = values.pop(_SECRET_FILE, None)
    before = len(problems)
    if unknown := sorted(set(values) - {each.name for each in fields(Provider)}):
        problems.append(f"{where}: unknown keys {', '.join(unknown)}")
    for name in ("issuer", "name", "client_id"):
        if not values.get(name):
            problems.append(f"{where}: {name} is missing")
    for name, value in values.items():
        if not _fits(name, value):
            problems.append(f"{where}: {name} has a value of another kind")
    if isinstance(issuer, str) and not _is_issuer(issuer):
        problems.append(f"{where}: an issuer begins with https:// and has no query and no fragment")
    if "client_secret" in values and stat.S_IMODE(path.stat().st_mode) & 0o077:
        problems.append(f"{where}: others may read the file and the secret in it; chmod 600, or use {_SECRET_FILE}")
    if isinstance(secret_file, str):
        try:
            values["client_secret"] = (path.parent / secret_file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{where}: {_SECRET_FILE} cannot be read ({type(error).__name__})")
    if len(problems) > before:
        return None
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    tlds = {"tlds": frozenset(lists["tlds"])} if "tlds" in lists else {}
    return Provider(**{**values, **lists, **tlds})  # type: ignore[arg-type]  # each value was found to be of its kind


def _fits(name: str, value: object) -> bool:
    if name in ("default", "do_not_track"):
        return isinstance(value, bool)
    if name in ("scopes", "purposes", "tlds", "identifiers", "networks"):
        return isinstance(value, list) and all(isinstance(each, str) for each in value) and _are_networks(name, value)
    if name == "parameters":
        return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())
    return isinstance(value, str)


def _are_networks(name: str, values: list[str]) -> bool:
    try:
        return name != "networks" or bool([ipaddress.ip_network(each) for each in values])
    except ValueError:
        return False


def _is_issuer(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme == "https" and bool(parts.hostname) and not parts.query and not parts.fragment
