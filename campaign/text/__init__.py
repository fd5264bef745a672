"""How each platform counts a text, and what it turns into a link, a tag or a mention.

One module a platform, each with ``LIMIT`` and ``length(text) -> int`` in the platform's own
unit. Everything here is a pure function of the text; nothing is ever cut or stripped, and no
text, however odd, raises.
"""
