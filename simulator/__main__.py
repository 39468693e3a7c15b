"""`python -m simulator` is `stapsgewijs`."""

from simulator.cli import main

if __name__ == "__main__":
    main()
