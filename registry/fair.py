"""Work for few threads, shared out fairly: whoever asks for much waits for himself, not the others for him."""

import asyncio
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Crowded(Exception):
    """More waits already than can be done in a time that anybody would wait."""


class FairPool:
    """At most `threads` jobs at once; those that wait are taken in turns, one for each place they come from.

    At most `most` jobs wait in all, and `most_of_one` of a place. The threads give way to everything else that runs on the
    machine (`nice`), so that slow work by the dozen does not slow the answers of others.
    """

    def __init__(self, threads: int, most: int, most_of_one: int, nice: int, name: str) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name, initializer=_give_way, initargs=(nice,))
        self._most = most
        self._most_of_one = most_of_one
        self._lock = threading.Lock()
        self._lines: dict[Hashable, deque[Callable[[], None]]] = {}  # in the order of their turns
        self._waiting = 0

    async def run(self, place: Hashable, job: Callable[[], T]) -> T:
        """What the job returns or raises. Raises Crowded at once instead of letting it wait too long."""
        return await asyncio.wrap_future(self._submit(place, job))

    def _submit(self, place: Hashable, job: Callable[[], T]) -> "Future[T]":
        done: Future[T] = Future()

        def work() -> None:
            if done.set_running_or_notify_cancel():
                try:
                    done.set_result(job())
                except BaseException as error:
                    done.set_exception(error)

        with self._lock:
            line = self._lines.get(place)
            if self._waiting >= self._most or (line is not None and len(line) >= self._most_of_one):
                raise Crowded
            if line is None:
                line = self._lines[place] = deque()
            line.append(work)
            self._waiting += 1
        self._pool.submit(self._next)
        return done

    def _next(self) -> None:
        """One job of the place whose turn it is; then it is the next one's."""
        with self._lock:
            place, line = next(iter(self._lines.items()))
            work = line.popleft()
            self._waiting -= 1
            del self._lines[place]
            if line:
                self._lines[place] = line
        work()


def _give_way(nice: int) -> None:
    # Linux keeps a priority for each thread; elsewhere it would be the whole process's
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)
