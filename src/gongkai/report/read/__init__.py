"""Read somebody else's annual report into cells, in three stages, each testable alone.

    representation   what stands in the file, and where      (a module a format)
    alignment        which row and column of which edition   (align/)
    cells            what number each cell holds, or why none (cells.py)

A value is never invented: what cannot be told is blank, ambiguous or unreadable, and says so.
"""
