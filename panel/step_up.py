"""Asking again who somebody is before they change what matters: one mechanism for every endpoint.

The access table says which permissions matter (`PROVED_AGAIN`). When the last proof is too old, the answer to a post is a
page that carries the form's fields, asks for the proof, and sends both to the same address; with the right proof the view
then does what was wanted, as if it had been asked at once. Passwords are not carried: a form that has some asks for its own
proof.
"""

from typing import Final

from flask import Flask, abort, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from panel.identity.actions import SignInRefused
from panel.identity.proofs import Proof
from panel.identity.tries import TooManyTries
from panel.kit.access import permission_of
from panel.kit.api.problems import problem
from panel.kit.roles import PROVED_AGAIN
from panel.kit.web import API, FILE, OCTETS, browser, house, page, texts_sent, viewer

READING: Final = ("GET", "HEAD", "OPTIONS")
GIVEN: Final = ("proof-code", "proof-passkey", "proof-password")
PIN: Final = "proof-pin"  # asked for by panel/pin_gate.py
# Of forms of the own PIN (panel/pin/): what is secret there is typed again.
SECRETS: Final = frozenset({"pin", "again", "present", "answer", "secret-answer"})
NOT_CARRIED: Final = frozenset({"csrf_token", "proof-login", PIN, *GIVEN})

WRONG: Final = {
    True: "That does not prove it. A code counts once: wait for the next one, or take another way.",
    False: "This is not your present password.",
}


def ask_again(app: Flask) -> None:
    """Put the question before every view of the application that changes what matters."""
    app.before_request(_judge)


async def _judge() -> ResponseReturnValue | None:
    if request.endpoint is None or request.method in READING or g.viewer is None:
        return None
    if permission_of(current_app.view_functions.get(request.endpoint)) not in PROVED_AGAIN or is_fresh():
        return None
    proof = given()
    if proof is None:
        return await _question("", 401)
    try:
        await house().identity.prove(viewer().person, proof, browser())
    except SignInRefused:
        return await _question(WRONG[viewer().has_factor], 401)
    except TooManyTries as refusal:
        return await _question(refusal.words, 429)
    return None


def is_fresh() -> bool:
    """Whether the viewer's last proof still holds; a key was drawn with one, and opens only what it was drawn for."""
    if viewer().granted is not None:
        return True
    proved_at = viewer().proved_at
    return proved_at is not None and house().registry.clock.now() - proved_at < house().patience


def given() -> Proof | None:
    """The proof that came with the form; None: none did."""
    code, passkey, password = (request.form.get(name, "") for name in GIVEN)
    return Proof(code, passkey, password) if code or passkey or password else None


async def _question(wrong: str, status: int) -> ResponseReturnValue:
    if request.path.startswith(API):
        detail = (
            wrong or "This matters, and a while has passed since you proved who you are: do it on any page that asks."
        )
        return problem(status, detail, title="Is it you?")
    if "HX-Request" in request.headers:
        # a passkey and what a browser fills in need a page: from here the same form is sent for a whole one
        return make_response(render_template("kit/_prove_first.html", carried=carried()), status)
    question = await house().identity.question(viewer().person) if viewer().has_factor else None
    shown = page("kit/prove.html", "Is it you?", carried=carried(), problem=wrong, question=question)
    return make_response(shown, status)


def carried() -> list[tuple[str, str]]:
    """The fields of the form that a question stands before, to be sent with the answer."""
    if any(file.filename and not name.endswith((FILE, OCTETS)) for name, file in request.files.items()):
        abort(400)  # files cannot be carried, but for those that fields of deeds take
    texts = texts_sent()
    dropped = NOT_CARRIED | texts.keys() | (SECRETS if request.blueprint == "pin" else frozenset())
    typed = (pair for pair in request.form.items(multi=True) if pair[0] not in dropped)
    return [*typed, *texts.items()]
