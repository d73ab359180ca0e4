"""How many points of PDF are so many millimetres?"""

from label_printer.drawing import MM_PER_INCH

POINTS_PER_MM = 72 / MM_PER_INCH


def points(*mm: float) -> str:
    """Write lengths as the operands of an operator."""
    return " ".join(f"{value * POINTS_PER_MM:.4f}" for value in mm)
