"""Things that museums keep."""

import math

from PIL import Image

from itp_cms.demo.pictures.canvas import Canvas, Point, arc, mirrored, smooth
from itp_cms.demo.pictures.palettes import mix

# Half outlines from the lip down: away from the middle, and down from the top, of a vase one unit high.
_VASES = (
    [
        (0.14, 0),
        (0.12, 0.05),
        (0.1, 0.14),
        (0.2, 0.24),
        (0.34, 0.42),
        (0.33, 0.6),
        (0.2, 0.82),
        (0.13, 0.94),
        (0.17, 1),
    ],
    [(0.09, 0), (0.07, 0.06), (0.065, 0.3), (0.1, 0.42), (0.26, 0.56), (0.3, 0.72), (0.24, 0.9), (0.16, 1)],
    [(0.2, 0), (0.17, 0.06), (0.22, 0.14), (0.36, 0.32), (0.37, 0.46), (0.28, 0.7), (0.16, 0.92), (0.18, 1)],
)


def _room(canvas: Canvas, floor: float) -> None:
    palette = canvas.palette
    canvas.ground(palette.top, mix(palette.top, palette.bottom, 0.8))
    step = 0.16
    for number in range(int(canvas.right / step) + 1):
        colour = mix(palette.bottom, palette.top, 0.55)
        canvas.rectangle(number * step, 0, number * step + step / 2, floor, colour)
    canvas.glow(canvas.right * 0.5, floor - 0.35, 0.62, palette.tones[4], 0.75)
    canvas.rectangle(0, floor, canvas.right, canvas.bottom, mix(palette.bottom, palette.tones[2], 0.55))
    canvas.rectangle(0, floor, canvas.right, floor + 0.012, mix(palette.bottom, palette.tones[4], 0.4))


def vase(canvas: Canvas) -> None:
    palette = canvas.palette
    floor = canvas.bottom * 0.8
    _room(canvas, floor)
    shape = canvas.random.choice(_VASES)
    height, middle = 0.66, canvas.right / 2
    foot = floor + 0.045
    half = [(away * height, foot - height + down * height) for away, down in smooth(shape)]
    outline = mirrored(half, middle)
    canvas.shadow(middle + 0.05, foot, 0.3, 0.05)
    if shape is _VASES[0]:
        for side in (-1, 1):
            handle = [(0.09, 0.07), (0.27, 0.06), (0.3, 0.2), (0.23, 0.3)]
            points = [(middle + side * x * height, foot - height + y * height) for x, y in handle]
            canvas.line(smooth(points), 0.026, palette.tones[0])
    canvas.polygon(outline, palette.tones[2])
    mask = canvas.mask(outline)
    _bands(canvas, mask, middle, foot - height, height)
    canvas.shade(mask, middle - 0.1, middle + 0.28, 0.55)
    lip = shape[0][0] * height
    canvas.ellipse(middle, foot - height, lip, lip * 0.16, palette.tones[0])


def _bands(canvas: Canvas, mask: Image.Image, middle: float, top: float, height: float) -> None:
    palette = canvas.palette
    for place, width, colour in (
        (0.13, 0.016, palette.tones[0]),
        (0.36, 0.012, palette.tones[0]),
        (0.4, 0.12, palette.tones[1]),
        (0.55, 0.012, palette.tones[0]),
        (0.74, 0.05, palette.accent),
        (0.9, 0.02, palette.tones[0]),
    ):
        y = top + place * height
        box: list[Point] = [
            (middle - 0.4, y),
            (middle + 0.4, y),
            (middle + 0.4, y + width * height),
            (middle - 0.4, y + width * height),
        ]
        canvas.polygon(box, colour, mask)
    y, reach = top + 0.46 * height, 0.028
    zigzag = [(middle - 0.36 + number * reach, y + (reach if number % 2 else -reach) * 0.8) for number in range(27)]
    thick = 0.008
    canvas.polygon(
        [*((x, py - thick) for x, py in zigzag), *((x, py + thick) for x, py in reversed(zigzag))],
        palette.tones[4],
        mask,
    )


def mask(canvas: Canvas) -> None:
    palette = canvas.palette
    canvas.ground(palette.tones[1], palette.tones[0])
    middle, size = canvas.right / 2, 0.4
    top = canvas.bottom / 2 - size * 1.02
    canvas.glow(middle, canvas.bottom / 2, 0.85, palette.tones[2], 0.75)

    def at(points: list[Point]) -> list[Point]:
        return [(middle + x * size, top + y * size) for x, y in points]

    for ray in range(25):
        angle = math.pi * (ray / 24) + math.pi
        start = (middle + size * 0.7 * math.cos(angle), top + size * (0.78 + 0.7 * math.sin(angle)))
        tip = (middle + size * 1.06 * math.cos(angle), top + size * (0.78 + 1.02 * math.sin(angle)))
        canvas.line([start, tip], 0.018, palette.accent if ray % 2 else palette.tones[3])
    face = smooth([(0, 0.06), (0.46, 0.16), (0.7, 0.5), (0.7, 1.0), (0.56, 1.5), (0.3, 1.86), (0, 1.96)])
    outline = mirrored(at([(x, y) for x, y in face if x >= 0]), 0)
    half = [(x - middle, y) for x, y in at(face)]
    outline = mirrored(half, middle)
    canvas.polygon(outline, palette.tones[3])
    shape = canvas.mask(outline)
    for row in range(3):
        band = at(
            [(-0.8, 0.2 + row * 0.13), (0.8, 0.2 + row * 0.13), (0.8, 0.26 + row * 0.13), (-0.8, 0.26 + row * 0.13)]
        )
        canvas.polygon(band, palette.accent if row == 1 else palette.tones[1], shape)
    for side in (-1, 1):
        brow = [(side * 0.1, 0.8), (side * 0.32, 0.68), (side * 0.6, 0.8)]
        canvas.line(smooth(at(brow)), 0.024, palette.tones[0])
        lid = smooth([(side * 0.14, 0.92), (side * 0.34, 0.8), (side * 0.56, 0.92)])
        eye = smooth([(side * 0.56, 0.92), (side * 0.34, 1.0), (side * 0.14, 0.92)])
        canvas.polygon(at([*lid, *eye]), palette.tones[4])
        canvas.polygon(
            at([*smooth([(side * 0.14, 0.93), (side * 0.34, 0.93), (side * 0.56, 0.93)]), *eye]), palette.tones[0]
        )
        for dot in range(4):
            canvas.circle(*at([(side * (0.36 + 0.07 * dot), 1.2 + 0.015 * dot)])[0], 0.011, palette.tones[1])
        ear = smooth([(side * 0.7, 0.82), (side * 0.82, 0.86), (side * 0.8, 1.1), (side * 0.7, 1.16)])
        canvas.polygon(at(ear), palette.tones[2])
        canvas.ring(*at([(side * 0.78, 1.24)])[0], 0.032, 0.009, palette.accent)
    canvas.polygon(at(smooth([(-0.06, 0.84), (-0.16, 1.26), (0, 1.32), (0.16, 1.26), (0.06, 0.84)])), palette.tones[2])
    canvas.polygon(
        at(
            [
                *smooth([(-0.26, 1.54), (-0.1, 1.48), (0, 1.51), (0.1, 1.48), (0.26, 1.54)]),
                *smooth([(0.26, 1.54), (0, 1.66), (-0.26, 1.54)]),
            ]
        ),
        palette.tones[1],
    )
    canvas.line(at([(-0.24, 1.545), (0.24, 1.545)]), 0.006, palette.tones[0])
    canvas.shade(shape, middle, middle + size * 0.72, 0.5)


def book(canvas: Canvas) -> None:
    palette = canvas.palette
    canvas.ground(mix(palette.tones[2], palette.tones[3], 0.3), mix(palette.tones[1], palette.tones[2], 0.5))
    middle, y = canvas.right / 2, canvas.bottom * 0.5
    canvas.glow(middle, y, 0.8, palette.tones[3], 0.6)
    width, height = 0.46, 0.3
    canvas.shadow(middle, y + height + 0.03, width * 1.05, 0.07, 0.5)
    for side in (-1, 1):
        cover = [(0, -1.0), (0.5, -1.12), (1.06, -1.0), (1.06, 1.06), (0.5, 0.98), (0, 1.1)]
        canvas.polygon([(middle + side * a * width, y + b * height) for a, b in cover], palette.tones[0])
        for leaf in range(4):
            curve = smooth([(0, -0.9 + leaf * 0.02), (0.3, -1.12), (1 - leaf * 0.012, -1.0)])
            edge = smooth([(1 - leaf * 0.012, 0.96 - leaf * 0.02), (0.3, 0.84), (0, 1.04)])
            page = [(middle + side * a * width, y + b * height) for a, b in [*curve, *edge]]
            canvas.polygon(page, mix(palette.tones[4], palette.tones[2], 0.28 - 0.09 * leaf))
        _page(canvas, middle, y, width, height, side)
    gutter = [
        (middle - 0.012, y - height * 0.86),
        (middle + 0.012, y - height * 0.86),
        (middle + 0.012, y + height),
        (middle - 0.012, y + height),
    ]
    canvas.polygon(gutter, mix(palette.tones[4], palette.tones[1], 0.35))
    start, end = (middle + width * 0.55, y + height * 1.34), (middle + width * 1.3, y + height * 0.7)
    canvas.line([start, end], 0.026, palette.accent)
    canvas.line([start, (start[0] + 0.03, start[1] - 0.02)], 0.024, palette.tones[4])


def _page(canvas: Canvas, middle: float, y: float, width: float, height: float, side: int) -> None:
    palette = canvas.palette
    ink = mix(palette.tones[4], palette.tones[1], 0.5)
    if side < 0:
        left, top = middle - width * 0.86, y - height * 0.78
        canvas.rectangle(left, top, left + width * 0.66, top + height * 0.9, palette.tones[3])
        canvas.circle(left + width * 0.48, top + height * 0.26, height * 0.12, palette.accent)
        canvas.polygon(
            [
                (left, top + height * 0.9),
                (left + width * 0.24, top + height * 0.4),
                (left + width * 0.46, top + height * 0.9),
            ],
            palette.tones[1],
        )
        canvas.polygon(
            [
                (left + width * 0.3, top + height * 0.9),
                (left + width * 0.48, top + height * 0.56),
                (left + width * 0.66, top + height * 0.9),
            ],
            palette.tones[2],
        )
        rows = [0.32, 0.46, 0.6]
    else:
        rows = [-0.74 + 0.14 * row for row in range(11)]
    for number, row in enumerate(rows):
        start, end = middle + side * width * 0.14, middle + side * width * (0.6 if number == len(rows) - 1 else 0.84)
        canvas.line([(start, y + row * height), (end, y + (row - 0.05) * height)], 0.0075, ink)


def lantern(canvas: Canvas) -> None:
    palette = canvas.palette
    canvas.ground(palette.tones[0], mix(palette.tones[1], palette.tones[2], 0.4))
    for _ in range(70):
        x, y = canvas.random.uniform(0, canvas.right), canvas.random.uniform(0, canvas.bottom)
        canvas.circle(x, y, canvas.random.uniform(0.001, 0.004), palette.tones[3])
    rope = [(canvas.right * step / 20, 0.07 + 0.06 * math.sin(math.pi * step / 20)) for step in range(21)]
    canvas.line(rope, 0.006, palette.tones[3])
    count = 5 if canvas.right > 1.2 else 3
    for number in range(count):
        x = canvas.right * (number + 0.5) / count + canvas.random.uniform(-0.03, 0.03)
        y = canvas.bottom * canvas.random.uniform(0.32, 0.66)
        _lantern(canvas, x, y, canvas.random.uniform(0.1, 0.15), number)


def _lantern(canvas: Canvas, x: float, y: float, radius: float, number: int) -> None:
    palette = canvas.palette
    canvas.line([(x, 0.1), (x, y - radius)], 0.004, palette.tones[3])
    canvas.glow(x, y, radius * 3.2, palette.tones[3], 0.55)
    colour = palette.accent if number % 3 == 1 else palette.tones[2 + number % 2]
    tall = 1.25 if number % 2 else 0.95
    canvas.ellipse(x, y, radius, radius * tall, colour)
    canvas.glow(x, y, radius * 0.95, palette.tones[4], 0.9)
    for share in (0.75, 0.4):
        for side in (-1, 1):
            edge = arc(x, y, radius * share * side, radius * tall * 0.99, -90, 90)
            canvas.line(edge, 0.0035, mix(colour, palette.tones[0], 0.35))
    for end in (-1, 1):
        cap = y + end * radius * tall
        canvas.rectangle(x - radius * 0.34, cap - 0.012, x + radius * 0.34, cap + 0.012, palette.tones[0])
    for strand in range(-2, 3):
        top = y + radius * tall + 0.01
        canvas.line(
            [(x + strand * 0.006, top), (x + strand * 0.009, top + radius * 0.7)],
            0.004,
            palette.accent if number % 3 != 1 else palette.tones[3],
        )
