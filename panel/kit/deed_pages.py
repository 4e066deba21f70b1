"""Pages of deeds: the form for one object or for many, what is wrong while it is filled in, and what became of each object.

All of them work without scripts. Asked by htmx, the same answers come without the page around them, into a dialog; a batch then
comes in parts, each of which asks for the next one, so that results are seen as they come.

Longer than most files: a page of a deed is one walk, from the empty form by what it would do to what became of it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qsl, quote

from flask import Response, abort, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.asked import answered
from panel.kit.batch import Result, carry_out, carry_out_new, carry_out_together, context_of, why_not
from panel.kit.deed_forms import (
    Form,
    copied,
    field_checked,
    form_of_many,
    keys_here,
    situation,
    turned,
    typed_here,
    wanted_of,
)
from panel.kit.deeds import MOST, Declined, Deed, Deeds, Opening, Values, present, read
from panel.kit.fields import About
from panel.kit.foreseen import seal
from panel.kit.inline import as_seen, editable, row_here, tag_of_value, value_of
from panel.kit.languages import gettext as _
from panel.kit.lists import Wish
from panel.kit.pointing import pointed
from panel.kit.reading import read_page
from panel.kit.sentences import retold
from panel.kit.web import View, browser, house, local, missing, page, scope, viewer
from registry.errors import Refusal

# Objects of one answer to htmx: few enough that results come several times a second.
PART: Final = 40
# What a part of a batch does not hand on to the next.
_NOT_CARRIED: Final = frozenset({"csrf_token", "keys", "part", "done", "refused"})


def one_view(deeds: Deeds[Any], deed: Deed[Any]) -> View:
    """GET: the form; POST: it is done, and so by PATCH where it changes one value."""

    @permit(deed.permission, pinned=deed.guarded)
    async def view(key: str) -> ResponseReturnValue:
        now = situation()
        subject = (await deeds.found(deed, now, (key,))).get(key)
        if subject is None:
            return missing()
        back = local(request.values.get("back"), deeds.show(key))
        form = Form(deeds, deed, About(now, (subject,)), request.path, back, key, apart=row_here(deed) or "")
        if request.method == "GET":
            why = deed.excluded(subject, now)
            typed = present(deed.fields, subject) | _chosen_before(form)
            tag = tag_of_value(deed, subject) if deed.inline else ""
            return _shown(replace(form, typed=typed, refusal=why or "", seen=tag))
        form = replace(form, typed=typed_here(), seen=request.form.get("seen", ""))
        values, problems = read(deed.fields, form.typed, form.about)
        if problems:
            return _shown(replace(form, problems=problems), 422)
        if (seen := await _foreseen(form, subject, values)) is not None:
            return seen
        now = as_seen(now, deeds, deed, key, form.seen) if deed.inline and form.seen else now
        (result,) = await carry_out(deeds, deed, now, {key: values}, browser(), g.reference)
        if result.done and row_here(deed) is not None:
            return await _as_it_is(form)
        if result.outcome == "changed":
            return await _changed_meanwhile(form, result)
        return _told(form, result)

    return view


def _chosen_before(form: Form) -> dict[str, list[str]]:
    """What the address chooses of what there is to choose; nothing else is taken from there."""
    return {
        each.name: [request.args[each.name]]
        for each in form.deed.fields
        if each.kind == "choice" and request.args.get(each.name) in form.options(each)
    }


def opening_view(deeds: Deeds[Any], opening: Opening) -> View:
    """The same for what makes a new object, which has no key yet."""

    @permit(opening.permission, pinned=opening.guarded)
    async def view() -> ResponseReturnValue:
        now, back = situation(), local(request.values.get("back"), _list_of(deeds))
        form = Form(deeds, opening, await opening.about(now), request.path, back, opening=True)
        if request.method == "GET":
            begun = await opening.begins_with(now) if opening.begins_with else None
            return _shown(replace(form, typed=present(opening.fields, begun)))
        form = replace(form, typed=typed_here())
        values, problems = read(opening.fields, form.typed, form.about)
        if problems:
            return _shown(replace(form, problems=problems), 422)
        if (seen := await _foreseen(form, None, values)) is not None:
            return seen
        return _told(form, await carry_out_new(deeds, opening, now, values, browser(), g.reference))

    return view


async def _foreseen(form: Form, subject: Any, values: Values, key: str = "") -> ResponseReturnValue | None:
    """What it would do, where that is shown first; None when exactly that was seen already, so that it is done."""
    deed = form.deed
    if deed.foresee is None:
        return None
    cx = context_of(form.deeds, form.about.situation, form.key or key, values, browser())
    try:
        if deed.foresee_many and len(form.keys) > 1:
            seen = await deed.foresee_many(cx, form.about.subjects, values)
        else:
            seen = await deed.foresee(cx, subject, values)
    except (Refusal, Declined) as refusal:
        return _shown(replace(form, refusal=why_not(refusal), problems=pointed(refusal, deed.fields, values)), 422)
    mark = seal(deed.fields, form.typed, seen)
    if form.value("foreseen") == mark and not seen.nothing:
        return None
    return _shown(replace(form, foreseen=seen, seal=mark))


async def _foreseen_first(form: Form, wanted: Mapping[str, Values]) -> ResponseReturnValue | None:
    """The same of many: what it would do to the first that it fits stands for what it would do to each, where it does not say
    what it would come to for all."""
    if form.deed.foresee is None or not form.keys:
        return None
    key, subject = form.keys[0], form.about.subjects[0]
    return await _foreseen(form, subject, wanted[key], key)


def _told(form: Form, result: Result) -> ResponseReturnValue:
    """What became of it: a word on the page that it leads back to, or on one of its own where that holds what is shown once."""
    if not result.done:
        status = 500 if result.outcome == "failed" else 422
        return _shown(replace(form, refusal=result.words, problems=result.errors), status)
    if result.secrets:
        shown = {"form": form, "result": result}
        if _by_htmx():
            return _varying(render_template("kit/_once.html", **shown))
        return _varying(page("kit/once.html", form.deed.title, _crumbs(form.deeds, form.key), **shown))
    flash(str(retold(result.words)), "success")
    if result.has_page:
        return _go(form.deeds.show(result.key))
    leads_nowhere = result.gone and form.back == form.deeds.show(form.key)
    return _go(_list_of(form.deeds) if leads_nowhere else form.back)


def many_view(deeds: Deeds[Any], deed: Deed[Any]) -> View:
    """POST: it is done to all the keys; what is wrong with what was typed comes back in the form first."""

    @permit(deed.permission, pinned=deed.guarded)
    async def view() -> ResponseReturnValue:
        keys, back = keys_here(), local(request.form.get("back"), _list_of(deeds))
        if not 0 < len(keys) <= MOST:
            return _strange_number(deeds, len(keys), back)
        goes_on = request.form.get("part") == "next"
        at_once = keys[:PART] if goes_on else keys
        form = await form_of_many(deeds, deed, at_once, request.path, back)
        if "copy" in request.form and form.keys:
            return _shown(copied(form, request.form["copy"]))
        wanted, problems = wanted_of(deed, at_once, form.typed, form.about)
        if problems:
            return _shown(replace(form, problems=problems), 422)
        if not goes_on and (seen := await _foreseen_first(form, wanted)) is not None:
            return seen
        together = form.value("together") == "yes"
        if _by_htmx() and not together:
            at_once = keys[:PART]
        do = carry_out_together if together else carry_out
        results = await do(deeds, deed, situation(), {key: wanted[key] for key in at_once}, browser(), g.reference)
        return _results(deeds, deed, results, keys[len(at_once) :], back, goes_on=goes_on)

    return view


def chosen_view(deeds: Deeds[Any]) -> View:
    """POST of the keys that were ticked in the list, or of a filter that they all match: the form of the deed that the button
    names. It changes nothing; the deed's own permission is asked here as well."""

    @permit(deeds.list.permission)
    async def view() -> ResponseReturnValue:
        deed = next((each for each in deeds.many if each.name == request.form.get("deed")), None)
        if deed is None:
            abort(400)
        if not viewer().may(deed.permission):
            abort(403)
        query = request.form.get("query", "")
        keys = await _matching(deeds, query) if "matching" in request.form else keys_here()
        back = f"{_list_of(deeds)}?{query}" if query else _list_of(deeds)
        if not 0 < len(keys) <= MOST:
            return _strange_number(deeds, len(keys), local(back, _list_of(deeds)))
        address = url_for(f"{deeds.list.name}.{deed.name}-many")
        return _shown(await form_of_many(deeds, deed, keys, address, local(back, _list_of(deeds)), fresh=True))

    return view


def check_view(deeds: Deeds[Any]) -> View:
    """POST of a form as it is: what is wrong with the input that the address names, which somebody just left; or the form with
    another row. It changes nothing, so it asks for no proof; the deed's own permission is asked here as well."""

    @permit(deeds.list.permission)
    async def view() -> ResponseReturnValue:
        deed = next((each for each in deeds.every if each.name == request.args.get("deed")), None)
        if deed is None:
            abort(400)
        if not viewer().may(deed.permission):
            abort(403)
        if "rows" in request.form:
            return await _turned(deeds, deed, request.args.get("key", ""))
        key, name = request.args.get("key"), request.args.get("input", "")
        form = await form_of_many(deeds, deed, [key] if key else keys_here()[:MOST], "", "")
        if isinstance(deed, Opening):
            form = replace(form, about=await deed.about(form.about.situation), opening=True)
        apart = re.sub("[^0-9-]", "", request.args.get("apart", ""))[:4]
        return render_template(
            "kit/_problem.html", name=f"{name}{apart}", problem=field_checked(form, name) or await answered(form, name)
        )

    return view


async def _turned(deeds: Deeds[Any], deed: Deed[Any], key: str) -> ResponseReturnValue:
    """The form with another row, or without one."""
    now, back = situation(), local(request.form.get("back"), _list_of(deeds))
    name, opening = f"{deeds.list.name}.{deed.name}", isinstance(deed, Opening)
    if key or opening:
        found = {} if opening else await deeds.found(deed, now, (key,))
        if key and key not in found:
            return missing()
        address = url_for(name) if opening else url_for(name, key=key)
        about = await deed.about(now) if isinstance(deed, Opening) else About(now, tuple(found.values()))
        form = Form(deeds, deed, about, address, back, key, opening=opening)
        form = replace(form, typed=typed_here())
    else:
        form = await form_of_many(deeds, deed, keys_here()[:MOST], url_for(f"{name}-many"), back)
    return _shown(turned(form, request.form["rows"]))


async def _matching(deeds: Deeds[Any], query: str) -> list[str]:
    """The keys of the rows that an address of the list finds, in its order; one more than MOST where there are more."""
    asked = Wish.read(deeds.list, dict(parse_qsl(query.removeprefix("?"))))
    wish = replace(asked, page=1, per_page=MOST + 1)
    found = await read_page(deeds.list, house().registry, scope(), viewer().may, wish)
    return [deeds.key(row) for row in found.rows]


def _shown(form: Form, status: int = 200) -> ResponseReturnValue:
    if row_here(form.deed) is not None:
        return _varying(render_template("kit/_inline_form.html", form=form), status)
    if _by_htmx():
        return _varying(render_template("kit/_deed.html", form=form), status)
    title = form.deed.title if form.opening else f"{form.deed.title}: {form.what}"
    return _varying(page("kit/deed.html", title, _crumbs(form.deeds, form.key), form=form), status)


async def _as_it_is(form: Form) -> ResponseReturnValue:
    """The value where it is shown, after it was changed there."""
    subject = (await form.deeds.found(form.deed, situation(), (form.key,)))[form.key]
    address = f"{form.address}?back={quote(form.back)}" if form.apart else form.address
    return _varying(str(editable(value_of(form.deed, subject, form.about), form.deed, address, form.apart)))


async def _changed_meanwhile(form: Form, result: Result) -> ResponseReturnValue:
    """What it says by then, with what was typed: whoever sends that once more has seen it."""
    subject = (await form.deeds.found(form.deed, situation(), (form.key,))).get(form.key)
    if subject is None:
        return missing()
    says = _("It says by now: %(value)s") % {"value": value_of(form.deed, subject, form.about) or "–"}
    return _shown(replace(form, refusal=f"{retold(result.words)} {says}", seen=tag_of_value(form.deed, subject)), 422)


def _results(
    deeds: Deeds[Any], deed: Deed[Any], results: Sequence[Result], later: Sequence[str], back: str, *, goes_on: bool
) -> ResponseReturnValue:
    tally = _tally(results, goes_on=goes_on)
    shown = {
        "deeds": deeds,
        "deed": deed,
        "results": results,
        "later": later,
        "tally": tally,
        "total": sum(tally.values()) + len(later),
        "address": request.path,
        "back": back,
        "carried": [pair for pair in request.form.items(multi=True) if not _stays(pair[0])],
    }
    if _by_htmx():
        return _varying(render_template("kit/_more_results.html" if goes_on else "kit/_results.html", **shown))
    return _varying(page("kit/results.html", deed.title, _crumbs(deeds), **shown))


def _stays(name: str) -> bool:
    """Whether a field of the form is not carried on: what proves who somebody is was for this once."""
    return name in _NOT_CARRIED or name.startswith("proof-")


def _tally(results: Sequence[Result], *, goes_on: bool) -> Mapping[str, int]:
    """How many were done and how many were not, with those of the parts before."""
    before = {name: request.form.get(name, 0, type=int) if goes_on else 0 for name in ("done", "refused")}
    done = sum(each.done for each in results)
    return {"done": before["done"] + done, "refused": before["refused"] + len(results) - done}


def _strange_number(deeds: Deeds[Any], number: int, back: str) -> ResponseReturnValue:
    said = (
        f"Choose at least one of the {deeds.nouns}."
        if number == 0
        else f"That are more than {MOST:,} {deeds.nouns}, which is what one batch takes: narrow the filter."
    )
    if _by_htmx():
        return _varying(render_template("kit/_declined.html", said=said))
    flash(said, "warning")
    return redirect(back)


def _list_of(deeds: Deeds[Any]) -> str:
    return url_for(f"{deeds.list.name}.index")


def _crumbs(deeds: Deeds[Any], key: str = "") -> list[tuple[str, str | None]]:
    own: list[tuple[str, str | None]] = [(key, deeds.show(key))] if key else []
    return [(deeds.list.title, _list_of(deeds)), *own]


def _by_htmx() -> bool:
    return "HX-Request" in request.headers and "HX-Boosted" not in request.headers


def _go(address: str) -> ResponseReturnValue:
    if _by_htmx():
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _varying(answer: ResponseReturnValue, status: int = 200) -> Response:
    response = make_response(answer, status)
    response.vary.update(("HX-Request", "HX-Target"))
    return response
