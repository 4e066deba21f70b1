"""The process that sets one document: `python -I typesetter.py`, given source and data as JSON on its standard input.

It knows nothing of the panel, and what it sets was written by anybody. Before it reads a word of that it gives up what it could
do harm with: it opens no file and no connection any more, since it may have no further descriptor at all; its memory and its time
on the processor are bounded; it writes nothing but into the pipe that it was given.
"""

import json
import os
import resource
import sys
import tempfile
from typing import Final

import typst

MEMORY: Final = 1024 * 1024 * 1024
SECONDS: Final = 10
# What stands before each template, on a line of its own.
BEFORE: Final = "#let data = json(bytes(sys.inputs.data))\n"


def main() -> int:
    wish = json.load(sys.stdin)
    root = tempfile.mkdtemp()
    fonts = typst.Fonts(include_system_fonts=False)
    compiler = typst.Compiler(
        root=root,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(wish["data"])},
        package_path=root,
        package_cache_path=root,
    )
    os.rmdir(root)
    _give_up()
    try:
        made = compiler.compile(
            input=(BEFORE + wish["source"]).encode(), format=wish["format"], ppi=wish["ppi"], timestamp=wish["at"]
        )
    except typst.TypstError as error:
        sys.stdout.write(json.dumps({"message": error.message, "where": error.diagnostic, "hints": list(error.hints)}))
        return 1
    sys.stdout.buffer.write(made[0] if isinstance(made, list) else made or b"")
    return 0


def _give_up() -> None:
    for what, most in (
        (resource.RLIMIT_NOFILE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main())
