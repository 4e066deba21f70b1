"""Links to documents in mails: they lead to the file for two weeks, for whoever has them, and to nothing else."""

from flask import current_app

from panel.documents.actions import LINK_HOLDS
from panel.kit.attached.files import Links
from panel.kit.web import house, mailed


def links() -> Links:
    return Links(str(current_app.secret_key), "documents that were sent", LINK_HOLDS)


def sent_link(file: int, seller_id: int | None) -> str:
    """The address of a file for a mail to somebody whom this seller sells to; None: the house."""
    until, signature = links().sign(file, house().registry.clock.now())
    return mailed("documents.sent", number=file, until=until, signature=signature)(seller_id)
