"""Pictures of things: coats, a bicycle, a note on a car."""

from __future__ import annotations

from studio.canvas import (
    AMBER,
    BARK,
    BLUE,
    CORAL,
    CREAM,
    HAZE,
    INK,
    MINT,
    NAVY,
    SAND,
    SKY,
    SUN,
    TEAL,
    WHITE,
    WOOD,
    Canvas,
)
from studio.things import (
    bicycle,
    heart,
    house,
    lamp,
    tree,
)


def two_coats(c: Canvas) -> None:
    """A work jacket and a bright jacket side by side."""
    c.sky(CREAM, CREAM)
    c.rect((0, 840, c.width, 240), SAND)
    c.rect((0, 828, c.width, 16), WHITE)
    c.rect((120, 190, 840, 46), WOOD, r=14)
    for x in (330, 750):
        c.stroke([(x, 214), (x, 268)], BARK, 12)
        c.disc(x, 214, 15, BARK)
    _coat(c, 330, TEAL, (20, 122, 118))
    _coat(c, 750, SUN, AMBER)
    for y in (560, 690):
        c.rect((622, y, 256, 40), WHITE)
        c.rect((622, y + 14, 256, 12), (216, 224, 230))
    for x in (680, 796):
        c.rect((x, 292, 26, 268), WHITE)
    c.rect((747, 300, 6, 520), AMBER)
    for dx, top, tall in ((-50, 326, 300), (8, 326, 236)):
        c.rect((330 + dx, top, 44, tall), CORAL, r=14)
        for n in range(3):
            c.rect((330 + dx, top + tall - 56 + n * 18, 44, 8), CREAM)
    c.curve((266, 292), (330, 372), (394, 292), CORAL, 40)
    for x, fill, sole in (
        (256, BARK, NAVY),
        (356, BARK, NAVY),
        (676, NAVY, BARK),
        (776, NAVY, BARK),
    ):
        c.rect((x, 876, 56, 116), fill, r=12)
        c.rect((x, 938, 96, 60), fill, r=24)
        c.rect((x, 966, 60, 32), fill, r=4)
        c.rect((x - 4, 992, 104, 16), sole, r=7)
        c.rect((x + 6, 892, 44, 8), CREAM if fill == BARK else HAZE, r=4)


def _coat(c: Canvas, x: float, fill: tuple[int, int, int], dark: tuple[int, int, int]) -> None:
    for side in (-1, 1):
        c.shape(
            [
                (x + side * 98, 300),
                (x + side * 138, 330),
                (x + side * 168, 720),
                (x + side * 112, 726),
            ],
            dark,
            soft=16,
        )
    c.shape([(x - 96, 292), (x + 96, 292), (x + 112, 806), (x - 112, 806)], fill, soft=16)
    c.shape([(x - 46, 276), (x + 46, 276), (x, 356)], dark, soft=6)


def pcso_bicycle(c: Canvas) -> None:
    """A bicycle in a sunny street."""
    c.sky(SKY, CREAM)
    c.glow(1040, 130, 320, SUN, 0.6)
    c.disc(1040, 130, 62, SUN)
    for x, y, r in (
        (170, 120, 34),
        (214, 104, 44),
        (262, 122, 32),
        (640, 84, 26),
        (676, 74, 34),
        (712, 88, 24),
    ):
        c.disc(x, y, r, WHITE)
    house(c, (60, 480, 210, 200), WHITE, CORAL)
    house(c, (300, 480, 200, 180), SAND, BLUE)
    house(c, (830, 480, 220, 210), WHITE, TEAL)
    tree(c, 660, 482, 1.25)
    tree(c, 1130, 482, 1.0, (60, 170, 150))
    c.rect((0, 480, c.width, 195), MINT)
    c.rect((0, 540, c.width, 135), HAZE)
    c.rect((0, 536, c.width, 12), WHITE)
    lamp(c, 774, 560, 400, lit=False)
    c.oval(590, 628, 250, 12, NAVY, alpha=60)
    bicycle(c, 590, 624, 1.02)
    c.rect((366, 362, 132, 104), SUN, r=16)
    c.rect((366, 362, 132, 36), AMBER, r=14)
    c.rect((420, 388, 24, 26), WHITE, r=6)
    c.disc(708, 372, 15, SUN)
    c.disc(712, 372, 8, CREAM)


def windscreen_note(c: Canvas) -> None:
    """A note under a wiper."""
    c.sky(SKY, CREAM)
    c.rect((0, 470, c.width, 205), HAZE)
    tree(c, 90, 480, 1.5)
    tree(c, 1120, 476, 1.3, (60, 170, 150))
    c.oval(600, 640, 520, 22, NAVY, alpha=80)
    for x in (150, 910):
        c.rect((x, 520, 140, 122), NAVY, r=26)
    c.shape([(330, 96), (870, 96), (960, 330), (240, 330)], WHITE, soft=26)
    c.shape([(352, 122), (848, 122), (922, 318), (278, 318)], (150, 192, 214), soft=12)
    c.shape([(420, 112), (520, 112), (400, 330), (290, 330)], WHITE, alpha=70)
    c.rect((520, 44, 160, 30), BLUE, r=10)
    c.rect((120, 326, 960, 246), WHITE, r=60)
    for x in (92, 1064):
        c.rect((x, 286, 44, 56), WHITE, r=16)
    c.rect((120, 440, 960, 62), BLUE)
    for n in range(12):
        c.rect((120 + n * 80, 440 + (n % 2) * 31, 80, 31), SUN)
    for x in (210, 990):
        c.disc(x, 404, 36, SKY)
        c.disc(x, 404, 24, CREAM)
    c.rect((400, 514, 400, 34), NAVY, r=14)
    c.rect((90, 556, 1020, 36), INK, r=18)
    c.stroke([(730, 330), (890, 252)], NAVY, 9)
    c.shape([(490, 176), (636, 146), (664, 266), (518, 298)], CREAM, soft=4)
    c.shape([(490, 176), (636, 146), (576, 232)], SAND)
    heart(c, 577, 222, 23, CORAL)
    c.stroke([(430, 330), (720, 258)], NAVY, 9)
