"""Documents: the page of one with its files, the form that hands one in, and what mails lead to."""

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.documents import by_month, queries
from panel.documents.actions import Sent
from panel.documents.deeds import DEEDS, find, why_kept_from, with_file
from panel.documents.links import links
from panel.documents.lists import DOCUMENTS
from panel.documents.queries import FILE
from panel.documents.states import STATUSES, TYPES
from panel.kit.access import permit, public
from panel.kit.attached.file_pages import AROUND, given_out, shown_files
from panel.kit.attached.files import files_of
from panel.kit.attached.media import MOST_OCTETS
from panel.kit.attached.pages import attached_of
from panel.kit.batch import carry_out
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.sentences import retold
from panel.kit.web import browser, house, missing, page, viewer

blueprint = Blueprint("documents", __name__, url_prefix="/documents", template_folder="templates")


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
    flash(str(retold(result.words)), "success" if result.done else "danger")
    return redirect(url_for("documents.show", number=number))


take.body = MOST_OCTETS + AROUND  # type: ignore[attr-defined]
blueprint.add_url_rule("/<int:number>/file", "take", take, methods=["POST"])


@blueprint.get("/-/sent/<int:number>/<int:until>/<signature>")
@public
async def sent(number: int, until: int, signature: str) -> ResponseReturnValue:
    """The file of a document that was sent, for whoever has the link of the mail; not once the document is deleted."""
    registry = house().registry
    if not links().holds(number, until, signature, registry.clock.now()):
        return missing()
    if await registry.store.reading(lambda db: queries.kept_with(db, file=number)) is None:
        return missing()
    return await given_out(number)


blueprint.add_url_rule("/-/months", "months", by_month.months)
blueprint.add_url_rule("/-/statistics", "statistics", by_month.statistics)
blueprint.add_url_rule("/-/mail-out", "mail_out", by_month.mail_out)
