"""`python -m stapsgewijs` is `stapsgewijs`."""

from stapsgewijs.cli.main import main

if __name__ == "__main__":
    main()
