"""Bringing deposits to an agent: whole, to the server that is known, and again where it ended."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import asyncssh
import pytest

from rde.ship.destination import Destination, ShipDeclines, ShipSilent
from rde.ship.sftp import ship
from rde.simulator.sftp import SimulatedSftp

OURS = asyncssh.generate_private_key("ssh-ed25519")


@asynccontextmanager
async def agent(folder: Path) -> AsyncIterator[tuple[SimulatedSftp, Destination]]:
    (folder / "there" / "in").mkdir(parents=True)
    (folder / "own").write_bytes(OURS.export_private_key())
    simulated = SimulatedSftp(folder / "there", [OURS.convert_to_public()])
    (folder / "known").write_text(simulated.public_key())
    async with simulated.serving() as port:
        yield simulated, Destination("127.0.0.1", port, "registry", folder / "own", "", folder / "known", "in", 5)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "a_S1_R0.ryde", tmp_path / "a_S1_R0.sig"]
    for path, size in zip(paths, (700_001, 300), strict=True):
        path.write_bytes(os.urandom(size))
    return paths


def brought(simulated: SimulatedSftp) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (simulated.folder / "in").iterdir()}


def whole(files: list[Path]) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in files}


@pytest.mark.feature("REG-04")
async def test_files_arrive_whole_and_once(tmp_path: Path, files: list[Path]) -> None:
    async with agent(tmp_path) as (simulated, destination):
        told: list[int] = []
        await ship(files, destination, told.append)
        assert brought(simulated) == whole(files) and sum(told) == 700_301
        before = {path: path.stat().st_mtime_ns for path in (simulated.folder / "in").iterdir()}
        await ship(files, destination)
        assert {path: path.stat().st_mtime_ns for path in (simulated.folder / "in").iterdir()} == before


@pytest.mark.parametrize("mishap", ["cut", "full"])
async def test_what_was_cut_short_is_never_under_its_name_and_goes_on(
    tmp_path: Path, files: list[Path], mishap: str
) -> None:
    async with agent(tmp_path) as (simulated, destination):
        simulated.mishaps.append(mishap)
        with pytest.raises(ShipSilent):
            await ship(files, destination)
        assert files[1].name not in brought(simulated)
        await ship(files, destination)
        assert brought(simulated) == whole(files)


async def test_a_file_that_lost_its_end_there_is_noticed_and_mended(tmp_path: Path, files: list[Path]) -> None:
    async with agent(tmp_path) as (simulated, destination):
        simulated.mishaps.append("shortened")
        with pytest.raises(ShipSilent, match=r"350000 octets there, and 700001 here"):
            await ship(files, destination)
        await ship(files, destination)
        assert brought(simulated) == whole(files)


async def test_a_second_try_brings_only_what_is_missing(tmp_path: Path, files: list[Path]) -> None:
    async with agent(tmp_path) as (simulated, destination):
        simulated.mishaps.append("cut")
        with pytest.raises(ShipSilent):
            await ship(files, destination)
        there = (simulated.folder / "in" / f"{files[0].name}.part").stat().st_size
        assert there > 0
        told: list[int] = []
        await ship(files, destination, told.append)
        assert told[0] == there and brought(simulated) == whole(files)


async def test_a_server_that_renames_nothing_gets_the_signature_last(tmp_path: Path, files: list[Path]) -> None:
    async with agent(tmp_path) as (simulated, destination):
        simulated.lasting.add("norename")
        await ship(files, destination)
        assert brought(simulated) == whole(files)


async def test_a_server_with_another_key_is_not_spoken_with(tmp_path: Path, files: list[Path]) -> None:
    async with agent(tmp_path) as (simulated, destination):
        destination.host_key.write_bytes(asyncssh.generate_private_key("ssh-ed25519").export_public_key())
        with pytest.raises(ShipDeclines, match="ask the agent"):
            await ship(files, destination)
        for words in ("", "no key"):
            destination.host_key.write_text(words)
            with pytest.raises(ShipDeclines, match="known"):
                await ship(files, destination)
        assert brought(simulated) == {}


async def test_who_is_not_let_in_needs_people(tmp_path: Path, files: list[Path]) -> None:
    async with agent(tmp_path) as (simulated, destination):
        simulated.accepted.clear()
        with pytest.raises(ShipDeclines, match="does not let registry in"):
            await ship(files, destination)
        simulated.accepted.append(OURS.convert_to_public())
        simulated.lasting.add("forbidden")
        with pytest.raises(ShipDeclines, match="does not take"):
            await ship(files, destination)
        simulated.lasting.clear()
        with pytest.raises(ShipDeclines, match="no folder"):
            await ship(files, replace(destination, folder="elsewhere"))
        with pytest.raises(ShipDeclines, match="does not hold our key"):
            await ship(files, replace(destination, key=tmp_path / "nothing"))


async def test_a_server_that_is_away_is_worth_another_try(tmp_path: Path, files: list[Path]) -> None:
    async with agent(tmp_path) as (_, destination):
        pass
    with pytest.raises(ShipSilent, match="not reached"):
        await ship(files, destination)


async def test_a_server_that_says_nothing_is_not_waited_for(tmp_path: Path, files: list[Path]) -> None:
    import asyncio

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with agent(tmp_path) as (_, destination):
        quiet = replace(destination, port=server.sockets[0].getsockname()[1], timeout=0.5)
        with pytest.raises(ShipSilent, match=r"not reached in 0\.5 s"):
            await ship(files, quiet)
    server.close()
