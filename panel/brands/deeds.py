"""What may be done to the brand of a reseller: change how its panel looks, say from whom its mails are, take it all away."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import current_app, url_for

from panel.brands import queries
from panel.brands.actions import LONGEST_NAME, NO_BRAND, drop_brand, keep_brand, keep_sender, keep_sign_up
from panel.brands.fields import Colour, Host, Page, favicon, logo
from panel.brands.lists import BRANDS
from panel.brands.queries import Seller, domain_of
from panel.brands.senders import mail_postmaster, prove_by_dns, why_not_to_prove
from panel.kit.deeds import Deed, Deeds, Pending, Values
from panel.kit.fields import Choice, Email, Text
from panel.kit.languages import gettext as _
from panel.kit.row_fields import Rows
from panel.kit.situation import Situation
from panel.kit.web import brands, house, mailed, viewer
from registry.context import Context

MAY: Final = "brand.update"
SIGN_UP: Final = {
    "closed": "Nobody by signing up",
    "invitation": "Whoever is invited",
    "approval": "Whoever is said yes to",
    "open": "Everybody",
}
FORMS: Final = {"short": "An address of mail and a password", "full": "A name too, and the password twice"}


async def find(situation: Situation, keys: Sequence[str]) -> Mapping[str, Seller]:
    """Of the logins those of resellers that the scope has."""
    scope = situation.scope
    rows = await situation.registry.store.reading(
        lambda db: queries.sellers(db, logins=list(keys), everything=scope.everything, root=scope.root)
    )
    return {row.login: row for row in rows if scope.everything or scope.root is not None}


async def _change(cx: Context, seller: Seller, values: Values) -> str:
    await keep_brand(cx, viewer(), seller, values, brands().own)
    await brands().read()
    return _("The brand is kept: whoever comes by its hosts sees it within a quarter of a minute.")


async def _set_sender(cx: Context, seller: Seller, values: Values) -> str:
    address = values["sender_address"]
    await keep_sender(cx, viewer(), seller, values["sender_name"], address, values["reply_to"])
    if address is None:
        return _("Mails to its people come from the house's address.")
    if seller.sender_proved_at and domain_of(address) == seller.sender_domain:
        return _("Mails to its people come from %(address)s.") % {"address": address}
    said = _(
        "Mails to its people come from %(address)s once its domain is proved, and from the house's address until then."
    )
    return said % {"address": address}


async def _prove(cx: Context, seller: Seller, values: Values) -> str:
    await prove_by_dns(cx, viewer(), seller, house().resolver)
    return _("It is proved: mails to its people come from %(address)s.") % {"address": seller.sender_address}


async def _ask_postmaster(cx: Context, seller: Seller, values: Values) -> str:
    secret = str(current_app.secret_key)
    to = await mail_postmaster(cx, viewer(), seller, secret, lambda parts: mailed("brands.prove", **parts)(None))
    return Pending(
        _("A mail is on its way to %(address)s: whoever follows its link proves the domain.") % {"address": to}
    )


def _not_to_prove(seller: Seller, situation: Situation) -> str | None:
    return why_not_to_prove(seller)


async def _set_sign_up(cx: Context, seller: Seller, values: Values) -> str:
    await keep_sign_up(cx, viewer(), seller, values["sign_up"], values["sign_up_form"])
    await brands().read()
    return _("It is kept: at its hosts people sign up like that within a quarter of a minute.")


async def _remove(cx: Context, seller: Seller, values: Values) -> str:
    await drop_brand(cx, viewer(), seller)
    await brands().read()
    return _("The brand is gone, and nobody answers at its hosts any more.")


def _has_none(seller: Seller, situation: Situation) -> str | None:
    return None if seller.name else _(NO_BRAND)


DEEDS: Final[Deeds[Seller]] = Deeds(
    list=BRANDS,
    object="client",
    noun="reseller",
    nouns="resellers",
    key=lambda row: str(row["reseller"]),
    find=find,
    show=lambda key: url_for("brands.show", login=key),
    deeds=(
        Deed(
            "change",
            "Change the brand",
            "palette",
            MAY,
            _change,
            (
                Text(
                    "name",
                    "Name of the panel",
                    "It stands where the house's stands now, and in the title of every page.",
                    present=lambda each: each.name,
                    longest=LONGEST_NAME,
                ),
                Colour(
                    "colour",
                    "Colour",
                    "Of buttons, links and pictures, written like #0b7a6b; for dark pages a lighter one is made of it.",
                    present=lambda each: each.colour or "#0b7a6b",
                ),
                logo(lambda each: each.has_logo),
                favicon(lambda each: each.has_favicon),
                Rows(
                    "hosts",
                    "Hosts",
                    (Host("", "Host", required=False),),
                    "The names at which it answers, such as panel.example: they lead to this panel, and the proxy in front has "
                    "certificates for them. Links in mails lead to the first.",
                    required=True,
                    present=lambda each: each.hosts,
                    most=10,
                ),
                Page("site", "Home page", required=False, present=lambda each: each.site),
                Email("support", "E-mail for help", required=False, present=lambda each: each.support),
                Page("terms", "Terms", required=False, present=lambda each: each.terms),
                Page("privacy", "Privacy notice", required=False, present=lambda each: each.privacy),
            ),
            sections={
                "name": "What it looks like",
                "hosts": "Where it answers",
                "site": "Where its pages lead to, below the sign-in and the menu",
            },
            batch=None,
            recorded=True,
        ),
        Deed(
            "set-sender",
            "Say from whom its mails are",
            "mail",
            MAY,
            _set_sender,
            (
                Text(
                    "sender_name",
                    "Name",
                    "None: the name of the panel.",
                    required=False,
                    present=lambda each: each.sender_name,
                    longest=100,
                ),
                Email(
                    "sender_address",
                    "Address",
                    "It counts once whoever has its domain says so. None: the house's address.",
                    required=False,
                    present=lambda each: each.sender_address,
                ),
                Email(
                    "reply_to",
                    "Answers go to",
                    "None: to the address above.",
                    required=False,
                    present=lambda each: each.reply_to,
                ),
            ),
            _has_none,
            lead="What is written to its people comes from there; what bounces comes back to the house.",
            batch=None,
            recorded=True,
        ),
        Deed(
            "prove-sender",
            "Look for the proof in the DNS",
            "world",
            MAY,
            _prove,
            (),
            _not_to_prove,
            lead="The record that it looks for stands on the page of the brand.",
            batch=None,
        ),
        Deed(
            "mail-postmaster",
            "Ask the postmaster of its domain",
            "send",
            MAY,
            _ask_postmaster,
            (),
            _not_to_prove,
            lead="Whoever reads the mail of postmaster there follows a link, and proves the domain by that.",
            batch=None,
        ),
        Deed(
            "set-sign-up",
            "Say who may sign up",
            "user-plus",
            MAY,
            _set_sign_up,
            (
                Choice("sign_up", "Who becomes a client", SIGN_UP, present=lambda each: each.sign_up),
                Choice("sign_up_form", "What they are asked", FORMS, present=lambda each: each.sign_up_form),
            ),
            _has_none,
            lead="Whoever signs up at a host of the brand proves an address of mail, agrees to its terms and becomes its client.",
            batch=None,
            recorded=True,
        ),
        Deed(
            "remove",
            "Take the brand away",
            "trash",
            MAY,
            _remove,
            (),
            _has_none,
            lead="Its clients see the house's look again, and at its hosts nobody answers.",
            danger=True,
            batch=None,
            recorded=True,
        ),
    ),
)
