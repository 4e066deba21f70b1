"""What confirms values of contacts: staff who saw them, and a code that came to a telephone."""

from collections.abc import Callable, Mapping
from typing import Final, cast

from panel.client_contacts import confirming, linking, queries
from panel.client_contacts.confirmable import ATTRIBUTES, LEVELS
from panel.client_contacts.confirming import CHANNELS, FULLY
from panel.client_contacts.queries import ClientContact
from panel.clients.actions import by
from panel.kit.deeds import Declined, Deed, Values
from panel.kit.fields import Choice, Field, Reason, Several, Text
from panel.kit.foreseen import Foreseen, Table
from panel.kit.situation import Situation
from panel.kit.web import mailed, viewer
from registry.context import Context
from registry.messenger import Channel
from wire import loop


async def _seen(cx: Context, contact: ClientContact, level: str, asked: tuple[str, ...]) -> Foreseen:
    found = await cx.registry.store.reading(lambda db: queries.levels(db, contact_id=contact.id))
    rows = [
        (ATTRIBUTES[each.attribute], each.value.replace("\n", ", ") or "–", LEVELS[each.level], LEVELS[level])
        for each in found
        if each.attribute in asked
    ]
    empty = [each.attribute for each in found if each.attribute in asked and not each.value]
    if empty:
        raise Declined(f"It has no {ATTRIBUTES[empty[0]].lower()} that could be confirmed.")
    return Foreseen((), (Table.of("What is said of it", ("What", "Value", "Now", "Afterwards"), rows),))


async def _set(cx: Context, contact: ClientContact, level: str, asked: tuple[str, ...]) -> str:
    found = await cx.registry.store.reading(lambda db: queries.levels(db, contact_id=contact.id))
    values = [(each.attribute, each.value) for each in found if each.attribute in asked]
    await confirming.confirm(cx, by(viewer()), contact.id, values, level)
    return f"{', '.join(ATTRIBUTES[name] for name, _ in values)}: {LEVELS[level].lower()}."


def _staffs(
    name: str,
    title: str,
    icon: str,
    fields: tuple[Field, ...],
    level_of: Callable[[Values], str],
    lead: str = "",
) -> Deed[ClientContact]:
    async def act(cx: Context, contact: ClientContact, values: Values) -> str:
        return await _set(cx, contact, level_of(values), values["attributes"])

    async def foresee(cx: Context, contact: ClientContact, values: Values) -> Foreseen:
        return await _seen(cx, contact, level_of(values), values["attributes"])

    return Deed(name, title, icon, f"client-contact.{name}", act, fields, lead=lead, batch=None, foresee=foresee)


async def _send(cx: Context, contact: ClientContact, values: Values) -> str:
    if cx.registry.messenger is None:
        raise Declined("No codes are sent here: support confirms the number.")
    await confirming.send_code(cx, by(viewer()), contact.id, cast(Channel, values["channel"]))
    loop.spawn(confirming.send_codes(cx.registry))  # when this process ends before, the worker makes up for it
    return "The code is on its way. It is good for ten minutes."


async def _give(cx: Context, contact: ClientContact, values: Values) -> str:
    await confirming.take_code(cx, by(viewer()), contact.id, values["code"])
    return "The telephone number is confirmed."


async def _write(cx: Context, contact: ClientContact, values: Values) -> str:
    def address_of(token: str, seller_id: int | None) -> str:
        return mailed("client_contacts.confirm", token=token)(seller_id)

    await linking.send_link(cx, by(viewer()), contact.id, address_of)
    return "A link is on its way. It is good for a day, and once."


def _unwritten(contact: ClientContact, situation: Situation) -> str | None:
    return None if contact.email else "It has no e-mail."


def _silent(contact: ClientContact, situation: Situation) -> str | None:
    return None if contact.voice_phone else "It has no telephone number."


_SAYABLE: Final[Mapping[str, str]] = {name: LEVELS[name] for name in ("confirmed", "unconfirmed")}

CONFIRMING: Final[tuple[Deed[ClientContact], ...]] = (
    Deed(
        "send-link",
        "Send a link to its e-mail",
        "message-2",
        "client-contact.update",
        _write,
        (),
        _unwritten,
        "Whoever follows it and says so has the address.",
        batch=None,
    ),
    Deed(
        "send-code",
        "Send a code to its telephone",
        "device-mobile",
        "client-contact.update",
        _send,
        (Choice("channel", "By", CHANNELS, present=lambda contact: "text"),),
        _silent,
        "Whoever types it here has the telephone.",
        batch=None,
    ),
    Deed(
        "give-code",
        "Type the code that came",
        "key",
        "client-contact.update",
        _give,
        (Text("code", "Code", longest=20),),
        _silent,
        batch=None,
    ),
    _staffs(
        "set-verified",
        "Confirm what it says",
        "circle-check",
        (
            Several("attributes", "What", ATTRIBUTES),
            Choice("level", "It is", _SAYABLE, present=lambda contact: "confirmed"),
            Reason(),
        ),
        lambda values: str(values["level"]),
        "A value that is changed later is unconfirmed again, by itself.",
    ),
    _staffs(
        "force-verify",
        "Verify it by documents",
        "shield-check",
        (Several("attributes", "What", {name: ATTRIBUTES[name] for name in FULLY}), Reason()),
        lambda values: "fullverified",
        "Somebody saw a document that says the same.",
    ),
)
