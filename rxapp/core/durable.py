"""Work that survives a crash: DBOS workflows and recurring jobs, run by exactly one process at a time.

The engine has a thread and an event loop of its own; steps and jobs run on the loop that entered ``running``, where
the rest of the product lives. A step may run again after a crash, so each must bear a repeat. Arguments and results
of workflows and steps are kept in the engine's database as JSON: pass ids and verdicts, never a secret, a text or a
phone. A tuple comes back from there as a list.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, ParamSpec, TypeVar, cast

import psycopg
from dbos import DBOS, SetWorkflowID
from sqlalchemy.engine import make_url

from rxapp.core import durable_store, leadership
from rxapp.core.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")

START_SECONDS = 2.0
TIDY_SECONDS = 3600.0

log = logging.getLogger(__name__)


class StepFailed(Exception):  # noqa: N818
    """A step raised. Holds the name of the error's type only: its text could carry personal data into the engine."""


@dataclass(frozen=True, slots=True)
class Job:
    """A recurring job of the leader."""

    name: str
    seconds: float
    run: Callable[[], Awaitable[None]]


_jobs: dict[str, Job] = {}
_current: list["_Engine"] = []


def register_job(name: str, seconds: float, run: Callable[[], Awaitable[None]]) -> None:
    """Run ``run`` when a process becomes the leader and then ``seconds`` after each end of it.

    So what was missed while nobody led runs once at start. Call at import, before ``running``.
    """
    _jobs[name] = Job(name, seconds, run)


def workflow(
    name: str,
) -> Callable[[Callable[P, Coroutine[Any, Any, R]]], Callable[P, Coroutine[Any, Any, R]]]:
    """Declare a durable workflow under a name that must never change while one is unfinished.

    Its body only calls ``step`` and ``sleep`` and decides by their results: after a crash it is replayed.
    """
    return DBOS.workflow(name=name, max_recovery_attempts=None)


async def step(name: str, run: Callable[..., Coroutine[Any, Any, R]], *args: Any) -> R:
    """Run ``run(*args)`` on the product's loop and remember its result. Raises StepFailed when it raises."""
    outcome = await DBOS.run_step_async({"name": name}, _stripped, run, args)
    # A failure is kept as a value too: an exception would come back from the database as another type.
    if "failed" in outcome:
        raise StepFailed(outcome["failed"])
    return cast(R, outcome["value"])


async def sleep(seconds: float) -> None:
    """Pause a workflow durably: the moment of waking up survives a restart."""
    await DBOS.sleep_async(seconds)


async def start(run: Callable[..., Coroutine[Any, Any, Any]], workflow_id: str, *args: str, anew: bool = False) -> None:
    """Start the workflow now if this process leads; else do nothing. Starting an id again has no effect.

    With ``anew`` an id whose workflow has ended runs once more; one that is under way or asleep still does not.
    Never raises and waits 2 s at most: whatever was not started here is found by the leader's sweep.
    """
    if _current:
        await _current[0].start(run, workflow_id, args, anew=anew)


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[None]:
    """Do durable work for the length of the block, when and while this process is the one to lead.

    On SQLite the process leads from the start. Raises SettingsRefused when another process has the data directory.
    """
    if make_url(settings.durable_database).get_backend_name() == "sqlite":
        with leadership.only_process(settings.data_dir):
            async with _engine(settings.durable_database, embedded=True):
                yield
    else:
        async with _engine(settings.durable_database, embedded=False):
            yield


def is_leader() -> bool:
    """Whether this process runs durable work at this moment."""
    return bool(_current) and _current[0].leading


@asynccontextmanager
async def _engine(url: str, *, embedded: bool) -> AsyncIterator[None]:
    engine = _Engine(url, asyncio.get_running_loop())
    if _current:
        raise RuntimeError("durable work already runs in this process")
    _current.append(engine)
    try:
        await engine.open(embedded=embedded)
        yield
    finally:
        # Cleared last: a step that begins meanwhile must be cancelled, not recorded as failed.
        try:
            await engine.close()
        finally:
            _current.clear()


async def _stripped(run: Callable[..., Coroutine[Any, Any, Any]], args: tuple[Any, ...]) -> dict[str, Any]:
    try:
        return {"value": await _current[0].at_home(run, *args)}
    except Exception as error:
        failure = type(error).__name__
        log.warning("step_failed step=%s error=%s", run.__qualname__, failure)
    return {"failed": failure}


class _Engine:
    """The thread, its loop and what runs there."""

    def __init__(self, url: str, home: asyncio.AbstractEventLoop) -> None:
        self.leading = False
        self._url = url
        self._home = home
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="durable", daemon=True)
        self._contending: asyncio.Task[None] | None = None
        # Tasks that end the others, and so must not be ended by one another.
        self._spared: set[asyncio.Task[Any] | None] = set()

    async def open(self, *, embedded: bool) -> None:
        self._thread.start()
        await self._there(self._lead() if embedded else self._contend_from_now())

    async def close(self) -> None:
        await self._there(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join)
        self._loop.close()

    async def start(self, run: Callable[..., Any], workflow_id: str, args: tuple[str, ...], *, anew: bool) -> None:
        if not self.leading:
            return
        begun = asyncio.ensure_future(self._there(self._start(run, workflow_id, args, anew=anew)))
        await asyncio.wait({begun}, timeout=START_SECONDS)

    async def at_home(self, run: Callable[..., Coroutine[Any, Any, R]], *args: Any) -> R:
        """Run on the product's loop, awaited from the engine's."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(run(*args), self._home))

    async def _there(self, work: Coroutine[Any, Any, R]) -> R:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def _start(self, run: Callable[..., Any], workflow_id: str, args: tuple[str, ...], *, anew: bool) -> None:
        if not self.leading:
            return
        try:
            if anew:
                await durable_store.free_if_finished(workflow_id)
            with SetWorkflowID(workflow_id):
                await DBOS.start_workflow_async(run, *args)
        except Exception:
            log.exception("workflow_not_started id=%s", workflow_id)

    async def _contend_from_now(self) -> None:
        self._contending = asyncio.create_task(self._contend())
        self._spared.add(self._contending)

    async def _contend(self) -> None:
        while True:
            try:
                async with leadership.elected(self._url) as lock:
                    try:
                        self._launch()
                        await leadership.until_lost(lock)
                    finally:
                        await self._step_down()
            except (psycopg.Error, leadership.LeadershipLost, TimeoutError) as error:
                log.warning("durable_leadership_lost error=%s", type(error).__name__)
            except Exception:
                log.exception("durable_launch_failed")
            await asyncio.sleep(leadership.POLL_SECONDS)

    async def _lead(self) -> None:
        self._launch()

    def _launch(self) -> None:
        # From this thread, so that DBOS adopts this loop. It blocks for the length of its migrations.
        DBOS(config=durable_store.configure(self._url))
        durable_store.quiet()
        DBOS.launch()
        self.leading = True
        for job in _jobs.values():
            self._loop.create_task(self._repeat(job.name, job.seconds, partial(self.at_home, _run, job)))
        self._loop.create_task(self._repeat("forget-finished", TIDY_SECONDS, durable_store.forget_finished))

    async def _repeat(self, name: str, seconds: float, run: Callable[[], Awaitable[Any]]) -> None:
        while True:
            try:
                await run()
            except Exception:
                log.exception("job_failed job=%s", name)
            await asyncio.sleep(seconds)

    async def _end(self) -> None:
        self._spared.add(asyncio.current_task())
        if self._contending is not None:
            self._contending.cancel()
            await asyncio.gather(self._contending, return_exceptions=True)
        await self._step_down()

    async def _step_down(self) -> None:
        """Stop leading. Unfinished workflows stay pending for the next leader: a cancelled task records nothing."""
        self.leading = False
        logging.getLogger("dbos").setLevel(logging.ERROR)
        await self._cancel_others()
        # Its threads may be waiting for this loop, so not on this loop.
        with ThreadPoolExecutor(1) as outside:
            await self._loop.run_in_executor(outside, DBOS.destroy)
        await self._cancel_others()
        # DBOS made its own pool the default one of this loop, and has just shut it down.
        self._loop.set_default_executor(ThreadPoolExecutor(durable_store.THREADS))

    async def _cancel_others(self) -> None:
        others = [task for task in asyncio.all_tasks() if task not in self._spared]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


async def _run(job: Job) -> None:
    await job.run()
