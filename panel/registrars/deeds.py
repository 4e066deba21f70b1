"""What may be done to registrars: what they are here, where they may sell, what they may ask, hold open and owe."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import url_for

from panel.kit.deeds import Deed, Deeds, Values
from panel.kit.fields import About, Choice, Combo, Reason, Text
from panel.kit.quantities import Instant, Number
from panel.kit.situation import Situation
from panel.registrars.lists import REGISTRARS
from panel.registrars.money import MONEY, currencies
from panel.registrars.name_defaults import SET_NAME_DEFAULTS
from panel.registrars.queries import Standing, standings
from panel.registrars.record import PROFILE, TAKE_IN
from panel.registrars.ways_in import WAYS_IN
from panel.tlds.lists import TLDS
from registry.actions.registrar_accredit import registrar_accredit, registrar_unaccredit
from registry.actions.registrar_limits import registrar_limits
from registry.actions.registrar_rate import MOST as MOST_COMMANDS
from registry.actions.registrar_rate import registrar_rate
from registry.actions.registrar_state import registrar_state
from registry.context import Context
from registry.model.rates import Rate
from registry.model.registrar import TRANSITIONS, RegistrarState
from registry.model.registrar_facts import MOST_SESSIONS
from registry.requests.registrar import RegistrarAccredit, RegistrarLimits, RegistrarStateChange

CONTACTS: Final = {"forbidden": "Refused", "optional": "Welcome", "required": "Required"}
CLASSES: Final = {
    "check": "Checks",
    "info": "Looking at objects",
    "transform": "Changes",
    "poll": "Messages",
}


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Standing]:
    """Of the handles those of registrars that the viewer's scope has."""
    rows = await situation.registry.store.reading(lambda db: standings(db, handles=list(keys), now=situation.now))
    return {row.handle: row for row in rows if situation.scope.admits(row.handle)}


def _becoming(name: str, title: str, icon: str, state: RegistrarState, lead: str, *, danger: bool) -> Deed[Standing]:
    async def act(cx: Context, registrar: Standing, values: Values) -> str:
        await registrar_state(cx, RegistrarStateChange(registrar.handle, state))
        return f"It is {state} now."

    def unreachable(registrar: Standing, situation: Situation) -> str | None:
        if registrar.state == state:
            return f"It is {state} already."
        return None if state in TRANSITIONS[registrar.state] else f"It is {registrar.state}."

    return Deed(name, title, icon, "registrar.set-state", act, (Reason(),), unreachable, lead, danger)


async def _accredit(cx: Context, registrar: Standing, values: Values) -> str:
    wish = RegistrarAccredit(
        registrar.handle,
        values["tld"].strip(".").lower(),
        values["valid_from"],
        values["valid_to"],
        values["contacts"],
        values["price_group"],
        values["currency"],
    )
    granted = await registrar_accredit(cx, wish)
    return f"It may sell .{granted.tld} from {granted.valid_from:%Y-%m-%d %H:%M} on."


async def _withdraw(cx: Context, registrar: Standing, values: Values) -> str:
    instant = await registrar_unaccredit(cx, registrar.handle, values["tld"], values["at"])
    return f"It gains no more names in .{values['tld']} from {instant:%Y-%m-%d %H:%M} on."


def _sells_nothing(registrar: Standing, situation: Situation) -> str | None:
    return None if registrar.tlds else "It is accredited nowhere."


def _accredited(about: About) -> Mapping[str, str]:
    return {tld: f".{tld}" for tld in sorted({tld for each in about.subjects for tld in each.tlds})}


async def _sessions(cx: Context, registrar: Standing, values: Values) -> str:
    await registrar_limits(cx, RegistrarLimits(registrar.handle, sessions=values["sessions"]))
    return f"It may hold {values['sessions']} sessions at once."


async def _rate(cx: Context, registrar: Standing, values: Values) -> str:
    await registrar_rate(cx, registrar.handle, values["class"], Rate(values["per_second"], values["burst"]))
    return f"{CLASSES[values['class']]}: {values['per_second']} a second, {values['burst']} at once."


async def _no_rate(cx: Context, registrar: Standing, values: Values) -> str:
    await registrar_rate(cx, registrar.handle, values["class"], None)
    return f"{CLASSES[values['class']]}: as many as it likes."


_NOW: Final = "Empty: at once. In UTC."

DEEDS: Final[Deeds[Standing]] = Deeds(
    list=REGISTRARS,
    object="registrar",
    noun="registrar",
    nouns="registrars",
    key=lambda row: str(row["handle"]),
    find=find,
    show=lambda key: url_for("registrars.show", handle=key),
    deeds=(
        _becoming(
            "activate",
            "Activate",
            "player-play",
            "active",
            "It may do everything that it is accredited for.",
            danger=False,
        ),
        _becoming(
            "practise",
            "Let it practise",
            "device-laptop",
            "ote",
            "In OT&E it gains names in the sandboxes that it is accredited for, and nowhere else.",
            danger=False,
        ),
        _becoming(
            "suspend",
            "Suspend",
            "player-pause",
            "suspended",
            "It may log in, look, read its messages and let names go; it gains and changes nothing.",
            danger=True,
        ),
        _becoming(
            "terminate",
            "Terminate",
            "ban",
            "terminated",
            "It may not even log in. Its names stay where they are.",
            danger=True,
        ),
        Deed(
            "accredit",
            "Accredit for a TLD",
            "shield-check",
            "registrar.accredit",
            _accredit,
            (
                Combo("tld", "TLD", TLDS, longest=64),
                Choice("contacts", "Contacts", CONTACTS, "Empty: the TLD's own rule.", required=False),
                Text("price_group", "Price group", "Whose rates it buys at. Empty: everybody's.", False, longest=32),
                Choice("currency", "It pays in", currencies, "Empty: the TLD's own currency.", required=False),
                Instant("valid_from", "From", _NOW, required=False),
                Instant("valid_to", "To", "Empty: for good. In UTC.", required=False),
                Reason(),
            ),
        ),
        Deed(
            "withdraw",
            "Withdraw an accreditation",
            "shield-off",
            "registrar.accredit",
            _withdraw,
            (Choice("tld", "TLD", _accredited), Instant("at", "From", _NOW, required=False), Reason()),
            _sells_nothing,
            lead="The names that it has there stay its own to manage.",
            danger=True,
        ),
        Deed(
            "limit-sessions",
            "Limit its sessions",
            "plug-connected",
            "registrar.set-limits",
            _sessions,
            (Number("sessions", "EPP sessions at once", 1, MOST_SESSIONS, present=lambda each: each.session_limit),),
            batch="form",
            inline=True,
        ),
        Deed(
            "limit-rate",
            "Limit how often it asks",
            "gauge",
            "registrar.set-limits",
            _rate,
            (
                Choice("class", "Of", CLASSES),
                Number("per_second", "Commands a second", 1, MOST_COMMANDS),
                Number("burst", "At once, at most", 1, MOST_COMMANDS),
                Reason(),
            ),
        ),
        Deed(
            "lift-rate",
            "Let it ask as often as it likes",
            "gauge",
            "registrar.set-limits",
            _no_rate,
            (Choice("class", "Of", CLASSES), Reason()),
        ),
        *MONEY,
        *WAYS_IN,
        SET_NAME_DEFAULTS,
        PROFILE,
    ),
    opening=(TAKE_IN,),
)
