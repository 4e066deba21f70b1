"""One's own address of mail for programs of whoever is signed in: the link itself is followed by a browser."""

from typing import Final

from panel.blacklist.gate import Asking, Barred, demand_welcome
from panel.identity.addressing import ChangeRefused
from panel.kit.answers import Asked, Errand, declining
from panel.kit.deeds import Pending
from panel.kit.fields import Text
from panel.kit.web import house, mailed


async def _ask(asked: Asked) -> str:
    viewer, where = asked.viewer, asked.browser
    with declining(Barred, ChangeRefused, at="email"):
        asking = Asking(viewer.login, viewer.account_id, where.address)
        await demand_welcome(asked.registry, (("email", asked["email"]),), asking)
        email = await house().addressing.ask(viewer, asked["email"], where, mailed("mail_address.confirm"))
    return Pending(f"A link is on its way to {email}. It is good for a day, and once.")


ERRANDS: Final = (
    Errand(
        "account/change-email",
        "Change or confirm the e-mail address",
        "account.secure",
        _ask,
        (Text("email", "E-mail", longest=254),),
        lead="It counts once the link that is written there was followed.",
        pages=("mail_address.ask", "mail_address.show"),
    ),
)
