"""What a program that reads a PDF aloud finds in it: its tags, and its text."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
import pypdfium2


def tags(data: bytes) -> list[tuple[int, str, dict[str, str]]]:
    """Return the tags in reading order: depth, name, and what they say about themselves."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return list(_walk(pdf.Root.StructTreeRoot, 0))


def _walk(element: pikepdf.Object, depth: int) -> Iterator[tuple[int, str, dict[str, str]]]:
    if "/S" in element:
        yield depth, str(element.S)[1:], _said(element)
    for kid in _listed(element.get("/K")):
        if isinstance(kid, pikepdf.Dictionary):
            yield from _walk(kid, depth + 1)


def _said(element: pikepdf.Object) -> dict[str, str]:
    found = {name: str(element[f"/{name}"]) for name in ("Alt", "Lang") if f"/{name}" in element}
    for one in _listed(element.get("/A")):
        if isinstance(one, pikepdf.Dictionary) and "/Scope" in one:
            found["Scope"] = str(one.Scope)[1:]
    return found


def _listed(found: pikepdf.Object | None) -> list[pikepdf.Object]:
    if found is None:
        return []
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def pages(data: bytes) -> list[str]:
    """Return the text of each page as one line."""
    with pypdfium2.PdfDocument(data) as pdf:
        found = []
        for page in pdf:
            text = page.get_textpage()
            found.append(" ".join(text.get_text_bounded().split()))
            text.close()
            page.close()
        return found


def picture(data: bytes, number: int = 1, *, scale: float = 1.5) -> bytes:
    """Return a page as a PNG file."""
    with pypdfium2.PdfDocument(data) as pdf:
        page = pdf[number - 1]
        out = io.BytesIO()
        page.render(scale=scale).to_pil().save(out, "png", optimize=True)
        page.close()
        return out.getvalue()
