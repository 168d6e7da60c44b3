"""The scanner for viruses that an installation has, asked of every file before it is looked into.

GONGKAI_VIRUS_SCANNER is a command that reads the file from its standard input and ends with 0 for a clean one
and 1 for an infected one, as `clamdscan --no-summary -` does. Whatever else it does, or takes too long for,
refuses the file: what was not looked through does not come in. Without the setting nothing is asked.
"""

from __future__ import annotations

import shlex
import subprocess

from django.conf import settings

from gongkai.papers.errors import Refused

SECONDS = 60
CLEAN, INFECTED = 0, 1


def refuse_infected(data: bytes) -> None:
    """Raise Refused for a file in which the scanner finds something, or that it could not look through."""
    command = shlex.split(settings.GONGKAI_VIRUS_SCANNER)
    if not command:
        return
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise Refused("unscanned", _NOT_ASKED) from fault
    if done.returncode == INFECTED:
        raise Refused("virus", "病毒查杀程序在文件里发现问题，没有收入。请查杀以后再上传，或者改交纸质材料。")
    if done.returncode != CLEAN:
        raise Refused("unscanned", _NOT_ASKED)


_NOT_ASKED = "病毒查杀程序现在不能用，文件没有收入。请稍后再试；一直如此的，请联系系统管理员。"
