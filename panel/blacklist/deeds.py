"""What may be done to black and white lists: a mask is added, explained, set aside, used again, removed."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import url_for

from panel.blacklist import queries
from panel.blacklist.lists import BLACKLIST, COLOURS
from panel.blacklist.masks import HINTS, KINDS, MaskRefused, canonical, fits
from panel.blacklist.queries import Mask
from panel.kit.deeds import Declined, Deed, Deeds, Opening, Values
from panel.kit.fields import Choice, Flag, Text
from panel.kit.lists import as_number
from panel.kit.situation import Situation
from panel.kit.web import viewer
from registry.context import Context


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Mask]:
    """Of the numbers those of masks; they are for those who see everything."""
    if not situation.scope.everything:
        return {}
    numbers = [int(as_number(key)) for key in keys]
    return {
        str(row.id): row for row in await situation.registry.store.reading(lambda db: queries.masks(db, ids=numbers))
    }


async def _add(cx: Context, nothing: None, values: Values) -> str:
    of, white = values["of"], values["colour"] == "white"
    try:
        mask = canonical(of, values["mask"])
    except MaskRefused as refused:
        raise Declined(str(refused), at="mask") from None
    if of == "ip" and not white and cx.address and fits(of, mask, cx.address):
        raise Declined("That is where you are yourself: you would not be let in again.", at="mask")
    made = await cx.registry.store.transaction(
        lambda db: queries.add(
            db,
            of=of,
            mask=mask,
            white=white,
            message=values["message"] or "",
            shows_message=values["shows"],
            by=viewer().login,
            now=cx.now,
        )
    )
    if made is None:
        raise Declined("There is one like it already.", at="mask")
    return f"{mask} is {'taken all the same' if white else 'refused'} from now on."


async def _say(cx: Context, on: Mask, values: Values) -> str:
    message, shows = values["message"] or "", values["shows"]
    await cx.registry.store.transaction(lambda db: queries.say(db, id=on.id, message=message, shows_message=shows))
    return "It is changed."


def _use(name: str, title: str, icon: str, *, used: bool) -> Deed[Mask]:
    async def act(cx: Context, on: Mask, values: Values) -> str:
        await cx.registry.store.transaction(lambda db: queries.use(db, id=on.id, used=used))
        return f"{on.mask} is {'in use' if used else 'set aside'}."

    def is_so(on: Mask, situation: Situation) -> str | None:
        return ("It is in use already." if used else "It is set aside already.") if on.used is used else None

    return Deed(name, title, icon, "blacklist.update", act, (), is_so)


async def _drop(cx: Context, on: Mask, values: Values) -> str:
    await cx.registry.store.transaction(lambda db: queries.drop(db, id=on.id))
    return f"{on.mask} is gone."


DEEDS: Final[Deeds[Mask]] = Deeds(
    list=BLACKLIST,
    object="blacklist",
    noun="mask",
    nouns="masks",
    key=lambda row: str(row["number"]),
    find=find,
    show=lambda key: url_for("blacklist.index"),
    deeds=(
        Deed(
            "update",
            "Say why",
            "pencil",
            "blacklist.update",
            _say,
            (
                Text("message", "Why", required=False, present=lambda on: on.message),
                Flag("shows", "Whoever is refused is told so", present=lambda on: on.shows_message),
            ),
            batch=None,
        ),
        _use("use", "Use it again", "check", used=True),
        _use("set-aside", "Set it aside", "player-pause", used=False),
        Deed("remove", "Remove", "trash", "blacklist.delete", _drop, danger=True, leaves=True),
    ),
    opening=(
        Opening(
            "add",
            "New mask",
            "plus",
            "blacklist.create",
            _add,
            (
                Choice("of", "Of", KINDS),
                Text("mask", "Mask", HINTS),
                Choice("colour", "It", COLOURS, present=lambda nothing: "black"),
                Text("message", "Why", required=False),
                Flag("shows", "Whoever is refused is told so"),
            ),
            called=lambda values: str(values["mask"]),
            imported=True,
        ),
    ),
)
