"""What a process has and a guest has not: threads, an event loop, and the end of a whole program."""

import asyncio
import atexit
import concurrent.futures
import functools
import sys
import threading
import time
import types


class Finished:
    """The handle of a thread that has ended."""

    def join(self, timeout=None):
        pass

    def is_done(self):
        return True

    def _set_done(self):
        pass


def start_at_once(thread):
    """Runs a thread to its end where it is started, since guests have one thread alone.

    The usual reason for a thread in such programs is a deeper stack, and they join it right away.
    """
    if thread._started.is_set():
        raise RuntimeError("threads can only be started once")
    thread._started.set()
    try:
        thread.run()
    except SystemExit:
        pass
    except BaseException:
        threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), thread)))
    finally:
        thread._os_thread_handle = Finished()


def stack_size(size=0):
    """Threads have the stack of the one thread that there is."""
    return 0


def submit_at_once(executor, function, /, *args, **kwargs):
    """Does what an executor's thread would do, where it is submitted."""
    if executor._shutdown:
        raise RuntimeError("cannot schedule new futures after shutdown")
    if not hasattr(executor, "worker"):
        executor.worker = executor._create_worker_context()
        executor.worker.initialize()
    future = concurrent.futures.Future()
    future.set_running_or_notify_cancel()
    try:
        result = function(*args, **kwargs)
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)
    return future


class Idle:
    """The selector of an event loop that has nothing to wait for but the time."""

    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError("the event loop waits for what never comes")
        if timeout > 0:
            time.sleep(timeout)
        return []

    def close(self):
        pass


class EventLoop(asyncio.BaseEventLoop):
    """An event loop without files and sockets, of which guests have none to wait for."""

    def __init__(self):
        super().__init__()
        self._selector = Idle()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


def current_event_loop(found=asyncio.get_event_loop):
    """The event loop that there is, or that becomes it, as up to Python 3.11."""
    try:
        return found()
    except RuntimeError:
        loop = EventLoop()
        asyncio.set_event_loop(loop)
        return loop


def run_to_end(awaitable):
    """What is awaited, in an event loop of its own, also within another one."""
    running = asyncio._get_running_loop()
    if running is None:
        return asyncio.run(awaitable)
    task = asyncio.tasks._swap_current_task(running, None)
    asyncio._set_running_loop(None)
    try:
        return asyncio.run(awaitable)
    finally:
        asyncio._set_running_loop(running)
        asyncio.tasks._swap_current_task(running, task)


def unlimited():
    """The module `resource`, which WASI has not: programs use it to raise the limit of their stack."""
    module = types.ModuleType("resource")
    names = "CPU FSIZE DATA STACK CORE NOFILE AS RSS NPROC MEMLOCK".split()
    for number, name in enumerate(names):
        setattr(module, "RLIMIT_" + name, number)
    module.RLIM_INFINITY = -1
    module.error = OSError
    module.getrlimit = lambda resource: (-1, -1)
    module.setrlimit = lambda resource, limits: None
    return module


def flush(stream):
    """What a process does with an output when it ends. That it was closed is no error."""
    if stream is not None and not getattr(stream, "closed", False):
        stream.flush()


def run_program(code):
    """Runs a program as `__main__` until it has ended, and all that it left to be done at the end is done.

    Leaving with success is an ordinary end. Whatever else ends the program is raised.
    """
    main = types.ModuleType("__main__")
    main.__file__ = "main.py"
    sys.modules["__main__"] = main
    sys.argv = ["main.py"]
    try:
        exec(code, main.__dict__)
    except SystemExit as error:
        if error.code not in (None, 0):
            raise
    finally:
        atexit._run_exitfuncs()
        flush(sys.stdout)
        # A file on standard output that was left open is written out when its name goes.
        main.__dict__.clear()
        flush(sys.__stdout__)


def endless_cache(function, maxsize, typed, info, make=functools._lru_cache_wrapper):
    """A cache of as many results as lengths go up to, where more are asked for."""
    is_endless = maxsize is not None and maxsize >= 1 << 31
    return make(function, None if is_endless else maxsize, typed, info)


functools._lru_cache_wrapper = endless_cache
threading.Thread.start = start_at_once
threading.stack_size = stack_size
concurrent.futures.ThreadPoolExecutor.submit = submit_at_once
sys.modules.setdefault("resource", unlimited())
asyncio.EventLoop = asyncio.SelectorEventLoop = EventLoop
asyncio.get_event_loop = current_event_loop
asyncio.events._get_event_loop_policy()._loop_factory = EventLoop
