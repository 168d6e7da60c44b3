"""Set one paper, in a process of its own: `typeset.py` runs this file and says how long it may take.

Alone on purpose, with nothing of the project: a paper that takes for ever, or more memory than there is, ends
this process and no other. What is set comes in as JSON; out goes the PDF, or why there is none.
"""

from __future__ import annotations

import json
import os
import resource
import sys

REFUSED = 3  # the exit status with which the words of typst follow as JSON
NICE = 5  # the pages of the portal come first


def main() -> int:
    """Read what is to be set, write the PDF; return the exit status."""
    asked = json.load(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_AS, (asked["bytes"], asked["bytes"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICE)
    import typst

    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[asked["fonts"]])
    data = {**asked["data"], "families": fonts.families()}
    try:
        made: bytes = typst.compile(
            asked["template"].encode(),
            font_paths=fonts,
            format="pdf",
            sys_inputs={asked["what"]: json.dumps(data, ensure_ascii=False)},
            pdf_standards=["a-2b"],
            timestamp=0,
        )
    except typst.TypstError as fault:
        json.dump({"message": fault.message, "diagnostic": fault.diagnostic}, sys.stdout)
        return REFUSED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
