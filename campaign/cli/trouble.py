"""What goes wrong in a command, said in one sentence with what to do."""

from __future__ import annotations


class Trouble(Exception):
    """The command cannot do what was asked; the message is the sentence for the person."""

    code = 1


class Misused(Trouble):
    """The command was called in a way it does not understand."""

    code = 2
