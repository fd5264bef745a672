"""Pictures of life at home and around the shift: the person behind the badge."""

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
    arc,
    polar,
)
from studio.people import (
    BLACK_HAIR,
    BROWN,
    DEEP,
    OLIVE,
    Look,
    Pose,
    person,
)
from studio.things import (
    clock,
    heart,
    moon,
    mug,
    pane,
    pot,
    stars,
    table,
)


def home_after_shift(c: Canvas) -> None:
    """A person comes home at night to an open door."""
    c.sky(NAVY, INK)
    stars(c, 300)
    moon(c, 190, 130, 48)
    c.rect((0, 560, c.width, 115), (30, 66, 86))
    wall = (60, 88, 132)
    c.rect((560, 230, 560, 350), wall)
    c.rect((960, 120, 54, 110), BARK)
    c.shape([(520, 236), (1160, 236), (840, 70)], BARK, soft=6)
    for x in (610, 960):
        c.glow(x + 50, 345, 170, SUN, 0.4)
        pane(c, x, 295, 104, 100, SUN, CREAM)
    c.glow(842, 470, 300, SUN, 0.5)
    c.rect((776, 350, 132, 230), CREAM, r=8)
    c.rect((786, 360, 112, 220), SUN)
    c.shape([(786, 360), (740, 378), (740, 600), (786, 580)], CORAL)
    c.disc(750, 490, 5, SUN)
    c.shape([(786, 580), (898, 580), (760, 675), (380, 675)], (250, 214, 130), alpha=215)
    look = Look(skin=BROWN, hair=BLACK_HAIR, top=NAVY, legs=(20, 38, 70))
    person(c, 490, 655, 330, look, Pose(right=(60, 122), stride=6))
    c.stroke([(462, 395), (520, 500)], BARK, 8)
    c.rect((500, 486, 78, 62), WOOD, r=12)
    c.rect((500, 486, 78, 20), BARK, r=10)


def lunchbox(c: Canvas) -> None:
    """An open locker with a coat, a lunchbox and a photo."""
    c.sky(SKY, SKY)
    for x in (-20, 940):
        c.rect((x, 60, 160, 1020), HAZE)
        for n in range(4):
            c.rect((x + 40, 120 + n * 26, 80, 9), BLUE, r=4)
        c.disc(x + (128 if x < 0 else 32), 560, 13, BLUE)
    c.rect((160, 40, 760, 1040), BLUE, r=16)
    c.rect((196, 76, 688, 1004), INK, r=6)
    c.rect((196, 470, 688, 26), HAZE)
    c.rect((196, 496, 688, 34), NAVY, alpha=110)
    c.rect((250, 300, 280, 170), SUN, r=26)
    c.rect((250, 364, 280, 10), AMBER)
    c.rect((372, 352, 36, 36), WHITE, r=8)
    c.rect((330, 262, 120, 50), AMBER, r=22)
    c.rect((350, 282, 80, 40), INK, r=12)
    c.rect((250, 300, 280, 26), SUN, r=13)
    c.rect((584, 230, 92, 240), TEAL, r=20)
    c.rect((596, 176, 68, 66), WHITE, r=14)
    c.rect((584, 300, 92, 16), MINT)
    c.shape([(730, 330), (840, 318), (852, 466), (742, 470)], WOOD, soft=7)
    c.shape([(742, 342), (830, 332), (840, 454), (752, 458)], CREAM)
    c.disc(778, 392, 19, OLIVE)
    c.disc(815, 408, 14, DEEP)
    c.shape([(756, 456), (762, 420), (796, 418), (802, 454)], TEAL)
    c.shape([(798, 454), (804, 428), (826, 427), (834, 452)], CORAL)
    _uniform_coat(c)


def _uniform_coat(c: Canvas) -> None:
    c.curve((540, 540), (590, 520), (580, 580), HAZE, 9)
    c.stroke([(400, 640), (560, 580), (720, 640)], WOOD, 14)
    coat = (36, 66, 114)
    for side in (-1, 1):
        c.shape(
            [
                (560 + side * 150, 640),
                (560 + side * 190, 690),
                (560 + side * 214, 1080),
                (560 + side * 130, 1080),
            ],
            coat,
            soft=14,
        )
    c.shape([(430, 636), (690, 636), (714, 1080), (406, 1080)], coat, soft=16)
    c.shape([(500, 622), (620, 622), (560, 730)], NAVY)
    for side in (-1, 1):
        c.shape(
            [(560 + side * 62, 616), (560 + side * 8, 730), (560 + side * 82, 706)], BLUE, soft=4
        )
        c.shape(
            [
                (560 + side * 84, 624),
                (560 + side * 158, 650),
                (560 + side * 152, 676),
                (560 + side * 82, 652),
            ],
            NAVY,
            soft=5,
        )
        c.disc(560 + side * 98, 640, 7, SUN)
    c.rect((557, 730, 6, 350), NAVY)
    for n in range(3):
        c.disc(580, 790 + n * 96, 10, SUN)


def awake_at_night(c: Canvas) -> None:
    """A bedroom in the small hours."""
    c.sky((14, 26, 52), (26, 46, 86))
    c.rect((610, 70, 300, 330), HAZE, r=8)
    c.rect((626, 86, 268, 298), NAVY)
    moon(c, 810, 166, 44)
    for n in range(12):
        c.disc(640 + (n * 71) % 240, 110 + (n * 53) % 240, 2.4, WHITE)
    c.rect((754, 86, 12, 298), HAZE)
    c.rect((626, 230, 268, 12), HAZE)
    for x in (560, 890):
        c.shape(
            [
                (x, 50),
                (x + 76, 50),
                (x + (50 if x < 800 else 76), 430),
                (x + (0 if x < 800 else 26), 430),
            ],
            BLUE,
            soft=6,
        )
    c.rect((540, 38, 450, 16), BARK, r=8)
    c.glow(280, 250, 440, SUN, 0.5)
    c.shape([(220, 180), (340, 180), (376, 300), (184, 300)], SUN, soft=8)
    c.rect((272, 306, 16, 110), BARK)
    c.rect((230, 408, 100, 16), BARK, r=8)
    c.rect((70, 424, 460, 30), WOOD, r=8)
    c.rect((92, 454, 416, 221), BARK)
    c.rect((120, 486, 360, 90), WOOD, r=8)
    c.disc(300, 530, 12, SUN)
    for x in (404, 478):
        c.rect((x - 6, 404, 18, 22), NAVY, r=4)
    clock(c, 444, 346, 72, 93, 36)
    c.rect((640, 420, 560, 255), BARK, r=20)
    c.rect((600, 520, 600, 155), (70, 108, 166), r=40)
    c.rect((650, 450, 250, 100), WHITE, r=40)
    c.shape([(860, 560), (1200, 500), (1200, 675), (700, 675)], TEAL, soft=30)
    c.shape([(860, 560), (960, 542), (800, 675), (700, 675)], MINT, soft=24)


def childs_drawing(c: Canvas) -> None:
    """A crayon drawing on a fridge door."""
    c.sky((226, 236, 240), (206, 222, 230))
    c.rect((0, 0, 44, c.height), HAZE)
    c.rect((64, 380, 22, 320), BLUE, r=11)
    c.rect((44, 0, 6, c.height), BLUE, alpha=90)
    c.shape([(196, 176), (946, 140), (980, 900), (230, 936)], NAVY, alpha=40)
    c.shape([(186, 160), (936, 124), (970, 884), (220, 920)], CREAM, soft=4)
    for x, y, fill in ((236, 186, CORAL), (890, 152, TEAL)):
        c.disc(x, y, 26, fill)
        c.disc(x - 7, y - 7, 8, WHITE, alpha=150)
    c.disc(800, 290, 62, SUN)
    for n in range(12):
        c.stroke(
            [polar(800, 290, 80, n * 30 + n % 3 * 4), polar(800, 290, 116 + n % 2 * 12, n * 30)],
            SUN,
            11,
        )
    for n in range(20):
        x = 250 + n * 35
        c.curve(
            (x, 812 - n * 1.7),
            (x + 8, 776 - n * 1.7),
            (x + 22, 752 - n * 1.7 + n % 3 * 10),
            TEAL,
            10,
        )
    _crayon_person(c, 350, 470, 1.25, BLUE, big=True)
    _crayon_person(c, 508, 560, 0.85, CORAL, big=False)
    c.stroke([(418, 600), (462, 630)], BARK, 10)
    _crayon_car(c)
    heart(c, 480, 330, 52, CORAL)
    heart(c, 590, 270, 28, CORAL)


def _crayon_person(
    c: Canvas, x: float, y: float, s: float, fill: tuple[int, int, int], *, big: bool
) -> None:
    c.ring(x, y, 56 * s, BARK, 9)
    for dx in (-18, 18):
        c.disc(x + dx * s, y - 8 * s, 6, NAVY)
    c.curve((x - 24 * s, y + 14 * s), (x, y + 40 * s), (x + 24 * s, y + 14 * s), CORAL, 7)
    c.shape(
        [
            (x - 20 * s, y + 64 * s),
            (x + 20 * s, y + 64 * s),
            (x + 48 * s, y + 170 * s),
            (x - 48 * s, y + 170 * s),
        ],
        fill,
        soft=8,
    )
    for side in (-1, 1):
        c.stroke([(x + side * 18 * s, y + 90 * s), (x + side * 62 * s, y + 112 * s)], BARK, 10)
        c.stroke([(x + side * 20 * s, y + 176 * s), (x + side * 24 * s, y + 240 * s)], BARK, 11)
    if big:
        c.rect((x - 78 * s, y - 62 * s, 156 * s, 20 * s), INK, r=9)
        c.rect((x - 48 * s, y - 112 * s, 96 * s, 56 * s), INK, r=14)
        c.disc(x, y - 84 * s, 12 * s, SUN)
    else:
        for side in (-1, 1):
            c.curve(
                (x + side * 44 * s, y - 40 * s),
                (x + side * 92 * s, y - 20 * s),
                (x + side * 70 * s, y + 40 * s),
                BARK,
                12,
            )


def _crayon_car(c: Canvas) -> None:
    c.shape([(622, 640), (900, 626), (904, 730), (626, 744)], BLUE, soft=18)
    c.shape([(676, 640), (706, 566), (822, 560), (856, 630)], BLUE, soft=12)
    c.shape([(700, 628), (720, 584), (758, 582), (758, 626)], SKY)
    c.shape([(774, 625), (774, 581), (812, 579), (832, 622)], SKY)
    c.shape([(622, 682), (902, 668), (902, 692), (622, 706)], SUN)
    for x, y in ((690, 748), (842, 740)):
        c.disc(x, y, 38, NAVY)
        c.disc(x, y, 17, CREAM)
    c.rect((742, 526, 44, 26), CORAL, r=10)


def dinner_kept_warm(c: Canvas) -> None:
    """One place at a table, kept for someone at work."""
    c.sky((40, 58, 98), (60, 84, 130))
    c.rect((690, 40, 380, 330), WOOD, r=8)
    c.rect((708, 58, 344, 294), NAVY)
    for n in range(40):
        c.disc(716 + (n * 97) % 330, 66 + (n * 61) % 280, 2.6 + n % 3, WHITE)
    drift = [*arc((708, 326), (800, 286), (886, 328)), *arc((886, 328), (980, 296), (1052, 318))]
    c.shape([*drift, (1052, 352), (708, 352)], SKY)
    c.rect((668, 348, 424, 26), WOOD, r=8)
    c.rect((873, 58, 14, 294), WOOD)
    c.rect((708, 196, 344, 14), WOOD)
    table(c, 430)
    c.glow(250, 260, 420, SUN, 0.6)
    c.oval(250, 520, 74, 16, BARK, alpha=110)
    c.rect((222, 330, 56, 180), CREAM, r=10)
    c.oval(250, 332, 28, 8, SAND)
    c.stroke([(250, 330), (250, 312)], NAVY, 4)
    c.shape([(250, 252), (272, 296), (250, 318), (228, 296)], AMBER, soft=4)
    c.shape([(250, 276), (261, 298), (250, 310), (239, 298)], CREAM, soft=3)
    c.oval(250, 512, 66, 16, SUN)
    c.oval(620, 590, 260, 48, BARK, alpha=90)
    c.oval(620, 578, 250, 50, WHITE)
    c.oval(620, 572, 206, 36, SKY)
    c.wedge(620, 572, 188, (180, 360), HAZE)
    c.curve((480, 530), (500, 430), (590, 404), WHITE, 12)
    c.rect((596, 354, 48, 36), BLUE, r=16)
    c.oval(620, 574, 196, 16, BLUE)
    c.rect((930, 470, 14, 160), SKY, r=7)
    c.rect((920, 470, 34, 70), SKY, r=14)
    c.rect((984, 470, 14, 160), SKY, r=7)
    for dx in (-10, 0, 10):
        c.rect((987 + dx, 440, 8, 60), SKY, r=4)
    c.rect((977, 488, 28, 24), SKY, r=8)
    mug(c, 1100, 590, 0.85, CORAL)
    heart(c, 1100, 548, 18, CREAM)
    pot(c, 90, 440, 0.8)
