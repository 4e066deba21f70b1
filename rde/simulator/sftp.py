"""An escrow agent's SFTP server, simulated: it keeps what it is brought in a folder, unless something befalls it."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import asyncssh

# cut: the connection ends in the middle of a file. full: there is no room left. norename: renaming is refused. forbidden: writing
# is refused. shortened: half of a file is lost, without a word. busy: nobody gets in.
Mishap = Literal["cut", "full", "norename", "forbidden", "shortened", "busy"]


@dataclass
class SimulatedSftp:
    """`accepted` are the public keys of those who may come. A mishap befalls one file, a `lasting` one every file."""

    folder: Path
    accepted: list[asyncssh.SSHKey]
    host_key: asyncssh.SSHKey = field(default_factory=lambda: asyncssh.generate_private_key("ssh-ed25519"))
    mishaps: list[Mishap] = field(default_factory=list)
    lasting: set[Mishap] = field(default_factory=set)

    @asynccontextmanager
    async def serving(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[int]:
        """The port, while the block runs."""
        server = await asyncssh.listen(
            host,
            port,
            server_host_keys=[self.host_key],
            server_factory=lambda: _Door(self),
            sftp_factory=lambda channel: _Desk(channel, self),
        )
        try:
            yield server.get_port()
        finally:
            server.close()
            await server.wait_closed()

    def public_key(self) -> str:
        return self.host_key.export_public_key().decode()

    def befalls(self, *kinds: Mishap) -> Mishap | None:
        """The next of these that is due, which is then over unless it lasts."""
        for kind in kinds:
            if kind in self.lasting:
                return kind
            if kind in self.mishaps:
                self.mishaps.remove(kind)
                return kind
        return None


class _Door(asyncssh.SSHServer):
    def __init__(self, simulated: SimulatedSftp) -> None:
        self._simulated = simulated

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return self._simulated.befalls("busy") is None and key in self._simulated.accepted


class _Desk(asyncssh.SFTPServer):
    """One client's files."""

    def __init__(self, channel: "asyncssh.SSHServerChannel[bytes]", simulated: SimulatedSftp) -> None:
        super().__init__(channel, chroot=str(simulated.folder).encode())
        self._simulated = simulated
        self._connection = channel.get_connection()

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        writing = pflags & asyncssh.FXF_WRITE
        if writing and self._simulated.befalls("forbidden"):
            raise asyncssh.SFTPPermissionDenied("not here")
        return super().open(path, pflags, attrs)

    def write(self, file_obj: object, offset: int, data: bytes) -> int | Awaitable[int]:
        if self._simulated.befalls("full"):
            raise asyncssh.SFTPFailure("no space left")
        if self._simulated.befalls("cut"):
            super().write(file_obj, offset, data[: len(data) // 2])
            asyncio.get_running_loop().call_soon(self._connection.abort)
            raise asyncssh.SFTPFailure("the connection ends")
        return super().write(file_obj, offset, data)

    def close(self, file_obj: object) -> None:
        if self._simulated.befalls("shortened"):
            assert isinstance(file_obj, io.IOBase)
            file_obj.truncate(file_obj.seek(0, io.SEEK_END) // 2)
        super().close(file_obj)

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        if self._simulated.befalls("norename"):
            raise asyncssh.SFTPPermissionDenied("nothing is renamed here")
        super().rename(oldpath, newpath)
