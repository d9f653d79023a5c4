"""The guest's half of the door: runs what the host asks, and reports in plain data.

The host sends one command at a time and the guest answers it; who speaks first
is the guest, with None. A message is one value in the encoding of value.rs, or, of
commands that are made of texts and bytes alone, as `marshal` writes it.

    ("reseed",)                   -> ("done",); random numbers begin anew, from the guest's own
    ("execute", role, source)     -> ("done",) or ("raised", ...)
    ("find", name)                -> ("found",) or ("missing",)
    ("call", name, args, kwargs)  -> ("returned", value), ("unsendable", why) or ("raised", ...)
    ("test", source, name, whose) -> ("passed", total, plain), ("missing",), ("unfit", why) or
                                     ("failed", passed, total, is apart, "raised", ...)
                                     ("too-large", why), ("forged", why): the other guest's fault, and the end
                                     ("uncarried", why): the program gave what no message can carry
                                     ("undecided", why): the tests cannot be held apart from the program
                                     ("refused", why): what a reference's run shows to be no answer
                                     ("needs-reference", what): whether that is asked, a reference shows
                                     ("recorded", total, names): passed, and what the program was asked
    ("prepare", source)           -> ("prepared", compiled) or ("raised", ...)
    ("examine", compiled, name, policy)
                                  -> as to "test"; the program is another guest's, and is asked for through the door;
                                     the policy says what it may be asked: a list of names, "record", "unknown", or
                                     None where there is no reference
    ("lend",)                     -> ("done",); another guest asks for this one's program from here on
    ("run", source)               -> ("done",) or ("raised", ...); the program reads standard input, writes
                                     standard output, and may as well end the guest
    ("end",)                      ends the guest; there is no answer

A pass is plain where nothing but copies of plain values went between the guests, and nothing that was
sent was changed, and the tests keep nothing that the program has too. Roles are file names in tracebacks:
"setup" and "candidate" share a namespace; "tests" run on a copy of it. Where the program defines a class of
the set-up's again, `whose` is used says "candidate" or "setup". ("raised", kind, type, message, place,
line, test, callers) says in which role the innermost line lies, its number, that of the innermost line of
the tests, 0 where there is none, and the candidate's lines that led to its innermost one. A guest whose
program is lent answers asks (see exchange.py) between two commands, and one that examines sends them.
"""

import builtins
import math
import opcode
import random
import sys
import types

ROLES = ("candidate", "tests", "setup")

def text_of(error):
    """The error's message, by its own __str__, which may fail."""
    try:
        text = str(error)
    except BaseException:
        return "(the exception has no message)"
    return text[:MAX_TEXT].encode("utf-8", "replace").decode()


NAME_ERRORS = (NameError, ImportError, SyntaxError)
NAME_INSTRUCTIONS = frozenset(
    "LOAD_NAME LOAD_GLOBAL LOAD_FROM_DICT_OR_GLOBALS DELETE_NAME DELETE_GLOBAL IMPORT_NAME IMPORT_FROM".split()
)


def asks_for_a_name(trace):
    """Whether the instruction that a traceback stops at looks up a module's name or imports a module, and calls nothing.

    A local variable that has no value has none because of what the code was given.
    """
    if trace is None:
        return False
    code = trace.tb_frame.f_code.co_code
    return opcode.opname[code[trace.tb_lasti]] in NAME_INSTRUCTIONS


def raised(error):
    kind = type(error)
    if issubclass(kind, MemoryError):
        label = "memory"
    elif issubclass(kind, SystemExit):
        label = "exit"
    elif issubclass(kind, AssertionError):
        label = "assertion"
    else:
        label = "exception"
    place, line, test, innermost = "", 0, 0, None
    # What was raised in another guest says in which line of the candidate's.
    remote = getattr(error, "remote_lines", None)
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name in ROLES:
            place, line, innermost = name, trace.tb_lineno or 0, trace
            if name == "tests":
                test = line
        trace = trace.tb_next
    callers = lines_of(error)[1:] if place == "candidate" else ()
    if remote and are_lines(remote):
        place, line, callers, innermost = "candidate", remote[0], remote[1:], None
    if label == "exception" and issubclass(kind, NAME_ERRORS) and asks_for_a_name(innermost):
        label = "name"
    return ("raised", label, str(kind.__name__)[:MAX_TEXT], text_of(error), place, line, test, callers)


def compiled(role, source):
    """The code of a source, or what to report where it does not parse."""
    try:
        return compile(source, role, "exec", dont_inherit=True), None
    except SyntaxError as error:
        line = error.lineno if type(error.lineno) is int else 0
        return None, ("raised", "syntax", type(error).__name__, str(error.msg)[:MAX_TEXT], role, line, 0, ())


def new_module(name):
    module = types.ModuleType(name)
    sys.modules[name] = module
    return module


# What `marshal` begins a tuple with, and what is said again and again.
TUPLE = b"("
READY, DONE = None, ("done",)
SAID = {each: encode(each) for each in (READY, DONE)}


def serve(send=host_call):
    namespace = new_module("candidate").__dict__
    # What the set-up bound, before the candidate could change it.
    set_up = {}
    side.send = send

    def execute(role, source):
        code, failure = compiled(role, source)
        if code is None:
            return failure
        if role == "candidate":
            set_up.update(namespace)
        exec(code, namespace)
        if role == "setup":
            for name, value in namespace.items():
                if isinstance(value, type) and value.__module__ == "candidate":
                    side.share(name, value)
        return DONE

    def reseed():
        random.seed()
        drawing = sys.modules.get("numpy.random")
        if drawing is not None:
            drawing.seed()
        return DONE

    def run(source):
        code, failure = compiled("candidate", source)
        if code is None:
            return failure
        run_program(code)
        return DONE

    def find(name):
        return ("found",) if callable(namespace.get(name)) else ("missing",)

    def call(name, args, kwargs):
        return ("returned", namespace[name](*args, **kwargs))

    def lend():
        side.lend(finder(namespace))
        # Where the program defines a class of the set-up's again, as a whole program does, that is the class.
        for name in side.shared:
            if isinstance(namespace.get(name), type):
                side.share(name, namespace[name])
        sys.stdout = Printed()
        return DONE

    def supply(names, tests):
        """Adds what is not for the program to say."""
        for name in tests.modules:
            if name not in names:
                try:
                    names[name] = __import__(MODULES.get(name, name))
                except ImportError:
                    pass
        if "isclose" in tests.names and "isclose" not in names:
            # Whoever says what is close enough says what is right.
            names["isclose"] = math.isclose

    def borrowed(tests, entry, policy):
        """What the tests can name: what the set-up binds, and of the program what else they name."""
        side.is_guarded = True
        side.word.policy = policy
        names = dict(namespace)
        side.is_plain = all(has_no_state(value) for name, value in names.items() if not name.startswith("__"))
        if names and not tests.names.isdisjoint(changed_by_set_up(namespace)):
            end("undecided", "the tests look at what the set-up's functions change when the program calls them")
        side.is_plain = side.is_plain and PURE.issuperset((tests.modules - names.keys()) | tests.imported) and tests.only_call(entry)
        supply(names, tests)
        asked = [name for name in tests.names if name not in names and name != "check" and not hasattr(builtins, name)]
        is_plain = side.is_plain
        found = borrow_by_name((*asked, entry))
        # That the program's functions are elsewhere makes no difference yet.
        side.is_plain = is_plain and {entry}.issuperset(asked)
        if is_exception(found.get(entry)) and found[entry].__module__ == "candidate":
            end("undecided", "the entry point is a class of exceptions, of which the tests have their own")
        # What is asked of a class may say another thing from afar.
        side.is_plain = side.is_plain and all(type(value) is not RemoteClass for value in found.values())
        classes = {name: value for name, value in found.items() if type(value) is RemoteClass and name[:1].isupper()}
        side.word.begin(classes)
        return names | found

    def own(tests, entry, whose):
        """What the tests can name where they share the candidate's interpreter."""
        if whose == "setup":
            # As if the program had not defined again what the set-up has: neither for the tests nor for itself.
            namespace.update((name, value) for name, value in set_up.items() if isinstance(value, type) and name != entry)
        # The set-up's names are its own; but where the program defines a class of it again, that is the class.
        names = {name: namespace.get(name) if isinstance(value, type) else value for name, value in set_up.items()}
        supply(names, tests)
        for name in (*tests.names, entry):
            # A `check` of the candidate's is not the tests' and may not pass for it, nor is a built-in function its.
            is_theirs = name in names or name == "check" or hasattr(builtins, name)
            if name in namespace and (name == entry or not is_theirs):
                names[name] = namespace[name]
        return names

    def prepare(source):
        code, failure = compiled("tests", source)
        return failure if code is None else ("prepared", dumps(prepared(code)))

    def test(source, entry, whose):
        code, failure = compiled("tests", source)
        return failure if code is None else tested(Tests(prepared(code)), entry, lambda tests, entry: own(tests, entry, whose))

    def examine(compiled, entry, policy):
        policy = frozenset(policy) if type(policy) is list else policy
        return tested(Tests(loads(compiled)), entry, lambda tests, entry: borrowed(tests, entry, policy))

    def tested(tests, entry, names_for):
        side.tests = tests
        try:
            names = names_for(tests, entry)
            # What both sides have, such as an exception of the library's, would be this side's own and no program.
            if not callable(names.get(entry)) or side.is_guarded and not isinstance(names[entry], (RemoteFunction, Remote)):
                return ("missing",)
            tests.run(entry, names)
        except Unfit as error:
            # What the tests lent and were given back is not theirs to be run as a test.
            if side.was_given_back:
                return ("forged", text_of(error))
            raise
        except BaseException as error:
            if side.word.policy in (UNKNOWN, None) and side.word.doubt() is not None:
                return ("needs-reference" if side.word.policy == UNKNOWN else "undecided", side.word.doubted)
            found = raised(error)
            is_apart = side.word.tests_class or "random" in tests.imported
            return ("failed", tests.passed(found[6]), tests.total(), is_apart, *found)
        if side.word.policy == RECORD:
            return ("recorded", tests.total(), sorted(side.word.recorded))
        if side.word.was_taken is not None:
            why = "passes by the word of the program's own objects, which counts where a reference's are asked the same: "
            return ("undecided", why + side.word.was_taken)
        return ("passed", tests.total(), side.is_plain)

    commands = {
        "reseed": reseed,
        "execute": execute,
        "find": find,
        "call": call,
        "lend": lend,
        "run": run,
        "prepare": prepare,
        "test": test,
        "examine": examine,
    }
    reply = SAID[READY]
    while True:
        message = send(reply)
        if message[:1] in ASKS:
            reply = answer(message)
            continue
        command = loads(message) if message[:1] == TUPLE else decode(message)
        if command[0] == "end":
            return
        try:
            reply = commands[command[0]](*command[1:])
            reply = SAID[DONE] if reply is DONE else encode(reply)
        except Unsendable as error:
            reply = encode(("unsendable", str(error)))
        except Unfit as error:
            reply = encode(("unfit", text_of(error)))
        except BaseException as error:
            reply = encode(raised(error))
