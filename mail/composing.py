"""A mail as it goes over the wire: the same octets however often it is made."""

import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from typing import Final

from mail.addresses import is_international
from mail.layout import HOUSE_COLOUR, Look, in_html
from mail.queries import Taken
from mail.sender import Sender

# A subject or name longer than this is no header but a burden.
_MOST_SUBJECT: Final = 400
_LOGO: Final = "logo"  # how the HTML part calls the picture that comes with it


def composed(mail: Taken, house: Sender) -> EmailMessage:
    """Header and body. From is what the brand says of itself, else the house; beside a brand's own address the house is
    the Sender (RFC 5322, section 3.6.2), since it answers for what is sent."""
    message = EmailMessage(policy=SMTPUTF8 if is_international(mail.address) else SMTP)
    message["From"] = _mailbox(mail.sender_name or mail.brand or house.name, mail.sender or house.address)
    if mail.sender and mail.sender != house.address:
        message["Sender"] = _mailbox(house.name, house.address)
    if mail.reply_to:
        message["Reply-To"] = _mailbox("", mail.reply_to)
    message["To"] = _mailbox(mail.name, mail.address)
    message["Subject"] = mail.subject[:_MOST_SUBJECT]
    message["Date"] = mail.queued_at
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence is told to us
    message["Content-Language"] = mail.language
    if mail.refusal:
        message["List-Unsubscribe"] = f"<{mail.refusal}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message.set_content(mail.text, cte="quoted-printable")
    _add_html(message, mail, house)
    return message


def _add_html(message: EmailMessage, mail: Taken, house: Sender) -> None:
    """The same in HTML; what parts the parts depends on nothing but the mail."""
    look = Look(mail.brand or house.name, mail.colour or HOUSE_COLOUR, f"cid:{_LOGO}" if mail.logo else "")
    message.add_alternative(
        in_html(mail.subject, mail.text, mail.language, look), subtype="html", cte="quoted-printable"
    )
    mark = hashlib.sha256(mail.message_id.encode()).hexdigest()[:24]
    message.set_boundary(f"=_a{mark}")
    if mail.logo and mail.logo_kind:
        html = message.get_payload()[1]  # type: ignore[index]  # it was made a multipart one line above
        html.add_related(mail.logo, *mail.logo_kind.split("/"), cid=f"<{_LOGO}>")  # type: ignore[union-attr]
        html.set_boundary(f"=_r{mark}")  # type: ignore[union-attr]


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(name, local, domain)
