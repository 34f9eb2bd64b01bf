"""Draws curves side by side as SVG. The x axes are logarithmic, as what they show grows tenfold."""

import math
from dataclasses import dataclass, field

WIDTH, HEIGHT = 360, 280
LEFT, RIGHT, TOP, BOTTOM = 62, 14, 34, 48
COLOURS = ("#1b6ca8", "#c8553d", "#3c7d4f")


@dataclass(frozen=True)
class Curve:
    name: str
    points: list[tuple[float, float]]


@dataclass(frozen=True)
class Panel:
    title: str
    x_label: str
    y_label: str
    curves: list[Curve] = field(default_factory=list)
    log_y: bool = False  # else from 0


def short(value: float) -> str:
    for size, unit in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"


class Axis:
    def __init__(self, low: float, high: float, begin: float, end: float, log: bool):
        self.low, self.high, self.begin, self.end, self.log = low, high, begin, end, log

    def place(self, value: float) -> float:
        of = math.log10 if self.log else float
        share = (of(value) - of(self.low)) / (of(self.high) - of(self.low))
        return self.begin + share * (self.end - self.begin)

    def ticks(self) -> list[float]:
        if self.log:
            first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            return [10.0 ** power for power in range(first, last + 1)]
        step = 10 ** math.floor(math.log10(self.high))
        while self.high / step < 4:
            step /= 2
        return [step * i for i in range(math.floor(self.high / step) + 1)]


def text(x: float, y: float, words: str, anchor: str = "middle", extra: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {extra}>{words}</text>\n'


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>\n'


def draw_axes(panel: Panel, x: Axis, y: Axis) -> str:
    out = text(WIDTH / 2, 18, panel.title, extra='font-weight="bold"')
    for tick in x.ticks():
        out += line(x.place(tick), TOP, x.place(tick), HEIGHT - BOTTOM)
        out += text(x.place(tick), HEIGHT - BOTTOM + 16, short(tick))
    for tick in y.ticks():
        out += line(LEFT, y.place(tick), WIDTH - RIGHT, y.place(tick))
        out += text(LEFT - 6, y.place(tick) + 4, short(tick), "end")
    out += text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, panel.x_label)
    middle = (TOP + HEIGHT - BOTTOM) / 2
    return out + text(14, middle, panel.y_label, extra=f'transform="rotate(-90 14 {middle:.1f})"')


def draw_panel(panel: Panel) -> str:
    xs = [x for curve in panel.curves for x, _ in curve.points]
    ys = [y for curve in panel.curves for _, y in curve.points]
    low_y = 10.0 ** math.floor(math.log10(min(ys))) if panel.log_y else 0.0
    x_axis = Axis(min(xs), max(xs), LEFT, WIDTH - RIGHT, True)
    y_axis = Axis(low_y, 1.15 * max(ys), HEIGHT - BOTTOM, TOP, panel.log_y)
    out = draw_axes(panel, x_axis, y_axis)
    for i, curve in enumerate(panel.curves):
        places = [(x_axis.place(x), y_axis.place(y)) for x, y in curve.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        out += f'<polyline points="{path}" fill="none" stroke="{COLOURS[i]}" stroke-width="2"/>\n'
        for x, y in places:
            out += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{COLOURS[i]}"/>\n'
        # Where no curve is: one that begins low ends high.
        x, anchor = (WIDTH - RIGHT - 8, "end") if panel.log_y else (LEFT + 8, "start")
        out += text(x, HEIGHT - BOTTOM - 26 + 14 * i, curve.name, anchor, f'fill="{COLOURS[i]}"')
    return out


def draw(panels: list[Panel]) -> str:
    out = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH * len(panels)}"'
           f' height="{HEIGHT}" font-family="sans-serif" font-size="11">\n'
           '<rect width="100%" height="100%" fill="white"/>\n')
    for i, panel in enumerate(panels):
        out += f'<g transform="translate({i * WIDTH} 0)">\n{draw_panel(panel)}</g>\n'
    return out + "</svg>\n"
