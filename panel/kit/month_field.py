"""A field for a month in UTC, written as 2027-01; not named, it is none."""

from dataclasses import dataclass, field

from panel.kit.fields import About, OneInput, Present, Problem, Typed, demanded, one
from panel.kit.languages import gettext as _
from registry.model.month import Month


@dataclass(frozen=True, slots=True)
class InMonth(OneInput):
    name: str
    title: str
    hint: str = ""
    required: bool = True
    present: Present | None = None
    kind: str = field(default="month", init=False)

    def read(self, typed: Typed, about: About) -> Month | None:
        text = one(typed, self.name)
        demanded(self, text)
        if not text:
            return None
        try:
            month = Month.read(text)
            if not 2000 <= month.year < 2100:
                raise ValueError(text)
        except ValueError:
            raise Problem(_("That is no month; write it as 2027-01.")) from None
        return month
