"""What one's own account is linked with, for programs of whoever is signed in: linking itself is done by a browser."""

from typing import Final

from panel.kit.answers import Asked, Errand, NotThere
from panel.kit.fields import Text
from panel.kit.web import house


async def _unlink(asked: Asked) -> str:
    if not await house().linking.unlink(asked.viewer, asked["provider"], asked.browser):
        raise NotThere
    return "It is not linked any more."


ERRANDS: Final = (
    Errand(
        "account/unlink-provider",
        "Unlink another provider",
        "account.secure",
        _unlink,
        (Text("provider", "Provider", "As `providers` of the account has it.", longest=50),),
        pages=("social.unlink",),
    ),
)
