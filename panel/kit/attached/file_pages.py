"""Taking files in, and giving them out; a module's lists have both for all their rows.

What is given out is never a page of ours: it comes as something to be saved, of the kind that its content has, in a sandbox that
lets nothing run. A link to it is made only for those who see its object, and holds for a short while for whoever has it.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Final
from urllib.parse import quote

from flask import Flask, Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from panel.bridge import AsyncFlask
from panel.kit.access import permit, public
from panel.kit.attached import queries
from panel.kit.attached.deeds import Attached, finder
from panel.kit.attached.files import Links, Place, keep
from panel.kit.attached.media import KNOWN, MOST_OCTETS, FileRefused, Media
from panel.kit.deed_forms import situation
from panel.kit.languages import gettext as _
from panel.kit.lists import ListPage
from panel.kit.module import Module
from panel.kit.queries import record_deeds
from panel.kit.request_id import request_id
from panel.kit.situation import Situation
from panel.kit.web import browser, house, missing

# What surrounds a file in a form.
AROUND: Final = 64 * 1024
SANDBOX: Final = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as a page shows it; `address` holds for a while, and so does `picture`, where there is one. A file that is held has
    neither."""

    row: queries.FileRow
    address: str
    picture: str

    @property
    def media(self) -> Media:
        return KNOWN[self.row.media]


def serve_files(app: Flask, module: Module) -> None:
    """Where a file is sent to be attached to a row of a list that says what its rows are."""
    for declared in module.lists:
        if declared.thing and declared.thing.takes_files:
            address = f"{module.blueprint.url_prefix}/<path:key>/files"
            app.add_url_rule(address, f"{module.name}.files", take_view(declared), methods=["POST"])


def take_view(declared: ListPage) -> Callable[[str], Awaitable[ResponseReturnValue]]:
    thing, link = declared.thing, declared.link
    assert thing and link, f"{declared.name} does not say what its rows are"

    @permit("file.create")
    async def view(key: str) -> ResponseReturnValue:
        now = situation()
        on = (await finder(declared)(now, (key,))).get(key)
        if on is None:
            return missing()
        sent = request.files.get("file")
        try:
            if sent is None or not sent.filename:
                raise FileRefused(_("Choose a file."))
            kept = await attach(now, on, sent.stream, sent.filename, shown=request.form.get("shown") == "yes")
        except FileRefused as refused:
            flash(str(refused), "danger")
        else:
            flash(said_of(kept), "success")
        finally:
            if sent is not None:
                sent.close()
        return redirect(link({thing.key: key}))

    view.body = MOST_OCTETS + AROUND  # type: ignore[attr-defined]
    return view


async def attach(now: Situation, on: Attached, stream: IO[bytes], name: str, *, shown: bool) -> queries.FileRow:
    """Keep what can be read from the stream with the object; whether clients see what they did not attach themselves is said by
    `shown`. What came of it is written down. Raises FileRefused."""
    place, seen = Place(on.kind, on.identity), shown or not now.scope.everything
    try:
        kept = await keep(now.registry, place, stream, name, shown=seen, by=now.viewer.login)
    except FileRefused as refused:
        await _write_down(now, on, "refused", str(refused))
        raise
    await _write_down(now, on, "done", f"{kept.name}, {kept.octets:,} octets")
    return kept


def said_of(kept: queries.FileRow) -> str:
    said = _("%(name)s is kept.") % {"name": kept.name}
    waits = _("It is given out once the scanner has looked at it.") if kept.held else ""
    return f"{said} {waits}".strip()


async def _write_down(now: Situation, on: Attached, result: str, words: str) -> None:
    viewer, here = now.viewer, browser()
    await now.registry.store.reading(
        lambda db: record_deeds(
            db,
            now=now.now,
            action=f"{on.list}.add-file",
            actor=viewer.login,
            actor_id=viewer.account_id,
            behind=viewer.behind_login,
            behind_id=viewer.behind_id,
            registrar_id=viewer.registrar_id,
            address=here.address,
            user_agent=here.agent,
            object=on.kind,
            names=[on.key[:255]],
            results=[result],
            reasons=[""],
            details=[words],
            request=request_id(),
        )
    )


def shown_files(files: Sequence[queries.FileRow], now: Situation) -> list[ShownFile]:
    """Those of an object's files that the viewer may see, each with a link that holds for a while."""
    if not now.viewer.may("file.read"):
        return []
    return [_shown(row, now) for row in files if row.shown or now.scope.everything]


def _shown(row: queries.FileRow, now: Situation) -> ShownFile:
    if row.held:
        return ShownFile(row, "", "")
    until, signature = _links().sign(row.id, now.now)
    address = url_for("files.content", number=row.id, until=until, signature=signature)
    preview = url_for("files.preview", number=row.id, until=until, signature=signature)
    return ShownFile(row, address, address if KNOWN[row.media].picture else preview if row.drawn else "")


def _links() -> Links:
    return Links(str(current_app.secret_key))


@public
async def content(number: int, until: int, signature: str) -> ResponseReturnValue:
    """What is in a file, for whoever has a link that holds."""
    if not _links().holds(number, until, signature, house().registry.clock.now()):
        return missing()
    return await given_out(number)


@public
async def preview(number: int, until: int, signature: str) -> ResponseReturnValue:
    """A picture of the first page, likewise."""
    registry = house().registry
    if not _links().holds(number, until, signature, registry.clock.now()):
        return missing()
    drawn = await registry.store.reading(lambda db: queries.preview(db, id=number))
    if drawn is None:
        return missing()
    response = Response(drawn, mimetype="image/png")
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


async def given_out(number: int) -> ResponseReturnValue:
    """The content of a file, for whoever was found to be let have it."""
    registry = house().registry
    found = await registry.store.reading(lambda db: queries.file(db, id=number))
    if found is None:
        return missing()
    if found.held:
        return Response(_("It is not checked yet: come again in a while."), 409, mimetype="text/plain")
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the pieces are asked for after the view
    assert isinstance(app, AsyncFlask)

    def parts() -> Iterator[bytes]:
        count = 0
        while (octets := app.bridge.wait_for(_part(number, count))) is not None:
            count += 1
            yield octets

    async def _part(number: int, part: int) -> bytes | None:
        return await registry.store.reading(lambda db: queries.content_part(db, id=number, number=part))

    media = f"{found.media}; charset=utf-8" if found.media == "text/plain" else found.media
    response = Response(parts(), content_type=media)
    response.headers["Content-Length"] = str(found.octets)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Content-Disposition"] = _disposition(found.name)
    return response


def _disposition(name: str) -> str:
    """RFC 6266: to be saved under a name, with one in ASCII for those who know no other."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
