"""`namehouse registrar poll-test`: a message to try by."""

import click

from namehouse.command import json_option, print_data, with_settings
from namehouse.commands.opening import act
from registry.context import Context
from registry.settings import Settings


@click.command("poll-test")
@click.argument("handle")
@json_option
@with_settings
def poll_test(settings: Settings, handle: str, as_json: bool) -> None:
    """Leave a registrar a message that says nothing, for it to read by poll and acknowledge."""
    from registry.actions.registrar_poll_test import registrar_poll_test

    async def work(cx: Context) -> dict[str, object]:
        await registrar_poll_test(cx, handle)
        return {"handle": handle, "message": "left"}

    print_data(act(settings, work), as_json=as_json)
