"""Notifications: the list, one of them, all read at once; and by what somebody wishes to be told of what."""

from typing import Final

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from mail import notice_queries
from mail.events import EVENTS, TOLD
from mail.notices import channels_of
from panel.kit.access import permit
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.languages import gettext as _
from panel.kit.web import house, missing, page, viewer
from panel.notifications.deeds import DEEDS

blueprint = Blueprint("notifications", __name__, url_prefix="/notifications", template_folder="templates")

CHANNELS: Final = {"site": "At the bell", "mail": "By mail"}


@blueprint.get("/<int:number>")
@permit("account.read")
async def show(number: int) -> ResponseReturnValue:
    """Whoever looks at their own has read it; somebody who acts as them has not."""
    key = str(number)
    found = (await DEEDS.find(situation(), (key,))).get(key)
    if found is None:
        missing()
    assert found is not None
    if found.read_at is None and viewer().behind is None:
        await _mark(found.id)
    title = EVENTS[found.event].title if found.event in EVENTS else found.event
    crumbs = (("Notifications", url_for("notifications.index")),)
    return page(
        "notifications/show.html", found.subject, crumbs, notice=found, event=title, offers=offers(DEEDS, key, found)
    )


@blueprint.post("/-/all-read")
@permit("account.update")
async def all_read() -> ResponseReturnValue:
    await _mark(None)
    flash(_("All of them are read."), "success")
    return redirect(url_for("notifications.index"))


@blueprint.get("/-/wishes")
@permit("account.read")
async def wishes() -> ResponseReturnValue:
    mine = viewer().account_id
    kept = await house().registry.store.reading(lambda db: notice_queries.wishes(db, account_id=mine, event=None))
    said = {event.key: {each.channel: each.wanted for each in kept if each.event == event.key} for event in TOLD}
    rows = [(event, channels_of(event, said[event.key])) for event in TOLD]
    crumbs = (("Notifications", url_for("notifications.index")),)
    return page("notifications/wishes.html", "By what I am told", crumbs, rows=rows, channels=CHANNELS)


@blueprint.post("/-/wishes")
@permit("account.update")
async def wish() -> ResponseReturnValue:
    """What is mandatory cannot be wished away: it is not asked, and not kept."""
    mine, wanted = viewer().account_id, set(request.form.getlist("wanted"))
    asked = [(event.key, channel) for event in TOLD if not event.mandatory for channel in event.channels]
    await house().registry.store.transaction(
        lambda db: notice_queries.wish(
            db,
            account_id=mine,
            events=[event for event, _channel in asked],
            channels=[channel for _event, channel in asked],
            wanted=[f"{event} {channel}" in wanted for event, channel in asked],
        )
    )
    flash(_("You are told as you wish."), "success")
    return redirect(url_for("notifications.wishes"))


async def _mark(number: int | None) -> None:
    mine, now = viewer().account_id, house().registry.clock.now()
    await house().registry.store.transaction(
        lambda db: notice_queries.mark(db, account_id=mine, id=number, read=True, now=now)
    )
