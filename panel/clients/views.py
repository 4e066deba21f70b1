"""Clients: the list, and the page of one."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.clients import queries
from panel.clients.actions import KINDS
from panel.clients.deeds import DEEDS, find
from panel.clients.erasing import erased_at
from panel.clients.lists import CLIENTS
from panel.clients.queries import Client
from panel.documents.queries import Document, newest
from panel.documents.states import TYPES
from panel.identity.activity import ACTIONS
from panel.kit.access import permit
from panel.kit.attached.pages import attached_of
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.languages import LANGUAGES
from panel.kit.references import worded
from panel.kit.web import house, missing, page, scope, viewer

# Documents that the page of a client tells of; the list has all.
MOST_DOCUMENTS = 5

blueprint = Blueprint("clients", __name__, url_prefix="/clients", template_folder="templates")


@blueprint.get("/<path:login>")
@permit("client.read")
async def show(login: str) -> ResponseReturnValue:
    client = (await find(situation(), (login,))).get(login)
    if client is None:
        return missing()
    store = house().registry.store
    above = await store.reading(lambda db: queries.chain(db, ids=client.sellers))
    root = scope().root
    return page(
        "clients/show.html",
        client.name or client.login,
        (("Clients", url_for("clients.index")),),
        client=client,
        # whom a reseller stands below is not for it to see, but who its own seller is
        above=[each for each in above if root is None or root in (each.id, *each.sellers)],
        kinds=KINDS,
        types=TYPES,
        languages=LANGUAGES,
        reasons=await store.reading(lambda db: worded(db, "block-reason")),
        activity=await house().identity.activity(client.id) if scope().everything else None,
        actions=ACTIONS | {f"clients.{deed.name}": deed.title for deed in DEEDS.every},
        offers=offers(DEEDS, login, client),
        attached=await attached_of(CLIENTS, login),
        documents=await _documents(client),
        erased_at=erased_at(house().registry, client.state, client.state_at),
    )


async def _documents(client: Client) -> list[Document] | None:
    """Its newest ones; None: they are not for the viewer."""
    if not viewer().may("document.read"):
        return None
    return await house().registry.store.reading(lambda db: newest(db, account_id=client.id, most=MOST_DOCUMENTS))
