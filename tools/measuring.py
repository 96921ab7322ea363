"""Builds and asks each system in a process of its own: clean memory, one core, bounded time."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import resource
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peers import UntrainedError
from systems import Ask, Finding, build

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from multiprocessing.connection import Connection

SAMPLE = 60  #: questions of each group for a system that is slow
SLOW = 0.05  #: seconds a question, from which it is
TRIED = 5  #: questions that tell
STARTS_WITHIN = 60.0  #: seconds
BUILT_WITHIN = 60.0
ANSWERS_WITHIN = 200.0
ENDS_WITHIN = 3.0
MOST_MEMORY = 12 * 2**30  #: bytes of address space
WARM_UP = "cho tôi hỏi làm giấy tờ này cần gì"
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Job:
    """A system to build of pickled material, and what to ask it."""

    system: str
    material: Path
    texts: Mapping[str, Sequence[str]]  #: by group
    may_sample: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system said, and how long it took."""

    finding: Finding
    seconds: float


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a job."""

    system: str
    failure: str = ""  #: why there is nothing else
    build: float = 0.0  #: seconds
    memory: float = 0.0  #: MB that the process grew by
    is_sampled: bool = False
    answers: Mapping[str, Mapping[int, Answer]] = field(default_factory=dict)
    #: by group and place of the text in it


def run(job: Job) -> Run:
    """Do a job in a new process; it is killed when it takes too long."""
    os.environ.update(ONE_THREAD)
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    worker = spawn.Process(target=_work, args=(job, there), daemon=True)
    worker.start()
    there.close()
    try:
        return _follow(job, here)
    finally:
        worker.join(ENDS_WITHIN)
        worker.kill()
        worker.join()


def _follow(job: Job, worker: Connection[Any, Any]) -> Run:
    """Hear of a worker that it started, that it built, and what it was answered."""
    told: list[Any] = []
    limits = {"not started": STARTS_WITHIN, "not trainable": BUILT_WITHIN, "slow": ANSWERS_WITHIN}
    for failure, limit in limits.items():
        if not worker.poll(limit):
            return Run(job.system, f"{failure} within {limit:.0f} s")
        try:
            told.append(worker.recv())
        except EOFError:
            return Run(job.system, "died")
        if isinstance(told[-1], str) and told[-1]:
            return Run(job.system, told[-1])
    seconds, memory = told[1]
    is_sampled, answers = told[2]
    return Run(job.system, "", seconds, memory, is_sampled, answers)


def _work(job: Job, parent: Connection[Any, Any]) -> None:
    """Run in the worker: tell the parent of each stage, or why there will be none."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    try:
        for told in _stages(job):
            parent.send(told)
    except MemoryError:
        parent.send(f"not trainable in {MOST_MEMORY / 2**30:.0f} GB")
    except UntrainedError:
        parent.send("not trainable: stops untrained")


def _stages(job: Job) -> Iterator[object]:
    material = pickle.loads(job.material.read_bytes())  # noqa: S301 - our own file
    gc.collect()
    yield ""
    before, started = _resident(), time.perf_counter()
    ask = build(job.system, material)
    seconds = time.perf_counter() - started
    gc.collect()
    yield seconds, _resident() - before
    ask(WARM_UP)
    is_slow = job.may_sample and _is_slow(ask, next(iter(job.texts.values())))
    yield (
        is_slow,
        {
            group: {at: _answer(ask, texts[at]) for at in _places(len(texts), is_slow=is_slow)}
            for group, texts in job.texts.items()
        },
    )


def _resident() -> float:
    """Return the memory of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _is_slow(ask: Ask, texts: Sequence[str]) -> bool:
    tried = texts[:: max(1, len(texts) // TRIED)][:TRIED]
    return sum(_answer(ask, text).seconds for text in tried) / len(tried) > SLOW


def _answer(ask: Ask, text: str) -> Answer:
    started = time.perf_counter()
    finding = ask(text)
    return Answer(finding, time.perf_counter() - started)


def _places(number: int, *, is_slow: bool) -> Sequence[int]:
    """Return the places of the texts to ask: all, or some evenly spaced."""
    if not is_slow or number <= SAMPLE:
        return range(number)
    return [at * number // SAMPLE for at in range(SAMPLE)]
