"""The last one out stops the embedded PostgreSQL: a tiny process that outlives its user by exactly that duty.

`namehouse.database` starts it as `python -I -S guard.py <directory> <pg_ctl> <uid> <gid> <users>`; the last is the file
descriptor that holds the users' shared lock. Its standard input ends when its user lets go or dies, however it dies
(even by SIGKILL). Only the standard library, so that it starts in a few milliseconds.
"""

import fcntl
import os
import signal
import subprocess
import sys


def main(directory: str, pg_ctl: str, uid: int, gid: int, users: int) -> int:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)  # a terminal's Ctrl-C reaches us too, but our user decides
    sys.stdin.buffer.read()
    with open(f"{directory}.lock", "wb") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0  # somebody else still uses the database, and has a guard too
        command = [pg_ctl, "stop", "-D", directory, "-m", "fast", "-w", "-t", "60", "-s"]
        become = {"user": uid, "group": gid, "extra_groups": []} if os.geteuid() == 0 else {}
        return subprocess.run(command, cwd="/", **become).returncode  # type: ignore[call-overload,no-any-return]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])))
