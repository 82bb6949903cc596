"""Landscapes and buildings."""

import math
from itertools import pairwise

from itp_cms.demo.pictures.canvas import Canvas, Point, arc, smooth
from itp_cms.demo.pictures.palettes import Colour, mix


def sky(canvas: Canvas, x: float, y: float, radius: float = 0.11) -> None:
    """The ground colours of the palette, with a sun or moon."""
    palette = canvas.palette
    canvas.ground(palette.top, palette.bottom)
    canvas.glow(x, y, radius * 4, palette.tones[4], 0.7)
    canvas.circle(x, y, radius, mix(palette.sun, palette.tones[4], 0.25))


def ridge(canvas: Canvas, height: float, swing: float, colour: Colour, waves: float = 2.0) -> list[Point]:
    """A line of hills across the picture, filled down to its foot; returns the line."""
    phase = canvas.random.uniform(0, math.tau)
    other = canvas.random.uniform(0, math.tau)
    line = []
    for step in range(81):
        x = canvas.right * step / 80
        y = math.sin(x * waves + phase) * 0.65 + math.sin(x * waves * 2.3 + other) * 0.35
        line.append((x, height + swing * y))
    canvas.polygon([*line, (canvas.right, canvas.bottom), (0, canvas.bottom)], colour)
    return line


def hills(canvas: Canvas) -> None:
    sky(canvas, canvas.right * canvas.random.uniform(0.25, 0.75), canvas.bottom * 0.3)
    palette = canvas.palette
    for number in range(5):
        share = number / 4
        colour = mix(mix(palette.bottom, palette.tones[3], 0.5), palette.tones[0], share)
        line = ridge(canvas, canvas.bottom * (0.5 + 0.11 * number), 0.075, colour, 2.2 + number * 0.5)
        for x, y in canvas.random.sample(line, 3 + 2 * number) if number in {2, 3} else ():
            size = 0.02 + 0.02 * share
            canvas.line([(x, y), (x, y - size)], size / 6, mix(colour, palette.tones[0], 0.5))
            canvas.ellipse(x, y - size * 1.6, size * 0.5, size, mix(colour, palette.tones[0], 0.4))


def dunes(canvas: Canvas) -> None:
    sky(canvas, canvas.right * canvas.random.choice((0.28, 0.7)), canvas.bottom * 0.34, 0.14)
    palette = canvas.palette
    for number in range(4):
        height = canvas.bottom * (0.56 + 0.12 * number)
        crest = canvas.right * canvas.random.uniform(0.25, 0.75)
        peak = height - canvas.random.uniform(0.08, 0.16)
        left = smooth([(-0.1, height + 0.05), (crest * 0.5, height - 0.02), (crest, peak)])
        right = smooth(
            [(crest, peak), ((crest + canvas.right) / 2, height + 0.03), (canvas.right + 0.1, height + 0.01)]
        )
        foot = [(canvas.right + 0.1, canvas.bottom), (-0.1, canvas.bottom)]
        canvas.polygon([*left, *right, *foot], palette.tone(0.85 - 0.2 * number))
        slope = smooth([(crest, peak), (crest - 0.05, height + 0.12), (crest + 0.12, canvas.bottom)])
        canvas.polygon([*slope, foot[0], *reversed(right)], palette.tone(0.66 - 0.2 * number))


def river(canvas: Canvas) -> None:
    sky(canvas, canvas.right * 0.68, canvas.bottom * 0.24, 0.09)
    palette = canvas.palette
    horizon = canvas.bottom * 0.45
    ridge(canvas, horizon - 0.03, 0.06, mix(palette.bottom, palette.tones[2], 0.55), 3)
    canvas.rectangle(0, horizon, canvas.right, canvas.bottom, palette.tones[2])
    ridge(canvas, horizon + 0.07, 0.02, mix(palette.tones[1], palette.tones[2], 0.4), 2)
    side = canvas.random.choice((-1, 1))
    middle = [(0.5, 0.0), (0.56, 0.12), (0.42, 0.32), (0.62, 0.62), (0.45, 1.0)]
    path = [(canvas.right * (0.5 + side * (x - 0.5)), horizon + (canvas.bottom - horizon) * y) for x, y in middle]
    widths = [0.012, 0.05, 0.12, 0.24, 0.44]
    left = smooth([(x - width, y) for (x, y), width in zip(path, widths, strict=True)])
    right = smooth([(x + width, y) for (x, y), width in zip(path, widths, strict=True)])
    water = mix(palette.top, palette.tones[4], 0.55)
    canvas.polygon([*left, *reversed(right)], water)
    for number in range(14):
        share = (number + 1) / 15
        y = horizon + (canvas.bottom - horizon) * share
        x = path[2][0] + canvas.random.uniform(-0.1, 0.1) * share
        canvas.line([(x, y), (x + 0.12 * share, y)], 0.004, mix(water, palette.tones[3], 0.7))
    _reeds(canvas)
    _boat(canvas, path[2][0] + 0.01, path[2][1] + 0.07, 0.075)


def _reeds(canvas: Canvas) -> None:
    for _ in range(46):
        x = canvas.random.choice((canvas.random.uniform(0, 0.3), canvas.right - canvas.random.uniform(0, 0.3)))
        height = canvas.random.uniform(0.1, 0.24)
        lean = canvas.random.uniform(-0.05, 0.05)
        stalk = smooth(
            [(x, canvas.bottom), (x + lean * 0.3, canvas.bottom - height * 0.6), (x + lean, canvas.bottom - height)]
        )
        canvas.line(stalk, 0.006, canvas.palette.tone(canvas.random.uniform(0, 0.3)))


def _boat(canvas: Canvas, x: float, y: float, size: float) -> None:
    palette = canvas.palette
    hull = smooth([(x - size, y), (x - size * 0.6, y + size * 0.22), (x + size * 0.6, y + size * 0.22), (x + size, y)])
    canvas.polygon(hull, palette.tones[0])
    canvas.line([(x, y), (x, y - size * 1.7)], size * 0.05, palette.tones[0])
    canvas.polygon(
        [(x + size * 0.06, y - size * 1.65), (x + size * 0.85, y - size * 0.2), (x + size * 0.06, y - size * 0.2)],
        palette.accent,
    )
    canvas.polygon(
        [(x - size * 0.06, y - size * 1.3), (x - size * 0.6, y - size * 0.2), (x - size * 0.06, y - size * 0.2)],
        palette.tones[4],
    )


def city(canvas: Canvas) -> None:
    sky(canvas, canvas.right * canvas.random.uniform(0.3, 0.7), canvas.bottom * 0.32, 0.12)
    palette = canvas.palette
    for row in range(3):
        colour = mix(mix(palette.bottom, palette.tones[2], 0.6), palette.tones[0], row / 2.3)
        foot = canvas.bottom * (0.72 + 0.16 * row)
        x = -0.05
        while x < canvas.right:
            width = canvas.random.uniform(0.09, 0.17)
            height = canvas.random.uniform(0.16, 0.42 - 0.06 * row)
            _house(canvas, x, foot - height, width, foot, colour, lit=row > 0)
            x += width + canvas.random.uniform(0.0, 0.015)
    canvas.rectangle(0, canvas.bottom * 0.965, canvas.right, canvas.bottom, palette.tones[0])


def _house(canvas: Canvas, x: float, top: float, width: float, foot: float, colour: Colour, lit: bool) -> None:
    palette = canvas.palette
    canvas.rectangle(x, top, x + width, foot + 0.2, colour)
    roof = canvas.random.choice(("flat", "gable", "dome", "spire"))
    middle = x + width / 2
    if roof == "gable":
        canvas.polygon([(x, top), (middle, top - width * 0.45), (x + width, top)], colour)
    elif roof == "dome":
        canvas.polygon(arc(middle, top, width * 0.42, width * 0.42, 180, 360), colour)
        canvas.line([(middle, top - width * 0.4), (middle, top - width * 0.62)], 0.004, colour)
    elif roof == "spire":
        canvas.polygon([(middle - width * 0.2, top), (middle, top - width * 1.1), (middle + width * 0.2, top)], colour)
    windows = mix(palette.tones[4], palette.accent, 0.35) if palette.is_night else mix(colour, palette.tones[4], 0.5)
    columns = max(int(width / 0.035), 2)
    gap = width / (columns + 0.5)
    for line in range(int((foot + 0.15 - top) / 0.05)):
        for column in range(columns):
            if lit and canvas.random.random() < 0.55:
                left, upper = x + gap * (column + 0.5), top + 0.03 + 0.05 * line
                canvas.rectangle(left, upper, left + gap * 0.45, upper + 0.024, windows)


def bridge(canvas: Canvas) -> None:
    sky(canvas, canvas.right * 0.24, canvas.bottom * 0.28, 0.1)
    palette = canvas.palette
    water = canvas.bottom * 0.68
    ridge(canvas, canvas.bottom * 0.52, 0.05, mix(palette.bottom, palette.tones[2], 0.45), 2.5)
    for row in range(9):
        top = water + (canvas.bottom - water) * row / 9
        canvas.rectangle(0, top, canvas.right, canvas.bottom, palette.tone(0.72 - row * 0.055))
    spans = canvas.random.choice((3, 4, 5))
    _arches(canvas, spans, max(canvas.bottom * 0.44, water - 0.27), water, palette.tones[1])
    for _ in range(26):
        x, y = canvas.random.uniform(0, canvas.right), canvas.random.uniform(water + 0.03, canvas.bottom)
        canvas.line([(x, y), (x + canvas.random.uniform(0.04, 0.16), y)], 0.004, palette.tones[4])
    _boat(canvas, canvas.right * 0.72, canvas.bottom * 0.87, 0.085)


def _arches(canvas: Canvas, spans: int, deck: float, water: float, colour: Colour) -> None:
    palette = canvas.palette
    width = canvas.right / spans
    rise = 0.05
    road = [(canvas.right * step / 40, deck - rise * math.sin(math.pi * step / 40)) for step in range(41)]
    outline = [*road, (canvas.right, water)]
    for number in reversed(range(spans)):
        radius = width * 0.4
        height = min(water - deck - 0.05, radius * 1.1)
        outline += arc(width * (number + 0.5), water, radius, height, 0, -180)
    canvas.polygon([*outline, (0, water)], colour)
    canvas.line([(x, y - 0.004) for x, y in road], 0.022, palette.tones[3])
    canvas.line([(x, y + 0.03) for x, y in road], 0.008, palette.tones[2])
    for number in range(1, spans):
        x = width * number
        canvas.rectangle(x - width * 0.1, water - 0.01, x + width * 0.1, water + 0.02, palette.tones[0])
    for x, y in road[2::4]:
        canvas.line([(x, y), (x, y - 0.075)], 0.005, palette.tones[0])
        canvas.circle(x, y - 0.08, 0.012, palette.accent)


def stars(canvas: Canvas) -> None:
    palette = canvas.palette
    night = (mix(palette.tones[0], palette.top, 0.08), mix(palette.tones[1], palette.tones[2], 0.4))
    canvas.ground(*night)
    canvas.glow(canvas.right * 0.7, canvas.bottom * 0.28, 0.5, palette.tones[2], 0.55)
    for _ in range(240):
        x, y = canvas.random.uniform(0, canvas.right), canvas.random.uniform(0, canvas.bottom * 0.8)
        canvas.circle(x, y, canvas.random.choice((0.0012, 0.002, 0.003)), palette.tone(canvas.random.uniform(0.6, 1)))
    figure = [
        (canvas.right * (0.12 + 0.76 * number / 6), canvas.bottom * canvas.random.uniform(0.14, 0.55))
        for number in range(7)
    ]
    for start, end in pairwise(figure):
        canvas.line([start, end], 0.0028, palette.tones[3])
    for x, y in figure:
        canvas.glow(x, y, 0.06, palette.tones[4], 0.6)
        _star(canvas, x, y, canvas.random.uniform(0.018, 0.03), palette.accent)
    ridge(canvas, canvas.bottom * 0.86, 0.04, mix(palette.tones[0], palette.tones[1], 0.35), 3)
    ridge(canvas, canvas.bottom * 0.93, 0.03, palette.tones[0], 2)


def _star(canvas: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    points = []
    for corner in range(8):
        angle = math.tau * corner / 8
        reach = size if corner % 2 == 0 else size * 0.36
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    canvas.polygon(points, colour)


def sphinx(canvas: Canvas) -> None:
    sky(canvas, canvas.right * 0.86, canvas.bottom * 0.2, 0.09)
    palette = canvas.palette
    ground = canvas.bottom * 0.78
    for x, size in ((0.2, 0.5), (0.52, 0.34)):
        left, right, peak = canvas.right * x - size * 0.75, canvas.right * x + size * 0.75, ground - size
        canvas.polygon([(left, ground), (canvas.right * x, peak), (right, ground)], palette.tone(0.72))
        canvas.polygon(
            [(canvas.right * x, peak), (right, ground), (canvas.right * x + size * 0.2, ground)], palette.tone(0.52)
        )
    canvas.rectangle(0, ground, canvas.right, canvas.bottom, palette.tones[3])
    canvas.shadow(canvas.right * 0.55, ground + 0.03, 0.5, 0.035)
    scale = min(canvas.right, 1.2) / 1.35
    _lion(canvas, canvas.right * 0.5 - 0.5 * scale, ground + 0.02, scale)
    canvas.rectangle(0, canvas.bottom * 0.9, canvas.right, canvas.bottom, palette.tones[2])


def _lion(canvas: Canvas, x: float, y: float, scale: float) -> None:
    palette = canvas.palette

    def at(points: list[Point]) -> list[Point]:
        return [(x + px * scale, y - py * scale) for px, py in points]

    canvas.polygon(at([(-0.05, -0.05), (1.12, -0.05), (1.12, 0.02), (-0.05, 0.02)]), palette.tones[0])
    back = smooth([(0.0, 0.02), (0.02, 0.2), (0.16, 0.3), (0.4, 0.27), (0.62, 0.34), (0.72, 0.3), (0.76, 0.02)])
    canvas.polygon(at(back), palette.tones[1])
    canvas.polygon(at(smooth([(0.6, 0.02), (0.66, 0.1), (0.95, 0.1), (1.06, 0.08), (1.07, 0.02)])), palette.tones[1])
    canvas.polygon(at(smooth([(0.06, 0.02), (0.12, 0.17), (0.26, 0.19), (0.34, 0.02)])), palette.tones[0])
    cloth = smooth([(0.6, 0.66), (0.52, 0.55), (0.5, 0.3), (0.62, 0.27), (0.74, 0.29), (0.78, 0.44)])
    canvas.polygon(at([*cloth, (0.78, 0.62)]), palette.tones[2])
    for step in range(5):
        canvas.line(
            at([(0.515 + step * 0.012, 0.34 + step * 0.06), (0.66, 0.33 + step * 0.065)]), 0.006 * scale, palette.accent
        )
    face = [
        (0.64, 0.68),
        (0.79, 0.66),
        (0.815, 0.58),
        (0.84, 0.52),
        (0.81, 0.5),
        (0.815, 0.44),
        (0.78, 0.4),
        (0.68, 0.4),
    ]
    canvas.polygon(at(smooth(face)), palette.tones[2])
    canvas.line(at([(0.74, 0.585), (0.79, 0.58)]), 0.012 * scale, palette.tones[0])
    canvas.line(at([(0.77, 0.46), (0.81, 0.465)]), 0.007 * scale, palette.tones[0])
    canvas.line(at(smooth([(0.02, 0.06), (-0.04, 0.12), (-0.02, 0.2), (0.04, 0.19)])), 0.022 * scale, palette.tones[1])
