"""Pictures of desks, boards and cases: the work behind the scenes."""

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
    Colour,
)
from studio.people import BROWN, GREY_HAIR, Look, head, torso
from studio.things import clock, heart, house, mug, phone, pot, table, tree

CORK: Colour = (214, 170, 118)


def front_desk(c: Canvas) -> None:
    """A person behind the front desk."""
    c.sky(CREAM, CREAM)
    c.rect((0, 0, c.width, 60), MINT)
    clock(c, 250, 200, 84, 300, 60)
    c.rect((840, 110, 240, 250), WOOD, r=8)
    for row in range(2):
        for col in range(3):
            fill = (TEAL, SUN, CORAL, BLUE, MINT, AMBER)[row * 3 + col]
            c.rect((860 + col * 72, 130 + row * 116, 56, 88), WHITE, r=4)
            c.rect((860 + col * 72, 130 + row * 116, 56, 30), fill, r=4)
    look = Look(BROWN, GREY_HAIR, TEAL, style="short")
    for side in (-1, 1):
        c.curve((600 + side * 66, 330), (600 + side * 140, 410), (600 + side * 90, 462), TEAL, 46)
    torso(c, 600, 340, 1.6, look)
    head(c, 600, 250, 1.6, look)
    for side in (-1, 1):
        c.disc(600 + side * 78, 466, 22, BROWN)
    c.rect((60, 470, 1080, 40), WOOD, r=12)
    c.rect((100, 506, 1000, 169), BARK)
    for n in range(4):
        c.rect((124 + n * 244, 530, 220, 145), (150, 100, 62), r=6)
    c.rect((800, 458, 90, 14), NAVY, r=6)
    c.wedge(845, 458, 38, (180, 360), SUN)
    c.disc(845, 416, 8, AMBER)
    pot(c, 200, 472, 0.8)
    c.shape([(380, 446), (476, 440), (482, 468), (386, 472)], WHITE)
    c.stroke([(396, 454), (460, 450)], HAZE, 4)
    mug(c, 980, 470, 0.55, CORAL, steam=SAND)


def clue_case(c: Canvas) -> None:
    """The case of somebody who looks for traces."""
    c.sky((226, 236, 240), (206, 222, 230))
    c.oval(420, 600, 360, 22, NAVY, alpha=60)
    c.rect((90, 90, 640, 250), NAVY, r=20)
    c.rect((112, 112, 596, 206), INK, r=12)
    for n in range(5):
        c.rect((150 + n * 112, 140, 76, 150), (BLUE, TEAL, BLUE, TEAL, BLUE)[n], r=10)
        c.rect((160 + n * 112, 164, 56, 14), SKY, r=5)
    c.rect((90, 340, 640, 250), NAVY, r=20)
    c.rect((112, 356, 596, 212), (36, 66, 114), r=12)
    for n, fill in enumerate((SUN, CORAL, MINT)):
        c.rect((140 + n * 78, 410, 52, 130), fill, r=12)
        c.rect((150 + n * 78, 386, 32, 30), WHITE, r=6)
    for n in range(3):
        x = 410 + n * 62
        c.stroke([(x, 540), (x, 440)], WOOD, 14)
        c.shape([(x - 16, 440), (x + 16, 440), (x + 22, 388), (x - 22, 388)], CREAM, soft=4)
    for n in range(2):
        c.rect((600, 392 + n * 82, 90, 66), SAND, r=4)
        c.rect((600, 392 + n * 82, 90, 18), WOOD, r=4)
    c.rect((360, 60, 100, 36), BARK, r=14)
    _shoe_print(c, 960, 380)
    c.stroke([(1060, 560), (1120, 640)], BARK, 34)
    c.disc(960, 420, 150, WHITE, alpha=70)
    c.ring(960, 420, 166, NAVY, 20)
    c.curve((860, 350), (900, 300), (960, 290), WHITE, 10)


def _shoe_print(c: Canvas, x: float, y: float) -> None:
    c.oval(x, y - 10, 62, 104, HAZE)
    c.oval(x + 4, y + 150, 48, 50, HAZE)
    for n in range(6):
        c.rect((x - 44, y - 82 + n * 30, 88, 9), (226, 236, 240), r=4)
    for n in range(2):
        c.rect((x - 30, y + 130 + n * 28, 68, 9), (226, 236, 240), r=4)


def kind_notes(c: Canvas) -> None:
    """A board full of kind notes."""
    c.sky(SKY, SKY)
    c.rect((60, 50, 1080, 575), BARK, r=16)
    c.rect((84, 74, 1032, 527), CORK, r=6)
    for n in range(60):
        c.disc(100 + (n * 173) % 1000, 90 + (n * 97) % 495, 3, WOOD, alpha=150)
    notes = (
        (130, 110, 230, 180, SUN),
        (410, 100, 200, 200, CREAM),
        (660, 120, 190, 160, MINT),
        (890, 104, 190, 210, (246, 178, 160)),
        (120, 340, 200, 220, (166, 200, 232)),
        (370, 350, 240, 190, CREAM),
        (660, 330, 180, 230, SUN),
        (880, 360, 200, 190, CREAM),
    )
    for n, (x, y, w, h, fill) in enumerate(notes):
        c.rect((x + 7, y + 8, w, h), BARK, alpha=90)
        c.rect((x, y, w, h), fill, r=4)
        c.disc(x + w / 2, y + 8, 11, (CORAL, TEAL, NAVY)[n % 3])
        if n in {1, 6}:
            heart(c, x + w / 2, y + h * 0.52, 42, CORAL)
        elif n != 5:
            for line in range(4):
                wide = w - 56 - (line * 37 + n * 23) % 60
                c.rect((x + 26, y + 44 + line * 32, wide, 8), INK, r=4, alpha=150)
    c.disc(490, 440, 34, SUN)
    for dx, dy in (
        (-60, 0),
        (60, 0),
        (0, -58),
        (0, 58),
        (-42, -42),
        (42, -42),
        (-42, 42),
        (42, 42),
    ):
        c.stroke([(490 + dx * 0.8, 440 + dy * 0.8), (490 + dx, 440 + dy)], AMBER, 7)


def the_form(c: Canvas) -> None:
    """A form with a question, and a pen."""
    c.sky(WOOD, WOOD)
    for n in range(6):
        c.rect((0, 110 * n + 50, c.width, 3), BARK, alpha=90)
    c.rect((386, 66, 450, 590), BARK, r=18, alpha=120)
    c.rect((370, 50, 450, 590), INK, r=18)
    c.rect((396, 92, 398, 528), CREAM, r=6)
    c.rect((520, 36, 150, 46), HAZE, r=12)
    c.disc(595, 48, 13, INK)
    c.rect((430, 140, 250, 20), NAVY, r=6)
    for n in range(2):
        c.rect((430, 190 + n * 34, 330 - n * 90, 10), HAZE, r=5)
    for n in range(2):
        c.rect((430, 290 + n * 84, 50, 50), NAVY, r=8)
        c.rect((438, 298 + n * 84, 34, 34), WHITE, r=4)
        c.rect((504, 308 + n * 84, 110 - n * 30, 14), NAVY, r=6)
    for n in range(3):
        c.rect((430, 486 + n * 44, 330, 3), HAZE)
    c.stroke([(880, 520), (960, 300)], NAVY, 26)
    c.stroke([(886, 506), (952, 326)], TEAL, 18)
    c.shape([(868, 516), (894, 526), (872, 558)], NAVY, soft=2)
    c.oval(1076, 216, 112, 108, BARK, alpha=110)
    c.ring(1150, 180, 42, CORAL, 17)
    c.disc(1060, 200, 104, CORAL)
    c.disc(1060, 200, 88, WHITE)
    c.disc(1060, 200, 80, (150, 96, 58))
    c.oval(206, 470, 104, 100, BARK, alpha=110)
    c.disc(196, 456, 92, AMBER)
    c.disc(196, 456, 76, BARK)
    for bend, tip in (((120, 380), (90, 330)), ((270, 380), (320, 340)), ((196, 360), (204, 290))):
        c.curve((196, 456), bend, tip, TEAL, 30)
    for bend, tip in (((110, 500), (70, 530)), ((280, 500), (330, 520)), ((190, 540), (200, 590))):
        c.curve((196, 456), bend, tip, (60, 170, 150), 28)


def footage_page(c: Canvas) -> None:
    """From a phone to a folder with a tick."""
    c.sky(TEAL, (20, 122, 124))
    c.disc(330, 340, 270, WHITE, alpha=36)
    c.disc(920, 340, 230, WHITE, alpha=36)
    phone(c, 330, 340, 470, 270, SKY)
    c.rect((112, 360, 436, 96), HAZE)
    c.rect((112, 350, 436, 12), WHITE)
    house(c, (150, 354, 90, 84), WHITE, CORAL)
    house(c, (276, 354, 80, 70), SAND, BLUE)
    tree(c, 440, 356, 0.6)
    c.disc(514, 240, 11, CORAL)
    for n in range(7):
        c.disc(606 + n * 24, 340 - (0, 16, 26, 30, 26, 16, 0)[n], 8, SUN)
    c.shape([(764, 322), (800, 344), (760, 366)], SUN, soft=4)
    c.rect((800, 214, 130, 60), INK, r=14)
    c.rect((800, 244, 260, 210), INK, r=16)
    c.rect((800, 268, 260, 186), BLUE, r=16)
    c.disc(930, 366, 60, WHITE)
    c.stroke([(902, 368), (924, 390), (962, 342)], TEAL, 18)


def two_cups(c: Canvas) -> None:
    """A cup of tea is handed over a counter."""
    c.sky(CREAM, CREAM)
    for n in range(8):
        c.rect((n * 150, 0, 150, 84), CORAL if n % 2 else WHITE, r=0)
        c.wedge(n * 150 + 75, 84, 75, (0, 180), CORAL if n % 2 else WHITE)
    table(c, 470)
    c.rect((70, 410, 300, 24), HAZE, r=10)
    for n in range(4):
        c.wedge(120 + n * 66, 412, 44, (180, 360), AMBER)
        c.curve((96 + n * 66, 388), (120 + n * 66, 372), (144 + n * 66, 388), CREAM, 6)
    c.rect((90, 434, 260, 40), BARK, r=6)
    c.stroke([(1200, 520), (900, 440)], NAVY, 110)
    c.rect((868, 392, 40, 96), SUN, r=14)
    c.stroke([(870, 436), (760, 400)], (168, 112, 72), 76)
    c.stroke([(380, 700), (470, 520)], TEAL, 116)
    c.stroke([(480, 500), (560, 410)], (250, 208, 174), 78)
    c.shape([(584, 280), (716, 280), (698, 456), (602, 456)], WHITE, soft=6)
    c.rect((574, 262, 152, 28), CORAL, r=10)
    heart(c, 650, 366, 30, CORAL)
    for n in range(3):
        c.stroke([(560 + n * 4, 352 + n * 36), (612, 346 + n * 36)], (250, 208, 174), 30)
        c.stroke([(748 - n * 4, 346 + n * 36), (694, 340 + n * 36)], (168, 112, 72), 30)
    for dx in (-26, 18):
        c.curve((650 + dx, 236), (680 + dx, 200), (650 + dx, 160), SAND, 11)
