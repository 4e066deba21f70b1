"""The providers that can be configured, as a table: where each is asked, and how it says who somebody is.

What they say is read by small functions, since no two that came before OpenID Connect say it alike. Whose mailbox a provider
keeps itself it is believed about (`keeps`); about any other address nobody is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urlsplit


class ProviderUnknown(ValueError):
    """The settings name a provider that there is not, or not enough of one; the message is for the operator."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who somebody is at a provider: `subject` never changes and is nobody else's."""

    subject: str
    email: str = ""
    verified: bool = False
    name: str = ""
    language: str = ""  # a tag, as far as the provider says it


@dataclass(frozen=True, slots=True)
class Provider:
    """With `issuer` it speaks OpenID Connect, and all else is in its discovery document; otherwise plain OAuth 2.0, and `people`
    are addresses that say who somebody is, of which `read` makes that out, in their order."""

    name: str
    title: str
    scope: str
    issuer: str = ""
    authorize: str = ""
    token: str = ""
    people: tuple[str, ...] = ()
    read: Callable[[Sequence[Any]], Somebody] | None = None
    keeps: frozenset[str] = frozenset()
    extra: tuple[str, ...] = ()  # what comes back beside the code and goes with it to the token endpoint
    client_id: str = ""
    secret: str = field(default="", repr=False)

    def is_authoritative(self, somebody: Somebody) -> bool:
        """Whether the provider keeps the mailbox itself, so that what it says of it is so."""
        return somebody.verified and somebody.email.rpartition("@")[2].lower() in self.keeps

    def at(self, origin: str) -> "Provider":
        """The same, in an instance of one's own."""
        if self.issuer:
            return replace(self, issuer=origin.rstrip("/"))
        return replace(
            self,
            authorize=_moved(self.authorize, origin),
            token=_moved(self.token, origin),
            people=tuple(_moved(each, origin) for each in self.people),
        )


def _moved(address: str, origin: str) -> str:
    parts = urlsplit(address)
    return f"{origin.rstrip('/')}{parts.path}{'?' + parts.query if parts.query else ''}"


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _github(said: Sequence[Any]) -> Somebody:
    """The profile, then all addresses: the primary one counts, and says itself whether it was verified."""
    user, addresses = said
    primary = next((each for each in addresses if isinstance(each, Mapping) and each.get("primary") is True), {})
    return Somebody(_text(user, "id"), _text(primary, "email"), primary.get("verified") is True, _text(user, "name"))


def _facebook(said: Sequence[Any]) -> Somebody:
    """It does not say whether an address was verified: it was not."""
    return Somebody(_text(said[0], "id"), _text(said[0], "email"), False, _text(said[0], "name"))


def _vk(said: Sequence[Any]) -> Somebody:
    user = said[0].get("user") or {}
    name = f"{_text(user, 'first_name')} {_text(user, 'last_name')}".strip()
    return Somebody(_text(user, "user_id"), _text(user, "email"), user.get("verified") is True, name)


def _yandex(said: Sequence[Any]) -> Somebody:
    """The default address is one that Yandex keeps, or that was confirmed there."""
    email = _text(said[0], "default_email")
    return Somebody(_text(said[0], "id"), email, bool(email), _text(said[0], "real_name"))


# What Microsoft calls the tenant of personal accounts.
_PERSONAL: Final = "9188040d-6c67-4c5b-b112-36a304b66dad"

PROVIDERS: Final[dict[str, Provider]] = {
    each.name: each
    for each in (
        Provider(
            "google",
            "Google",
            "openid email profile",
            issuer="https://accounts.google.com",
            keeps=frozenset({"gmail.com", "googlemail.com"}),
        ),
        Provider(
            "microsoft",
            "Microsoft",
            "openid email profile",
            issuer=f"https://login.microsoftonline.com/{_PERSONAL}/v2.0",
        ),
        Provider("linkedin", "LinkedIn", "openid email profile", issuer="https://www.linkedin.com/oauth"),
        Provider(
            "github",
            "GitHub",
            "read:user user:email",
            authorize="https://github.com/login/oauth/authorize",
            token="https://github.com/login/oauth/access_token",  # noqa: S106  an address
            people=("https://api.github.com/user", "https://api.github.com/user/emails"),
            read=_github,
        ),
        Provider(
            "facebook",
            "Facebook",
            "email public_profile",
            authorize="https://www.facebook.com/v21.0/dialog/oauth",
            token="https://graph.facebook.com/v21.0/oauth/access_token",  # noqa: S106
            people=("https://graph.facebook.com/v21.0/me?fields=id,name,email",),
            read=_facebook,
        ),
        Provider(
            "vk",
            "VK",
            "email",
            authorize="https://id.vk.com/authorize",
            token="https://id.vk.com/oauth2/auth",  # noqa: S106
            people=("https://id.vk.com/oauth2/user_info",),
            read=_vk,
            extra=("device_id",),
        ),
        Provider(
            "yandex",
            "Yandex",
            "login:email login:info",
            authorize="https://oauth.yandex.ru/authorize",
            token="https://oauth.yandex.ru/token",  # noqa: S106
            people=("https://login.yandex.ru/info?format=json",),
            read=_yandex,
            keeps=frozenset({"yandex.ru", "ya.ru", "yandex.com", "yandex.by", "yandex.kz"}),
        ),
    )
}


def configured(lines: Sequence[str]) -> dict[str, Provider]:
    """The providers of `panel.social`, by name, in their order. Raises ProviderUnknown."""
    found: dict[str, Provider] = {}
    for line in lines:
        name, *rest = line.split()
        if len(rest) not in (2, 3):
            raise ProviderUnknown(f"panel.social: {name} is followed by a client id, a secret and perhaps an address")
        client_id, secret, *origin = rest
        if name in PROVIDERS:
            known = PROVIDERS[name].at(origin[0]) if origin else PROVIDERS[name]
        elif origin and name.isalnum() and name.islower():
            known = Provider(name, name.title(), "openid email profile", issuer=origin[0].rstrip("/"))
        else:
            raise ProviderUnknown(f"panel.social: {name} is none that is known, and has no address (its issuer)")
        found[name] = replace(known, client_id=client_id, secret=secret)
    return found
