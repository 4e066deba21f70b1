"""A gateway to telephones that speaks Twilio's REST API (version 2010-04-01), as several providers do.

A text is posted to `Messages.json`, a call to `Calls.json`; both answer 201 with a `sid`. What is wrong with a request comes as
4xx with a `message`; 429 and 5xx may be tried again.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlencode, urlsplit
from xml.sax.saxutils import escape

from registry.messenger import Channel, MessengerDeclines, MessengerSilent
from registry.settings import Settings, SettingsError, Sms
from wire import https
from wire.https import Asking, Unanswered

VERSION: Final = "2010-04-01"
_LONGEST: Final = 64 * 1024
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator["HttpsGateway | None"]:
    """The way to the gateway that the settings name, None where they name none. Raises SettingsError."""
    sms = settings.sms
    if not sms.url:
        yield None
        return
    if urlsplit(sms.url).scheme != "https" or not urlsplit(sms.url).hostname:
        raise SettingsError((f"sms.url: {sms.url} is no address that begins with https://",))
    try:
        context = https.trust(sms.ca)
    except ValueError as error:
        raise SettingsError((f"sms.ca: {error}",)) from None
    gateway = HttpsGateway(sms, Asking(context, sms.timeout, _LONGEST))
    try:
        yield gateway
    finally:
        await gateway.close()


class HttpsGateway:
    """A `registry.messenger.Messenger` at an address."""

    def __init__(self, sms: Sms, asking: Asking) -> None:
        self._sms, self._asking = sms, asking

    async def close(self) -> None:
        await self._asking.close()

    async def tell(self, channel: Channel, phone: str, words: str) -> str:
        what, said = ("Messages", {"Body": words}) if channel == "text" else ("Calls", {"Twiml": spoken(words)})
        form = urlencode({"To": phone, "From": self._sms.sender, **said}).encode()
        account = quote(self._sms.account, safe="")
        url = f"{self._sms.url.rstrip('/')}/{VERSION}/Accounts/{account}/{what}.json"
        try:
            answer = await self._asking.ask("POST", url, (self._sms.account, self._sms.token), _FORM, form)
        except Unanswered as silence:
            raise MessengerSilent(str(silence)) from None
        try:
            told = json.loads(answer.text)
        except ValueError:
            told = {}
        told = told if isinstance(told, dict) else {}
        if answer.status == HTTPStatus.CREATED and told.get("sid"):
            return str(told["sid"])[:100]
        words_of_it = f"{answer.status} {told.get('message', '')}".strip()[:200]
        if 400 <= answer.status < 500 and answer.status != HTTPStatus.TOO_MANY_REQUESTS:
            raise MessengerDeclines(words_of_it)
        raise MessengerSilent(words_of_it)


def spoken(words: str) -> str:
    """The words as a voice says them, twice: digits one by one."""
    slowly = " ".join(f"{each}." if each.isdigit() else each for each in words.replace(" ", "  "))
    said = escape(slowly if any(each.isdigit() for each in words) else words)
    return f'<Response><Say>{said}</Say><Pause length="1"/><Say>{said}</Say></Response>'
