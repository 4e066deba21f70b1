"""One's own account for programs: what the house knows of it, its password, browsers, networks, language and look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from panel.identity.actions import PasswordRefused, SignInRefused
from panel.identity.activity import ACTIONS
from panel.identity.models import Activity, Session
from panel.identity.places import PlacesRefused
from panel.identity.proofs import Proof
from panel.kit.answers import Answer, Asked, Errand, NotThere, declining
from panel.kit.deeds import Declined
from panel.kit.fields import Choice, Lines
from panel.kit.languages import LANGUAGES
from panel.kit.looks import LOOKS, TITLES, look_of
from panel.kit.secret_field import Password
from panel.kit.web import house


@dataclass(frozen=True, slots=True)
class Look:
    theme: str
    density: str
    layout: str


@dataclass(frozen=True, slots=True)
class Profile:
    """`waiting` is an address of mail that a link was sent to and nobody has followed yet; `permissions` are those of whoever
    asks: of a program what it opens."""

    login: str
    name: str
    email: str
    confirmed: bool
    waiting: str | None
    kind: str
    roles: list[str]
    permissions: frozenset[str]
    registrar: str | None
    language: str
    look: Look
    networks: list[str]
    made: datetime
    password_set: datetime
    has_second_factor: bool
    has_pin: bool
    providers: list[str]


async def _profile(asked: Asked) -> Profile:
    viewer, mine = asked.viewer, asked.viewer.account_id
    account, look = await house().identity.profile(mine), look_of(asked.viewer.look, {})
    return Profile(
        account.login,
        account.name,
        account.email,
        account.is_confirmed,
        await house().addressing.waiting(viewer),
        account.kind,
        sorted(each.role for each in account.roles),
        viewer.permissions,
        viewer.registrar,
        viewer.language,
        Look(look.theme, look.density, look.layout),
        [str(each) for each in account.allowed_networks],
        account.created_at,
        account.password_at,
        viewer.has_factor,
        viewer.has_pin,
        sorted(await house().linking.linked(mine)),
    )


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that is signed in; `current`: it is the one that asks."""

    session: int
    address: str
    networks: list[str]
    agent: str
    began: datetime
    seen: datetime
    ends: datetime
    proved_by: str
    remembered: bool
    current: bool


def browsers_of(sessions: Iterable[Session], current: int) -> list[Browser]:
    """In their order; `current` is the session that asks."""
    return [
        Browser(
            each.id,
            str(each.address),
            [str(network) for network in each.networks],
            each.user_agent,
            each.created_at,
            each.seen_at,
            each.expires_at,
            each.proved_by,
            each.remembered,
            each.id == current,
        )
        for each in sessions
    ]


async def _browsers(asked: Asked) -> list[Browser]:
    """The last used first."""
    viewer = asked.viewer
    return browsers_of(await house().identity.sessions(viewer.account_id), viewer.session_id)


@dataclass(frozen=True, slots=True)
class Happened:
    """`title` is how people call the action."""

    at: datetime
    action: str
    title: str
    result: str
    by: str
    address: str | None
    reason: str | None
    detail: str | None


def happened(each: Activity) -> Happened:
    return Happened(
        each.at,
        each.action,
        ACTIONS.get(each.action, each.action),
        each.result,
        each.actor,
        str(each.address) if each.address else None,
        each.reason,
        each.detail,
    )


async def _activity(asked: Asked) -> list[Happened]:
    return [happened(each) for each in await house().identity.activity(asked.viewer.account_id)]


async def _prove(asked: Asked) -> str:
    if asked.viewer.granted is not None:
        raise Declined("A program proves nothing: its key was drawn with a proof.")
    proof = Proof(asked["code"], "", asked["password"])
    try:
        await house().identity.prove(asked.viewer.person, proof, asked.browser)
    except SignInRefused:
        raise Declined("That does not prove it.", at="code" if asked.viewer.has_factor else "password") from None
    return "It is you: what matters can be done for a while."


async def _password(asked: Asked) -> str:
    with declining(PasswordRefused):
        await house().identity.change_password(asked.viewer, asked["old"], asked["new"], asked["new"], asked.browser)
    return "Your password is changed; every other browser is signed out."


async def _networks(asked: Asked) -> str:
    with declining(PlacesRefused, at="networks"):
        await house().places.keep(asked.viewer, asked["networks"] or "", asked.browser)
    return "It is kept. Whoever was signed in from elsewhere is signed out."


async def _end_one(asked: Asked) -> str:
    if not await house().identity.revoke(asked.viewer, int(asked.key), asked.browser):
        raise NotThere
    return "That browser is signed out."


async def _end_others(asked: Asked) -> str:
    await house().identity.revoke_others(asked.viewer, asked.browser)
    return "All other browsers are signed out."


async def _language(asked: Asked) -> str:
    await house().identity.set_language(asked.viewer, asked["language"])
    return "The panel speaks it wherever you sign in."


async def _look(asked: Asked) -> str:
    wanted: Mapping[str, str] = {name: value for name in LOOKS if (value := asked[name])}
    await house().identity.set_look(asked.viewer, wanted)
    return "The panel looks so wherever you sign in."


PROFILE: Final = Answer("account", "My account", "account.read", _profile, Profile, pages=("account.show", "home"))

ANSWERS: Final = (
    PROFILE,
    Answer("account/sessions", "Signed-in browsers", "account.read", _browsers, list[Browser]),
    Answer("account/activity", "What was done to it last", "account.read", _activity, list[Happened]),
)

ERRANDS: Final = (
    Errand(
        "account/prove",
        "Prove who you are",
        "account.read",
        _prove,
        (
            Password("password", "Password", "Where the account has no second factor.", required=False),
            Password("code", "Code", "Of the app, or a recovery code.", required=False),
        ),
        lead="For whoever is signed in with a browser: what matters asks for it when a while has passed.",
    ),
    Errand(
        "account/change-password",
        "Change the password",
        "account.update",
        _password,
        (Password("old", "Present password"), Password("new", "New password")),
        pages=("account.change_password",),
    ),
    Errand(
        "account/allow-networks",
        "Say from where the account is signed in to",
        "account.secure",
        _networks,
        (Lines("networks", "Networks", "One in a line; empty: from everywhere.", required=False, longest=5_000),),
        changes=PROFILE,
        pages=("account.keep_places",),
    ),
    Errand(
        "account/sessions/<int:key>/end",
        "Sign one browser out",
        "account.update",
        _end_one,
        pages=("account.revoke",),
    ),
    Errand(
        "account/sessions/end-others",
        "Sign all other browsers out",
        "account.update",
        _end_others,
        pages=("account.revoke_others",),
    ),
    Errand(
        "account/set-language",
        "Speak another language",
        "account.update",
        _language,
        (Choice("language", "Language", LANGUAGES),),
        changes=PROFILE,
        pages=("language",),
    ),
    Errand(
        "account/set-look",
        "Look otherwise",
        "account.update",
        _look,
        tuple(
            Choice(name, TITLES[name], options, "Not named: as it is.", required=False)
            for name, options in LOOKS.items()
        ),
        changes=PROFILE,
        pages=("look",),
    ),
)
