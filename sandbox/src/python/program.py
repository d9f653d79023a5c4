"""Whole programs, which read standard input and write standard output, run as a process would run them."""

import atexit
import sys
import threading
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
    sys.modules.setdefault("resource", unlimited())
    threading.Thread.start = start_at_once
    threading.stack_size = stack_size
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
