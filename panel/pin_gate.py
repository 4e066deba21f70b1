"""Asking for the account's PIN before what gives names away: one mechanism for pages, batches and programs.

Which deeds those are is declared with each (`pinned` of panel/kit/deeds.py). Whoever has set a PIN gives it on a page that
carries the form's fields, as that of panel/step_up.py does; a program gives it in a header. In a browser it holds for some
minutes, so that a batch that comes in parts asks once; of a program that comes with a key it is asked each time.
"""

from typing import Any, Final

from flask import Flask, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from panel.identity.pin import HOLDS, PinRefused
from panel.identity.tries import TooManyTries
from panel.kit.access import is_pinned, what_is_guarded
from panel.kit.api.operations import PIN_HEADER, PIN_NEEDED
from panel.kit.api.problems import problem
from panel.kit.web import API, browser, house, page, viewer
from panel.step_up import PIN, READING, carried

ACTING: Final = (
    "This client has set a PIN, which nobody gives who acts as it: they do it themselves, or you remove the PIN."
)
NEEDED: Final = f"The account has a PIN, which guards this: send it in the header {PIN_HEADER}."


def ask_for_pin(app: Flask) -> None:
    """Put the question before every view of the application that is guarded."""
    app.before_request(_judge)


async def _judge() -> ResponseReturnValue | None:
    if request.endpoint is None or request.method in READING or g.viewer is None or not g.viewer.has_pin:
        return None
    if not is_pinned(current_app.view_functions.get(request.endpoint)) or _is_fresh():
        return None
    if viewer().behind is not None:
        return _refused(ACTING, 403)
    pin = request.headers.get(PIN_HEADER, "") if request.path.startswith(API) else request.form.get(PIN, "")
    if not pin:
        return _refused("", 403)
    try:
        await house().pins.give(viewer(), pin, browser())
    except PinRefused as refused:
        return _refused(str(refused), 403)
    except TooManyTries as refused:
        return _refused(refused.words, 429, refused.minutes)
    return None


def _is_fresh() -> bool:
    """Whether it was given in this browser a moment ago; as oneself, and by no key."""
    at = viewer().pin_at
    return viewer().behind is None and at is not None and house().registry.clock.now() - at < HOLDS


def _refused(wrong: str, status: int, minutes: int = 0) -> ResponseReturnValue:
    later = {"Retry-After": str(minutes * 60)} if minutes else {}
    if request.path.startswith(API):
        return problem(status, wrong or NEEDED, title="A PIN guards this", kind=PIN_NEEDED, headers=later)
    acting = viewer().behind is not None
    shown: dict[str, Any] = {
        "carried": [] if acting else carried(),
        "problem": wrong,
        "acting": acting,
        "deed": what_is_guarded(current_app.view_functions.get(request.endpoint or "")),
    }
    if "HX-Request" in request.headers:
        # from here the same form is sent for a whole page
        return make_response(render_template("kit/_pin_first.html", **shown), status, later)
    return make_response(page("kit/pin.html", "Your PIN", **shown), status, later)
