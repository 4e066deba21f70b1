"""Processes that are gone at one line of their work: what they had done is there, and nothing after it is."""


class Killed(BaseException):
    """The process is gone: nothing after the line is run."""


class Dying:
    """Another's methods; of one of them who asks dies, before it does what it is asked or right after."""

    def __init__(self, living: object, verb: str, when: str) -> None:
        self._living = living
        self._verb = verb
        self._when = when

    def __getattr__(self, name: str) -> object:
        found = getattr(self._living, name)
        if name != self._verb:
            return found

        async def dying(*words: object) -> object:
            if self._when == "after":
                await found(*words)
            raise Killed

        return dying
