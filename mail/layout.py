"""The HTML part of a mail, made of its text: one layout for all mails, with the name, the colour and the logo of whoever writes.

The text is the mail, and nothing is said in HTML alone. So there is one template to write and to translate, and what hides
secrets in the text hides them here. Styles stand at their elements: programs that read mail keep nothing else.
"""

import re
from dataclasses import dataclass
from html import escape
from typing import Final

_PARAGRAPH: Final = re.compile(r"\n\s*\n")
# A link has a line of its own (docs/how-to/send-a-mail.md); what stands within a sentence is no more than text.
_LINK: Final = re.compile(r"https?://[^\s<>\"']+")
_FONT: Final = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
HOUSE_COLOUR: Final = "#0b7a6b"


@dataclass(frozen=True, slots=True)
class Look:
    """How whoever writes calls itself and looks; `logo` is where the picture is, as HTML says it (`cid:` or `data:`)."""

    name: str
    colour: str = HOUSE_COLOUR
    logo: str = ""


def in_html(subject: str, text: str, language: str, look: Look) -> str:
    """A whole document."""
    body = "".join(_paragraph(each, look.colour) for each in _PARAGRAPH.split(text.strip()) if each.strip())
    logo = (
        f'<img src="{escape(look.logo)}" alt="" height="28" style="height:28px;max-width:120px;vertical-align:middle;'
        'margin-right:10px">'
        if look.logo
        else ""
    )
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light">'
        f"<title>{escape(subject)}</title></head>"
        f'<body style="margin:0;padding:24px 12px;background:#f4f6fa;color:#1f2937;font-size:16px;line-height:1.5;{_FONT}">'
        f'<div style="max-width:560px;margin:0 auto;background:#fff;border-top:4px solid {escape(look.colour)};'
        'border-radius:6px;padding:24px 28px">'
        f'<p style="margin:0 0 20px;font-weight:600">{logo}{escape(look.name)}</p>{body}</div></body></html>'
    )


def _paragraph(text: str, colour: str) -> str:
    line = text.strip()
    if _LINK.fullmatch(line):
        style = (
            f"display:inline-block;padding:10px 16px;border-radius:4px;background:{escape(colour)};"
            f"color:{_readable_on(colour)};text-decoration:none;word-break:break-all"
        )
        return f'<p style="margin:0 0 16px"><a href="{escape(line)}" target="_blank" style="{style}">{escape(line)}</a></p>'
    lines = "<br>".join(escape(each) for each in line.splitlines())
    return f'<p style="margin:0 0 16px;overflow-wrap:anywhere">{lines}</p>'


def _readable_on(colour: str) -> str:
    """White or black, by what stands out more (WCAG 2.2, relative luminance)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return "#000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#fff"
