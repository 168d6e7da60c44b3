"""A scanner for viruses, where there is one, stands before every file; where it fails, nothing comes in."""

from __future__ import annotations

import shlex
import sys

import pytest

from gongkai.papers.errors import Refused
from gongkai.service.catalogue.viruses import refuse_infected
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests import keeping
from gongkai.service.requests.keeping import Upload

# The test file of the makers of scanners (EICAR), in two pieces, so that no scanner takes this source for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LOOKS = "import sys; sys.exit(1 if b'EICAR-' + b'STANDARD' in sys.stdin.buffer.read() else 0)"


@pytest.fixture
def scanner(settings) -> None:
    settings.GONGKAI_VIRUS_SCANNER = shlex.join([sys.executable, "-c", LOOKS])


def test_a_file_with_a_virus_does_not_come_in_and_a_clean_one_does(scanner: None) -> None:
    with pytest.raises(CannotDo, match=r"坏的\.txt：病毒"):
        keeping.check([Upload("好的.txt", b"clean"), Upload("坏的.txt", EICAR)])
    keeping.check([Upload("好的.txt", b"clean")])


@pytest.mark.parametrize(
    "command", ["false-scanner-that-is-not-there", f"{sys.executable} -c 'raise SystemExit(2)'"]
)
def test_a_scanner_that_fails_lets_nothing_in(settings, command: str) -> None:
    settings.GONGKAI_VIRUS_SCANNER = command
    with pytest.raises(Refused, match="不能用"):
        refuse_infected(b"clean")


def test_without_a_scanner_nothing_is_asked(settings) -> None:
    settings.GONGKAI_VIRUS_SCANNER = ""
    refuse_infected(EICAR)
