"""What the supervisor is told of each process it keeps."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Child:
    """A process to keep: what to run, with which environment.

    Its standard input is a pipe from us that never carries anything: its end tells the child that we are gone.
    """

    name: str
    arguments: tuple[str, ...]
    environ: Mapping[str, str]
