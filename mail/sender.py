"""From whom mail is, to readers and to servers."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from mail.addresses import AddressRefused, destination
from registry.settings import Mail as MailSettings
from registry.settings import Settings, SettingsError


@dataclass(frozen=True, slots=True)
class Sender:
    """The house: `address` stands in From, `envelope` is where bounces go; identifiers of mails end in `domain`."""

    address: str
    name: str
    envelope: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def sender_of(settings: Settings) -> Sender:
    """Raises SettingsError where an address is none."""
    mail = settings.mail
    host = urlsplit(settings.panel.url).hostname or "localhost"
    address = mail.sender or f"noreply@{host if '.' in host and not host.replace('.', '').isdigit() else 'localhost'}"
    address = _demanded(mail, "sender") if mail.sender else address
    return Sender(address, mail.sender_name, _demanded(mail, "envelope") if mail.envelope else address)


def _demanded(mail: MailSettings, name: str) -> str:
    try:
        return destination(getattr(mail, name))
    except AddressRefused:
        raise SettingsError((f"mail.{name}: {getattr(mail, name)!r} is no e-mail address",)) from None
