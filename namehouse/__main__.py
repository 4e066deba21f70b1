"""`python -m namehouse` is the executable where no script is installed."""

from namehouse.cli import main

main(prog_name="namehouse")
