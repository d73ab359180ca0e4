"""How does help look that has Chinese headings too?"""

from __future__ import annotations

import click


class HelpfulCommand(click.Command):
    """A command of `python -m label_printer`."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of usage."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix="用法 Usage: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each option does."""
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        records = [option.get_help_record(ctx) for option in options]
        with formatter.section("选项 Options"):
            formatter.write_dl([record for record in records if record is not None])


help_option = click.help_option("-h", "--help", help="显示这段说明 · show this text")
