"""How wide texts are: an upper bound for the sans-serif fonts that browsers have, so that no text leaves its box."""

# Advance widths of the characters from space to tilde in DejaVu Sans, the widest of the common ones, in thousandths of
# the font's size. https://dejavu-fonts.github.io
_WIDTHS = (
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
    748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
    615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
    337, 636, 838,
)  # fmt: skip
_FIRST = 32
_BOLD = 1.1
_ELLIPSIS = "…"


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text may be, in pixels."""
    thousandths = sum(_WIDTHS[place] if 0 <= (place := ord(one) - _FIRST) < len(_WIDTHS) else 1000 for one in text)
    return thousandths * size * (_BOLD if bold else 1) / 1000


def fitted(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The text, or as much of it as fits, with an ellipsis: in the middle, as names differ at both ends."""
    if width_of(text, size, bold=bold) <= room:
        return text
    for kept in range(len(text) - 1, 0, -1):
        head = (kept + 1) // 2
        shorter = f"{text[:head].rstrip()}{_ELLIPSIS}{text[len(text) - (kept - head) :].lstrip()}"
        if width_of(shorter, size, bold=bold) <= room:
            return shorter
    return _ELLIPSIS
