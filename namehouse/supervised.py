"""A command under the supervisor: `python -m namehouse.supervised <command> …`.

It leaves the terminal's process group, so that Ctrl-C reaches the supervisor alone, which then stops all in order; and
it ends when the supervisor is gone, however that happened, which it learns from the end of its standard input.
"""

import os
import signal
import sys
import threading
import time

PATIENCE_VARIABLE = "PROCESS_PATIENCE"  # set by the supervisor: seconds to end in an orderly way when it is gone


def watch_supervisor() -> None:
    """Ends this process when its standard input ends."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(float(os.environ.get(PATIENCE_VARIABLE, "15")))
    os._exit(1)


def main() -> None:
    os.setpgid(0, 0)
    threading.Thread(target=watch_supervisor, daemon=True).start()
    from namehouse.cli import main as run

    run(sys.argv[1:], prog_name="namehouse")


if __name__ == "__main__":
    main()
