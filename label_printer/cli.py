"""How does a print shop turn a table into a file of labels? `python -m label_printer`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from label_printer.errors import StockError, TableError
from label_printer.pdf import PdfOptions
from label_printer.print_files import PrintFile, repeat_each, write_files
from label_printer.progress import with_progress
from label_printer.stock import Stock, load_stock, stock_names
from label_printer.table import Fault
from label_printer.table_labels import MOST_FAULTS, FaultyTableError, count_rows, set_table

_HELP = """把表格 (CSV) 变成可以打印的溯源二维码标签 (PDF)。

Turn a table (CSV) into traceability labels with QR codes, ready to print (PDF).

\b
例子 Example:
  python -m label_printer labels.csv -o sheet.pdf --stock a4-4x10

\b
表格第一行是列名，中文或英文均可；前两列必填：
The first row names the columns, in Chinese or English; the first two are needed:
  二维码内容 payload      产品名称 product       净含量 net_content
  质量等级 grade          执行标准 standard      批号 lot
  生产日期 produced_on    保质期至 best_before   生产者 enterprise
  生产许可证 sc_licence   追溯码 code

\b
编码 UTF-8 或 GB18030（Excel 直接另存为 CSV 即可）。
每个二维码写入前都已自动识读核对。打印时请选“实际大小 100 %”。
Every QR code is read back before it is written. Print at "actual size, 100 %".

\b
其他命令 Other commands（各有 --help）:
  print    直接送到标签打印机 send labels to a label printer
  package  给喷码机和印刷厂的码包 codes for inline coders and print shops
  poster   公示牌 a poster to hang on a wall
  virtual  虚拟打印机 a virtual label printer
"""


class _Command(click.Command):
    """A command whose help has Chinese headings too."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of usage."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage("python -m label_printer", pieces, prefix="用法 Usage: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each option does."""
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        records = [option.get_help_record(ctx) for option in options]
        with formatter.section("选项 Options"):
            formatter.write_dl([record for record in records if record is not None])


def _show_stocks(ctx: click.Context, _option: click.Parameter, is_wanted: bool) -> None:
    if is_wanted:
        for name in stock_names():
            click.echo(f"{name:10}{load_stock(name).title}")
        ctx.exit()


@click.command(
    cls=_Command,
    help=_HELP,
    context_settings={"max_content_width": 100},
)
@click.help_option("-h", "--help", help="显示这段说明 · show this text")
@click.argument("table", metavar="标签表.csv", type=click.Path(path_type=Path), required=False)
@click.option(
    "-o",
    "--output",
    metavar="文件.pdf",
    type=click.Path(path_type=Path),
    help="要写入的 PDF 文件 · the PDF to write",
)
@click.option(
    "--stock",
    default="60x40",
    show_default=True,
    metavar="名称",
    help="标签纸：名称或自己的 .toml 文件 · label stock: a name, or a .toml file of your own",
)
@click.option(
    "--start",
    default=1,
    metavar="位置",
    type=click.IntRange(min=1),
    help="整张标签纸从第几枚开始（用剩的纸）· first free position on a sheet begun before",
)
@click.option(
    "--copies",
    default=1,
    metavar="份数",
    type=click.IntRange(1, 1000),
    help="每枚标签印几份 · copies of each label",
)
@click.option(
    "--cutting-marks",
    is_flag=True,
    help="整张纸上加裁切线（手工裁切用）· marks at the corners, for sheets cut by hand",
)
@click.option(
    "--split",
    metavar="枚数",
    type=click.IntRange(min=1),
    help="每满这么多枚另起一个文件，如 10000 · begin a new file after so many labels",
)
@click.option(
    "--compact",
    is_flag=True,
    help="文件小到五分之一，印刷厂用 · a fifth of the size, for print shops",
)
@click.option(
    "--progress",
    is_flag=True,
    help="显示进度、速度和剩余时间 · show how far it is, how fast, and the time left",
)
@click.option(
    "--list-stocks",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_stocks,
    help="列出所有标签纸 · list the stocks",
)
def main(table: Path | None, output: Path | None, **asked: Any) -> None:
    """Write files of labels; end with 1 and a list of faults by row and column if any is wrong."""
    if table is None or output is None:
        raise click.UsageError("请给出标签表和 -o 文件.pdf · give a table and -o file.pdf (--help)")
    try:
        files = _write(table, output, load_stock(asked["stock"]), asked)
    except FaultyTableError as error:
        _refuse(error.faults)
    except (StockError, TableError) as error:
        raise click.ClickException(str(error)) from error
    else:
        _tell(files)


def _write(table: Path, output: Path, stock: Stock, asked: Mapping[str, Any]) -> list[PrintFile]:
    positions = stock.sheet.positions if stock.sheet else 1
    if asked["start"] > positions:
        raise StockError(f"{stock.name} 每页只有 {positions} 枚 · has {positions} labels on a page")
    options = PdfOptions(
        start=asked["start"],
        has_cutting_marks=asked["cutting_marks"],
        is_compact=asked["compact"],
    )
    labels = set_table(table, stock)
    if asked["progress"]:
        labels = with_progress(labels, count_rows(table))
    try:
        return write_files(
            repeat_each(labels, asked["copies"]), stock, output, options, asked["split"]
        )
    except OSError as error:
        raise TableError(f"无法写入 · cannot write {output}: {error}") from error


def _refuse(faults: list[Fault]) -> None:
    for fault in faults[:MOST_FAULTS]:
        click.echo(str(fault), err=True)
    if len(faults) > MOST_FAULTS:
        click.echo("…… 还有更多，请先改正以上各处 · and more: mend these first", err=True)
    raise click.ClickException("没有写入任何文件 · no file was written")


def _tell(files: list[PrintFile]) -> None:
    for file in files:
        report = file.report
        click.echo(
            f"已写入 {file.path}：{report.labels} 枚标签，{report.pages} 页 · "
            f"{report.labels} labels on {report.pages} pages"
        )
        click.echo(f"  SHA-256 {file.sha256}")
    for warning in dict.fromkeys(text for file in files for text in file.report.warnings):
        click.echo(f"注意 Note: {warning}", err=True)
