"""What may be done to clients: make one, tell it apart, keep it out, let it go and come back, move it in the tree.

Longer than most files: it is one table of deeds, each with the few lines that lead from its form to its action.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from flask import url_for

from panel.clients import actions, queries
from panel.clients.actions import KINDS, By, by
from panel.clients.data_deeds import DATA_DEEDS
from panel.clients.lists import CLIENTS
from panel.clients.mailing_deeds import mailing_deed
from panel.clients.notifying import NOTIFY
from panel.clients.queries import Client
from panel.identity.codes import drawn_password
from panel.identity.states import Step
from panel.kit.deeds import Declined, Deed, Deeds, Once, Opening, Values
from panel.kit.fields import About, Choice, Combo, Email, Field, Flag, Prose, Reason, Text
from panel.kit.languages import LANGUAGES
from panel.kit.row_fields import Rows
from panel.kit.situation import Situation
from panel.kit.web import mailed, viewer
from panel.registrars.ways_in import Network
from registry.context import Context
from registry.fair import Crowded
from registry.passwords import hashed

Act = Callable[[Context, By, int, Values], Awaitable[None]]


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Client]:
    """Of the logins those of clients that the viewer's scope has, deleted ones for whoever sees such; what is noted about
    somebody is for neither them nor theirs."""
    scope = situation.scope
    rows = await situation.registry.store.reading(
        lambda db: queries.clients(db, logins=list(keys), everything=scope.everything, root=scope.root)
    )
    own, all_of_them = scope.root, situation.viewer.may("client.read-deleted")
    seen = [row for row in rows if all_of_them or row.state not in ("deleted", "wiped")]
    return {row.login: replace(row, note="") if row.id == own else row for row in seen}


def _reasons(about: About) -> Mapping[str, str]:
    """For which clients are blocked: what is offered is the same for all."""
    return about.subjects[0].reasons if about.subjects else {}


def _untouchable(client: Client, situation: Situation) -> str | None:
    return actions.why_not(by(situation.viewer), client) or ("It is wiped." if client.state == "wiped" else None)


def _deed(
    name: str,
    title: str,
    icon: str,
    work: Act,
    said: str,
    fields: tuple[Field, ...],
    *,
    permission: str = "",
    inline: bool = False,
    batch: bool = True,
    lead: str = "",
) -> Deed[Client]:
    async def act(cx: Context, client: Client, values: Values) -> str:
        await work(cx, by(viewer()), client.id, values)
        return said

    return Deed(
        name,
        title,
        icon,
        permission or f"client.{name}",
        act,
        fields,
        _untouchable,
        lead,
        batch="modal" if batch else None,
        inline=inline,
        recorded=True,
    )


def _step(step: Step, title: str, icon: str, said: str, lead: str, *asked: Field, danger: bool = False) -> Deed[Client]:
    async def act(cx: Context, client: Client, values: Values) -> str:
        forced = values.get("forced", False)
        await actions.client_step(
            cx, by(viewer()), client.id, step, values.get("kind"), values["reason"], forced=forced
        )
        return said

    def why_not(client: Client, situation: Situation) -> str | None:
        return actions.why_not(by(situation.viewer), client) or actions.why_no_step(client, step)

    return Deed(step, title, icon, f"client.{step}", act, (*asked, Reason()), why_not, lead, danger, recorded=True)


async def _create(cx: Context, nothing: None, values: Values) -> str:
    login = await actions.client_create(
        cx,
        by(viewer()),
        values["login"],
        values["name"],
        values["email"] or "",
        values["kind"],
        values["seller"],
        values["language"],
        values["description"] or "",
    )
    return f"{login} is a client now. No password opens it yet."


async def _update(cx: Context, who: By, client: int, values: Values) -> None:
    place = mailed("mail_address.take_back")
    await actions.client_update(cx, who, client, values["name"], values["email"] or "", place, lost=values["lost"])


async def _move(cx: Context, who: By, client: int, values: Values) -> None:
    await actions.client_move(cx, who, client, values["seller"])


async def _kind(cx: Context, who: By, client: int, values: Values) -> None:
    await actions.client_kind(cx, who, client, values["kind"])


async def _language(cx: Context, who: By, client: int, values: Values) -> None:
    await actions.client_language(cx, who, client, values["language"])


async def _networks(cx: Context, who: By, client: int, values: Values) -> None:
    await actions.client_networks(cx, who, client, values["networks"])


async def _remove_pin(cx: Context, client: Client, values: Values) -> str:
    await actions.client_remove_pin(cx, by(viewer()), client.id)
    return "It has no PIN any more, and is told."


def _no_pin(client: Client, situation: Situation) -> str | None:
    return _untouchable(client, situation) or (None if client.has_pin else "It has no PIN.")


async def _note(cx: Context, who: By, client: int, values: Values) -> None:
    await actions.client_note(cx, who, client, values["note"] or "")


async def _verified(cx: Context, who: By, client: int, values: Values) -> None:
    await actions.client_verify(cx, who, client, values["verified"] == "yes")


async def _description(cx: Context, who: By, client: int, values: Values) -> None:
    await actions.client_description(cx, who, client, values["description"] or "")


async def _password(cx: Context, client: Client, values: Values) -> str:
    password = drawn_password()
    try:
        password_hash = await hashed(password, cx.address or "")
    except Crowded:
        raise Declined("Too many passwords are being checked just now: try again in a moment.") from None
    await actions.client_password(cx, by(viewer()), client.id, password_hash)
    return Once.of(
        f"{client.login} may sign in with it until this time tomorrow, and is asked for another at once.", password
    )


def _not_in(client: Client, situation: Situation) -> str | None:
    return _untouchable(client, situation) or (None if client.state == "active" else f"It is {client.state}.")


VERIFIED: Final = {"yes": "Yes, it is verified", "no": "No, it is not"}
LOST: Final = Flag("lost", "The address of before is in the wrong hands", "It is told, and takes nothing back.")
NETWORKS: Final = Rows(
    "networks",
    "Only from",
    (Network("", "Network"),),
    "Networks or addresses; none: from anywhere.",
    present=lambda each: each.networks,
)
_SELLER: Final = Combo(
    "seller", "Seller", CLIENTS, "A reseller's login. Empty: the house; of a reseller's, itself.", False
)

DEEDS: Final[Deeds[Client]] = Deeds(
    list=CLIENTS,
    object="client",
    noun="client",
    nouns="clients",
    key=lambda row: str(row["login"]),
    find=find,
    show=lambda key: url_for("clients.show", login=key),
    deeds=(
        replace(
            _deed(
                "update",
                "Change name and e-mail",
                "pencil",
                _update,
                "It is changed.",
                (
                    Text("name", "Name", present=lambda each: each.name),
                    Email("email", "E-mail", required=False, present=lambda each: each.email),
                    LOST,
                ),
                lead="The address of before is told, and can take the account back for a week if it was confirmed.",
                batch=False,
            ),
            asks={"email": actions.demand_address_of},
        ),
        _step(
            "block",
            "Block",
            "lock",
            "It is blocked, and signed out everywhere.",
            "It cannot sign in. Those below it still can.",
            Choice("kind", "For", _reasons),
            danger=True,
        ),
        _step("unblock", "Let it in again", "lock-open", "It may sign in again.", ""),
        Deed(
            "set-tmp-pwd",
            "Give it a temporary password",
            "key",
            "client.set-tmp-pwd",
            _password,
            (Reason(),),
            _not_in,
            lead="It is shown to you once. Whoever is signed in as this client is signed out.",
            batch=None,
            recorded=True,
        ),
        _deed(
            "set-seller",
            "Give it another seller",
            "transfer",
            _move,
            "It is moved, with all who stand below it.",
            (_SELLER, Reason()),
            lead="Those who stand below it move with it.",
        ),
        _deed(
            "set-kind",
            "Let it sell on, or no more",
            "building",
            _kind,
            "It is changed.",
            (Choice("kind", "It is a", KINDS, present=lambda each: each.kind), Reason()),
        ),
        _deed(
            "set-language",
            "Change its language",
            "message-2",
            _language,
            "It is changed.",
            (Choice("language", "Language", LANGUAGES, present=lambda each: each.language),),
        ),
        _deed(
            "set-others-allowed-ips",
            "Say from where it signs in",
            "world",
            _networks,
            "It is kept.",
            (NETWORKS,),
            lead="From elsewhere a mailed link is asked for; whoever sits elsewhere is signed out.",
        ),
        Deed(
            "remove-pin",
            "Remove its PIN",
            "lock-open",
            "client.remove-pin",
            _remove_pin,
            (Reason(),),
            _no_pin,
            lead="It is told. Make sure first that it is they who ask: the PIN guards their names.",
            recorded=True,
        ),
        _deed(
            "set-verified",
            "Say whether it was verified",
            "circle-check",
            _verified,
            "It is kept.",
            (
                Choice("verified", "Somebody saw who it is", VERIFIED, present=lambda each: "yes"),
                Reason(),
            ),
            lead="By its name as it is now: with another name it is verified no more.",
        ),
        _deed(
            "set-description",
            "Describe it",
            "file-text",
            _description,
            "It is changed.",
            (Text("description", "Description", required=False, present=lambda each: each.description),),
            inline=True,
        ),
        _deed(
            "set-note",
            "Note something",
            "bookmark",
            _note,
            "It is noted.",
            (Prose("note", "Note", "The client does not see it.", required=False, present=lambda each: each.note),),
            inline=True,
        ),
        _step(
            "delete",
            "Delete",
            "trash",
            "It is deleted. It can be restored.",
            "It cannot sign in, and is left out of lists. Its login stays its own.",
            Flag("forced", "Although its contacts hold names", "Their names stay registered."),
            danger=True,
        ),
        _step("restore", "Restore", "rotate", "It is restored.", ""),
        NOTIFY,
        mailing_deed(find),
        *DATA_DEEDS,
    ),
    opening=(
        Opening(
            "create",
            "New client",
            "user-plus",
            "client.create",
            _create,
            (
                Text("login", "Login", "It is its own for ever.", longest=64),
                Text("name", "Name"),
                Email("email", "E-mail", required=False),
                Choice("kind", "It is a", KINDS, present=lambda nothing: "client"),
                _SELLER,
                Choice("language", "Language", LANGUAGES, present=lambda nothing: "en"),
                Text("description", "Description", required=False),
            ),
            recorded=True,
            imported=True,
            called=lambda values: str(values["login"]).strip().lower(),
            asks={"login": actions.demand_login, "email": actions.demand_address_of_new},
        ),
    ),
)
