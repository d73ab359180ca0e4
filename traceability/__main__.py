"""Start the command line with `python -m traceability`."""

from traceability.cli import main

if __name__ == "__main__":
    main()
