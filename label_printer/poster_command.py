"""How is a poster made from a shell? `python -m label_printer poster`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from PIL import Image, UnidentifiedImageError

from label_printer.errors import LabelError, LayoutError
from label_printer.helpful import HelpfulCommand, help_option
from label_printer.poster import HOTLINE, PAPERS, TITLE, Poster
from label_printer.poster_files import render_poster_pdf, render_poster_png
from label_printer.poster_symbol import LOGO_RATIO, MOST_LOGO_RATIO

_HELP = f"""制作溯源公示牌（A4 或 A3，PDF 或 PNG），贴在店里、厂里、食堂里给人扫。

Make a poster with a QR code (A4 or A3, PDF or PNG) to hang in a shop, a mill or a canteen.

\b
例子 Example:
  python -m label_printer poster https://LY.HZ.EXAMPLE/E/91441300MA4X -o poster.pdf \\
      --enterprise 惠州市稻花香粮油有限公司 --product 丝苗米 --logo logo.png

标志盖住二维码的一部分，所以边长不得超过二维码的 {MOST_LOGO_RATIO:.0%}，并检查剩余的纠错能力。
A logo hides part of the code: it may take {MOST_LOGO_RATIO:.0%} of its side at most, and what is
left of the error correction is measured. A poster that does not scan is not written.
"""


@click.command(
    "poster", cls=HelpfulCommand, help=_HELP, context_settings={"max_content_width": 100}
)
@help_option
@click.argument("payload", metavar="网址")
@click.option(
    "-o", "--output", required=True, metavar="文件", type=click.Path(path_type=Path),
    help="要写入的 .pdf 或 .png 文件 · the file to write",
)  # fmt: skip
@click.option("--enterprise", required=True, metavar="名称", help="企业名称 · the enterprise")
@click.option("--product", metavar="名称", help="产品 · its product")
@click.option("--sc-licence", metavar="SC…", help="食品生产许可证编号 · food production licence")
@click.option("--title", default=TITLE, show_default=True, metavar="文字", help="标题 · title")
@click.option(
    "--hotline", default=HOTLINE, show_default=True, metavar="号码",
    help="监督举报电话 · number for complaints",
)  # fmt: skip
@click.option(
    "--logo", metavar="图片", type=click.Path(path_type=Path),
    help="放在二维码中间的标志 · a picture for the middle of the code",
)  # fmt: skip
@click.option(
    "--logo-ratio", default=LOGO_RATIO, show_default=True, metavar="比例", type=float,
    help="标志边长占二维码的比例 · its side against that of the code",
)  # fmt: skip
@click.option(
    "--paper", type=click.Choice(list(PAPERS)), default="a4", show_default=True, help="纸张 · paper"
)
@click.option(
    "--dpi", default=300, show_default=True, metavar="点数", type=click.IntRange(72, 600),
    help="PNG 的分辨率 · dots per inch of a PNG",
)  # fmt: skip
def make_poster(payload: str, output: Path, paper: str, dpi: int, **said: Any) -> None:
    """Write a poster; end with 1 and the reason if it would not scan or its words do not fit."""
    logo = said.pop("logo")
    try:
        poster = Poster(payload, **said, logo=_open(logo) if logo else None)
        if output.suffix.lower() == ".png":
            content = render_poster_png(poster, paper, dpi)
        elif output.suffix.lower() == ".pdf":
            content = render_poster_pdf(poster, paper)
        else:
            raise LayoutError("output", "文件名须以 .pdf 或 .png 结尾 · end it with .pdf or .png")
        output.write_bytes(content)
    except LabelError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"无法写入 · cannot write {output}: {error}") from error
    click.echo(f"已写入 · written {output}")


def _open(path: Path) -> Image.Image:
    try:
        with Image.open(path) as picture:
            return picture.convert("RGBA")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise LayoutError("logo", f"无法读取图片 · cannot read {path}: {error}") from error
