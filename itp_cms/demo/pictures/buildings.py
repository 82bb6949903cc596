"""Museums and what holds them up."""

import math

from itp_cms.demo.pictures.canvas import Canvas, arc
from itp_cms.demo.pictures.palettes import mix


def column(canvas: Canvas) -> None:
    palette = canvas.palette
    canvas.ground(palette.top, palette.bottom)
    count = 3 if canvas.right < 1.2 and canvas.bottom > 1.3 else canvas.random.choice((1, 2))
    canvas.glow(canvas.right * 0.3, canvas.bottom * 0.3, 0.8, palette.tones[4], 0.6)
    base = canvas.bottom * 0.88
    if count == 1:
        door = [(canvas.right * 0.7, base), (canvas.right * 0.7, canvas.bottom * 0.34)]
        door += arc(canvas.right * 0.82, canvas.bottom * 0.34, canvas.right * 0.12, 0.16, 180, 360)
        canvas.polygon([*door, (canvas.right * 0.94, base)], palette.tones[1])
    for number in range(count):
        x = canvas.right * ((number + 0.5) / count if count > 1 else 0.36)
        _pillar(canvas, x, canvas.bottom * 0.12, base, min(0.15, canvas.right / count * 0.28))
    canvas.rectangle(0, base, canvas.right, canvas.bottom, palette.tones[2])
    canvas.rectangle(0, base, canvas.right, base + 0.02, palette.tones[3])
    canvas.rectangle(0, 0, canvas.right, canvas.bottom * 0.06, palette.tones[2])
    canvas.rectangle(0, canvas.bottom * 0.06, canvas.right, canvas.bottom * 0.075, palette.tones[1])


def _pillar(canvas: Canvas, x: float, top: float, base: float, half: float) -> None:
    palette = canvas.palette
    shaft = [(x - half * 0.86, top), (x + half * 0.86, top), (x + half, base), (x - half, base)]
    canvas.polygon(shaft, palette.tones[4])
    flutes = 7
    for number in range(flutes):
        share = -0.86 + 1.72 * (number + 0.5) / flutes
        width = 0.05 * math.cos(share * 1.3) + 0.02
        left, right = share - width, share + width
        groove = [
            (x + left * half * 0.86, top),
            (x + right * half * 0.86, top),
            (x + right * half, base),
            (x + left * half, base),
        ]
        canvas.polygon(groove, palette.tones[3])
    canvas.shade(canvas.mask(shaft), x - half * 0.4, x + half, 0.5)
    for side in (-1, 1):
        canvas.circle(x + side * half * 1.05, top - 0.005, half * 0.34, palette.tones[3])
        canvas.ring(x + side * half * 1.05, top - 0.005, half * 0.34, half * 0.07, palette.tones[1])
        canvas.circle(x + side * half * 1.05, top - 0.005, half * 0.1, palette.tones[1])
    canvas.rectangle(x - half * 1.05, top - half * 0.34, x + half * 1.05, top + 0.01, palette.tones[3])
    canvas.rectangle(x - half * 1.35, top - half * 0.6, x + half * 1.35, top - half * 0.3, palette.tones[4])
    canvas.rectangle(x - half * 1.35, base - 0.05, x + half * 1.35, base, palette.tones[3])
    canvas.rectangle(x - half * 1.15, base - 0.085, x + half * 1.15, base - 0.05, palette.tones[4])


def museum(canvas: Canvas) -> None:
    palette = canvas.palette
    canvas.ground(palette.top, palette.bottom)
    canvas.glow(canvas.right * 0.5, canvas.bottom * 0.5, 0.75, palette.tones[4], 0.6)
    width = min(canvas.right * 0.86, 1.15)
    left, right, middle = (canvas.right - width) / 2, (canvas.right + width) / 2, canvas.right / 2
    foot, eaves = canvas.bottom * 0.78, canvas.bottom * 0.78 - width * 0.34
    canvas.rectangle(left, eaves, right, foot, palette.tones[2])
    canvas.rectangle(middle - width * 0.065, foot - width * 0.25, middle + width * 0.065, foot, palette.tones[0])
    canvas.rectangle(middle - 0.003, foot - width * 0.25, middle + 0.003, foot, palette.accent)
    count = 8
    for number in range(count):
        x = left + width * (number + 0.5) / count
        half = width * 0.028
        shaft = [(x - half * 0.85, eaves), (x + half * 0.85, eaves), (x + half, foot), (x - half, foot)]
        canvas.polygon(shaft, palette.tones[4])
        canvas.shade(canvas.mask(shaft), x - half * 0.2, x + half, 0.4)
        canvas.rectangle(x - half * 1.4, eaves, x + half * 1.4, eaves + width * 0.022, palette.tones[4])
        canvas.rectangle(x - half * 1.4, foot - width * 0.02, x + half * 1.4, foot, palette.tones[4])
    canvas.rectangle(left - 0.02, eaves - width * 0.05, right + 0.02, eaves, palette.tones[3])
    canvas.rectangle(left - 0.02, eaves - width * 0.012, right + 0.02, eaves, palette.tones[1])
    peak = eaves - width * 0.2
    canvas.polygon(
        [(left - 0.03, eaves - width * 0.05), (middle, peak), (right + 0.03, eaves - width * 0.05)], palette.tones[3]
    )
    canvas.polygon(
        [
            (left + width * 0.1, eaves - width * 0.062),
            (middle, peak + width * 0.028),
            (right - width * 0.1, eaves - width * 0.062),
        ],
        palette.tones[1],
    )
    canvas.circle(middle, eaves - width * 0.1, width * 0.026, palette.accent)
    for step in range(6):
        spread, y = 0.03 + 0.035 * step, foot + 0.026 * step
        canvas.rectangle(left - spread, y, right + spread, y + 0.026, palette.tone(0.95 - 0.11 * step))
    canvas.rectangle(0, foot + 0.156, canvas.right, canvas.bottom, mix(palette.bottom, palette.tones[1], 0.6))
