"""The sheet that says how to use the others."""

from __future__ import annotations

from collections.abc import Iterator

GUIDE = """\
# What this is
The sheet Calendar has one row for each message and time on the calendar. The sheet Messages has \
one row for each message, with all its settings and texts. Both were made from the campaign’s \
files; nothing you do here changes these until the file is imported.

# To change a message
Change its cells on the sheet Messages: a title, a text, a picture, a time. Empty a cell to take \
a setting away. On the sheet Calendar you can change titles, texts and pictures too, and move a \
post that has a fixed day: change its Date or its Time.

# To add a message
Write a new row below the last one, on either sheet. Leave Message id and Version empty. On the \
sheet Calendar give a Date and a Time, and choose Yes under each platform it goes to. On the \
sheet Messages you can leave When empty: the plan then finds times for it.

# To bring it back
Save the file, then run: campaign import FILE. It shows what would change, line by line, and what \
it cannot use, with sheet, row and column. When it is right, run it again with --apply.

# Good to know
What stands under Text goes to every platform that has no text of its own. “as X” means: the same \
text as the one for X.
Words in double curly brackets, such as {{ campaign.hashtag }}, are filled in for each \
organisation. Keep them as they are.
Status, Channels and Conflicts are for reading. An import never plans, approves or publishes \
anything: what it changes goes through the same checks and the same approval as ever.
Leave the column Version alone. By it an import sees that somebody else changed a file meanwhile; \
such a row is shown and left out, and nothing is written over.
Rows may be sorted and filtered; columns may be moved, hidden or deleted. A row you delete here \
deletes no message.
Dates are day, month, year. If your spreadsheet reads the month first, write the month as a word: \
3 April 2027.
"""


def paragraphs() -> Iterator[tuple[str, bool]]:
    """Give each paragraph, and whether it is a heading."""
    for line in GUIDE.splitlines():
        if line:
            yield line.removeprefix("# "), line.startswith("# ")
