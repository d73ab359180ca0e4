"""How was the shipped font made?

Usage, once, by whoever changes the set of characters (nobody else needs it):

    npm pack @expo-google-fonts/noto-sans-sc && tar xzf expo-google-fonts-noto-sans-sc-*.tgz
    python label_printer/fonts/make_subset.py package/500Medium/NotoSansSC_500Medium.ttf

The npm package carries Noto Sans SC as static TrueType files under the SIL Open Font License 1.1
(`OFL.txt`). TrueType outlines matter: a PDF reader takes them as they are. Medium weight, because
regular strokes break up in a thermal printer's 8 dots per millimetre.
"""

import argparse
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).with_name("NotoSansSC-Medium-GB2312.ttf")

# Not in GB 2312, and found on labels all the same: dashes, units, and characters of village and
# personal names around Huizhou.
BEYOND_GB2312 = "—–·•…㎏㎎㎜㎝㎡㏄℃‰²³µ×÷©®™€¥塱埗堃喆翀镕焜"


def list_characters() -> set[int]:
    """List the code points of GB 2312, printable Latin-1 and the extra characters."""
    wanted = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) | {ord(c) for c in BEYOND_GB2312}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                wanted.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return wanted


def make_subset(source: Path, target: Path) -> int:
    """Write the subset of a TrueType font and return the number of characters it can draw."""
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["BASE", "GPOS", "GSUB", "GDEF", "vhea", "vmtx", "VORG", "STAT"]
    font = TTFont(source, recalcTimestamp=False)
    chooser = subset.Subsetter(options)
    chooser.populate(unicodes=list_characters())
    chooser.subset(font)
    font.save(target)
    return len(font.getBestCmap())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make the font subset shipped with label_printer.")
    parser.add_argument("source", type=Path, help="NotoSansSC_500Medium.ttf")
    parser.add_argument("--target", type=Path, default=TARGET)
    arguments = parser.parse_args()
    count = make_subset(arguments.source, arguments.target)
    size = arguments.target.stat().st_size
    print(f"{arguments.target.name}: {count} characters, {size} bytes")  # noqa: T201
