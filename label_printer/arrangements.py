"""In which ways can the words of a label stand round its symbol?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from label_printer.blocks import (
    Block,
    Row,
    aligned_block,
    centred_block,
    packed_block,
    plain_block,
    running_block,
)
from label_printer.content import Content, Under, under_options
from label_printer.drawing import Rule, SymbolBox, TextLine
from label_printer.setting import Setting, Style

RULE_MM = 0.25

_HEADS = ((1.8, 1), (1.45, 2), (1.15, 9), (1.0, 9))
"""Sizes of the product's name against the text's, and how many lines it may take."""

_LONE_HEADS = ((3.8, 1), (3.2, 1), (2.6, 1))
"""The same where nothing but the name stands beside the symbol."""

_BLOCKS = {
    Style.ALIGNED: aligned_block,
    Style.RUNNING: running_block,
    Style.PACKED: packed_block,
}


@dataclass(frozen=True)
class Placed:
    """The parts of a label, each in its place."""

    lines: list[TextLine]
    rules: list[Rule]
    symbol: SymbolBox


@dataclass(frozen=True)
class _Way:
    """What to place, and how large the product's name shall be."""

    content: Content
    under: Under
    setting: Setting
    head_size: tuple[float, int]

    def head(self, width_mm: float) -> Block | None:
        """Set the product's name; None if it takes too many lines."""
        factor, most = self.head_size
        size_mm = factor * self.setting.size_mm
        block = plain_block("product", self.content.product, width_mm, size_mm)
        return block if block is not None and block.line_count <= most else None

    def rows(self, rows: tuple[Row, ...], width_mm: float) -> Block | None:
        """Set captions and values."""
        return _BLOCKS[self.setting.style](rows, width_mm, self.setting.size_mm)


def arrange(content: Content, setting: Setting) -> Placed | None:
    """Place the words round the symbol in the most wanted way that fits; None if none does."""
    return next(_all_that_fit(content, setting), None)


def _all_that_fit(content: Content, setting: Setting) -> Iterator[Placed]:
    heads = _HEADS if content.facts or content.maker else (*_LONE_HEADS, *_HEADS)
    for under, build, head in product(under_options(content), (_banner, _column), heads):
        placed = build(_Way(content, under, setting, head))
        if placed is not None:
            yield placed


def _banner(way: _Way) -> Placed | None:
    """Set the name over the whole width, the maker at the foot, the rest beside the symbol."""
    setting = way.setting
    left = setting.box(setting.edge_mm, 0).x_mm
    width = setting.right_mm - left
    head, foot = way.head(width), way.rows(way.content.maker, width)
    if head is None or foot is None or not way.content.facts:
        return None
    top = setting.stock.margin_mm + head.height_mm + setting.gap_mm / 2
    bottom = setting.bottom_mm
    rules = [Rule(left, top, width, RULE_MM)]
    lines = head.at(left, setting.stock.margin_mm)
    if foot.runs:
        lines += foot.at(left, bottom - foot.height_mm)
        bottom -= foot.height_mm + setting.gap_mm + RULE_MM
        rules.append(Rule(left, bottom, width, RULE_MM))
    clear = setting.gap_mm if way.under.lines or not foot.runs else setting.quiet_mm
    symbol = _symbol_part(way, top + RULE_MM + setting.quiet_mm, bottom - clear)
    if symbol is None:
        return None
    beside = _beside(way, symbol, top + RULE_MM + setting.gap_mm, bottom - setting.gap_mm)
    if beside is None:
        return None
    return Placed(lines + symbol.lines + beside, rules, symbol.symbol)


def _beside(way: _Way, symbol: Placed, top_mm: float, bottom_mm: float) -> list[TextLine] | None:
    """Set the facts to the right of the symbol, at its height where they are few."""
    x_mm = _column_left(way.setting, symbol.symbol)
    block = way.rows(way.content.facts + way.under.rows, way.setting.right_mm - x_mm)
    room = bottom_mm - top_mm
    if block is None or block.height_mm > room:
        return None
    pitch = block.pitch_for(room)
    spare = room - block.height_at(pitch)
    return block.at(x_mm, top_mm + min(spare / 2, symbol.symbol.y_mm - top_mm), pitch)


def _column(way: _Way) -> Placed | None:
    """Set the symbol on the left at full height and every word to its right."""
    setting = way.setting
    symbol = _symbol_part(way, setting.edge_mm, setting.bottom_mm)
    if symbol is None:
        return None
    x_mm = _column_left(setting, symbol.symbol)
    width = setting.right_mm - x_mm
    head = way.head(width)
    block = way.rows(way.content.facts + way.under.rows + way.content.maker, width)
    if head is None or block is None:
        return None
    between = 2 * setting.gap_mm + RULE_MM if block.runs else 0.0
    room = setting.bottom_mm - setting.stock.margin_mm - head.height_mm - between
    if room < block.height_mm:
        return None
    pitch = block.pitch_for(room)
    top = setting.stock.margin_mm + (room - block.height_at(pitch)) / 2
    rule_top = top + head.height_mm + setting.gap_mm
    rules = [Rule(x_mm, rule_top, width, RULE_MM)] if block.runs else []
    lines = head.at(x_mm, top) + block.at(x_mm, top + head.height_mm + between, pitch)
    placed = Placed(symbol.lines + lines, rules, symbol.symbol)
    return placed if block.runs else _centred(placed, setting)


def _centred(placed: Placed, setting: Setting) -> Placed:
    """Move symbol and words to the middle of the label, the symbol by whole dots."""
    spare_mm = setting.right_mm - max(line.x_mm + line.width_mm for line in placed.lines)
    dots = math.floor(max(0.0, spare_mm) / 2 / setting.dot_mm)
    return Placed(
        [replace(line, x_mm=line.x_mm + dots * setting.dot_mm) for line in placed.lines],
        placed.rules,
        replace(placed.symbol, x_dots=placed.symbol.x_dots + dots),
    )


def _column_left(setting: Setting, box: SymbolBox) -> float:
    """Give the left edge of the text beside the symbol; a j reaches a little over its own."""
    return box.x_mm + box.side_mm + box.quiet_mm + 0.05 * setting.size_mm


def _symbol_part(way: _Way, top_mm: float, bottom_mm: float) -> Placed | None:
    """Centre the symbol and the words under it between two heights.

    The words keep off the quiet zone; they may be wider than the symbol by half of it.
    """
    setting = way.setting
    side = setting.side_mm
    left = setting.box(setting.edge_mm, 0).x_mm
    slack = min(setting.quiet_mm / 2, left - setting.stock.margin_mm)
    under = centred_block(way.under.lines, side + 2 * slack, setting.size_mm)
    if under is None:
        return None
    height = side + (setting.quiet_mm + under.height_mm if under.runs else 0.0)
    spare = bottom_mm - top_mm - height
    # The quiet zone reaches below the symbol too, over whatever stands there.
    lowest = setting.stock.height_mm - setting.quiet_mm - side - setting.dot_mm
    if spare < setting.dot_mm or top_mm > lowest:
        return None
    box = setting.box(left, min(top_mm + (spare - setting.dot_mm) / 2, lowest))
    lines = under.at(left - slack, box.y_mm + side + setting.quiet_mm)
    return Placed(lines, [], box)
