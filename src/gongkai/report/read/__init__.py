"""Read somebody else's annual report into cells, in three stages, each testable alone.

    representation   what stands in the file, and where          represent.py, a module a format
    alignment        which row and column of which edition       strips.py, align.py, heads.py
    cells            what number each cell holds, or why none    quantity.py, splits.py, resolve.py, cells.py

Beside the tables: title, organ and year (heading.py), sections, the numbers the prose states
(prose.py) and the older statistics table (statistics.py). A value is never invented: what cannot
be told is blank, ambiguous or unreadable, and says so.
"""

from gongkai.report.read.report import read, read_bytes

__all__ = ["read", "read_bytes"]
