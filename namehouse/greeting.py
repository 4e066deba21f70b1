"""What EPP greets registrars with, for those who write it into deposits."""

from collections.abc import Callable

from registry.context import Context
from registry.settings import Settings


def greeting_of(settings: Settings) -> Callable[[Context], bytes]:
    """The greeting of this installation as of a command."""
    from epp.extensions import EXTENSIONS
    from epp.greeting import write_greeting
    from epp.services import menu

    def greeting(cx: Context) -> bytes:
        offered = menu(cx.book, cx.now, [extension.namespace for extension in EXTENSIONS])
        return write_greeting(settings.epp.server_name, cx.now, offered)

    return greeting
