"""An application that people sign in to by the panel, made with Authlib as its documentation says, and served on this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, session, url_for
from werkzeug.serving import make_server


@dataclass
class Wiki:
    """Where it answers; it knows its provider once it is `registered`, and keeps the tokens of the last who signed in."""

    address: str
    app: Flask
    oauth: OAuth
    tokens: dict = field(default_factory=dict)

    @property
    def back(self) -> str:
        return f"{self.address}/back"

    def registered(self, issuer: str, client_id: str, secret: str) -> None:
        self.oauth.register(
            "house",
            client_id=client_id,
            client_secret=secret,
            server_metadata_url=f"{issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid profile email offline_access", "code_challenge_method": "S256"},
        )

    def refresh(self) -> str:
        """What comes of asking for further tokens: `done`, or the standard's word for why not."""
        house = self.oauth.house
        try:
            with self.app.app_context():
                endpoint = house.load_server_metadata()["token_endpoint"]
                self.tokens |= house._get_oauth_client().refresh_token(endpoint, self.tokens["refresh_token"])
        except AuthlibBaseError as error:
            return error.error
        return "done"


@contextmanager
def serving_wiki() -> Iterator[Wiki]:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="only for tests", SESSION_COOKIE_NAME="wiki")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    wiki = Wiki(f"http://127.0.0.1:{server.server_port}", app, OAuth(app))

    @app.get("/")
    def home():
        who = session.get("who")
        if who is None:
            return wiki.oauth.house.authorize_redirect(url_for("back", _external=True))
        return f"<!doctype html><html lang=en><title>Wiki</title><h1>Welcome, {who['name']}</h1><p>{who['email']}</p>"

    @app.get("/back")
    def back():
        try:
            wiki.tokens = wiki.oauth.house.authorize_access_token()
        except AuthlibBaseError as error:
            return f"<!doctype html><html lang=en><title>Wiki</title><h1>Nobody</h1><p>{error.error}</p>"
        session["who"] = wiki.oauth.house.userinfo(token=wiki.tokens)
        return redirect(url_for("home"))

    @app.get("/favicon.ico")
    def picture():
        return "", 204

    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield wiki
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
