"""How is the virtual printer started? `python -m label_printer virtual`."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import click

from label_printer.helpful import HelpfulCommand, help_option
from label_printer.press import LANGUAGES
from label_printer.virtual.engine import Engine, Tricks
from label_printer.virtual.record import PAGE, Printed, Record
from label_printer.virtual.server import Server, listen

_HELP = """虚拟标签打印机：像真打印机一样听 9100 端口，把每枚标签存成图片。

A virtual label printer: listens as a real one does and keeps each label as a picture, with what
its QR code says in journal.jsonl. For trying things out, for demos and for tests.

\b
例子 Example:
  python -m label_printer virtual --language tspl --record printed --page
  python -m label_printer print labels.csv --printer tcp://127.0.0.1:9100

\b
运行时可输入 While it runs, type:
  paper    装上纸 load paper
  resume   结束停顿 end a stall
"""


@click.command(
    "virtual", cls=HelpfulCommand, help=_HELP, context_settings={"max_content_width": 100}
)
@help_option
@click.option(
    "--port",
    default=9100,
    show_default=True,
    metavar="端口",
    type=click.IntRange(0, 65535),
    help="0 为任意空闲端口 · 0 takes any free port",
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="地址", help="监听地址 · address"
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="tspl",
    show_default=True,
    help="打印机语言 · the language it speaks",
)
@click.option(
    "--dpi", default=203, show_default=True, metavar="点数", type=click.IntRange(100, 1200),
    help="分辨率 · dots per inch",
)  # fmt: skip
@click.option(
    "--record", metavar="文件夹", type=click.Path(path_type=Path, file_okay=False),
    help="保存标签图片和记录 · folder for pictures and journal",
)  # fmt: skip
@click.option(
    "--page", is_flag=True, help="在文件夹里写 index.html 供浏览 · keep a page to look at"
)
@click.option(
    "--speed", default=0.0, metavar="枚/秒", type=click.FloatRange(min=0),
    help="每秒几枚，0 为最快 · labels a second, 0 as fast as it can",
)  # fmt: skip
@click.option(
    "--stall-after", metavar="N", type=click.IntRange(min=0),
    help="印出 N 枚后停住不应 · hang after N labels",
)  # fmt: skip
@click.option(
    "--drop-after", metavar="N", type=click.IntRange(min=0),
    help="收到 N 枚后，在下一枚中间断线 · break the line amid the label after N",
)  # fmt: skip
@click.option(
    "--paper-out-after", metavar="N", type=click.IntRange(min=0),
    help="印出 N 枚后缺纸 · be out of paper after N labels",
)  # fmt: skip
def virtual(host: str, port: int, language: str, dpi: int, **choices: object) -> None:
    """Run until stopped; the first line says where it listens."""
    folder, with_page = choices["record"], bool(choices["page"])
    if with_page and folder is None:
        raise click.UsageError("--page 需要 --record · --page needs --record")
    try:
        record = Record(folder if isinstance(folder, Path) else None, with_page=with_page)
        listener = listen(host, port)
    except OSError as error:
        raise click.ClickException(f"无法启动 · cannot start: {error}") from error
    engine = Engine(
        record,
        tricks=Tricks(*(_number(choices[name]) for name in _TRICKS)),
        speed=float(str(choices["speed"])),
        on_printed=None if folder else _tell,
    )
    server = Server(listener, engine, language, dpi)
    click.echo(f"虚拟打印机 {language} 已就绪 · listening on tcp://{host}:{server.port}")
    if with_page:
        click.echo(f"浏览 · look at {folder}/{PAGE}")
    sys.stdout.flush()
    threading.Thread(target=_obey, args=(engine,), daemon=True).start()
    server.serve()


_TRICKS = ("stall_after", "drop_after", "paper_out_after")


def _number(choice: object) -> int | None:
    return choice if isinstance(choice, int) else None


def _tell(printed: Printed) -> None:
    click.echo(f"{printed.number}: {printed.text}")


def _obey(engine: Engine) -> None:
    """Do what is typed, and say when it is done."""
    orders = {"paper": engine.load_paper, "resume": engine.resume}
    for words in sys.stdin:
        order = orders.get(words.strip())
        if order is not None:
            order()
        click.echo("好 · done" if order else "? paper / resume")
        sys.stdout.flush()
