"""A mail as it goes over the wire: the same octets however often it is made."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from typing import Final

from mail.addresses import is_international
from mail.queries import Taken
from mail.sender import Sender

# A subject or name longer than this is no header but a burden.
_MOST_SUBJECT: Final = 400


def composed(mail: Taken, house: Sender) -> EmailMessage:
    """Header and body; its From is the house's address with the brand's name."""
    message = EmailMessage(policy=SMTPUTF8 if is_international(mail.address) else SMTP)
    message["From"] = _mailbox(mail.brand or house.name, house.address)
    message["To"] = _mailbox(mail.name, mail.address)
    message["Subject"] = mail.subject[:_MOST_SUBJECT]
    message["Date"] = mail.queued_at
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence is told to us
    message["Content-Language"] = mail.language
    message.set_content(mail.text, cte="quoted-printable")
    return message


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(name, local, domain)
