"""How is a code package made and checked from a shell? `python -m label_printer package`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from label_printer.code_package import (
    ENCODINGS,
    MOST_IN_A_FILE,
    CodeEntry,
    Manifest,
    PackageJob,
    verify_package,
    write_package,
)
from label_printer.errors import LabelError, PackageError
from label_printer.helpful import HelpfulCommand, help_option
from label_printer.stock import load_stock
from label_printer.table import Fault, read_table

_CHINA = ZoneInfo("Asia/Shanghai")

_HELP = """把表格里的追溯码做成码包，交给喷码机、激光机或印刷厂；或者核对收到的码包。

Make a code package of a table, for inline coders and print shops; or check one that came.

\b
例子 Examples:
  python -m label_printer package labels.csv -o codes.zip --job 2025-0301
  python -m label_printer package --verify codes.zip

\b
码包内容 What is in it:
  codes-0001.csv …   序号,追溯码,校验位,网址   sequence, code, check character, address
  manifest.json      任务、数量、首末码、每个文件的 SHA-256

表格须有“二维码内容”“产品名称”“追溯码”三列。文件名以 .zip 结尾为压缩包，否则为文件夹。
The table needs the columns payload, product and code. A name that ends with .zip gives an archive,
any other a folder.
"""


@click.command(
    "package", cls=HelpfulCommand, help=_HELP, context_settings={"max_content_width": 100}
)
@help_option
@click.argument("table", metavar="标签表.csv", type=click.Path(path_type=Path), required=False)
@click.option(
    "-o", "--output", metavar="码包", type=click.Path(path_type=Path),
    help="要写入的 .zip 或文件夹 · the archive or folder to write",
)  # fmt: skip
@click.option("--job", metavar="编号", help="任务编号 · number of the job")
@click.option(
    "--stock", default="60x40", show_default=True, metavar="名称", help="标签纸 · label stock"
)
@click.option(
    "--first", default=1, show_default=True, metavar="序号", type=click.IntRange(min=1),
    help="第一个码的序号 · sequence number of the first code",
)  # fmt: skip
@click.option(
    "--split", default=MOST_IN_A_FILE, show_default=True, metavar="个数",
    type=click.IntRange(1, MOST_IN_A_FILE),
    help="每个文件最多多少码 · most codes in a file",
)  # fmt: skip
@click.option(
    "--encoding", type=click.Choice(ENCODINGS), default="gb18030", show_default=True,
    help="文字编码 · encoding of the text",
)  # fmt: skip
@click.option(
    "--date", "day", metavar="日期", type=click.DateTime(["%Y-%m-%d"]),
    help="码包日期，默认今天 · date of the package, today if not given",
)  # fmt: skip
@click.option(
    "--verify", metavar="码包", type=click.Path(path_type=Path),
    help="核对这个码包 · check this package",
)  # fmt: skip
def package(table: Path | None, output: Path | None, verify: Path | None, **said: Any) -> None:
    """Write or check a package; end with 1 and the first fault if there is one."""
    try:
        if verify is not None:
            _tell("核对无误 · as it was written", verify, verify_package(verify))
            return
        if table is None or output is None or not said["job"]:
            raise click.UsageError(
                "请给出标签表、-o 和 --job · give a table, -o and --job (--help)"
            )
        job = PackageJob(
            job=said["job"],
            day=said["day"].date() if said["day"] else _today(),
            stock=load_stock(said["stock"]),
            first=said["first"],
            encoding=said["encoding"],
            split=said["split"],
        )
        _tell("已写入 · written", output, write_package(_entries(table), output, job))
    except LabelError as error:
        raise click.ClickException(str(error)) from error


def _today() -> date:
    return datetime.now(_CHINA).date()


def _entries(table: Path) -> Iterator[CodeEntry]:
    for row, entry in read_table(table):
        if isinstance(entry, Fault):
            raise PackageError(str(entry))
        if entry.code is None:
            raise PackageError(str(Fault(row, "code", "没有填写 · is empty")))
        yield CodeEntry(entry.code, entry.payload)


def _tell(done: str, path: Path, manifest: Manifest) -> None:
    click.echo(
        f"{done}: {path}，{manifest.count} 个码 codes，{len(manifest.files)} 个文件 files，"
        f"{manifest.first_code} … {manifest.last_code}"
    )
