"""Things that come up in more than one picture."""

from __future__ import annotations

from studio.canvas import (
    AMBER,
    BARK,
    BLUE,
    CORAL,
    CREAM,
    HAZE,
    INK,
    NAVY,
    SKY,
    SUN,
    TEAL,
    WHITE,
    WOOD,
    Canvas,
    Colour,
    arc,
    polar,
)


def mug(
    c: Canvas, x: float, y: float, s: float, fill: Colour, *, steam: Colour | None = None
) -> None:
    """Draw a mug whose foot stands at ``x``, ``y``; it is 100 wide at a scale of one."""
    c.ring(x + 50 * s, y - 52 * s, 32 * s, fill, 13 * s)
    c.rect((x - 50 * s, y - 104 * s, 100 * s, 104 * s), fill, r=14 * s)
    c.oval(x, y - 102 * s, 50 * s, 11 * s, BARK)
    if steam:
        for dx in (-20, 14):
            c.curve(
                (x + dx * s, y - 130 * s),
                (x + (dx + 26) * s, y - 155 * s),
                (x + dx * s, y - 180 * s),
                steam,
                7 * s,
            )


def bubble(c: Canvas, x: float, y: float, w: float, h: float, fill: Colour, tail: float) -> None:
    """Draw a speech bubble around its middle; ``tail`` is how far left or right its tail leans."""
    c.rect((x - w / 2, y - h / 2, w, h), fill, r=min(w, h) * 0.32)
    foot = y + h / 2
    side = 1 if tail > 0 else -1
    c.shape(
        [
            (x + side * w * 0.08, foot - 6),
            (x + side * w * 0.3, foot - 6),
            (x + tail, foot + h * 0.26),
        ],
        fill,
    )


def heart(c: Canvas, x: float, y: float, r: float, fill: Colour) -> None:
    """Draw a heart around its middle, about ``2 * r`` wide."""
    left = [
        *arc((x, y - r * 0.45), (x - r * 0.35, y - r * 1.25), (x - r * 0.98, y - r * 0.55)),
        *arc((x - r * 0.98, y - r * 0.55), (x - r * 1.25, y + r * 0.15), (x, y + r)),
    ]
    c.shape(left, fill)
    c.shape([(2 * x - px, py) for px, py in left], fill)


def lamp(c: Canvas, x: float, ground: float, height: float, *, lit: bool) -> None:
    """Draw a street lamp, and its light when it is lit."""
    c.rect((x - 5, ground - height, 10, height), INK if lit else BLUE, r=4)
    c.rect((x - 14, ground - 18, 28, 18), INK if lit else BLUE, r=4)
    if lit:
        c.glow(x, ground - height, 330, SUN, 0.55)
    c.shape(
        [
            (x - 20, ground - height - 42),
            (x + 20, ground - height - 42),
            (x + 13, ground - height),
            (x - 13, ground - height),
        ],
        SUN if lit else SKY,
        soft=2,
    )
    c.shape(
        [(x - 26, ground - height - 42), (x + 26, ground - height - 42), (x, ground - height - 62)],
        NAVY,
        soft=2,
    )


def house(
    c: Canvas,
    box: tuple[float, float, float, float],
    wall: Colour,
    roof: Colour,
    glass: Colour = HAZE,
) -> None:
    """Draw a small house; the box is its left lower corner, its width and its height."""
    x, ground, w, h = box
    c.rect((x, ground - h, w, h), wall)
    c.rect((x + w * 0.72, ground - h - w * 0.36, w * 0.12, w * 0.3), roof)
    gable = ground - h - w * 0.4
    c.shape(
        [(x - w * 0.07, ground - h), (x + w * 1.07, ground - h), (x + w / 2, gable)], roof, soft=3
    )
    for col in (0.16, 0.6):
        pane(c, x + w * col, ground - h * 0.86, w * 0.24, h * 0.3, glass)
    c.rect((x + w * 0.18, ground - h * 0.42, w * 0.22, h * 0.42), roof, r=3)
    pane(c, x + w * 0.6, ground - h * 0.42, w * 0.24, h * 0.24, glass)


def pane(
    c: Canvas, x: float, y: float, w: float, h: float, glass: Colour, frame: Colour = WHITE
) -> None:
    """Draw a window with a cross in it."""
    edge = max(2.5, w * 0.06)
    c.rect((x - edge, y - edge, w + 2 * edge, h + 2 * edge), frame, r=3)
    c.rect((x, y, w, h), glass)
    c.rect((x + w / 2 - edge / 2, y, edge, h), frame)
    c.rect((x, y + h / 2 - edge / 2, w, edge), frame)


def tree(c: Canvas, x: float, ground: float, s: float, leaf: Colour = TEAL) -> None:
    """Draw a round tree, about 220 high at a scale of one."""
    c.rect((x - 9 * s, ground - 110 * s, 18 * s, 110 * s), BARK, r=5 * s)
    for dx, dy, r in ((-38, -128, 46), (38, -132, 44), (0, -176, 54)):
        c.disc(x + dx * s, ground + dy * s, r * s, leaf)


def moon(c: Canvas, x: float, y: float, r: float) -> None:
    """Draw a crescent that opens towards the right."""
    c.glow(x, y, r * 4, CREAM, 0.28)
    outer = [polar(x, y, r, 100 + n * 4) for n in range(65)]
    away_x, away_y, near = x + r * 0.43, y - r * 0.09, r * 0.86
    inner = [polar(away_x, away_y, near, 100 + n * 4) for n in range(65)]
    kept = [p for p in inner if (p[0] - x) ** 2 + (p[1] - y) ** 2 <= r * r]
    free = [p for p in outer if (p[0] - away_x) ** 2 + (p[1] - away_y) ** 2 >= near * near]
    c.shape([*free, *reversed(kept)], CREAM)


def stars(c: Canvas, below: float) -> None:
    """Scatter the same few stars over the upper part of the sheet."""
    for n in range(34):
        x, y = (n * 197 + 61) % c.width, (n * 113 + 37) % max(1, round(below))
        c.disc(x, y, 1.6 + n % 3 * 0.7, WHITE, alpha=150)


def clock(c: Canvas, x: float, y: float, r: float, hours: float, minutes: float) -> None:
    """Draw a clock face; hands are given in degrees from twelve."""
    c.disc(x, y, r, NAVY)
    c.disc(x, y, r * 0.88, WHITE)
    for n in range(12):
        c.stroke(
            [polar(x, y, r * 0.72, n * 30), polar(x, y, r * 0.79, n * 30)],
            HAZE if n % 3 else NAVY,
            r * 0.035,
        )
    c.stroke([(x, y), polar(x, y, r * 0.42, hours)], NAVY, r * 0.08)
    c.stroke([(x, y), polar(x, y, r * 0.64, minutes)], NAVY, r * 0.055)
    c.disc(x, y, r * 0.075, CORAL)


def bicycle(c: Canvas, x: float, ground: float, s: float) -> None:
    """Draw a bicycle seen from its right; its wheels are 300 apart at a scale of one."""
    r = 100 * s
    back, front = (x - 150 * s, ground - r), (x + 150 * s, ground - r)
    for cx, cy in (back, front):
        c.ring(cx, cy, r, NAVY, 12 * s)
        for n in range(6):
            c.stroke(
                [polar(cx, cy, r - 10 * s, n * 30), polar(cx, cy, r - 10 * s, n * 30 + 180)],
                HAZE,
                1.6 * s,
            )
        c.disc(cx, cy, 12 * s, NAVY)
    crank, seat, neck = (
        (x - 20 * s, ground - 92 * s),
        (x - 62 * s, ground - 235 * s),
        (x + 104 * s, ground - 232 * s),
    )
    for a, b in (
        (back, crank),
        (back, seat),
        (crank, seat),
        (crank, neck),
        (seat, neck),
        (neck, front),
    ):
        c.stroke([a, b], INK, 13 * s)
    c.stroke([seat, (x - 72 * s, ground - 268 * s)], INK, 10 * s)
    c.rect((x - 116 * s, ground - 284 * s, 84 * s, 20 * s), NAVY, r=10 * s)
    c.stroke([neck, (x + 90 * s, ground - 284 * s), (x + 146 * s, ground - 292 * s)], INK, 11 * s)
    c.stroke([(x + 128 * s, ground - 291 * s), (x + 152 * s, ground - 292 * s)], NAVY, 15 * s)
    c.disc(*crank, 28 * s, NAVY)
    c.disc(*crank, 16 * s, SUN)
    c.stroke([crank, (x + 12 * s, ground - 50 * s)], NAVY, 8 * s)
    c.rect((x - 8 * s, ground - 52 * s, 44 * s, 11 * s), NAVY, r=5 * s)


def phone(c: Canvas, x: float, y: float, w: float, h: float, screen: Colour) -> None:
    """Draw a phone around its middle."""
    edge = min(w, h) * 0.055
    c.rect((x - w / 2, y - h / 2, w, h), NAVY, r=min(w, h) * 0.15)
    c.rect(
        (x - w / 2 + edge, y - h / 2 + edge, w - 2 * edge, h - 2 * edge), screen, r=min(w, h) * 0.1
    )


def handset(c: Canvas, x: float, y: float, s: float, fill: Colour) -> None:
    """Draw a telephone handset, tilted, about 120 across at a scale of one."""
    c.curve(
        (x - 44 * s, y - 24 * s), (x - 30 * s, y + 40 * s), (x + 28 * s, y + 44 * s), fill, 24 * s
    )
    c.stroke([(x - 54 * s, y - 36 * s), (x - 32 * s, y - 44 * s)], fill, 30 * s)
    c.stroke([(x + 36 * s, y + 56 * s), (x + 48 * s, y + 34 * s)], fill, 30 * s)


def table(c: Canvas, top: float) -> None:
    """Draw a wooden table along the foot of the sheet."""
    c.rect((0, top, c.width, c.height - top), WOOD)
    c.rect((0, top, c.width, 12), (208, 152, 100))
    for n in range(1, 4):
        c.rect((0, top + n * (c.height - top) / 4, c.width, 2), BARK, alpha=70)


def pot(c: Canvas, x: float, ground: float, s: float) -> None:
    """Draw a plant in a pot."""
    for bend, tip in (
        ((-60, -150), (-80, -190)),
        ((60, -150), (84, -186)),
        ((0, -170), (4, -236)),
        ((-30, -170), (-40, -226)),
        ((34, -170), (46, -222)),
    ):
        c.curve(
            (x, ground - 70 * s),
            (x + bend[0] * s, ground + bend[1] * s),
            (x + tip[0] * s, ground + tip[1] * s),
            TEAL,
            17 * s,
        )
    c.shape(
        [
            (x - 48 * s, ground - 84 * s),
            (x + 48 * s, ground - 84 * s),
            (x + 36 * s, ground),
            (x - 36 * s, ground),
        ],
        AMBER,
        soft=3 * s,
    )
    c.rect((x - 55 * s, ground - 98 * s, 110 * s, 24 * s), CORAL, r=5 * s)
