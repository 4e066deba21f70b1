"""The public's side of the bench: WHOIS queries, a connection each, from a process of its own.

python -m tests.bench.whois_load --port 8043 --count 5000 --seeded 200000
"""

import argparse
import asyncio
import json
import sys
import time


async def ask(host: str, port: int, name: str) -> bool:
    """Whether the answer is about the name."""
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"{name}\r\n".encode())
    answer = await reader.read()
    writer.close()
    return f"Domain Name: {name}\r\n".encode() in answer


async def run(host: str, port: int, count: int, clients: int, seeded: int) -> dict:
    numbers = iter(range(count))
    wrong = 0

    async def client() -> None:
        nonlocal wrong
        for number in numbers:
            wrong += not await ask(host, port, f"seed{1 + number * 7919 % seeded:06d}.test")

    print("ready", flush=True)
    sys.stdin.readline()
    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return {"seconds": time.perf_counter() - started, "wrong": wrong}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--clients", type=int, default=10)
    parser.add_argument("--seeded", type=int, required=True)
    options = parser.parse_args()
    result = run(options.host, options.port, options.count, options.clients, options.seeded)
    print(json.dumps(asyncio.run(result)))


if __name__ == "__main__":
    main()
