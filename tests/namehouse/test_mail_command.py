"""An operator tries whether mail arrives, sees the queue, and sends again, from the command line."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.mail.server import MailServer, mail_server
from tests.namehouse.test_operator_commands import say  # noqa: F401  the fixture is used by its name

pytestmark = pytest.mark.slow  # each command opens the database anew


@contextmanager
def on_a_thread() -> Iterator[MailServer]:
    """The mail server on a loop of its own: the command has another."""
    ready, over = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()
    found: list[MailServer] = []

    async def serve() -> None:
        async with mail_server() as server:
            found.append(server)
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait(10)
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)
        loop.close()


def test_mail_is_tried_listed_and_sent_again(say, monkeypatch) -> None:  # noqa: F811
    refused = say("mail", "test", "one@one.example")
    assert (refused.exit_code, "names no mail server" in refused.output) == (1, True)
    with on_a_thread() as server:
        monkeypatch.setenv("NAMEHOUSE_MAIL_HOST", "127.0.0.1")
        monkeypatch.setenv("NAMEHOUSE_MAIL_PORT", str(server.port))
        monkeypatch.setenv("NAMEHOUSE_MAIL_SECURITY", "none")
        monkeypatch.setenv("NAMEHOUSE_MAIL_SENDER", "noreply@house.example")
        tried = say("mail", "test", "one@one.example", "--language", "uk", "--json")
        assert tried.exit_code == 0, tried.output
        told = json.loads(tried.stdout)
        assert (told["state"], told["answer"]) == ("sent", "250 OK, it is ours now")
        assert server.ids() == [told["message_id"]]
        server.recipient = lambda address: "550 5.1.1 no such user"
        assert say("mail", "test", "two@one.example").exit_code == 1
    blocked = say("mail", "test", "three@one.example")
    assert (blocked.exit_code, "waits in the outbox" in blocked.output) == (1, True)
    rows = json.loads(say("mail", "queue", "--json").stdout)
    assert [(row["address"][0:3], row["state"]) for row in rows] == [
        ("thr", "queued"),
        ("two", "failed"),
        ("one", "sent"),
    ]
    (failed,) = json.loads(say("mail", "queue", "--state", "failed", "--json").stdout)
    again = say("mail", "resend", str(failed["id"]), "999")
    assert (again.exit_code, f"mail {failed['id']} is queued" in again.output, "999" in again.output) == (1, True, True)
    assert json.loads(say("mail", "queue", "--state", "failed", "--json").stdout) == []
