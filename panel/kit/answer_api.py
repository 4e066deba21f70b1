"""Answers and errands for programs, as they are declared (panel/kit/answers.py): read strictly, tagged, done once."""

from dataclasses import replace
from typing import Final

import orjson
from flask import Flask, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from panel.identity.tries import TooManyTries
from panel.kit.access import permit
from panel.kit.answers import Answer, Asked, Errand, NotThere
from panel.kit.api.bodies import json_object
from panel.kit.api.listed import tag_of
from panel.kit.api.once import once
from panel.kit.api.problems import Refused, at_fields, at_parameters, problem
from panel.kit.api.typed import told
from panel.kit.batch import why_not
from panel.kit.deed_api import only_known
from panel.kit.deed_forms import situation
from panel.kit.deeds import Declined, Made, Once, Pending, Values, read
from panel.kit.fields import About, Problem, typed_of
from panel.kit.made_answers import answers_of, errands_of
from panel.kit.module import Module
from panel.kit.pointing import pointed
from panel.kit.web import API, View, browser
from registry.errors import Refusal

MISSING: Final = "There is no such thing."


def serve_answers(app: Flask, module: Module) -> None:
    """At their addresses below that of the API."""
    for answer in answers_of(module):
        app.add_url_rule(f"{API}{answer.at}", endpoint_of(module, answer), answer_api(answer), methods=["GET"])
    for errand in errands_of(module):
        app.add_url_rule(f"{API}{errand.at}", endpoint_of(module, errand), once(errand_api(errand)), methods=["POST"])


def endpoint_of(module: Module, declared: Answer | Errand) -> str:
    """What the map of addresses calls it: by its words, with `:` before what is done."""
    words = "-".join(part for part in declared.at.split("/") if not part.startswith("<"))
    return f"api.{module.name}.{'do' if isinstance(declared, Errand) else 'tell'}:{words}"


def answer_api(answer: Answer) -> View:
    """200 with what it tells and an ETag of that, 304 where that is known, 404 where there is none."""

    @permit(answer.permission)
    async def view(key: object = "") -> ResponseReturnValue:
        said = await _told(answer, Asked(situation(), browser(), str(key), _wished(answer)))
        if isinstance(said, Response):
            return said
        reply = current_app.response_class(orjson.dumps(said), mimetype="application/json")
        reply.set_etag(tag_of({"": said}))
        return reply.make_conditional(request)

    return view


async def _told(answer: Answer, asked: Asked) -> object:
    try:
        said = await answer.tell(asked)
    except NotThere:
        raise Refused(404, MISSING) from None
    except (Refusal, Declined) as refusal:
        detail = why_not(refusal)
        errors = at_parameters(pointed(refusal, answer.asks, asked.values))
        raise Refused(409, detail, errors) from None
    return said if isinstance(said, Response) else told(said)


def _wished(answer: Answer) -> Values:
    """What stands behind the question mark, all of it understood. Raises Refused."""
    known = {part for each in answer.asks for part in each.parts}
    wrong = {name: "There is no such parameter here." for name in request.args if name not in known}
    wrong |= {name: "A parameter is given twice." for name in known if len(request.args.getlist(name)) > 1}
    typed = {name: [text] for name, text in request.args.items()}
    values, problems = read(answer.asks, typed, About(situation()))
    if wrong := {**problems, **wrong}:
        raise Refused(400, f"Some parameters are wrong: {', '.join(sorted(wrong))}.", at_parameters(wrong))
    return values


def errand_api(errand: Errand) -> View:
    """The answers that deeds have; 412 where it would change what was not seen so, 429 where somebody guesses."""

    @permit(errand.permission)
    async def view(key: object = "") -> ResponseReturnValue:
        try:
            typed = typed_of(json_object())
            only_known(typed, errand.fields)
        except Problem as wrong:
            return problem(400, str(wrong))
        now = situation()
        values, problems = read(errand.fields, typed, About(now))
        if problems:
            return problem(422, "Some fields are wrong.", errors=at_fields(problems))
        asked = Asked(now, browser(), str(key), values)
        if request.if_match and not await _is_as_seen(errand, asked):
            return problem(412, "It is not any more what you have seen: read it again.")
        return await _done(errand, asked)

    if errand.body:
        view.body = errand.body  # type: ignore[attr-defined]  # as panel/guard.py asks
    return view


async def _is_as_seen(errand: Errand, asked: Asked) -> bool:
    if errand.changes is None:
        return False
    said = await _told(errand.changes, replace(asked, values={}))
    return request.if_match.contains(tag_of({"": said}))


async def _done(errand: Errand, asked: Asked) -> ResponseReturnValue:
    try:
        said = await errand.act(asked)
    except NotThere:
        return problem(404, MISSING)
    except TooManyTries as refused:
        return problem(429, refused.words, headers={"Retry-After": str(refused.minutes * 60)})
    except (Refusal, Declined) as refusal:
        return problem(409, why_not(refusal), errors=at_fields(pointed(refusal, errand.fields, asked.values)))
    waits = isinstance(said, Pending)
    key = {"key": said.key} if isinstance(said, Made) else {"key": asked.key} if asked.key else {}
    shown = {"shown_once": list(said.secrets)} if isinstance(said, Once) and said.secrets else {}
    told_so = {**key, "outcome": "pending" if waits else "done", "detail": str(said), **shown}
    return jsonify(told_so), 202 if waits else 200
