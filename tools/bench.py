"""Accuracy, latency and cost of the matcher and of plain search, on the same questions in one run.

Every rate is k/n with a 95 % Wilson interval. Times and memory compare within one run on one
machine. Settings may be chosen on the development questions, never on the hold-out ones.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dialogues import FILES, print_dialogues  # noqa: E402 - the path comes first
from material import EXPORT, add_imported, gather, snapshot  # noqa: E402
from measuring import BUILT_WITHIN, MOST_MEMORY  # noqa: E402
from own import print_aspects, print_confusions, print_decisions, print_worst  # noqa: E402
from rounds import play  # noqa: E402
from tables import (  # noqa: E402
    print_kinds,
    print_main,
    print_near_misses,
    print_noise,
    print_titles,
)

NOTES = f"""\
Peers get folded text and the phrases of the entries, not the subjects this bot knows to refuse.
A peer answers from the score at which 82 % of the development questions in scope are answered
right, or from its lowest right one when that is out of reach; this bot decides itself.
Build and memory (growth of the process, at rest) are of the index alone, all texts read before;
each system has a process and one core to itself, {BUILT_WITHIN:.0f} s and \
{MOST_MEMORY / 2**30:.0f} GB to build in.
"""


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few entries, no slow peers")
    options = parser.parse_args()
    started = time.perf_counter()
    print(NOTES, flush=True)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        folder = snapshot(scratch)
        play_small(folder, scratch, is_quick=options.quick)
        print_dialogues(FILES, knowledge=folder)
        if options.quick:
            print("imported entries: left out of a quick run")
        elif not EXPORT.is_file():
            print(f"imported entries: left out, there is no {EXPORT}")
        else:
            play_large(folder, scratch)
    print(f"measured in {time.perf_counter() - started:.0f} s")


def play_small(folder: Path, scratch: Path, *, is_quick: bool) -> None:
    """Measure with the entries written by hand."""
    played = play(gather(folder), scratch, is_quick=is_quick)
    if played.unknown:
        print(f"left out: {played.unknown} questions about entries that are not there\n")
    for show in (print_main, print_noise, print_near_misses, print_kinds):
        show(played)
    for show in (print_decisions, print_confusions, print_aspects, print_worst):
        show(played)


def play_large(folder: Path, scratch: Path) -> None:
    """Measure with thousands of imported entries beside them."""
    add_imported(folder)
    played = play(gather(folder), scratch)
    print_main(played)
    print_titles(played)


if __name__ == "__main__":
    main()
