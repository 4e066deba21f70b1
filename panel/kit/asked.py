"""What only the database knows against a value, asked when somebody leaves its input.

A deed names what is asked of which field (`Deed.asks`); what is found is told beside the input, in the words in which the action
refuses it. Nothing is decided by that: the action judges by itself when it is done, and whoever has no scripts is told by it.
"""

from collections.abc import Callable

from panel.kit.deed_forms import Form
from panel.kit.deeds import Ask, Declined, Find, Values, read
from panel.kit.pointing import pointed
from panel.kit.situation import Situation
from registry.errors import Refusal


def none_called(find: Find[object], called: Callable[[Values], str], words: str, at: str) -> Ask:
    """That nothing is called so yet, of what is found by what it is called."""

    async def ask(situation: Situation, subject: object, values: Values) -> None:
        try:
            key = called(values)
        except KeyError:  # what else it is called by is not right yet
            return
        if await find(situation, (key,)):
            raise Declined(words, at=at)

    return ask


async def answered(form: Form, name: str) -> str:
    """What is found against the value of that field, which is right in itself; empty: nothing."""
    ask = form.deed.asks.get(name)
    if ask is None:
        return ""
    values, problems = read(form.deed.fields, form.typed, form.about)
    if name in problems or not values[name]:
        return ""
    subject = None if form.opening or not form.about.subjects else form.about.subjects[0]
    try:
        await ask(form.about.situation, subject, values)
    except (Refusal, Declined) as refusal:
        return pointed(refusal, form.deed.fields, values).get(name, "")
    return ""
