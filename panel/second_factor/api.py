"""One's own second factors for programs of whoever is signed in: no key and no token opens them (decision 101)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from flask import request

from panel.identity.codes import address_of
from panel.identity.second_factor import FactorRefused
from panel.kit.answers import Answer, Asked, Errand, NotThere, declining
from panel.kit.deeds import Once
from panel.kit.fields import Text
from panel.kit.secret_field import Password
from panel.kit.web import house


@dataclass(frozen=True, slots=True)
class OfPasskey:
    passkey: int
    name: str
    made: datetime
    used: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """`app_since` is when the authenticator app was confirmed; `codes_left` are recovery codes that were not used."""

    app_since: datetime | None
    passkeys: list[OfPasskey]
    codes_left: int


async def _factors(asked: Asked) -> Factors:
    found = await house().second_factor.factors(asked.viewer.account_id)
    keys = [OfPasskey(each.id, each.name, each.created_at, each.used_at) for each in found.passkeys]
    return Factors(found.app_since, keys, found.codes_left)


async def _begin(asked: Asked) -> str:
    factor = house().second_factor
    await factor.offer_app(asked.viewer)
    secret = await factor.offered_secret(asked.viewer)
    assert secret is not None, "it was offered a moment ago"
    address = address_of(secret, asked.viewer.login, urlsplit(request.host_url).hostname or "")
    return Once.of("Give it to the app, and confirm with the code that this shows, within the hour.", secret, address)


async def _confirm(asked: Asked) -> str:
    with declining(FactorRefused):
        codes = await house().second_factor.confirm_app(asked.viewer, asked["code"], asked.browser)
    return Once.of("From now on your app's code is asked for after the password.", *codes)


async def _remove(asked: Asked) -> str:
    with declining(FactorRefused):
        await house().second_factor.remove_app(asked.viewer, asked["password"], asked["code"], asked.browser)
    return "The authenticator app is not asked for any more."


async def _renew(asked: Asked) -> str:
    with declining(FactorRefused):
        codes = await house().second_factor.renew_codes(asked.viewer, asked.browser)
    return Once.of("Those drawn before open nothing any more.", *codes)


async def _rename(asked: Asked) -> str:
    if not await house().second_factor.rename_passkey(asked.viewer, int(asked.key), asked["name"], asked.browser):
        raise NotThere
    return "The passkey has its new name."


async def _forget(asked: Asked) -> str:
    if not await house().second_factor.remove_passkey(asked.viewer, int(asked.key), asked.browser):
        raise NotThere
    return "The passkey opens nothing any more."


ANSWERS: Final = (
    Answer(
        "account/second-factor",
        "My second factors",
        "account.secure",
        _factors,
        Factors,
        pages=("second_factor.show",),
    ),
)

ERRANDS: Final = (
    Errand(
        "account/second-factor/begin-app",
        "Set up an authenticator app",
        "account.secure",
        _begin,
        lead="Tells the secret and its otpauth: address once; it counts for nothing until a code confirms it.",
        pages=("second_factor.begin_app", "second_factor.app"),
    ),
    Errand(
        "account/second-factor/confirm-app",
        "Confirm the app",
        "account.secure",
        _confirm,
        (Password("code", "Code", "That the app shows now.", longest=20),),
        lead="Tells recovery codes, where the account has none; every other browser is signed out.",
        pages=("second_factor.confirm_app",),
    ),
    Errand(
        "account/second-factor/remove-app",
        "Remove the app",
        "account.update",
        _remove,
        (Password("password", "Password"), Password("code", "Code", "Of the app, or a recovery code.", longest=40)),
        pages=("second_factor.remove_app",),
    ),
    Errand(
        "account/second-factor/renew-recovery-codes",
        "Draw recovery codes anew",
        "account.secure",
        _renew,
        pages=("second_factor.renew_codes",),
    ),
    Errand(
        "account/second-factor/passkeys/<int:key>/rename",
        "Rename a passkey",
        "account.secure",
        _rename,
        (Text("name", "Name", longest=60),),
        pages=("second_factor.rename_passkey",),
    ),
    Errand(
        "account/second-factor/passkeys/<int:key>/remove",
        "Remove a passkey",
        "account.secure",
        _forget,
        pages=("second_factor.remove_passkey",),
    ),
)
