"""Pages for what went wrong: what it is, what to do, and a reference; never a detail."""

import logging
from typing import Final

from flask import Flask, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]  # Flask-WTF ships no types
from werkzeug.exceptions import HTTPException, SecurityError

from panel.kit.api.problems import Refused, problem
from panel.kit.logged import path_logged
from panel.kit.web import API
from registry.errors import ObjectMissing, Refusal

log = logging.getLogger(__name__)

# Title and advice by HTTP status; others are shown as 400 or 500 are.
SAID: Final[dict[int, tuple[str, str]]] = {
    400: ("The request could not be understood", "Go back and try again. If you typed the address, check it."),
    401: ("You are not signed in", "Sign in, then try again."),
    403: ("This is not for your role", "Ask whoever manages your account if you think it should be."),
    404: ("There is no such page", "What you look for does not exist (any more), or it is not yours to see."),
    405: ("That is not how this page is used", "Go back and use the buttons of the page."),
    413: ("That is too much at once", "Send less, or in several parts."),
    429: ("Slow down, please", "Too many requests came from you. Wait a little, then try again."),
    500: ("Something went wrong on our side", "It was written down. If it stays, tell support the reference below."),
}
FOREIGN_HOST: Final = "This panel does not answer under that name: its settings (panel.url) say which it has."
STALE_FORM: Final = (
    "This form is too old",
    "It was opened before you signed in or long ago. Go back, reload, send it again.",
)


def mend(app: Flask) -> None:
    """Every error of the application becomes a page, in one place."""
    app.register_error_handler(Exception, _answer)


def _answer(error: Exception) -> ResponseReturnValue:
    if isinstance(error, SecurityError):
        # there is no address to link to: whatever host was named, it is not this panel's
        return Response(f"{FOREIGN_HOST} Reference {_reference()}\n", 400, mimetype="text/plain")
    if isinstance(error, Refused):
        return error.answer()
    if isinstance(error, ObjectMissing):
        status = 404
    elif isinstance(error, Refusal):
        status = 400
    elif isinstance(error, HTTPException):
        if error.response is not None:
            return error.response
        status = error.code or 500
        if status < 400:
            return error.get_response()
    else:
        status = 500
    if status >= 500:
        log.error("%s %s failed, reference %s", request.method, path_logged(), _reference(), exc_info=error)
    title, advice = (
        STALE_FORM if isinstance(error, CSRFError) else SAID.get(status, SAID[500 if status >= 500 else 400])
    )
    if _is_of_programs(error):
        return _in_oauth(error, status, advice)
    if request.path.startswith(API):
        return problem(status, advice, title=title, headers=_headers(error, status))
    shown = {"title": title, "advice": advice, "status": status, "reference": _reference()}
    return render_template("error.html", **shown), status


def _is_of_programs(error: Exception) -> bool:
    """Whether applications ask there, by a standard that has errors of its own; also by a method that there is none of."""
    endpoint, methods = request.endpoint, getattr(error, "valid_methods", None)
    if endpoint is None and methods and (adapter := current_app.create_url_adapter(request)) is not None:
        endpoint, _ = adapter.match(method=methods[0])
    return getattr(current_app.view_functions.get(endpoint or ""), "of_programs", False)


def _in_oauth(error: Exception, status: int, advice: str) -> ResponseReturnValue:
    """RFC 6749, section 5.2; the codes for what is no fault of who asks are those of section 4.1.2.1."""
    code = "server_error" if status >= 500 else "temporarily_unavailable" if status == 429 else "invalid_request"
    return {"error": code, "error_description": advice}, status, _headers(error, status)


def _headers(error: Exception, status: int) -> dict[str, str]:
    """What an answer says besides: which methods there are (RFC 9110, section 10.2.1), what to show (RFC 6750, section 3)."""
    if status == 401:
        shown = ' error="invalid_token"' if "Authorization" in request.headers else ""
        return {"WWW-Authenticate": f'Bearer realm="api"{"," if shown else ""}{shown}'}
    methods = getattr(error, "valid_methods", None)
    return {"Allow": ", ".join(sorted(methods))} if methods else {}


def _reference() -> str:
    return getattr(g, "reference", "-")
