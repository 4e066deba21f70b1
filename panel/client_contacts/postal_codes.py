"""How postal codes look in which country: a literal table, in which 9 stands for a digit, A for a letter and * for
either; small letters stand for themselves.

A country that is not here has no codes, or such that nobody can tell from others: what is typed is then kept as it is.
"""

import re
from functools import cache
from typing import Final

SHAPES: Final[dict[str, tuple[str, ...]]] = {
    "AD": ("ad999",),
    "AL": ("9999",),
    "AM": ("9999",),
    "AR": ("9999", "A9999AAA"),
    "AT": ("9999",),
    "AU": ("9999",),
    "AZ": ("az9999",),
    "BA": ("99999",),
    "BD": ("9999",),
    "BE": ("9999",),
    "BG": ("9999",),
    "BR": ("99999-999",),
    "BY": ("999999",),
    "CA": ("A9A 9A9",),
    "CH": ("9999",),
    "CL": ("9999999",),
    "CN": ("999999",),
    "CO": ("999999",),
    "CY": ("9999",),
    "CZ": ("999 99",),
    "DE": ("99999",),
    "DK": ("9999",),
    "DZ": ("99999",),
    "EE": ("99999",),
    "EG": ("99999", "9999999"),
    "ES": ("99999",),
    "FI": ("99999",),
    "FR": ("99999",),
    "GB": ("A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA"),
    "GE": ("9999",),
    "GL": ("9999",),
    "GR": ("999 99",),
    "HR": ("99999",),
    "HU": ("9999",),
    "ID": ("99999",),
    "IE": ("A99 ****", "A9A ****"),
    "IL": ("9999999", "99999"),
    "IN": ("999999",),
    "IS": ("999",),
    "IT": ("99999",),
    "JP": ("999-9999",),
    "KE": ("99999",),
    "KG": ("999999",),
    "KR": ("99999",),
    "KZ": ("999999", "A99A9A9"),
    "LI": ("9999",),
    "LK": ("99999",),
    "LT": ("lt-99999", "99999"),
    "LU": ("9999", "l-9999"),
    "LV": ("lv-9999",),
    "MA": ("99999",),
    "MC": ("99999",),
    "MD": ("md-9999", "9999"),
    "ME": ("99999",),
    "MK": ("9999",),
    "MT": ("AAA 9999",),
    "MX": ("99999",),
    "MY": ("99999",),
    "NG": ("999999",),
    "NL": ("9999 AA",),
    "NO": ("9999",),
    "NZ": ("9999",),
    "PH": ("9999",),
    "PK": ("99999",),
    "PL": ("99-999",),
    "PT": ("9999-999",),
    "RO": ("999999",),
    "RS": ("99999", "999999"),
    "RU": ("999999",),
    "SA": ("99999", "99999-9999"),
    "SE": ("999 99",),
    "SG": ("999999",),
    "SI": ("9999",),
    "SK": ("999 99",),
    "SM": ("99999",),
    "TH": ("99999",),
    "TN": ("9999",),
    "TR": ("99999",),
    "TW": ("999", "99999", "999999"),
    "UA": ("99999",),
    "US": ("99999", "99999-9999"),
    "UY": ("99999",),
    "UZ": ("999999",),
    "VN": ("99999", "999999"),
    "XK": ("99999",),
    "ZA": ("9999",),
}
_SIGNS: Final = {"9": "[0-9]", "A": "[A-Z]", "*": "[0-9A-Z]"}
_SEPARATORS: Final = str.maketrans("", "", " -")


def as_written_there(code: str, country: str) -> str | None:
    """The code as it is written in the country, however it was typed; None: that country has no such codes."""
    typed = code.upper().strip()
    shapes = SHAPES.get(country)
    if shapes is None:
        return " ".join(typed.split())
    bare = typed.translate(_SEPARATORS)
    for shape in shapes:
        if _pattern(shape).fullmatch(bare):
            signs = iter(bare)
            return "".join(each if each in " -" else next(signs) for each in shape)
    return None


@cache
def _pattern(shape: str) -> re.Pattern[str]:
    """What the shape means for a code without its separators."""
    return re.compile("".join(_SIGNS.get(each, each.upper()) for each in shape.translate(_SEPARATORS)))
