"""What else can be asked of the label printer from a shell?"""

from __future__ import annotations

import click

from label_printer.package_command import package
from label_printer.poster_command import make_poster
from label_printer.print_command import print_labels
from label_printer.virtual_command import virtual

COMMANDS: dict[str, click.Command] = {
    command.name: command
    for command in (print_labels, package, make_poster, virtual)
    if command.name
}
"""By the first word after `python -m label_printer`; any other word is a table (see `cli`)."""
