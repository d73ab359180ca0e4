"""How is the label printer started from a shell?"""

from label_printer.cli import main

main(prog_name="python -m label_printer")
