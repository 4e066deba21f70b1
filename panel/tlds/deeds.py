"""What may be done to TLDs: other rules from an instant on, planned ones taken back, older ones in force again; a new TLD.

Each shows first what it would do, by the core's own preview.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from flask import url_for

from panel.kit.asked import none_called
from panel.kit.deeds import Declined, Deed, Deeds, Opening, Values
from panel.kit.fields import About, Choice, Combo, Field, Reason, Text
from panel.kit.foreseen import Foreseen, Table
from panel.kit.formats import amount, moment
from panel.kit.quantities import Instant
from panel.kit.situation import Situation
from panel.tlds import rules
from panel.tlds.lists import TLDS
from panel.tlds.ruled import Ruled
from registry.actions.tld_amend import amending, rules_of_version
from registry.actions.tld_create import tld_change, tld_create
from registry.actions.tld_preview import Preview, tld_preview
from registry.actions.tld_withdraw import tld_withdraw
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.amending import Amend
from registry.model.money import Money
from registry.model.names import canonical
from registry.model.policy import Policy
from registry.model.policy_difference import differences
from registry.model.pricing import Quote
from registry.store import tlds

MAY: Final = "tld.update"


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Ruled]:
    """Of the names those of TLDs; only those exist for anybody who see everything."""
    if not situation.scope.everything:
        return {}
    book = await situation.registry.store.reading(tlds.book)
    return {key: Ruled.of(book, zone, situation.now) for key in keys if book.serves(zone := canonical(key))}


Changes = Callable[[Context, Ruled, Values], Awaitable[Amend | None]]


def _changing(name: str, title: str, icon: str, lead: str, fields: tuple[Field, ...], changes: Changes) -> Deed[Ruled]:
    """`changes` gives what becomes of the rules; None: nothing is to change."""

    async def foresee(cx: Context, ruled: Ruled, values: Values) -> Foreseen:
        amend = await changes(cx, ruled, values)
        if amend is None:
            return Foreseen(nothing="Everything is as it is already.")
        preview = await tld_preview(cx, ruled.name, amend, values["at"] or cx.now)
        return _foreseen(preview, "at once" if values["at"] is None else moment(values["at"]))

    async def act(cx: Context, ruled: Ruled, values: Values) -> str:
        amend = await changes(cx, ruled, values)
        if amend is None:
            raise Declined("Everything is as it is already.")
        at = values["at"] or cx.now
        number = await tld_change(cx, ruled.name, amend, at)
        return f"Version {number} is in force." if at <= cx.now else f"Version {number} begins {moment(at)}, in UTC."

    when = Instant("at", "From", "Empty: at once. In UTC.", required=False)
    return Deed(name, title, icon, MAY, act, (*fields, when, Reason()), lead=lead, batch=None, foresee=foresee)


def _amending(name: str, title: str, icon: str, *fields: Field, lead: str = "") -> Deed[Ruled]:
    """Single rules: what is left as it is now is not named, so a version that is planned may have it otherwise."""

    async def changes(cx: Context, ruled: Ruled, values: Values) -> Amend | None:
        said = {
            each.name: _plain(values[each.name])
            for each in fields
            if values[each.name] not in (None, _now(each, ruled))
        }
        return amending(None, said) if said else None

    return _changing(name, title, icon, lead, fields, changes)


def _now(field: Field, ruled: Ruled) -> Any:
    return field.present(ruled) if field.present else None


def _plain(value: Any) -> Any:
    return value.amount if isinstance(value, Money) else list(value) if isinstance(value, tuple) else value


def _foreseen(preview: Preview, since: str) -> Foreseen:
    if not preview.differences:
        return Foreseen(nothing="The rules would be what they are then anyway.")

    def price(quote: Quote | None) -> str:
        return amount(quote.total.amount, quote.currency) if quote else "not sold"

    prices = [
        (each.operation.capitalize(), each.name_class, price(each.before), price(each.after)) for each in preview.prices
    ]
    return Foreseen(
        (
            ("From", since),
            ("Until", f"{moment(preview.until)}, when the next version begins" if preview.until else "for good"),
            ("Instead of", f"version {preview.before.id}"),
            ("Names here", f"{preview.names:,}"),
            ("A year becomes dearer for", f"{preview.dearer:,} of them"),
            ("A year becomes cheaper for", f"{preview.cheaper:,} of them"),
        ),
        (
            Table.of("Rules", ("What is otherwise",), [(rules.said(each),) for each in preview.differences]),
            Table.of("Prices", ("Operation", "Class", "Before", "After"), prices),
        ),
    )


async def _older(cx: Context, ruled: Ruled, values: Values) -> Amend | None:
    book = await cx.registry.store.reading(tlds.book)
    return amending(rules_of_version(book, ruled.name, int(values["version"])), {})


def _title(version: Policy) -> str:
    return f"Version {version.id}, from {moment(version.valid_from)}"


def _others(about: About) -> Mapping[str, str]:
    found = [(each, ruled.in_force) for ruled in about.subjects for each in ruled.versions[::-1]]
    return {str(each.id): _title(each) for each, current in found if each.id != current.id}


def _planned(about: About) -> Mapping[str, str]:
    return {str(each.id): _title(each) for ruled in about.subjects for each in ruled.planned}


async def _withdraw(cx: Context, ruled: Ruled, values: Values) -> str:
    gone = await tld_withdraw(cx, ruled.name, int(values["version"]))
    return f"Version {gone.id} never begins."


async def _withdrawn(cx: Context, ruled: Ruled, values: Values) -> Foreseen:
    number = int(values["version"])
    at = next(place for place, each in enumerate(ruled.versions) if each.id == number)
    gone, before = ruled.versions[at], ruled.versions[at - 1]
    lost = [(rules.said(each),) for each in differences(before.rules, gone.rules)]
    return Foreseen(
        (("Never begins", _title(gone)), ("In force instead", f"version {before.id}")),
        (Table.of("Rules", ("What would have been otherwise, and is not",), lost),),
    )


def _nothing_planned(ruled: Ruled, situation: Situation) -> str | None:
    return None if ruled.planned else "Nothing is planned."


def _too_many_rates(ruled: Ruled, situation: Situation) -> str | None:
    number = len(ruled.in_force.rules.rates)
    return f"It has {number} of them: change them as CSV." if number > rules.MOST_RATES else None


def _no_others(ruled: Ruled, situation: Situation) -> str | None:
    return None if len(ruled.versions) > 1 else "There is no other version."


async def _open(cx: Context, nothing: None, values: Values) -> str:
    book, like = await cx.registry.store.reading(tlds.book), canonical(values["like"].strip("."))
    if not book.serves(like):
        raise ObjectMissing("There is no such TLD.", "tld", values["like"])
    zone = _zone(values)
    first = book.at(like, cx.now).rules
    lasting = tuple(rate for rate in first.rates if rate.phase is None and not rate.is_promotion)
    await tld_create(cx, zone, replace(first, phases=(), early_access=(), rates=lasting))
    return f".{zone} is open: accredit registrars for it."


def _zone(values: Values) -> str:
    return canonical(str(values["tld"]).strip("."))


_UNTIL_NEXT: Final = "It holds until the next version that is planned. What was decided before stays as it was."

DEEDS: Final[Deeds[Ruled]] = Deeds(
    list=TLDS,
    object="tld",
    noun="TLD",
    nouns="TLDs",
    key=lambda row: str(row["name"]),
    find=find,
    show=lambda key: url_for("tlds.show", name=key),
    deeds=(
        _amending("change-prices", "Change its prices", "coin", *rules.PRICES, lead=_UNTIL_NEXT),
        _amending("change-exceptions", "Change its exceptions", "receipt", *rules.EXCEPTIONS, lead=_UNTIL_NEXT),
        replace(
            _amending("change-rates", "Change exceptions one by one", "coin", *rules.RATES, lead=_UNTIL_NEXT),
            excluded=_too_many_rates,
        ),
        _amending("change-phases", "Change its phases", "calendar", *rules.PHASES, lead=_UNTIL_NEXT),
        _amending("change-spans", "Change the life of its names", "clock", *rules.SPANS, lead=_UNTIL_NEXT),
        _amending("change-ends", "Change how its names end", "history", *rules.ENDS, lead=_UNTIL_NEXT),
        _amending("change-names", "Change which names it sells", "world", *rules.NAMES, lead=_UNTIL_NEXT),
        _amending("change-transfers", "Change its transfers", "transfer", *rules.TRANSFERS, lead=_UNTIL_NEXT),
        _amending("change-objects", "Change what names consist of", "address-book", *rules.OBJECTS, lead=_UNTIL_NEXT),
        _amending(
            "change-disclosure", "Change what is shown of contacts", "shield-lock", *rules.DISCLOSURE, lead=_UNTIL_NEXT
        ),
        _changing(
            "return-to",
            "Go back to another version",
            "rotate",
            "The rules of that version are planned once more: this is how a change is undone.",
            (Choice("version", "Version", _others),),
            _older,
        ),
        Deed(
            "withdraw-version",
            "Take back what is planned",
            "ban",
            MAY,
            _withdraw,
            (Choice("version", "Version", _planned), Reason()),
            _nothing_planned,
            batch=None,
            danger=True,
            foresee=_withdrawn,
        ),
    ),
    opening=(
        Opening(
            "open",
            "Open a TLD",
            "world",
            "tld.create",
            _open,
            (
                Text("tld", "TLD", "As its A-label, where it is internationalized.", longest=250),
                Combo(
                    "like",
                    "Its rules are at first those of",
                    TLDS,
                    "Without its launch and its promotions.",
                    longest=250,
                ),
                Reason(),
            ),
            called=_zone,
            asks={"tld": none_called(find, _zone, "There is such a TLD already.", "tld")},
        ),
    ),
)
