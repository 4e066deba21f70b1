"""Which country codes there are (ISO 3166-1, alpha-2), and the few beside them that people give as their address."""

from typing import Final

import pycountry

# Reserved or left to users by ISO 3166, yet in daily use in addresses. Reserved codes that only repeat a country (UK, SU,
# FX), name a currency's area (EZ) or a place where nobody lives (CP) are not among them.
EXCEPTIONAL: Final = frozenset(
    {
        "AC",  # Ascension Island
        "CQ",  # Sark
        "DG",  # Diego Garcia
        "EA",  # Ceuta and Melilla
        "EU",  # institutions of the European Union
        "IC",  # the Canary Islands
        "TA",  # Tristan da Cunha
        "UN",  # organisations of the United Nations
        "XK",  # Kosovo
    }
)
CODES: Final = frozenset(each.alpha_2 for each in pycountry.countries) | EXCEPTIONAL
