"""A month as an argument of commands, written as 2027-01."""

from typing import Any, Final

import click

from registry.model.month import Month


class _Month(click.ParamType[Month]):
    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        if isinstance(value, Month):
            return value
        try:
            return Month.read(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


MONTH: Final = _Month()
