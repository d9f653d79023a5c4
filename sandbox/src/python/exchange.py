"""What two guests say to each other: one has the tests, the other the candidate.

One side asks, the other answers, and may ask back before it does:

    b"q" + (operation, target) + (args, kwargs)      an ask
    b"a" + (kind, value, changes, printed)           its answer: returned, held where the program still has what it
                                                     returned, raised, stop, unsendable or overprinted

or, where it will do, by the short way of quick.py. The host carries each
message to the other side. What cannot be copied stays where it is: a reference
goes in its place, and the other side uses it from afar; types and functions of the
library are named, since both sides have them.

The side of the tests is guarded. It answers asks of what it has lent alone: calls of
functions and of the tests' own classes, iteration, operators, and public
attributes of objects whose classes are the tests' own or lead nowhere else. It
asks nothing while it reads a message, and what it asks again is in remote.py.
"""

import array
import builtins
import collections
import functools
import inspect
import io
import opcode
import operator
import sys
import types
import unittest
from _host import call as host_call

ASK, ANSWER = b"q", b"a"
ASKS = frozenset((ASK, QUICK_ASK))
MAX_PRINTED = 1 << 20
MAX_LINES = 4
# Asks that may wait for one another: calls of the tests' functions by the program, within calls of the program.
MAX_OPEN = 120

FUNCTIONS = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodWrapperType,
    types.WrapperDescriptorType,
    types.MethodDescriptorType,
    functools.partial,
    functools._lru_cache_wrapper,
    operator.itemgetter,
    operator.attrgetter,
    operator.methodcaller,
)


def end(why, detail):
    """Tells the host what ends the conversation, which then never comes back."""
    side.send(encode((why, text_of(detail))))
    raise SystemExit


def forged(detail):
    """The other side sent what no harness sends."""
    end("forged", detail)


class Side:
    """This guest's half: what it has lent out, what it has been lent, and what it grants."""

    def __init__(self):
        self.lent = []
        self.lent_numbers = {}
        self.borrowed = {}
        self.borrowed_numbers = {}
        # Of what the tests have made, what stands for it where the program returns it.
        self.aliases = {}
        # The classes that the set-up defines, which both sides have, by name; and their names.
        self.shared = {}
        self.shared_names = {}
        self.is_guarded = False
        # Whether a message is being read, whether an operator of this side's is at work that the other side asked
        # for, and how many asks of this side wait for their answer.
        self.is_reading = False
        self.is_busy = False
        self.open = 0
        # Whether nothing but copies of plain values has crossed, and nothing that was sent was changed.
        self.is_plain = True
        # Whether something that this side lent has come back, and what the program called of it to its end.
        self.was_given_back = False
        self.called = set()
        # The tests that are run here, the steps by which what is being read comes to them, and the containers of the last
        # ask and its answer.
        self.tests = None
        self.steps = frozenset()
        self.received = []
        self.word = Word()
        self.send = host_call

    def share(self, name, kind):
        self.shared[name] = kind
        self.shared_names[kind] = name

    def room(self, known):
        return Room(known, self.export, self.shared_names)

    def export(self, value):
        number = self.borrowed_numbers.get(id(value))
        if number is not None:
            return b"p" + length_bytes(number)
        number = self.lend(value)
        kind, name = sort_of(value)
        text = name[: MAX_TEXT if kind != b"E" else MAX_LINEAGE].encode("utf-8", "replace")
        return b"h" + kind + length_bytes(number) + length_bytes(len(text)) + text

    def lend(self, value):
        """The number that something is lent out as."""
        self.is_plain = False
        number = self.lent_numbers.get(id(value))
        if number is None:
            number = len(self.lent)
            self.lent.append(value)
            self.lent_numbers[id(value)] = number
        return number

    def borrow(self, kind, number, name):
        """What is on this side in place of what the other lends out as a number."""
        self.is_plain = False
        known = self.borrowed.get(number)
        if known is None:
            known = borrowed_as(kind, number, name)
            self.hold(number, known)
            self.word.led_to(known, self.steps)
            return known
        # It comes from somewhere else than its construction. Where a reference's object comes back too, it is the same
        # from then on as any that was returned; where none does, what the tests have made stays what they have made.
        if id(known) in self.word.constructed and self.word.may_come_back(self.steps):
            self.word.constructed.pop(id(known))
        elif id(known) in self.word.constructed:
            alias = self.aliases.get(number)
            if alias is None:
                alias = self.aliases[number] = borrowed_as(kind, number, name)
                self.borrowed_numbers[id(alias)] = number
            known = alias
        self.word.came_back.add(id(known))
        self.word.led_to(known, self.steps)
        return known

    def hold(self, number, known):
        self.borrowed[number] = known
        self.borrowed_numbers[id(known)] = number

    def lent_as(self, number):
        if number >= len(self.lent):
            raise Malformed("a reference to what was never lent")
        return self.lent[number]

    def resolve(self, tag, data, at):
        if tag == 112:  # p
            self.was_given_back = True
            return self.lent_as(read_length(data, at)[0]), at + 4
        if tag != 104:  # h
            raise Malformed("no value has the tag " + str(tag))
        kind, number = data[at : at + 1], read_length(data, at + 1)[0]
        text, at = take_block(data, at + 5)
        if len(text) > MAX_LINEAGE:
            raise Malformed("a longer name than any that is sent")
        if kind == b"M" and self.is_guarded:
            raise Malformed("a module, which no program lends")
        if kind == b"E":
            self.is_plain = False
            found = borrow_lineage(text.decode())
            if self.borrowed.get(number) is not found:
                raise Malformed("an exception of another lineage")
            return found, at
        return self.borrow(kind, number, text.decode()), at


class Table:
    """The containers of one ask and its answer, by number."""

    __slots__ = ("known",)

    def __init__(self, known):
        self.known = known

    def resolve(self, tag, data, at):
        return side.resolve(tag, data, at)

    def shared_class(self, name):
        found = side.shared.get(name) if type(name) is str else None
        if found is None:
            raise Malformed("a class that is not the set-up's")
        return found

    def class_of_instance(self, name):
        """The class of an instance that is sent. What judges itself is taken only where a reference sends the same."""
        found = self.shared_class(name)
        if side.is_guarded and judges_itself(found) and not side.word.permits(*side.word.of_steps("instance of " + name, side.steps)):
            end("refused", "an instance of the set-up's class `" + name + "`, where no reference has one")
        return found

    def sent_back(self, value):
        """Something that was sent. Where a reference sends back what judges itself, a program may make another."""
        name = side.shared_names.get(type(value))
        if name is not None and side.is_guarded and side.word.policy == RECORD and judges_itself(type(value)):
            side.word.permits(*side.word.of_steps("instance of " + name, side.steps))
        return value


# What both sides have, and each takes its own of.

LIBRARY = sys.stdlib_module_names | {"numpy"}
# Types that a program may name to the tests: what it can say of them is what they are.
NAMED_TYPES = frozenset((object, frozenset, bytearray, range, slice, memoryview, *FACTORIES.values(), *PARTS))
# Modules whose exceptions it can name: of what others raise, some steer whatever runs the tests.
EXCEPTIONS = frozenset(
    (
        *("builtins", "binascii", "configparser", "_csv", "dataclasses", "decimal", "ipaddress", "json.decoder", "queue", "_queue"),
        *("re", "re._constants", "statistics", "struct", "tomllib", "xml.etree.ElementTree", "zlib"),
    )
)
DESCRIPTORS = (types.MethodDescriptorType, types.WrapperDescriptorType, types.ClassMethodDescriptorType)


def is_library(module):
    return module.partition(".")[0] in LIBRARY


def by_name(module, path):
    """What the library has of this name, where the module is loaded, or loads."""
    found = sys.modules.get(module) or __import__(module, fromlist=["_"])
    for name in path.split("."):
        found = getattr(found, name)
    return found


def may_be_named(value):
    """Whether the tests take their own type for one that a program names."""
    if not isinstance(value, type):
        return False
    return value in NAMED_TYPES or issubclass(value, BaseException) and value.__module__ in EXCEPTIONS


def name_in_library(value):
    """The module and the name of a type or a function of the library, where the other side is to take its own."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and type(value).__module__ in ("numpy", "numpy._core._multiarray_umath", "numpy._core.overrides"):
        name = getattr(value, "__name__", None)
        # A function that is called for every element, or one that arrays may take over.
        found = type(name) is str and getattr(numpy, name, None) is value
        return ("numpy", name) if found else None
    if isinstance(value, DESCRIPTORS):
        kind = value.__objclass__
        module, path = kind.__module__, kind.__qualname__ + "." + value.__name__
    elif isinstance(value, (type, types.BuiltinFunctionType)):
        module, path = value.__module__, value.__qualname__
    else:
        return None
    if type(module) is not str or type(path) is not str or module not in sys.modules or not is_library(module):
        return None
    if not side.is_guarded and not may_be_named(value):
        return None
    try:
        return (module, path) if by_name(module, path) is value else None
    except AttributeError:
        return None


def named(module, path):
    """The type or the function that the other side named."""
    if type(module) is not str or type(path) is not str or not is_library(module):
        raise Malformed("a name of another form")
    if not side.is_guarded:
        return by_name(module, path)
    # Nothing is loaded here because the program names it.
    if module not in sys.modules:
        raise Malformed("a type of a module that is not loaded")
    found = by_name(module, path)
    if not may_be_named(found):
        raise Malformed("a type that a program does not name")
    return found


type_name = type.__dict__["__name__"].__get__


def exception_base(kind):
    """The first of a type's bases that is an exception of every interpreter's."""
    for base in kind.__mro__:
        if base.__module__ == "builtins" and issubclass(base, BaseException):
            return base
    return Exception


# How many of an exception's own classes are told of, with what each takes at most, and all of them.
MAX_CLASSES, MAX_CLASS_NAME = 16, 60
MAX_LINEAGE = 4 * MAX_TEXT


def lineage(kind):
    """An exception type and those of its bases that not every interpreter has, each behind its own bases."""
    own = [each for each in kind.__mro__ if issubclass(each, BaseException) and each.__module__ != "builtins"]
    entries = []
    for each in own[:MAX_CLASSES][::-1]:
        name = type_name(each)
        name = name[:MAX_CLASS_NAME] if name.isidentifier() and name.isascii() else "Exception"
        errors = [base for base in each.__bases__ if issubclass(base, BaseException)]
        bases = [str(side.lend(base)) if base in own[:MAX_CLASSES] else exception_base(base).__name__ for base in errors]
        entries.append(":".join((str(side.lend(each)), name, ",".join(bases[:MAX_CLASSES]))))
    return ";".join(entries)


def borrow_lineage(text):
    """Makes the exception types that the other side described, and gives the last."""
    kind = None
    for entry in text.split(";"):
        number, name, bases = entry.split(":")
        number = decimal_number(number)
        kind = side.borrowed.get(number)
        if kind is None:
            parents = [side.borrowed[decimal_number(each)] if each.isdigit() else exception_named(each) for each in bases.split(",")]
            kind = remote_exception(parents, name)
            side.hold(number, kind)
        elif not is_exception(kind):
            raise Malformed("an exception that was lent as something else")
    return kind


def decimal_number(text):
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Malformed("a number of another form")
    return int(text)


def is_exception(kind):
    return isinstance(kind, type) and issubclass(kind, BaseException)


def sort_of(value):
    if isinstance(value, type):
        if issubclass(value, BaseException):
            return b"E", lineage(value)
        return b"C", type_name(value)
    if isinstance(value, FUNCTIONS):
        return b"F", str(getattr(value, "__name__", ""))
    if isinstance(value, types.ModuleType):
        return b"M", str(value.__name__)
    if hasattr(type(value), "__next__"):
        return b"I", ""
    return b"D" if issubclass(type(value), BASES) else b"O", name_of(type(value))


def borrowed_as(kind, number, name):
    if kind == b"F":
        return RemoteFunction(name)
    if kind == b"I":
        return RemoteIterator()
    if kind == b"C":
        return RemoteClass(name)
    if kind == b"M":
        return __import__(name, fromlist=["_"])
    if kind == b"O":
        return RemoteObject(name)
    if kind == b"D":
        side.word.doubted = "an instance of a class that derives from a built-in type is none of that type from afar"
        return RemoteDerived(name)
    raise Malformed("a reference of no known kind")


def exception_named(name):
    found = getattr(builtins, name, None)
    if isinstance(found, type) and issubclass(found, BaseException):
        return found
    return Exception


def remote_exception(bases, name):
    if not all(map(is_exception, bases)):
        raise Malformed("an exception whose base is none")

    def text(self):
        found = self.__dict__.get("remote_text")
        return bases[0].__str__(self) if found is None else found

    members = {"__module__": "candidate", "__str__": text}
    try:
        return type(name, tuple(bases), members)
    except TypeError:
        # Bases that go together there, and not here.
        return type(name, (bases[0],), members)


# Asking.


def ask(operation, target, args=(), kwargs=None):
    room = side.room([])
    try:
        head = encode((operation, target), side.room(None))
        message = ASK + head + encode((args, kwargs or {}), room)
    except (Unsendable, RecursionError) as why:
        if side.is_guarded:
            if side.open and isinstance(why, RecursionError):
                forged("asks within asks, until there is no room")
            end("undecided", "the tests pass a value that cannot be sent: " + str(why))
        raise
    reply = sent(message)
    if side.is_guarded and side.is_plain and are_kept(room.known, args, kwargs):
        side.is_plain = False
    return receive(reply, room.known, operation, side.word.steps(operation, target, args))


def call(target, args, kwargs):
    """Calls what the other side has lent."""
    number = side.borrowed_numbers.get(id(target))
    data = None if kwargs or number is None else packed_args(args)
    if data is None:
        return ask("call", target, args, kwargs)
    reply = sent(QUICK_ASK + length_bytes(number) + data)
    is_plain = side.is_guarded and side.is_plain
    if is_plain:
        containers = containers_of(args)
        if containers and are_kept(containers, args, None):
            side.is_plain = False
    if reply[:1] == QUICK_ANSWER:
        value = loads(reply[1:])
        if is_plain and type(value) in CONTAINERS:
            side.received = [value]
        return value
    # As they are numbered the long way, where the keyword arguments are a container too.
    return receive(reply, [*containers_of(args), {}], "call", side.word.steps("call", target, args))


# A container that went to the program, and one that came from it, is the same on both sides only as long as neither
# changes it. Where the tests have it still when the program is at work again, or has been, that can be seen.
CONTAINERS = frozenset((list, dict, set))


def owners_of(known):
    return [sys.getrefcount(each) for each in known]


# As many owners has what nothing but the list of such things has; and so many more an argument that the tests make only
# for the call, on its way to it, beside the tuple or the dictionary of arguments. The exercise holds them to it.
OWNERS = owners_of([[]])[0]
OWNERS_OF_ARGUMENT, OWNERS_OF_NAMED = 2, 3
CALLS = frozenset((opcode.opmap["CALL"], opcode.opmap["CALL_KW"]))
CALLING = frozenset(("exchange", "remote"))


def owned_by(*roots):
    """How often each container is found in some others, and whether one is in a tuple, of which nobody knows who has it."""
    counts, seen, todo = {}, set(), [root for root in roots if root]
    is_in_tuple = False
    while todo:
        each = todo.pop()
        for parts in (each, each.values()) if type(each) is dict else (each,):
            if PLAIN.issuperset(map(type, parts)):
                continue
            for part in parts:
                kind = type(part)
                if kind in CONTAINERS:
                    counts[id(part)] = counts.get(id(part), 0) + 1
                elif kind is not tuple:
                    continue
                elif not PLAIN.issuperset(map(type, part)):
                    is_in_tuple = True
                if id(part) not in seen:
                    seen.add(id(part))
                    todo.append(part)
    return counts, is_in_tuple


def add_owners(counts, parts, more):
    for part in parts:
        if type(part) in CONTAINERS:
            counts[id(part)] += more


def are_kept(known, args, kwargs):
    """Whether the tests have one of the containers that they called the program with."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename in CALLING:
        frame = frame.f_back
    # Elsewhere than in a plain call an argument has as many owners as whoever makes the call likes.
    if frame.f_code.co_code[frame.f_lasti] not in CALLS or not CONTAINERS.issuperset(map(type, known)):
        return True
    counts, is_in_tuple = owned_by(args, kwargs)
    if is_in_tuple:
        return True
    add_owners(counts, args, OWNERS_OF_ARGUMENT)
    add_owners(counts, (kwargs or {}).values(), OWNERS_OF_NAMED)
    for each, count in zip(known, owners_of(known)):
        if each is not kwargs and count > OWNERS + counts.get(id(each), 0):
            return True
    # What is a local variable has that owner alone when it is on its way.
    numbers = set(map(id, known))
    while frame is not None:
        if frame.f_code.co_filename in ROLES and not numbers.isdisjoint(map(id, frame.f_locals.values())):
            return True
        frame = frame.f_back
    return False


def look_at_received():
    """Whether the tests have what they were answered with, now that the program is at work once more."""
    received, side.received = side.received, []
    if side.is_plain:
        # The list of them is counted both ways.
        counts, _ = owned_by(received)
        for each, count in zip(received, owners_of(received)):
            if count >= OWNERS + counts.get(id(each), 1):
                side.is_plain = False


# The first that a side lends out is what finds the program's values by their names.
FINDER = 0


def finder(namespace):
    """Finds values by their names: descriptions of functions and classes, and beside them what else there is.

    What is called or constructed is the program's, also where the library has it too.
    """

    def find(*names):
        described, others = {}, {}
        # The entry point comes last. Where the program defines a class of the set-up's under that name, it is this that
        # is tested, and its instances stay with it.
        entry = namespace.get(names[-1])
        if isinstance(entry, type) and names[-1] in side.shared:
            side.shared_names.pop(entry, None)
        for name in names:
            if name in namespace:
                value = namespace[name]
                if type(value) is types.FunctionType:
                    described[name] = "F" + str(side.lend(value)) + ":" + str.__str__(value.__name__)[:MAX_TEXT]
                elif isinstance(value, type) and value not in side.shared_names and not issubclass(value, BaseException):
                    described[name] = "C" + str(side.lend(value)) + ":" + str.__str__(type_name(value))[:MAX_TEXT]
                elif isinstance(value, FUNCTIONS) or callable(value) and type(value).__module__.partition(".")[0] == "numpy":
                    described[name] = "F" + str(side.lend(value)) + ":" + name
                else:
                    others[name] = value
        return (described, others) if others else described

    return find


def borrow_by_name(names):
    """The values that the other side's program has of some names."""
    reply = sent(QUICK_ASK + length_bytes(FINDER) + dumps(names, MARSHAL))
    found = loads(reply[1:]) if reply[:1] == QUICK_ANSWER else receive(reply, [{}], "call", frozenset())
    found, others = found if type(found) is tuple and len(found) == 2 else (found, {})
    for part in (found, others):
        if type(part) is not dict or not all(type(name) is str for name in part) or not part.keys() <= set(names):
            forged("names of another form")
    return others | {name: described(name, text) for name, text in found.items()}


def described(asked, text):
    """The function or the class that a finder described, which the tests know by the name that they asked for."""
    number, _, name = text[1:].partition(":") if type(text) is str else ("", "", "")
    side.steps = frozenset((asked,))
    if not (number.isascii() and number.isdigit() and len(number) < 10 and text[0] in "FC"):
        forged("a description of another form")
    return side.borrow(text[0].encode(), int(number), name)


def sent(message):
    """The answer to an ask, after whatever the other side asks back."""
    if side.is_guarded:
        if side.is_reading:
            forged("an ask that reading a message makes")
        if side.open >= MAX_OPEN:
            raise RecursionError("maximum depth of calls between tests and program exceeded")
        if side.received:
            look_at_received()
    side.open += 1
    try:
        reply = side.send(message)
        while reply[:1] in ASKS:
            reply = side.send(answer(reply))
        return reply
    finally:
        side.open -= 1


def receive(reply, known, operation, steps):
    sent = len(known)
    side.is_reading, side.steps = True, steps
    try:
        if reply[:1] != ANSWER:
            raise Malformed("neither an ask nor an answer")
        (kind, value, changes, printed), length = take(reply, 1, Table(known))
        if length != len(reply) or type(kind) is not str or type(changes) is not tuple or type(printed) is not str:
            raise Malformed("an answer of another form")
        side.is_plain = side.is_plain and kind == "returned" and not changes
        for change_made in changes:
            if type(change_made) is not tuple:
                raise Malformed("a change of another form")
            number, contents = change_made
            if type(number) is not int or not 0 <= number < sent:
                raise Malformed("a change of what was not sent")
            change(known[number], contents)
        error = rebuilt(value) if kind == "raised" else None
        if side.is_guarded and side.is_plain:
            side.received = known
    except MemoryError:
        # There is no room here for what was sent.
        raise
    except Exception as fault:
        forged(fault)
    finally:
        side.is_reading = False
    if printed:
        sys.stdout.write(printed)
    if kind in ("returned", "held"):
        return value
    if kind == "stop" or isinstance(error, (StopIteration, StopAsyncIteration)):
        if kind == "stop" and operation == "next":
            raise StopIteration
        # It would end whatever loop of the tests makes the call, without a word.
        raise RuntimeError("the program raised StopIteration")
    if error is not None:
        raise error
    if kind in ("unsendable", "overprinted"):
        end("uncarried" if kind == "unsendable" else "too-large", value)
    forged("an answer of another kind")


def change(container, contents):
    """Gives a container the contents that it has on the other side."""
    if type(contents) is not tuple:
        raise Malformed("contents of another form")
    if isinstance(container, list):
        list.__setitem__(container, slice(None), contents)
    elif isinstance(container, collections.OrderedDict):
        items = dict(zip(contents[::2], contents[1::2], strict=True))
        collections.OrderedDict.clear(container)
        for key, item in items.items():
            collections.OrderedDict.__setitem__(container, key, item)
    elif type(container) is collections.deque:
        collections.deque.clear(container)
        collections.deque.extend(container, contents)
    elif type(container) is array.array:
        container[:] = array.array(container.typecode, contents)
    elif isinstance(container, dict):
        items = dict(zip(contents[::2], contents[1::2], strict=True))
        dict.clear(container)
        dict.update(container, items)
    elif isinstance(container, set):
        set.clear(container)
        set.update(container, contents)
    elif isinstance(container, bytearray):
        bytearray.__setitem__(container, slice(None), contents[0])
    elif is_array(container):
        change_array(container, contents)
    else:
        set_state(container, contents)


def contents_of(container):
    if isinstance(container, list):
        return tuple(list.__iter__(container))
    if type(container) in (collections.deque, array.array):
        return tuple(container)
    if isinstance(container, collections.OrderedDict):
        return tuple(part for item in collections.OrderedDict.items(container) for part in item)
    if isinstance(container, dict):
        return tuple(part for item in dict.items(container) for part in item)
    if isinstance(container, set):
        return tuple(set.__iter__(container))
    if isinstance(container, bytearray):
        return (bytes(container),)
    if is_array(container):
        return array_parts(container)
    return tuple(state_of(container))


def rebuilt(described):
    """An exception like the one that the other side described."""
    if type(described) is not tuple:
        raise Malformed("an exception of another form")
    kind, args, text, lines = described
    if type(args) is not tuple or type(text) is not str:
        raise Malformed("an exception of another form")
    if not are_lines(lines):
        raise Malformed("lines of another form")
    if type(kind) is str:
        kind = exception_named(kind)
    elif not (isinstance(kind, type) and issubclass(kind, BaseException)):
        raise Malformed("an exception of another form")
    try:
        error = kind(*args)
    except Exception:
        # A group of exceptions, for one, is made of nothing but exceptions.
        kind = Exception if issubclass(kind, BaseExceptionGroup) else kind
        error = kind.__new__(kind)
        error.args = (text,)
    if kind.__module__ == "candidate":
        error.remote_text = text
    error.remote_lines = lines
    return error


# Answering.


def lines_of(error):
    """The candidate's lines that an exception came through, the innermost first, and no more than a few."""
    lines = []
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "candidate":
            line = trace.tb_lineno or 0
            # A recursion goes through the same line again and again.
            if lines[-1:] != [line]:
                lines.append(line)
        trace = trace.tb_next
    return tuple(lines[: -1 - MAX_LINES : -1])


def are_lines(lines):
    return type(lines) is tuple and len(lines) <= MAX_LINES and all(type(line) is int and 0 <= line < 1 << 31 for line in lines)


def describe(error):
    """What crosses of an exception: its type, its arguments, its text and its lines."""
    kind = type(error)
    known = kind.__module__ == "builtins" and getattr(builtins, kind.__name__, None) is kind
    return (kind.__name__ if known else kind, error.args, text_of(error), getattr(error, "remote_lines", None) or lines_of(error))


# What a program keeps of what it returns, the tests may change before they call it again, in passing: more refers to it
# than the answer does. How much that is, is found out here, in functions of the same shape.


def references_of_result(value, known):
    return sys.getrefcount(value)


def references_of_item(value, known):
    for each in value:
        return sys.getrefcount(each)


def calibrated(count, value):
    value = list(value)
    return count(value, None)


RESULT, ITEM = calibrated(references_of_result, ()), calibrated(references_of_item, [[]].copy())


def is_held(value, known):
    """Whether the program has a container that it returns, or one directly in it, that is none of what it was given."""
    if type(value) not in CONTAINERS or not is_apart(value, known):
        return False
    if references_of_result(value, known) > RESULT:
        return True
    for each in value.values() if type(value) is dict else value:
        if type(each) in CONTAINERS and sys.getrefcount(each) > ITEM:
            return is_apart(each, known)
    return False


def fail_inside(error):
    """Ends where an assertion of the tests' own fails in what they lent, whatever the program makes of that.

    Where one fails at the same place for a reference, it is part of the problem; where there is none, nobody knows, and
    what was expected is not told.
    """
    found = raised(error)
    if not side.word.permits("assertion that fails in line " + str(found[6])):
        side.send(encode(("failed", side.tests.passed(found[6]), side.tests.total(), *found)))
        raise SystemExit
    if side.word.policy is None:
        side.word.doubted = "an assertion failed in what was lent, and the program is not told its text"
        return ("AssertionError", (), "", ())
    return describe(error)


def is_tests_own_failure(error):
    return side.is_guarded and isinstance(error, AssertionError) and not hasattr(error, "remote_lines")


def stays(target, value):
    """Whether a value that could be copied is an instance of a class that the tests use, or what a method shows of one."""
    kind = type(value)
    if kind in SNAPSHOTS:
        return isinstance(target, types.MethodType)
    if not isinstance(target, type) or kind in WRITERS or kind in PARTS or kind in side.shared_names:
        return False
    return isinstance(value, target) and has_own_names(kind)


@functools.cache
def has_own_names(kind):
    """Whether an instance of a derived class has more to be asked for than its built-in base has."""
    return any(not name.startswith("_") for each in kind.__mro__ if is_own(each) for name in each.__dict__)


# The step by which the tests come to what the program gives to what they lent.
LENT = frozenset(("what was lent",))


def answer(message):
    known = []
    value = None
    # The arguments that can be changed, of an ask that came by the short way.
    containers = None
    try:
        if message[:1] == QUICK_ASK:
            number, data = read_length(message, 1)[0], message[5:]
            args = loads(data)
            containers = containers_of(args)
            known = [*containers, {}]
            target = side.lent_as(number)
            if side.is_guarded:
                grant("call", target, args)
            value = served("call", target, args)
            if not side.is_guarded and stays(target, value):
                side.lend(value)
            kind = "returned"
            if not side.is_guarded and is_held(value, containers):
                kind = "held"
            if kind == "returned" and is_plain(value) and not has_printed() and (not containers or is_apart(value, containers) and is_as_sent(args, data)):
                answered = packed(value)
                if answered is not None:
                    return QUICK_ANSWER + answered
        else:
            side.is_reading, side.steps = True, LENT
            try:
                (operation, target), start = take(message, 1, Table([]))
                (args, kwargs), _ = take(message, start, Table(known))
            finally:
                side.is_reading = False
            if type(operation) is not str or type(args) is not tuple or type(kwargs) is not dict:
                raise Malformed("an ask of another form")
            if side.is_guarded:
                if kwargs and operation != "call" or not all(type(name) is str for name in kwargs):
                    raise Malformed("an ask of another form")
                grant(operation, target, args)
            value = served(operation, target, args, kwargs)
            if not side.is_guarded and stays(target, value):
                side.lend(value)
            kind = "held" if not side.is_guarded and is_held(value, known) else "returned"
    except StopIteration:
        kind = "stop"
    except Malformed as fault:
        forged(fault)
    except BaseException as error:
        kind, value = "raised", fail_inside(error) if is_tests_own_failure(error) else describe(error)
    try:
        printed = take_printed()
        if not known:
            changes = ()
        elif containers is None:
            changes = changed_meanwhile(message, start, args, kwargs, known)
        else:
            changes = contents(known) if containers and not is_as_sent(args, data) else ()
        sent = len(known)
        try:
            return ANSWER + encode((kind, value, changes, printed), side.room(known))
        except Unsendable:
            if kind != "raised":
                raise
            # What the exception carries is too large to go with it; what was changed and printed does.
            brief = (value[0], (value[2],), value[2], value[3])
            return ANSWER + encode((kind, brief, changes, printed), side.room(known[:sent]))
    except (Unsendable, RecursionError) as why:
        kind = "overprinted" if isinstance(why, Overprinted) else "unsendable"
        return ANSWER + encode((kind, str(why) if isinstance(why, Unsendable) else "nested too deeply", (), ""))


def served(operation, target, args, kwargs=None):
    """Does what is asked. While it is an operator of this side's, the other side has nothing else to ask."""
    if not side.is_guarded:
        return OPERATIONS[operation](target, *args, **(kwargs or {}))
    if side.is_busy:
        raise Malformed("an ask within an operator")
    side.is_busy = operation not in ("call", "next", "get")
    side.word.answering += 1
    try:
        value = OPERATIONS[operation](target, *args, **(kwargs or {}))
        if operation == "call":
            side.called.add(id(target))
        return value
    finally:
        side.is_busy = False
        side.word.answering -= 1


def changed_meanwhile(message, start, args, kwargs, known):
    """The contents of every container that came with an ask, where any was changed meanwhile."""
    again = encode((args, kwargs), side.room([]))
    return () if again == message[start:] else contents(known)


def is_apart(value, containers):
    """Whether a value is none of some containers."""
    for each in containers:
        if value is each:
            return False
    return True


def contents(containers):
    return tuple((number, contents_of(container)) for number, container in enumerate(tuple(containers)))


def has_printed():
    out = sys.stdout
    return type(out) is Printed and out.tell() > 0


def take_printed():
    """What was printed since the last answer, which appears where the tests can see it."""
    if not has_printed():
        return ""
    out = sys.stdout
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    if len(text) > MAX_PRINTED:
        raise Overprinted("printed more than " + str(MAX_PRINTED) + " characters")
    return text


class Overprinted(Unsendable):
    """More was printed than may be."""


class Printed(io.StringIO):
    """Standard output of a candidate whose tests are elsewhere."""


# Classes of the library whose instances lead nowhere but to values and to more of their kind.
OPEN = frozenset(("ipaddress", "random", "re"))


def is_own(kind):
    """Whether a class is the tests', or one of the set-up's."""
    return kind.__module__ in ("tests", "candidate")


# Classes whose instances hold memory that Python does not guard, also of the tests' own classes.
UNGUARDED = frozenset(("numpy", "ctypes", "_ctypes", "mmap"))
# What is asked of an object of the library's, of which the program draws.
DRAWING = frozenset(("next", "iter", "len", "contains", "bool", "reversed", "getitem", "hash"))
DRAWN = frozenset(("builtins", "collections", "functools", "itertools", "_collections_abc"))


def is_open(target):
    """Whether the attributes of an object of the tests can be read."""
    if isinstance(target, (unittest.TestCase, memoryview)):
        return False
    kinds = target.__mro__ if isinstance(target, type) else type(target).__mro__
    if any(each.__module__.partition(".")[0] in UNGUARDED for each in kinds):
        return False
    if isinstance(target, type):
        return is_own(target) and not issubclass(target, unittest.TestCase)
    kind = type(target)
    return is_own(kind) or kind is types.SimpleNamespace or kind.__module__ in OPEN


def defining(kind, name):
    """The class that defines an attribute of another's instances."""
    for each in kind.__mro__:
        if name in each.__dict__:
            return each
    return None


def is_data(kind, name):
    """Whether an attribute that an instance of a class is given stands for no method or property of the class."""
    each = defining(kind, name)
    if each is None or name in getattr(kind, "__dataclass_fields__", ()):
        return True
    found = each.__dict__[name]
    return isinstance(found, types.MemberDescriptorType) or not (callable(found) or hasattr(type(found), "__get__"))


# Modules of which classes may inherit what can be read: it leads nowhere.
BASES_OPEN = OPEN | {"abc", "collections", "_collections_abc", "collections.abc", "enum", "types", "typing"}


def can_be_read(target, name):
    """Whether an attribute of an object of the tests can be read."""
    if isinstance(target, BaseException):
        return name == "args"
    if not is_open(target):
        return False
    each = defining(target if isinstance(target, type) else type(target), name)
    return each is None or is_own(each) or each.__module__ in BASES_OPEN


# How many operands an operation takes beside its target; of the others, one.
NO_OPERAND = frozenset(
    "next enter leave bool len iter str repr hash int float complex index neg pos abs invert reversed".split()
)
OPERANDS = dict.fromkeys(NO_OPERAND, (0, 0)) | {"set": (2, 2), "setitem": (2, 2), "reflected": (2, 2), "round": (0, 1)}


def grant(operation, target, args):
    """Refuses what would lead from an object of the tests to the tests themselves, and ends where it was never lent."""
    if id(target) not in side.lent_numbers:
        raise Malformed("an ask of what was never lent")
    if operation == "call":
        is_granted = isinstance(target, FUNCTIONS) or is_open(target) or type(target).__module__ == "unittest.mock"
    else:
        least, most = OPERANDS.get(operation, (1, 1))
        if not least <= len(args) <= most:
            raise Malformed("an ask with operands of another number")
        if operation in ("get", "set", "delete"):
            is_granted = type(args[0]) is str and not args[0].startswith("_") and can_be_read(target, args[0])
            if operation != "get":
                is_granted = is_granted and not isinstance(target, (type, BaseException)) and is_data(type(target), args[0])
        elif operation == "format":
            is_granted = type(args[0]) is str
        elif operation == "reflected":
            is_granted = type(args[0]) is str and args[0] in OPERATORS
        elif operation in ("enter", "leave"):
            is_granted = is_open(target)
        elif operation in ("isinstance", "issubclass"):
            is_granted = isinstance(target, type)
        elif operation in DRAWING and type(target).__module__ in DRAWN and type(target) is not memoryview:
            is_granted = True
        else:
            is_granted = (operation == "next" or operation in OPERATORS) and is_open(target)
    if not is_granted:
        raise AttributeError("an object of the tests has no such attribute")


def enter(manager):
    return type(manager).__enter__(manager)


def leave(manager):
    return type(manager).__exit__(manager, None, None, None)


OPERATORS = {
    name: getattr(operator, name)
    for name in (
        *("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor"),
        *("lshift", "rshift", "eq", "ne", "lt", "le", "gt", "ge", "neg", "pos", "abs", "invert"),
        *("contains", "getitem", "setitem", "delitem", "index"),
    )
} | {
    "bool": bool,
    "len": len,
    "iter": iter,
    "str": str,
    "repr": repr,
    "format": format,
    "hash": hash,
    "int": int,
    "float": float,
    "complex": complex,
    "round": round,
    "reversed": reversed,
    "divmod": divmod,
}
OPERATIONS = OPERATORS | {
    "call": lambda target, *args, **kwargs: target(*args, **kwargs),
    "next": next,
    "get": getattr,
    "set": setattr,
    "delete": delattr,
    "isinstance": lambda target, value: isinstance(value, target),
    "issubclass": lambda target, value: issubclass(value, target),
    "enter": enter,
    "leave": leave,
}
