"""The colours of a brand: one is chosen, the rest follows from it, so that every word stays readable (WCAG 2.1, 1.4.3)."""

import re
from typing import Final

WHITE: Final = (255, 255, 255)
# Grounds and words of the style sheet that the colours must go with.
DARK_CARD: Final = (22, 32, 30)
SIDE_WORDS: Final = (147, 170, 165)
READABLE: Final = 4.5

Colour = tuple[int, int, int]


def parsed(text: str) -> Colour | None:
    """From `#0b7a6b`."""
    if not re.fullmatch("#[0-9a-fA-F]{6}", text):
        return None
    return (int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16))


def written(colour: Colour) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


def contrast(one: Colour, other: Colour) -> float:
    """From 1, the same, to 21, black on white."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def mixed(colour: Colour, other: Colour, share: float) -> Colour:
    """The colour with so much of the other in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return (red, green, blue)


def until_readable(colour: Colour, towards: Colour, beside: Colour) -> Colour:
    """The first mixture towards `towards` that can be read beside `beside`."""
    for step in range(41):
        found = mixed(colour, towards, step / 40)
        if contrast(found, beside) >= READABLE:
            return found
    return towards


def style_sheet(colour: Colour) -> str:
    """The variables of the style sheet that a brand changes, in light and in dark."""
    light = _variables(colour, mixed(colour, (0, 0, 0), 0.2), WHITE)
    bright = until_readable(colour, WHITE, DARK_CARD)
    dark = _variables(
        bright, mixed(bright, WHITE, 0.25), until_readable(mixed(bright, (0, 0, 0), 0.8), (0, 0, 0), bright)
    )
    side = f"--nh-side:{written(until_readable(mixed(colour, (0, 0, 0), 0.7), (0, 0, 0), SIDE_WORDS))};"
    return (
        f":root,[data-bs-theme=light]{{{light}{side}}}\n"
        f"[data-bs-theme=dark]{{{dark}}}\n"
        f"@media (prefers-color-scheme: dark){{:root:not([data-bs-theme]){{{dark}}}}}\n"
    )


def _variables(colour: Colour, hover: Colour, words: Colour) -> str:
    parts = ", ".join(map(str, colour))
    return "".join(
        f"--{name}:{value};"
        for name, value in (
            ("tblr-primary", written(colour)),
            ("tblr-primary-rgb", parts),
            ("tblr-primary-darken", written(hover)),
            ("tblr-primary-fg", written(words)),
            ("tblr-link-color", written(colour)),
            ("tblr-link-color-rgb", parts),
            ("tblr-link-hover-color", written(hover)),
            ("tblr-link-hover-color-rgb", ", ".join(map(str, hover))),
            ("nh-create", written(colour)),
        )
    )
