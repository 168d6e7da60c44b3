"""How much a file may ask of us, in one place: an installation may set each bound otherwise."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of what is taken in, each far above an honest paper and below what hurts the machine."""

    file_bytes: int = 50 * MEGABYTE
    text_bytes: int = 10 * MEGABYTE  # a .txt or .csv
    name_characters: int = 100  # of a file's name with its extension; longer ones are cut

    archive_members: int = 500  # files in a ZIP that somebody attaches
    office_members: int = 5_000  # parts of an Office file; most have about 15
    archive_bytes: int = 300 * MEGABYTE  # everything in a ZIP or an Office file, unpacked
    part_bytes: int = 40 * MEGABYTE  # one XML part; it is parsed into a tree several times its size
    part_elements: int = 2_000_000  # angle brackets of one XML part
    ratio: int = 200  # XML of tables shrinks to a thirtieth, a bomb to a thousandth
    ratio_from: int = MEGABYTE  # small parts may shrink as they like
    depth: int = 1  # levels of ZIP: 1 is a ZIP of papers, no ZIP inside

    pdf_pages: int = 3_000
    pdf_looks: int = 300  # pages drawn to see whether words on them are covered
    pdf_objects: int = 1_000_000
    pdf_stream_bytes: int = 100 * MEGABYTE  # one stream unpacked: a picture of a page at 600 dpi
    pdf_bytes: int = 2_000 * MEGABYTE  # all streams unpacked, one at a time

    image_pixels: int = 60_000_000  # a picture of 60 million pixels takes 240 MB while it is written anew
    image_side: int = 20_000
    image_frames: int = 300  # of an animated GIF or WebP

    text_characters: int = 20_000_000  # text taken out of one file
    text_seconds: float = 60.0  # a PDF of 2,000 pages takes a few
    typeset_seconds: float = 30.0  # a document as PDF: one of 300 pages takes five
    typeset_bytes: int = 3_000 * MEGABYTE  # of addresses; the fonts of a machine take some hundred megabytes

    sheet_cells: int = 2_000_000  # filled cells of one workbook
