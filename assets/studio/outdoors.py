"""Pictures of mornings, pitches and doorsteps."""

from __future__ import annotations

from studio.canvas import (
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
    Colour,
    arc,
    polar,
)
from studio.people import BLACK_HAIR, DEEP, Look, Pose, person
from studio.things import mug, tree

GRASS: Colour = (96, 178, 120)


def school_gate(c: Canvas) -> None:
    """Hand in hand to the school gate."""
    c.sky(SKY, CREAM)
    c.glow(210, 130, 320, SUN, 0.6)
    c.disc(210, 130, 58, SUN)
    c.rect((640, 190, 500, 300), WHITE)
    c.shape([(610, 196), (1170, 196), (890, 70)], CORAL, soft=6)
    c.disc(890, 146, 26, CREAM)
    for n in range(4):
        c.rect((676 + n * 116, 240, 78, 70), HAZE, r=4)
        c.rect((676 + n * 116, 350, 78, 70), HAZE, r=4)
    c.rect((0, 480, c.width, 195), MINT)
    tree(c, 90, 490, 1.3)
    tree(c, 540, 490, 1.5, (60, 170, 150))
    c.shape([(780, 490), (960, 490), (700, 675), (180, 675)], SAND)
    for x in (740, 1000):
        c.rect((x - 14, 380, 28, 130), BARK, r=4)
        c.disc(x, 376, 18, BARK)
    for n in range(9):
        c.rect((1020 + n * 22, 410, 8, 96), BLUE, r=3)
    for n in range(7):
        c.rect((580 + n * 22, 410, 8, 96), BLUE, r=3)
    c.rect((570, 424, 160, 8), BLUE)
    c.rect((1016, 424, 184, 8), BLUE)
    for x in (320, 450):
        c.oval(x, 648, 66, 10, NAVY, alpha=70)
    adult = Look(DEEP, BLACK_HAIR, NAVY, INK)
    person(c, 320, 648, 400, adult, Pose((-62, 130), (88, 116), stride=8))
    child = Look(DEEP, BLACK_HAIR, CORAL, BLUE, "bun")
    person(c, 460, 648, 250, child, Pose((-92, 56), (62, 122), stride=8))
    c.rect((428, 458, 64, 66), SUN, r=14)
    c.rect((440, 486, 40, 26), CREAM, r=6)


def football_pitch(c: Canvas) -> None:
    """A ball, a whistle and an armband on the grass."""
    c.sky(SKY, CREAM)
    c.glow(980, 110, 300, SUN, 0.6)
    c.disc(980, 110, 54, SUN)
    for x, s in ((60, 0.9), (200, 1.1), (1120, 1.0)):
        tree(c, x, 300, s)
    c.rect((0, 290, c.width, 385), GRASS)
    for n in range(3):
        c.rect((0, 340 + n * 130, c.width, 62), (86, 166, 110))
    c.stroke([(380, 300), (380, 150), (820, 150), (820, 300)], WHITE, 14)
    for n in range(10):
        c.stroke([(400 + n * 44, 158), (400 + n * 44, 296)], WHITE, 2)
    for n in range(3):
        c.stroke([(386, 190 + n * 36), (814, 190 + n * 36)], WHITE, 2)
    c.shape([(0, 610), (1200, 470), (1200, 494), (0, 640)], WHITE)
    c.oval(380, 560, 130, 18, NAVY, alpha=80)
    _ball(c, 380, 450, 118)
    c.curve((690, 470), (740, 380), (850, 420), NAVY, 9)
    c.oval(690, 520, 76, 12, NAVY, alpha=80)
    c.disc(680, 484, 44, CORAL)
    c.rect((676, 440, 96, 34), CORAL, r=8)
    c.disc(680, 484, 18, INK)
    c.oval(950, 590, 116, 16, NAVY, alpha=80)
    c.rect((846, 530, 210, 62), SUN, r=30)
    c.oval(951, 536, 92, 15, (214, 160, 40))
    c.shape([(934, 558), (968, 558), (951, 584)], WHITE, soft=2)


def _ball(c: Canvas, x: float, y: float, r: float) -> None:
    c.disc(x, y, r, INK)
    c.disc(x, y, r - 5, WHITE)
    c.shape([polar(x, y, r * 0.36, n * 72) for n in range(5)], INK)
    for n in range(5):
        c.stroke([polar(x, y, r * 0.36, n * 72), polar(x, y, r * 0.72, n * 72)], INK, 6)
        tip = [polar(x, y, r * 0.72, n * 72 - 20), polar(x, y, r * 0.72, n * 72 + 20)]
        edge = [polar(x, y, r * 0.96, n * 72 + 16), polar(x, y, r * 0.96, n * 72 - 16)]
        c.shape([*tip, *edge], INK)


def two_mugs(c: Canvas) -> None:
    """Two mugs and two coats on a bench, with the sun going down."""
    c.sky((246, 178, 130), CREAM, 430)
    c.glow(600, 360, 420, SUN, 0.8)
    c.disc(600, 350, 84, SUN)
    c.shape([*arc((-40, 430), (260, 260), (620, 430)), (620, 675), (-40, 675)], (70, 120, 130))
    c.shape([*arc((460, 430), (900, 220), (1260, 420)), (1260, 675), (460, 675)], TEAL)
    c.rect((0, 430, c.width, 245), (56, 108, 112))
    for y in (330, 386):
        c.rect((180, y, 840, 36), WOOD, r=10)
    c.rect((150, 500, 900, 46), WOOD, r=12)
    c.rect((150, 536, 900, 14), BARK, r=6)
    for x in (220, 940):
        c.rect((x, 330, 30, 180), BARK, r=6)
        c.rect((x, 546, 30, 129), BARK, r=6)
    for x, fill, dark in ((330, NAVY, INK), (870, SUN, (226, 170, 40))):
        c.shape([(x - 100, 500), (x - 76, 330), (x + 70, 318), (x + 104, 500)], fill, soft=16)
        c.shape([(x - 40, 322), (x + 34, 316), (x + 4, 372)], dark, soft=8)
        c.stroke([(x, 372), (x + 6, 500)], dark, 7)
        c.shape([(x + 66, 340), (x + 96, 352), (x + 118, 590), (x + 76, 594)], dark, soft=10)
    c.rect((782, 430, 182, 20), WHITE)
    c.rect((946, 540, 46, 14), WHITE)
    mug(c, 540, 502, 0.9, CORAL, steam=WHITE)
    mug(c, 668, 502, 0.9, BLUE, steam=WHITE)


def first_shift(c: Canvas) -> None:
    """New boots and a packed bag by the front door."""
    c.sky(CREAM, CREAM)
    c.rect((0, 780, c.width, 300), WOOD)
    for n in range(4):
        c.rect((0, 790 + n * 72, c.width, 3), BARK, alpha=100)
    c.rect((0, 764, c.width, 22), WHITE)
    c.rect((120, 90, 420, 690), WHITE, r=10)
    c.rect((146, 116, 368, 664), TEAL, r=6)
    for x, y, h in ((186, 160, 220), (344, 160, 220), (186, 440, 280), (344, 440, 280)):
        c.rect((x, y, 130, h), (20, 122, 118), r=6)
    c.disc(474, 470, 20, SUN)
    c.rect((250, 410, 150, 12), SUN, r=5)
    c.rect((660, 170, 340, 28), BARK, r=10)
    for n in range(4):
        c.disc(700 + n * 86, 206, 13, BARK)
    c.curve((786, 210), (760, 320), (792, 420), CORAL, 36)
    c.curve((786, 210), (830, 310), (822, 400), CORAL, 36)
    c.oval(360, 990, 320, 46, BLUE)
    c.oval(360, 984, 296, 36, HAZE)
    for x in (240, 400):
        c.rect((x, 760, 92, 190), (30, 30, 40), r=18)
        c.rect((x, 880, 152, 96), (30, 30, 40), r=38)
        c.rect((x - 4, 958, 162, 26), NAVY, r=10)
        for n in range(4):
            c.stroke([(x + 56, 800 + n * 30), (x + 88, 792 + n * 30)], HAZE, 6)
    c.rect((660, 720, 340, 250), NAVY, r=40)
    c.rect((660, 800, 340, 24), INK)
    c.curve((740, 726), (830, 610), (920, 726), INK, 22)
    c.rect((806, 790, 48, 44), SUN, r=8)
    c.rect((690, 910, 330, 90), SUN, r=22)
    c.rect((690, 940, 330, 22), WHITE)
    c.rect((690, 972, 330, 6), (226, 170, 40))


def water_and_blanket(c: Canvas) -> None:
    """A cup of water and a blanket on a bench."""
    c.sky((222, 232, 236), (206, 222, 230))
    c.rect((430, 60, 340, 110), WHITE, r=8)
    c.rect((444, 74, 312, 82), SKY, r=4)
    for n in range(3):
        c.rect((516 + n * 78, 74, 8, 82), WHITE)
    c.shape([(444, 170), (756, 170), (900, 470), (300, 470)], WHITE, alpha=90)
    for n in range(5):
        c.rect((0, 210 + n * 52, c.width, 2), HAZE, alpha=90)
    c.rect((0, 470, c.width, 40), BLUE)
    c.rect((0, 470, c.width, 10), HAZE)
    c.rect((0, 510, c.width, 165), INK)
    for n, fill in enumerate((TEAL, (60, 118, 178), (46, 96, 152))):
        c.rect((640, 410 - n * 52, 340 - n * 8, 62), fill, r=22)
        c.rect((640, 436 - n * 52, 340 - n * 8, 7), MINT if n == 0 else HAZE)
    c.shape([(330, 300), (450, 300), (434, 468), (346, 468)], WHITE, soft=6)
    c.oval(390, 300, 64, 14, HAZE)
    c.oval(390, 302, 54, 10, SKY)
    c.rect((338, 370, 104, 30), TEAL, r=4)
    c.oval(390, 474, 80, 9, NAVY, alpha=80)
