"""How is the label printer started from a shell?"""

import sys

from label_printer.cli import main
from label_printer.device_commands import COMMANDS

_PROGRAM = "python -m label_printer"

first = sys.argv[1] if len(sys.argv) > 1 else ""
if first in COMMANDS:
    COMMANDS[first](sys.argv[2:], prog_name=f"{_PROGRAM} {first}")
else:
    main(prog_name=_PROGRAM)
