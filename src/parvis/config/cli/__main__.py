"""`python -m parvis.config.cli`: how Parvis starts its own child processes."""

from parvis.config.cli import main

main(prog_name="parvis")
