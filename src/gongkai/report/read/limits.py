"""How much a file may ask of the reader, in one place, each bound with its reason.

A published report is small: the largest of a hundred seen had 420 kB. The bounds are far above that
and far below what would hurt the machine that reads it.
"""

from __future__ import annotations

MEGABYTE = 1024 * 1024

FILE_BYTES = 100 * MEGABYTE  # any file: scanned pictures beside the text make a PDF of tens of megabytes
PAGE_BYTES = 30 * MEGABYTE  # a web page or a text; pictures pasted into a page as base64 fill the rest
PAGE_TAGS = 500_000  # a node of the parsed tree costs some 150 bytes; Word's bulkiest page had 6,000
PAGE_ATTRIBUTES = 2_000_000
TEXT_LINES = 300_000  # a report printed one cell a line has a thousand
GRID_COLUMNS = 2_000  # browsers allow a colspan of 1,000; the widest official table has 15 columns
GRID_ROWS = 50_000
CELL_IS_LAYOUT = 1_500  # characters: a cell with a page of prose in it is layout, not a table's cell

ZIP_MEMBERS = 5_000  # parts of an Office file; ours have about 15
ZIP_BYTES = 300 * MEGABYTE  # all parts uncompressed
ZIP_PART_BYTES = 60 * MEGABYTE  # one XML part; it is parsed into a tree several times its size
ZIP_RATIO = 200  # XML of tables shrinks to a thirtieth; a bomb to a thousandth
ZIP_RATIO_FROM = 1 * MEGABYTE  # small parts may shrink as they like
XML_ELEMENTS = 1_000_000  # tags of one part, opening and closing

PDF_PAGES = 200  # the longest report seen had 40
PDF_STREAM_BYTES = 80 * MEGABYTE  # one stream unpacked: a picture of a page at 600 dpi
PDF_BYTES = 1_500 * MEGABYTE  # all streams unpacked, one at a time
PDF_CONTENT_BYTES = 4 * MEGABYTE  # what one page draws; a page of tables draws 50 kB
PDF_CHARACTERS = 40_000  # on one page; a full page has 2,000
PDF_RULINGS = 8_000  # on one page; a table of 25 rows drawn cell by cell has some 800
PDF_SECONDS = 60.0  # a whole file; six pages with tables take under three

SHEETS = 100
SHEET_ROWS = 20_000
SHEET_COLUMNS = 500
SHEET_CELLS = 200_000
