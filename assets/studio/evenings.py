"""Pictures of evenings out, and of the street in between."""

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
    SKY,
    SUN,
    TEAL,
    WHITE,
    WOOD,
    Canvas,
    Colour,
)
from studio.people import (
    BLACK_HAIR,
    BROWN,
    DEEP,
    FAIR,
    GINGER,
    OLIVE,
    Look,
    Pose,
    person,
)
from studio.things import bubble, heart, lamp, moon, phone, stars, tree

PAVEMENT: Colour = (60, 80, 116)


def venue_door(c: Canvas) -> None:
    """Door staff talk with two guests at an open door."""
    c.sky(NAVY, (40, 66, 114))
    stars(c, 120)
    c.rect((150, 70, 900, 480), (44, 70, 118))
    for x in (190, 860):
        c.rect((x, 130, 150, 110), SUN if x == 190 else (30, 54, 100), r=6)
        c.rect((x + 70, 130, 10, 110), NAVY)
    c.rect((430, 110, 340, 60), CORAL, r=16)
    for n in range(9):
        c.disc(456 + n * 36, 140, 8, CREAM)
    c.glow(600, 400, 380, SUN, 0.7)
    c.rect((480, 200, 240, 350), BARK, r=10)
    c.rect((498, 218, 204, 332), SUN, r=6)
    c.shape([(498, 218), (440, 240), (440, 566), (498, 550)], WOOD)
    c.rect((0, 548, c.width, 127), PAVEMENT)
    c.shape([(498, 548), (702, 548), (820, 675), (380, 675)], (250, 214, 130), alpha=170)
    for x in (360, 770, 890):
        c.oval(x, 640, 78, 11, NAVY, alpha=110)
    person(
        c, 360, 640, 420, Look(DEEP, BLACK_HAIR, SUN, NAVY, vest=True), Pose((-62, 128), (96, 84))
    )
    person(c, 770, 640, 388, Look(FAIR, GINGER, TEAL, INK, "long"), Pose((-84, 76), (60, 128)))
    person(
        c, 890, 640, 396, Look(OLIVE, BLACK_HAIR, CORAL, (70, 84, 110)), Pose((-58, 128), (62, 128))
    )
    for x, y, s in ((610, 84, 1.0), (690, 46, 0.8), (530, 40, 0.7)):
        _note(c, x, y, s)


def _note(c: Canvas, x: float, y: float, s: float) -> None:
    c.oval(x, y, 13 * s, 10 * s, SUN)
    c.stroke([(x + 11 * s, y), (x + 11 * s, y - 44 * s), (x + 32 * s, y - 34 * s)], SUN, 6 * s)


def step_outside(c: Canvas) -> None:
    """Somebody stands in the cool air and breathes out."""
    c.sky(NAVY, INK)
    stars(c, 330)
    moon(c, 930, 130, 56)
    c.rect((60, 60, 420, 500), (44, 70, 118))
    c.glow(270, 380, 320, CORAL, 0.6)
    c.rect((150, 190, 230, 370), NAVY, r=8)
    c.rect((168, 208, 194, 352), CORAL, r=4)
    for x, y, fill in ((214, 280, SUN), (310, 330, WHITE), (240, 420, SUN), (330, 460, MINT)):
        c.disc(x, y, 22, fill, alpha=150)
    c.rect((0, 556, c.width, 119), PAVEMENT)
    c.shape([(168, 556), (362, 556), (470, 675), (80, 675)], (240, 170, 140), alpha=150)
    c.oval(640, 646, 90, 12, NAVY, alpha=120)
    person(
        c,
        640,
        646,
        440,
        Look(BROWN, BLACK_HAIR, TEAL, (40, 56, 92), "long"),
        Pose((-64, 130), (82, 96)),
    )
    phone(c, 738, 396, 34, 62, SKY)
    for n, (x, y) in enumerate(((708, 232), (752, 212), (802, 194), (856, 172))):
        c.disc(x, y, 13 + n * 8, WHITE, alpha=120 - n * 22)
        c.disc(x + 16 + n * 4, y + 12, 9 + n * 5, WHITE, alpha=100 - n * 20)
    tree(c, 1080, 560, 1.5, (30, 84, 104))


def bus_stop(c: Canvas) -> None:
    """A late bus, a shelter, and somebody who stands well away and rings."""
    c.sky((44, 72, 124), (196, 150, 130))
    for x, w, h in ((0, 150, 210), (160, 130, 160), (940, 120, 180), (1070, 130, 230)):
        c.rect((x, 500 - h, w, h), (40, 62, 108))
        for n in range(4):
            c.rect((x + 20 + n % 2 * 56, 524 - h + n // 2 * 60, 24, 30), SUN if n % 3 else INK, r=2)
    c.rect((0, 500, c.width, 175), (70, 88, 122))
    c.rect((0, 500, c.width, 10), HAZE)
    _bus(c, 60, 586)
    _shelter(c, 600, 590)
    lamp(c, 900, 596, 400, lit=True)
    c.oval(1040, 650, 76, 11, NAVY, alpha=120)
    person(c, 1040, 650, 400, Look(FAIR, GINGER, CORAL, INK, "bun"), Pose((-60, 128), (46, -28)))
    phone(c, 1086, 292, 20, 44, INK)
    bubble(c, 960, 190, 120, 84, WHITE, 50)
    for dx in (-26, 0, 26):
        c.disc(960 + dx, 190, 7, TEAL)


def _bus(c: Canvas, x: float, ground: float) -> None:
    c.oval(x + 230, ground + 6, 250, 12, NAVY, alpha=130)
    c.rect((x, ground - 290, 460, 272), TEAL, r=26)
    c.rect((x, ground - 116, 460, 26), CREAM)
    for n in range(4):
        c.rect((x + 22 + n * 86, ground - 258, 72, 96), CREAM, r=8)
        c.disc(x + 58 + n * 86, ground - 190, 15, (90, 70, 62)) if n in {0, 2} else None
        c.rect((x + 40 + n * 86, ground - 180, 36, 18), BLUE, r=8) if n in {0, 2} else None
    c.rect((x + 368, ground - 258, 72, 236), SKY, r=8)
    c.rect((x + 402, ground - 258, 5, 236), TEAL)
    c.rect((x + 120, ground - 316, 210, 34), NAVY, r=8)
    for n in range(5):
        c.rect((x + 140 + n * 36, ground - 306, 22, 13), SUN, r=3)
    for dx in (92, 330):
        c.disc(x + dx, ground - 24, 42, NAVY)
        c.disc(x + dx, ground - 24, 18, HAZE)
    c.oval(x + 448, ground - 56, 9, 15, SUN)


def _shelter(c: Canvas, x: float, ground: float) -> None:
    c.rect((x, ground - 270, 250, 262), SKY, alpha=70)
    c.rect((x - 14, ground - 292, 278, 24), NAVY, r=8)
    for dx in (0, 242):
        c.rect((x + dx, ground - 270, 9, 270), NAVY)
    c.rect((x + 24, ground - 92, 200, 14), WOOD, r=6)
    for dx in (40, 200):
        c.rect((x + dx, ground - 80, 8, 76), BARK)
    for px, skin, top in ((x + 80, DEEP, SUN), (x + 166, OLIVE, (150, 180, 210))):
        c.stroke([(px, ground - 88), (px + 34, ground - 84), (px + 34, ground - 12)], INK, 24)
        c.shape(
            [
                (px - 24, ground - 166),
                (px + 24, ground - 166),
                (px + 22, ground - 88),
                (px - 22, ground - 88),
            ],
            top,
            soft=8,
        )
        c.disc(px, ground - 206, 24, skin)
        c.wedge(px, ground - 210, 27, (180, 360), BLACK_HAIR)


def screen_at_the_stop(c: Canvas) -> None:
    """A bus shelter with a bright screen in its side."""
    c.sky(SKY, CREAM)
    tree(c, 1060, 520, 1.9)
    tree(c, 110, 520, 1.3, (60, 170, 150))
    c.rect((0, 516, c.width, 159), HAZE)
    c.rect((0, 510, c.width, 12), WHITE)
    c.oval(600, 628, 420, 14, NAVY, alpha=60)
    c.rect((250, 190, 400, 430), WHITE, alpha=120)
    c.rect((210, 150, 780, 40), NAVY, r=12)
    for x in (250, 640, 930):
        c.rect((x, 190, 14, 436), NAVY)
    c.rect((300, 480, 300, 22), WOOD, r=8)
    for x in (330, 560):
        c.rect((x, 500, 12, 120), BARK)
    c.rect((664, 200, 262, 420), INK, r=14)
    c.rect((684, 220, 222, 380), CREAM, r=6)
    heart(c, 795, 340, 58, CORAL)
    c.stroke([(720, 500), (758, 472), (796, 470)], BROWN, 30)
    c.stroke([(870, 500), (836, 476), (800, 486)], FAIR, 30)
    c.rect((690, 492, 44, 70), TEAL, r=12)
    c.rect((858, 492, 44, 70), BLUE, r=12)
