"""Pictures that are full of one thing: cloth, tiles, coins."""

import math

from itp_cms.demo.pictures.canvas import Canvas, smooth
from itp_cms.demo.pictures.palettes import Colour, mix


def textile(canvas: Canvas) -> None:
    palette = canvas.palette
    canvas.ground(palette.tones[1], palette.tones[1])
    colours = [palette.tones[0], palette.tones[2], palette.tones[3], palette.tones[4], palette.accent]
    y, fringe = 0.0, 0.07
    kinds = ["zigzag", "diamonds", "stripes", "steps"]
    canvas.random.shuffle(kinds)
    number = 0
    while y < canvas.bottom - fringe:
        kind = kinds[number % len(kinds)] if number % 2 else "zigzag"
        height = {"zigzag": 0.12, "diamonds": 0.19, "stripes": 0.06, "steps": 0.14}[kind]
        ground, figure, detail = canvas.random.sample(colours, 3)
        canvas.rectangle(0, y, canvas.right, min(y + height, canvas.bottom - fringe), ground)
        _woven(canvas, kind, y, height, figure, detail)
        y += height
        canvas.rectangle(0, y, canvas.right, y + 0.012, palette.tones[0])
        y += 0.012
        number += 1
    canvas.rectangle(0, canvas.bottom - fringe, canvas.right, canvas.bottom, palette.top)
    x = 0.0
    while x < canvas.right:
        sway = canvas.random.uniform(-0.006, 0.006)
        canvas.line([(x, canvas.bottom - fringe), (x + sway, canvas.bottom - 0.012)], 0.007, palette.tones[2])
        x += 0.016


def _woven(canvas: Canvas, kind: str, y: float, height: float, figure: Colour, detail: Colour) -> None:
    step = height if kind != "stripes" else 0.05
    for number in range(int(canvas.right / step) + 2):
        x, middle = number * step, y + height / 2
        if kind == "zigzag":
            for row, colour in enumerate((figure, detail)):
                top = y + height * (0.12 + 0.3 * row)
                points = [(x, top + height * 0.42), (x + step / 2, top), (x + step, top + height * 0.42)]
                canvas.line(points, height * 0.13, colour)
        elif kind == "diamonds":
            for share, colour in ((0.46, figure), (0.28, detail), (0.1, figure)):
                reach = height * share
                canvas.polygon(
                    [(x - reach, middle), (x, middle - reach), (x + reach, middle), (x, middle + reach)], colour
                )
        elif kind == "steps":
            for row in range(4):
                half, top = step * (0.44 - 0.1 * row), y + height * (0.84 - 0.2 * row)
                canvas.rectangle(x - half, top - height * 0.2, x + half, top, figure if row % 2 else detail)
        else:
            canvas.rectangle(x, y + height * 0.3, x + step * 0.55, y + height * 0.7, figure)


def tiles(canvas: Canvas) -> None:
    palette = canvas.palette
    canvas.ground(palette.tones[0], palette.tones[0])
    size = canvas.random.choice((0.25, 0.2))
    for row in range(int(canvas.bottom / size) + 2):
        for place in range(int(canvas.right / size) + 2):
            x, y = place * size, row * size
            shift = canvas.random.uniform(-0.05, 0.05)
            _eight(canvas, x, y, size * 0.5, mix(palette.tones[2], palette.tones[4], 0.1 + shift))
            _eight(canvas, x, y, size * 0.4, mix(palette.tones[4], palette.tones[3], 0.1 + shift))
            _eight(canvas, x, y, size * 0.3, palette.tones[1] if (row + place) % 2 else palette.tones[2])
            _eight(canvas, x, y, size * 0.16, palette.accent)
            canvas.circle(x, y, size * 0.05, palette.tones[4])
            for colour, reach in ((palette.tones[3], 0.18), (palette.tones[1], 0.1)):
                _cross(canvas, x + size / 2, y + size / 2, size * reach, colour)


def _eight(canvas: Canvas, x: float, y: float, radius: float, colour: Colour) -> None:
    points = []
    for corner in range(16):
        angle = math.tau * corner / 16
        reach = radius if corner % 2 == 0 else radius * 0.765
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    canvas.polygon(points, colour)


def _cross(canvas: Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    canvas.polygon([(x - size, y), (x, y - size), (x + size, y), (x, y + size)], colour)


def coins(canvas: Canvas) -> None:
    palette = canvas.palette
    canvas.ground(mix(palette.tones[0], palette.tones[1], 0.3), mix(palette.tones[0], palette.tones[1], 0.8))
    placed: list[tuple[float, float, float]] = []
    for _ in range(400):
        radius = canvas.random.uniform(0.08, 0.17)
        x, y = canvas.random.uniform(0.02, canvas.right - 0.02), canvas.random.uniform(0.02, canvas.bottom - 0.02)
        if all(math.dist((x, y), (px, py)) > (radius + other) * 0.86 for px, py, other in placed):
            placed.append((x, y, radius))
    for number, (x, y, radius) in enumerate(placed):
        _coin(canvas, x, y, radius, palette.tone(0.5 + 0.4 * canvas.random.random()), number)


def _coin(canvas: Canvas, x: float, y: float, radius: float, colour: Colour, number: int) -> None:
    palette = canvas.palette
    canvas.shadow(x + radius * 0.12, y + radius * 0.16, radius * 1.05, radius * 1.05, 0.6)
    face = mix(colour, palette.accent, 0.55) if number % 5 == 0 else colour
    dark = mix(face, palette.tones[0], 0.45)
    canvas.circle(x, y, radius, face)
    canvas.ring(x, y, radius * 0.97, radius * 0.05, mix(face, palette.tones[4], 0.5))
    canvas.ring(x, y, radius * 0.84, radius * 0.025, dark)
    for dot in range(28):
        angle = math.tau * dot / 28
        canvas.circle(x + radius * 0.76 * math.cos(angle), y + radius * 0.76 * math.sin(angle), radius * 0.025, dark)
    if number % 3 == 0:
        canvas.rectangle(x - radius * 0.22, y - radius * 0.22, x + radius * 0.22, y + radius * 0.22, palette.tones[0])
        canvas.ring(x, y, radius * 0.5, radius * 0.03, dark)
    elif number % 3 == 1:
        profile = [
            (-0.1, -0.5),
            (0.22, -0.42),
            (0.28, -0.15),
            (0.4, 0.02),
            (0.28, 0.08),
            (0.3, 0.22),
            (0.1, 0.3),
            (0.16, 0.55),
            (-0.3, 0.55),
            (-0.22, 0.2),
            (-0.34, -0.15),
        ]
        canvas.polygon(smooth([(x + px * radius, y + py * radius) for px, py in profile]), dark)
    else:
        for ray in range(8):
            angle = math.tau * ray / 8
            tip = (x + radius * 0.58 * math.cos(angle), y + radius * 0.58 * math.sin(angle))
            canvas.line([(x, y), tip], radius * 0.07, dark)
        canvas.circle(x, y, radius * 0.2, dark)
