"""How are the labels of a table sent to a printer? `python -m label_printer print`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click

from label_printer.delivery import ChunkReport, Outcome, print_chunks
from label_printer.errors import LabelError
from label_printer.helpful import HelpfulCommand, help_option
from label_printer.label import Label
from label_printer.press import LANGUAGES, Press, find_language
from label_printer.printers.address import open_printer
from label_printer.stock import Stock, load_stock
from label_printer.table import read_table
from label_printer.table_labels import MOST_FAULTS, FaultyTableError, set_table

_HELP = """把表格 (CSV) 里的标签直接送到标签打印机，每次最多 50 枚，每次前后都问打印机的状态。

Send the labels of a table (CSV) straight to a label printer, at most 50 at a time, asking the
printer how it fares before and after. Nothing is ever sent twice by itself.

\b
例子 Example:
  python -m label_printer print labels.csv --printer tcp://192.168.1.50:9100 \\
      --language tspl --stock 60x40

\b
打印机地址 Addresses of printers:
  tcp://192.168.1.50:9100            网络打印机 network printer
  tcp://192.168.1.50:9100?answers=no 不回报状态的打印机 one that does not answer
  /dev/usb/lp0                       USB 打印机 USB printer
  ipp://localhost/printers/label     打印服务器 (CUPS) print server
  labels.prn                         写入文件 to a file

中断后请看最后一枚标签，用 --from 从下一枚继续。
After a break look at the last label on the roll and go on with --from at the next.
"""


@click.command("print", cls=HelpfulCommand, help=_HELP, context_settings={"max_content_width": 100})
@help_option
@click.argument("table", metavar="标签表.csv", type=click.Path(path_type=Path))
@click.option(
    "--printer", "address", metavar="地址", required=True, help="打印机地址 · where the printer is"
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="tspl",
    show_default=True,
    help="打印机语言，多数国产机为 tspl · the printer's language",
)
@click.option(
    "--stock",
    default="60x40",
    show_default=True,
    metavar="名称",
    help="标签纸：名称或自己的 .toml 文件 · label stock: a name, or a .toml file of your own",
)
@click.option(
    "--dpi",
    type=click.IntRange(100, 1200),
    metavar="点数",
    help="打印机分辨率，如 203、300 · dots per inch, if other than the stock's",
)
@click.option(
    "--from",
    "first",
    default=1,
    type=click.IntRange(min=1),
    metavar="第几枚",
    help="从第几枚开始 · number of the first label to print",
)
@click.option(
    "--native",
    is_flag=True,
    help="由打印机自己画二维码：数据少，但未经回读核对 · let the printer draw the symbols: "
    "less data, but not what was read back",
)
def print_labels(
    table: Path, address: str, language: str, stock: str, first: int, **choices: int | bool | None
) -> None:
    """Print a table; end with 1 if a label cannot be printed or it is not certain that it was."""
    dpi = choices["dpi"]
    try:
        chosen = load_stock(stock)
        total = _count_checked(table, chosen, dpi)
        if first > total:
            raise click.UsageError(f"表格只有 {total} 枚 · the table has {total} labels")
        press = Press(chosen, find_language(language), dpi, native=bool(choices["native"]))
        printer = open_printer(address, press.language)
        if not press.is_verified:
            click.echo(
                "注意 Note: 二维码由打印机绘制，未经核对，请先试扫 · scan a trial print", err=True
            )
        reports = print_chunks(
            islice(_labels(table), first - 1, None),
            press,
            printer,
            on_chunk=lambda report: _tell(report, first, total),
        )
        printer.close()
    except LabelError as error:
        raise click.ClickException(str(error)) from error
    _conclude(reports, first)


def _count_checked(table: Path, stock: Stock, dpi: int | None) -> int:
    """Set every label before the first is printed; tell the faults of all at once."""
    try:
        return sum(1 for _ in set_table(table, stock, dpi))
    except FaultyTableError as error:
        for fault in error.faults[:MOST_FAULTS]:
            click.echo(str(fault), err=True)
        raise click.ClickException("没有打印 · nothing was printed") from error


def _labels(table: Path) -> Iterator[Label]:
    return (entry for _, entry in read_table(table) if isinstance(entry, Label))


def _tell(report: ChunkReport, first: int, total: int) -> None:
    start, end = report.first + first - 1, report.last + first - 1
    click.echo(f"{start}–{end} / {total}  {_OUTCOMES[report.delivery.outcome]}")


def _conclude(reports: list[ChunkReport], first: int) -> None:
    last = reports[-1]
    delivery = last.delivery
    if delivery.outcome in {Outcome.CONFIRMED, Outcome.SENT}:
        return
    start = last.first + first - 1
    lines = [delivery.reason or delivery.status.words]
    if delivery.outcome is Outcome.UNKNOWN:
        if delivery.printed is not None:
            lines.append(
                f"打印机说这一批印出了 {delivery.printed} 枚 · it says that it printed "
                f"{delivery.printed} of these"
            )
        lines.append(
            f"第 {start} 枚起情况不明，请看最后印出的标签，用 --from 从下一枚继续 · "
            "look at the last label printed and go on with --from at the next"
        )
    else:
        lines.append(f"处理后用 --from {start} 继续 · see to it and go on with --from {start}")
    raise click.ClickException("\n".join(lines))


_OUTCOMES = {
    Outcome.NOT_SENT: "未发送 · not sent",
    Outcome.SENT: "已发送 · sent",
    Outcome.CONFIRMED: "已打印 · printed",
    Outcome.UNKNOWN: "情况不明 · unknown",
}
