"""How fast the law answers: `script/bench statute`.

    folding   histories of eight events with their trace, in histories a second on one core
    days      the n-th working day after a day, and the working days between two, in µs a question
    import    of everything the clock needs, in ms, in a fresh process

A loop of fixed work is timed first, in the same run (see `calibration`).
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from datetime import date, timedelta

from calibration import best, calibrate

from gongkai.statute.clock import read
from gongkai.statute.events import (
    Answered,
    Corrected,
    CorrectionAsked,
    Event,
    Extended,
    OpinionReceived,
    ReceiptConfirmed,
    Received,
    ThirdPartyConsulted,
)
from gongkai.statute.law import law

HISTORIES = 2_000
QUESTIONS = 20_000
FOLD_FLOOR, FOLD_AIM = 10_000, 20_000  # a second
DAY_FLOOR = 2.0  # µs
IMPORT_FLOOR = 60.0  # ms


def history(n: int) -> list[Event]:
    """Return a history of eight events, the same for the same number."""
    start = date(2022, 1, 4) + timedelta(days=n % 1000)
    day = [start + timedelta(days=further) for further in (0, 1, 3, 11, 14, 27, 30, 42)]
    return [
        Received(on=day[0], channel="online"),
        ReceiptConfirmed(on=day[1], by_whom="李四", means="电话"),
        CorrectionAsked(on=day[2], by=day[4]),
        Corrected(on=day[3]),
        ThirdPartyConsulted(on=day[4], whom="甲公司", delivered=day[4]),
        OpinionReceived(on=day[5], whom="甲公司", agrees=False),
        Extended(on=day[6], days=10, consented_by="王主任", notified=day[6]),
        Answered(on=day[7], outcome="refused_third_party"),
    ]


def main() -> int:
    """Measure, print, and return 1 if a figure misses its floor."""
    here = law()
    loop = calibrate()
    histories = [history(n) for n in range(HISTORIES)]
    fold = best(lambda: [read(events, here) for events in histories], 5) / HISTORIES
    starts = [date(2015, 1, 1) + timedelta(days=n % 3000) for n in range(QUESTIONS)]
    ends = [start + timedelta(days=40) for start in starts]
    calendar = here.calendar
    after = best(lambda: [calendar.after(start, 20) for start in starts], 5) / QUESTIONS * 1e6
    between = (
        best(lambda: [calendar.between(*pair) for pair in zip(starts, ends, strict=True)], 5)
        / QUESTIONS
        * 1e6
    )
    spent = imported()
    print(f"Python {platform.python_version()}, {platform.machine()}; calibration loop {loop * 1e3:.0f} ms")  # noqa: T201
    figures = [
        (
            "folding eight events with their trace",
            f"{1 / fold:,.0f} a second ({loop / fold:,.0f} a loop)",
            1 / fold >= FOLD_FLOOR,
            f"{FOLD_FLOOR:,}, aim {FOLD_AIM:,}",
        ),
        ("the twentieth working day after a day", f"{after:.2f} µs", after <= DAY_FLOOR, f"{DAY_FLOOR} µs"),
        ("the working days between two days", f"{between:.2f} µs", between <= DAY_FLOOR, f"{DAY_FLOOR} µs"),
        ("importing the clock", f"{spent:.0f} ms", spent <= IMPORT_FLOOR, f"{IMPORT_FLOOR:.0f} ms"),
    ]
    for what, value, kept, floor in figures:
        print(f"{'  ' if kept else '✗ '}{what:<40} {value:<40} floor {floor}")  # noqa: T201
    return 0 if all(kept for _, _, kept, _ in figures) else 1


def imported() -> float:
    """Return the milliseconds of importing the clock in a fresh process, compiled, the best of five."""
    script = (
        "import time; t = time.process_time(); import gongkai.statute.clock; print(time.process_time() - t)"
    )
    with tempfile.TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        times = [
            subprocess.run(  # noqa: S603
                [sys.executable, "-c", script], check=True, capture_output=True, text=True, env=environment
            ).stdout
            for _ in range(6)  # the first compiles
        ]
    return min(float(spent) for spent in times) * 1e3


if __name__ == "__main__":
    sys.exit(main())
