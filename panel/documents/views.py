"""Documents: the page of one with its files, the form that hands one in, and the months by type."""

from datetime import date

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.documents import queries
from panel.documents.actions import Sent
from panel.documents.deeds import DEEDS, find, why_kept_from, with_file
from panel.documents.lists import DOCUMENTS
from panel.documents.queries import FILE
from panel.documents.states import STATUSES, TYPES
from panel.kit.access import permit
from panel.kit.attached.file_pages import AROUND, shown_files
from panel.kit.attached.files import files_of
from panel.kit.attached.media import MOST_OCTETS
from panel.kit.attached.pages import attached_of
from panel.kit.batch import carry_out
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.web import browser, house, missing, page, scope, viewer
from registry.model.month import Month

blueprint = Blueprint("documents", __name__, url_prefix="/documents", template_folder="templates")

# Months that are stacked up beside each other.
MONTHS = 12


@blueprint.get("/<int:number>")
@permit("document.read")
async def show(number: int) -> ResponseReturnValue:
    key, now = str(number), situation()
    document = (await find(now, (key,))).get(key)
    if document is None:
        return missing()
    kept = await files_of(house().registry, FILE, (key,))
    files = shown_files(kept if viewer().may("document.see-history") else kept[:1], now)
    hands_in = viewer().may("document.replace" if files else "document.create")
    return page(
        "documents/show.html",
        document.title,
        (("Documents", url_for("documents.index")),),
        document=document,
        trail=await house().registry.store.reading(lambda db: queries.trail(db, id=number)),
        files=files,
        hands_in=hands_in and why_kept_from(document) is None,
        types=TYPES,
        statuses=STATUSES,
        today=now.now.date(),
        attached=await attached_of(DOCUMENTS, key),
        offers=offers(DEEDS, key, document),
    )


@permit("document.create")
async def take(number: int) -> ResponseReturnValue:
    """Its first file is handed in by whoever may make documents; another by whoever may replace one."""
    key, now = str(number), situation()
    if not (await find(now, (key,))):
        return missing()
    if await files_of(house().registry, FILE, (key,)) and not viewer().may("document.replace"):
        flash("It has a file, and you may not replace that.", "danger")
        return redirect(url_for("documents.show", number=number))
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        flash("Choose a file.", "danger")
        return redirect(url_for("documents.show", number=number))
    try:
        deed = with_file(Sent(sent.stream, sent.filename))
        (result,) = await carry_out(DEEDS, deed, now, {key: {}}, browser(), g.reference)
    finally:
        sent.close()
    flash(result.words, "success" if result.done else "danger")
    return redirect(url_for("documents.show", number=number))


take.body = MOST_OCTETS + AROUND  # type: ignore[attr-defined]
blueprint.add_url_rule("/<int:number>/file", "take", take, methods=["POST"])


@blueprint.get("/-/months")
@permit("document.read")
async def months() -> ResponseReturnValue:
    """By type and month, so that a gap is seen; of one client where one is named. A month that is none is this one."""
    now = Month.of(house().registry.clock.now())
    try:
        last = min(Month.read(request.args.get("month", "")), now)
    except ValueError:
        last = now
    shown = [last]
    while len(shown) < MONTHS:
        shown.insert(0, shown[0].before)
    client = request.args.get("client", "").strip().lower() or None
    everything, root = scope().everything, scope().root
    found = await house().registry.store.reading(
        lambda db: queries.stacks(
            db,
            first=shown[0].first_day,
            last=last.next.first_day,
            client=client,
            everything=everything,
            root=root,
        )
    )
    counts: dict[str, dict[date, int]] = {}
    for each in found:
        counts.setdefault(each.type, {})[each.month] = each.count
    return page(
        "documents/months.html",
        "Documents by month",
        (("Documents", url_for("documents.index")),),
        months=shown,
        counts=counts,
        types={name: title for name, title in TYPES.items() if name in counts},
        client=client,
        before=shown[0].before,
        after=last.next if last < now else None,
    )
