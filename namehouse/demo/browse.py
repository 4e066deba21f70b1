"""As much of a browser as it takes to sign in to the panel and look a name up."""

import re
from http.cookiejar import CookieJar
from typing import Final
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

_TOKEN: Final = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser:
    """Keeps cookies, follows redirects, sends forms with their tokens."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def find_domain(self, login: str, password: str, name: str) -> str:
        """The list of domains that holds `name`, after signing in."""
        token = _TOKEN.search(self._get("sign-in"))
        form = {"login": login, "password": password, "csrf_token": token[1] if token else ""}
        self._open("sign-in", urlencode(form).encode())
        return self._get("domains/?" + urlencode({"q": name}))

    def _get(self, path: str) -> str:
        return self._open(path, None)

    def _open(self, path: str, data: bytes | None) -> str:
        with self._opener.open(urljoin(self._base, path), data, timeout=10) as answer:
            text: str = answer.read().decode()
            return text
