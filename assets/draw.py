"""Draw every picture of the shipped campaign again: ``python assets/draw.py``.

The same code gives the same files, byte for byte, with the same version of Pillow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from studio import calls, desks, evenings, homes, kit, outdoors, scenes, shifts
from studio.canvas import Canvas

WIDE, SQUARE = (1200, 675), (1080, 1080)
Scene = tuple[tuple[int, int], Callable[[Canvas], None]]

PICTURES: Mapping[str, Scene] = {
    "home-after-shift.jpg": (WIDE, homes.home_after_shift),
    "lunchbox.jpg": (SQUARE, homes.lunchbox),
    "five-moments.jpg": (WIDE, shifts.five_moments),
    "whole-team.jpg": (WIDE, shifts.whole_team),
    "call-handler.jpg": (WIDE, shifts.call_handler),
    "two-coats.jpg": (SQUARE, kit.two_coats),
    "bicycle.jpg": (WIDE, kit.pcso_bicycle),
    "windscreen-note.jpg": (WIDE, kit.windscreen_note),
    "awake-at-night.jpg": (WIDE, homes.awake_at_night),
    "empty-seat.jpg": (WIDE, shifts.empty_seat),
    "childs-drawing.jpg": (SQUARE, homes.childs_drawing),
    "dinner-kept-warm.jpg": (WIDE, homes.dinner_kept_warm),
    "phone-999.jpg": (SQUARE, calls.phone_999),
    "four-steps.jpg": (WIDE, calls.four_steps),
    "clock.jpg": (WIDE, calls.big_clock),
    "safe-distance.jpg": (WIDE, scenes.safe_distance),
    "notebook.jpg": (WIDE, scenes.notebook),
    "are-you-ok.jpg": (WIDE, scenes.are_you_ok),
    "register-phone.jpg": (WIDE, calls.register_phone),
    "phone-held-level.jpg": (WIDE, calls.phone_held_level),
    "night-street.jpg": (WIDE, scenes.night_street),
    "kitchen-table.jpg": (WIDE, scenes.kitchen_table),
    "school-gate.jpg": (WIDE, outdoors.school_gate),
    "first-shift.jpg": (SQUARE, outdoors.first_shift),
    "football-pitch.jpg": (WIDE, outdoors.football_pitch),
    "two-mugs.jpg": (WIDE, outdoors.two_mugs),
    "water-and-blanket.jpg": (WIDE, outdoors.water_and_blanket),
    "bus-stop.jpg": (WIDE, evenings.bus_stop),
    "venue-door.jpg": (WIDE, evenings.venue_door),
    "step-outside.jpg": (WIDE, evenings.step_outside),
    "screen-at-the-stop.jpg": (WIDE, evenings.screen_at_the_stop),
    "front-desk.jpg": (WIDE, desks.front_desk),
    "clue-case.jpg": (WIDE, desks.clue_case),
    "kind-notes.jpg": (WIDE, desks.kind_notes),
    "the-form.jpg": (WIDE, desks.the_form),
    "footage-page.jpg": (WIDE, desks.footage_page),
    "two-cups.jpg": (WIDE, desks.two_cups),
}


def draw(folder: Path) -> None:
    """Draw every picture into a folder."""
    for name, (size, scene) in PICTURES.items():
        canvas = Canvas(*size)
        scene(canvas)
        canvas.save(folder / name)
        print(f"{name:24} {(folder / name).stat().st_size // 1000:4} kB")


if __name__ == "__main__":
    draw(Path(__file__).parent)
