"""Notifications: the list, one of them, all read at once; and by what somebody wishes to be told of what."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from mail import notice_queries
from mail.event import Event
from mail.events import EVENTS
from panel.kit.access import permit
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.languages import gettext as _
from panel.kit.web import house, missing, page, viewer
from panel.notifications.deeds import DEEDS
from panel.notifications.refusing import refuse, refused
from panel.notifications.wishes import CHANNELS, SAID, events_for, kind_of, wish_for_events, wish_for_groups, wishes_of
from registry.store.sql import Connection

blueprint = Blueprint("notifications", __name__, url_prefix="/notifications", template_folder="templates")


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
    mine, events = viewer().account_id, _mine()
    groups = await house().registry.store.reading(lambda db: wishes_of(db, mine, events))
    crumbs = (("Notifications", url_for("notifications.index")),)
    return page("notifications/wishes.html", "By what I am told", crumbs, groups=groups, channels=CHANNELS)


@blueprint.post("/-/wishes")
@permit("account.update")
async def wish() -> ResponseReturnValue:
    """What is mandatory cannot be wished away: it is not asked, and not kept."""
    mine, events, form = viewer().account_id, _mine(), request.form
    wanted = frozenset(
        (group, channel) for each in form.getlist("wanted") for group, _, channel in (each.partition(" "),)
    )
    said = {
        (each.key, channel): SAID[form[name]]
        for each in events
        for channel in each.channels
        if form.get(name := f"{each.key} {channel}") in SAID
    }

    async def work(db: Connection) -> None:
        await wish_for_groups(db, mine, events, wanted)
        await wish_for_events(db, mine, events, said)

    await house().registry.store.transaction(work)
    flash(_("You are told as you wish."), "success")
    return redirect(url_for("notifications.wishes"))


def _mine() -> tuple[Event, ...]:
    return events_for(kind_of(viewer()), viewer().permissions)


blueprint.add_url_rule("/-/refuse/<token>", "refuse", refuse, methods=["GET"])
blueprint.add_url_rule("/-/refuse/<token>", "refused", refused, methods=["POST"])


async def _mark(number: int | None) -> None:
    mine, now = viewer().account_id, house().registry.clock.now()
    await house().registry.store.transaction(
        lambda db: notice_queries.mark(db, account_id=mine, id=number, read=True, now=now)
    )
