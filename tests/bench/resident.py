"""How much a process held resident; by itself, so that whoever measures itself loads nothing else for it."""

import re
import resource
from pathlib import Path


def most_held(usage: resource.struct_rusage) -> float:
    """MB that a process held resident at most, by what `os.wait4` told of it.

    Linux counts to a process what the one held that started it, until it became itself: where that is as much, nothing is known.
    """
    most, own = usage.ru_maxrss / 1024, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if most <= own:
        raise RuntimeError(f"the bench itself holds {own:.0f} MB: what it started cannot be told from it")
    return most


def held() -> float:
    """MB that this process held resident at most, since it became what it is."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024
