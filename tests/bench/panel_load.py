"""People at the panel, in a process of their own: each signs in, then opens one page after the other without a pause.

    python -m tests.bench.panel_load --demo var/demo.toml --seeded 200000 --count 100
    python -m tests.bench.panel_load --demo var/demo.toml --sign-in --count 50
    python -m tests.bench.panel_load --demo var/demo.toml --batch 1000
    python -m tests.bench.panel_load --demo var/demo.toml --programs --count 60
    python -m tests.bench.panel_load --demo var/demo.toml --tokens service:secret --count 800

Says `ready` when all have signed in, starts at a line of input, prints one JSON object: seconds, latencies in ms of each page by
its address, answers that were not what was asked for. With `--sign-in` nothing is opened but the door, again and again; with
`--batch` one of them does one thing to so many names at once; with `--programs` each reads lists, a hundred rows at a time, by
the cursor of those before; with `--tokens` services ask for a token, again and again.
"""

import argparse
import html
import http.client
import json
import re
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
PEOPLE = 8
# Whose days these are: the registry's staff, and a registrar's people.
ROLES = ("master", "manager", "registrar")
STAFF_ROLES = ROLES[:2]
# `{n}` is a number of a seeded name or client, another each time; what only staff have is asked of them alone.
PAGES = (
    "/domains/",
    "/domains/?page={page}",
    "/domains/?sort=-name",
    "/domains/?sort=expires",
    "/domains/?sort=-created&tld=test",
    "/domains/?q=seed{n}",
    "/domains/?q=seed{n}&state=registered",
    "/domains/?q=*d{n}*",
    "/domains/?columns=delegation&sort=-expires",
    "/domains/seed{n}.test",
    "/hosts/",
    "/contacts/?sort=handle",
    "/commands/",
    "/messages/",
    "/ledger/",
    "/dashboard/",
)
# In what orders programs read names, and how many parts of each before they begin with the next.
ORDERS = ("name", "-name", "expires", "-created")
PARTS = 10
STAFF = (
    "/clients/",
    "/clients/?page={page}",
    "/clients/?sort=email",
    "/clients/?q=client-{n}",
    "/clients/?state=active&sort=-created",
    "/domains/?registrar=alpha&sort=expires",
    "/registrars/",
    "/transfers/",
    "/documents/",
    "/commands/-/statistics?span=week",
)


class Visitor:
    """One browser: it keeps its connection and its cookies."""

    def __init__(self, base: str) -> None:
        self._host = urlsplit(base).netloc
        self._connection = http.client.HTTPConnection(self._host, timeout=60)
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: list[tuple[str, str]] | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://{self._host}{path}"}
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for each in answer.headers.get_all("Set-Cookie", ()):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(each).items()}
        return answer.status, text

    def token(self, text: str) -> str:
        found = TOKEN.search(text)
        assert found, text[:400]
        return html.unescape(found[1])

    def sign_in(self, login: str, password: str) -> bool:
        token = self.token(self.ask("GET", "/sign-in")[1])
        form = [("login", login), ("password", password), ("csrf_token", token)]
        return self.ask("POST", "/sign-in", form)[0] == 302


def known(demo: dict, roles: tuple[str, ...] = ROLES) -> list[tuple[str, str, str]]:
    """Role, login and password of each of the people."""
    users = {each["role"]: each for each in demo["panel"]["users"]}
    each = [roles[number % len(roles)] for number in range(PEOPLE)]
    return [(role, users[role]["login"], users[role]["password"]) for role in each]


def entered(demo: dict, roles: tuple[str, ...] = ROLES) -> list[tuple[str, Visitor]]:
    people = []
    for role, login, password in known(demo, roles):
        visitor = Visitor(demo["panel"]["url"])
        assert visitor.sign_in(login, password), f"{login} cannot sign in"
        people.append((role, visitor))
    return people


def wait() -> float:
    print("ready", flush=True)
    sys.stdin.readline()
    return time.perf_counter()


def browse(demo: dict, seeded: int, count: int) -> dict:
    """Each opens `count` pages."""
    people = entered(demo)
    took: dict[str, list[float]] = {}
    wrong = 0

    def day(number: int, role: str, visitor: Visitor) -> None:
        nonlocal wrong
        pages = PAGES if role == "registrar" else PAGES + STAFF
        for turn in range(count):
            page = pages[(turn + number * 5) % len(pages)]
            n = 1 + (turn * 7919 + number * 104_729) % seeded
            began = time.perf_counter()
            status, text = visitor.ask("GET", page.format(n=f"{n:06d}", page=1 + n % 300))
            took.setdefault(page, []).append(1000 * (time.perf_counter() - began))
            # a name may be another registrar's, and is not there then; a page beyond its last leads to its first
            theirs = role == "registrar" and status in (302, 404)
            wrong += not (status == 200 and "</html>" in text) and not theirs

    began = wait()
    with ThreadPoolExecutor(PEOPLE) as pool:
        for each in [pool.submit(day, number, *person) for number, person in enumerate(people)]:
            each.result()
    return {"seconds": time.perf_counter() - began, "took": took, "wrong": wrong}


def ask(demo: dict, count: int) -> dict:
    """Each reads so many parts, of one order after the other; all names are theirs to see."""
    people = entered(demo, STAFF_ROLES)
    took: dict[str, list[float]] = {}
    wrong = 0

    def read(number: int, visitor: Visitor) -> None:
        nonlocal wrong
        cursor = ""
        for turn in range(count):
            order = ORDERS[(turn // PARTS + number) % len(ORDERS)]
            path = f"/api/v1/domains?per_page=100&sort={order}"
            began = time.perf_counter()
            status, text = visitor.ask("GET", f"{path}&cursor={cursor}" if cursor else path)
            took.setdefault(order, []).append(1000 * (time.perf_counter() - began))
            told = json.loads(text)
            wrong += status != 200 or len(told["data"]) != 100
            cursor = told.get("next") or "" if (turn + 1) % PARTS else ""

    began = wait()
    with ThreadPoolExecutor(PEOPLE) as pool:
        for each in [pool.submit(read, number, visitor) for number, (_, visitor) in enumerate(people)]:
            each.result()
    return {"seconds": time.perf_counter() - began, "took": took, "wrong": wrong}


def tokens(demo: dict, client: str, count: int) -> dict:
    """Eight services ask for tokens, one after the other each."""
    client_id, _, secret = client.partition(":")
    form = [("grant_type", "client_credentials"), ("client_id", client_id), ("client_secret", secret)]
    wrong = 0

    def come(visitor: Visitor) -> None:
        nonlocal wrong
        for _ in range(count // PEOPLE):
            status, text = visitor.ask("POST", "/id/token", form)
            wrong += status != 200 or not json.loads(text)["access_token"]

    visitors = [Visitor(demo["panel"]["url"]) for _ in range(PEOPLE)]
    began = wait()
    with ThreadPoolExecutor(PEOPLE) as pool:
        for each in [pool.submit(come, visitor) for visitor in visitors]:
            each.result()
    return {"seconds": time.perf_counter() - began, "tokens": PEOPLE * (count // PEOPLE), "wrong": wrong}


def sign_in(demo: dict, count: int) -> dict:
    people, wrong = known(demo), 0

    def come(login: str, password: str) -> None:
        nonlocal wrong
        for _ in range(count // PEOPLE):
            wrong += not Visitor(demo["panel"]["url"]).sign_in(login, password)

    began = wait()
    with ThreadPoolExecutor(PEOPLE) as pool:
        for each in [pool.submit(come, login, password) for _, login, password in people]:
            each.result()
    return {"seconds": time.perf_counter() - began, "sign_ins": PEOPLE * (count // PEOPLE), "wrong": wrong}


def batch(demo: dict, number: int) -> dict:
    """A status for so many names in one post, with what became of each; then it is taken away again."""
    visitor = entered(demo)[0][1]
    keys = [("keys", f"seed{each:06d}.test") for each in range(1, number + 1)]
    form = [
        *keys,
        ("statuses", "serverRenewProhibited"),
        ("reason", "How long it takes."),
        ("csrf_token", _here(visitor)),
    ]
    began = wait()
    status, text = visitor.ask("POST", "/domains/-/set-server-statuses", form)
    seconds = time.perf_counter() - began
    visitor.ask("POST", "/domains/-/clear-server-statuses", form)
    return {"seconds": seconds, "status": status, "done": text.count('class="nh-result is-done"')}


def _here(visitor: Visitor) -> str:
    return visitor.token(visitor.ask("GET", "/domains/")[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demo", type=Path, required=True)
    parser.add_argument("--seeded", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--sign-in", action="store_true")
    parser.add_argument("--batch", type=int, default=0)
    parser.add_argument("--programs", action="store_true")
    parser.add_argument("--tokens", default="", help="client_id:secret of a service")
    options = parser.parse_args()
    demo = tomllib.loads(options.demo.read_text())
    if options.batch:
        told = batch(demo, options.batch)
    elif options.tokens:
        told = tokens(demo, options.tokens, options.count)
    elif options.programs:
        told = ask(demo, options.count)
    elif options.sign_in:
        told = sign_in(demo, options.count)
    else:
        told = browse(demo, options.seeded, options.count)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
