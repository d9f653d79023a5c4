"""What two guests say to each other: one has the tests, the other the candidate.

One side asks, the other answers, and may ask back before it does:

    b"q" + (operation, target) + (args, kwargs)      an ask
    b"a" + (kind, value, changes, printed)           its answer: returned, raised, stop, unsendable or overprinted

or, where it will do, by the short way of quick.py. The host carries each
message to the other side. What cannot be copied stays where it is and is lent
(lending.py), and the other side uses it from afar (remote.py).

The side of the tests is guarded. It answers asks of what it has lent alone, and
only those that granting.py lets pass. It asks nothing while it reads a message,
and what it asks again is in remote.py.
"""

import array
import builtins
import collections
import functools
import io
import operator
import sys
import types

ASK, ANSWER = b"q", b"a"
ASKS = frozenset((ASK, QUICK_ASK))
# What is no operator, in which whatever the tests do may come to the program again.
FREE = frozenset(("call", "next", "get", "send", "throw", "close"))
# What comes to an end where there is no more.
DRAWS = frozenset(("next", "send", "throw"))
RETURNED = StopIteration.value
MAX_PRINTED = 1 << 20
MAX_LINES = 4
# Asks that may wait for one another: calls of the tests' functions by the program, within calls of the program.
MAX_OPEN = 120


def end(why, detail):
    """Tells the host what ends the conversation, which then never comes back."""
    side.send(encode((why, text_of(detail))))
    raise SystemExit


def forged(detail):
    """The other side sent what no harness sends."""
    end("forged", detail)


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
    containers = containers_of(args)
    if containers and side.is_guarded and side.is_plain and are_arguments_kept(containers):
        side.is_plain = False
    if reply[:1] == QUICK_ANSWER:
        value = loads(reply[1:])
        if side.is_guarded and side.is_plain:
            if type(value) in CONTAINERS:
                containers.append(value)
            look_out_for(containers)
        return value
    # As they are numbered the long way, where the keyword arguments are a container too.
    return receive(reply, [*containers, {}], "call", side.word.steps("call", target, args))


# The first that a side lends out is what finds the program's values by their names.
FINDER = 0
NO_ARGUMENTS = dumps((), MARSHAL)


def draw(target):
    """The next of what an iterator of the other side's gives."""
    reply = sent(QUICK_ASK + length_bytes(side.borrowed_numbers[id(target)]) + NO_ARGUMENTS)
    if reply[:1] == QUICK_ANSWER:
        return loads(reply[1:])
    return receive(reply, [{}], "next", side.word.steps("next", target, ()))


def is_drawn_from(value):
    """Whether an ask by the short way is for the next of an iterator, and not a call."""
    return type(value) is not types.FunctionType and not isinstance(value, (type, *FUNCTIONS)) and hasattr(type(value), "__next__")


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
        if side.crossed:
            look_at_crossed()
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
    side.is_reading, side.steps, side.arrivals = True, steps, []
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
        error = None
        if kind == "raised":
            # One of the tests' own, or one like the program's.
            error = value if isinstance(value, BaseException) else rebuilt(value)
        if side.is_guarded and side.is_plain:
            look_out_for(known)
    except MemoryError:
        # There is no room here for what was sent.
        raise
    except Exception as fault:
        forged(fault)
    finally:
        side.is_reading = False
    if printed:
        sys.stdout.write(printed)
    if kind == "returned":
        arrived(value if operation in ("call", "get") else None)
        return value
    if kind == "stop" or isinstance(error, (StopIteration, StopAsyncIteration)):
        if kind == "stop" and operation in DRAWS:
            raise StopIteration(value)
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
    """An exception like the one that the other side described, with its causes."""
    if type(described) is not tuple or type(described[-1]) is not tuple:
        raise Malformed("an exception of another form")
    *alone, causes = described
    error = rebuilt_alone(alone)
    chain(error, causes)
    return error


def chain(error, causes):
    for each in causes:
        cause = each if isinstance(each, BaseException) else rebuilt_cause(*each)
        CAUSE.__set__(error, cause)
        error = cause


def rebuilt_cause(number, *described):
    """An exception like the one that is lent as a number, which is it wherever else it comes; as no number where it is not all of it."""
    if number is None:
        return rebuilt_alone(described)
    if type(number) is not int or not 0 <= number < 1 << 32:
        raise Malformed("a number of another form")
    known = side.borrowed.get(number)
    if known is None:
        known = rebuilt_alone(described)
        side.hold(number, known)
    else:
        renew(known, (*described, ()))
    return known


def renew(known, described):
    """Has an exception that comes again be what it is by now, unless it is the tests', of which the program keeps what it did to it."""
    if not isinstance(known, BaseException):
        raise Malformed("an exception that was lent as something else")
    _, args, text, _, attributes, causes = described
    if type(args) is not tuple or type(text) is not str or type(attributes) is not tuple or type(causes) is not tuple:
        raise Malformed("an exception of another form")
    take_instance(type(known))
    give_attributes(known, attributes)
    if side.is_guarded:
        if "remote_text" in known.__dict__:
            known.__dict__["remote_text"] = text
        ARGUMENTS.__set__(known, args)
        CAUSE.__set__(known, None)
        chain(known, causes)


def rebuilt_alone(described):
    kind, args, text, lines, attributes = described
    if type(args) is not tuple or type(text) is not str or type(attributes) is not tuple:
        raise Malformed("an exception of another form")
    if not are_lines(lines):
        raise Malformed("lines of another form")
    if type(kind) is str:
        kind = exception_named(kind)
    elif not (isinstance(kind, type) and issubclass(kind, BaseException)):
        raise Malformed("an exception of another form")
    take_instance(kind)
    try:
        # What a class of both sides makes of its arguments it has made already, where the exception was.
        is_made = kind.__module__ not in ("builtins", "tests")
        error = made_as_base(kind, args) if is_made else kind(*args)
    except Exception:
        # A group of exceptions, for one, is made of nothing but exceptions.
        kind = Exception if issubclass(kind, BaseExceptionGroup) else kind
        error = kind.__new__(kind)
        error.args = (text,)
    # Its class may let nobody set an attribute.
    if kind.__module__ == "candidate" and kind not in side.shared_names:
        error.__dict__["remote_text"] = text
    give_attributes(error, attributes)
    error.__dict__["remote_lines"] = lines
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


def as_raised(error):
    """What crosses of an exception that the program raised: that it is one of the tests' own, or what is known of it."""
    came = () if side.is_guarded else side.came.get(id(error), ())
    found = state_of_exception(error) if came else ()
    # What the program has made of it goes with a copy.
    is_as_it_came = came and len(came) == len(found) and all(map(operator.is_, came, found))
    return error if is_as_it_came else describe(error)


def state_of_exception(error):
    """What of an exception a program can change."""
    members = (member.__get__(error) for member in NAMED if isinstance(error, member.__objclass__))
    return (error.args, CAUSE.__get__(error), *members, *(part for item in vars(error).items() for part in item))


def describe(error):
    """What crosses of an exception: its type, its arguments, its text, its lines, its attributes, and the same of its causes."""
    return (*described_alone(error), () if side.is_guarded else causes_of(error))


def described_alone(error):
    kind = type(error)
    known = kind.__module__ == "builtins" and getattr(builtins, kind.__name__, None) is kind
    lines = vars(error).get("remote_lines") or lines_of(error)
    # Of an exception of theirs, the tests give no more than is asked for.
    attributes = () if known and side.is_guarded else attributes_of(error)
    return (kind.__name__ if known else kind, error.args, text_of(error), lines, attributes)


def attributes_of(error):
    """The attributes that a program has given an exception, or its class has for it, names and values in turns."""
    found = {}
    for kind in type(error).__mro__[::-1] if not side.is_guarded else ():
        for name, value in vars(kind).items() if is_own(kind) else ():
            if isinstance(value, types.MemberDescriptorType):
                if hasattr(error, name):
                    found[name] = getattr(error, name)
            elif isinstance(value, (property, functools.cached_property)):
                try:
                    found[name] = getattr(error, name)
                except BaseException:
                    # It has none.
                    pass
            elif not callable(value) and not hasattr(type(value), "__get__"):
                found[name] = value
    for member in NAMED:
        if isinstance(error, member.__objclass__) and member.__get__(error) is not None:
            found[member.__name__] = member.__get__(error)
    found |= vars(error)
    kind = type(error)
    # That it is an attribute of its own has no end.
    crossing = [name for name, value in found.items() if value is not error and type(name) is str and is_own_attribute(kind, name)]
    return tuple(part for name in crossing for part in (name, found[name]))


def is_short(value):
    return is_plain(value) and packed(value) is not None


def short_attributes(attributes):
    """Those of some attributes that are plain and not too large."""
    pairs = zip(attributes[::2], attributes[1::2])
    return tuple(part for pair in pairs if is_short(pair[1]) for part in pair)


def causes_of(error):
    """What crosses of the causes of an exception, one behind the other: what is plain of them."""
    causes = []
    while CAUSE.__get__(error) is not None and len(causes) < MAX_CAUSES:
        error = CAUSE.__get__(error)
        if id(error) in side.borrowed_numbers:
            causes.append(error)
            break
        # An instance of the set-up's that judges itself would be one that the tests were given.
        if any(each in side.shared_names and judges_itself(each) for each in type(error).__mro__):
            break
        kind, args, text, lines, attributes = described_alone(error)
        short = short_attributes(attributes)
        is_all = all(map(is_short, args)) and len(short) == len(attributes)
        number = side.lend(error) if is_all else None
        causes.append((number, kind, args if all(map(is_short, args)) else (text,), text, lines, short))
    return tuple(causes)


def shorter_and_shorter(described):
    """What crosses of an exception, and what does where that is too large, or refers to itself."""
    yield described
    if isinstance(described, BaseException):
        return
    kind, args, text, lines, attributes, _ = described
    short = short_attributes(attributes)
    yield kind, args, text, lines, short, ()
    yield kind, (text,), text, lines, short, ()
    yield kind, (text,), text, lines, (), ()


# Attributes of built-in exceptions that are none of their arguments.
NAMED = (OSError.filename, OSError.filename2, NameError.name, AttributeError.name, ImportError.name, ImportError.path)
# What an exception was made of and what its cause is, whatever its class has of these names; and how many causes cross of those behind one another.
ARGUMENTS = BaseException.args
CAUSE = BaseException.__cause__
MAX_CAUSES = 16


def made_as_base(kind, args):
    """An exception that the built-in type which it derives from makes of the arguments."""
    base = exception_base(kind)
    error = base.__new__(kind, *args)
    try:
        base.__init__(error, *args)
    except Exception:
        # Of other arguments than that type takes.
        pass
    return error


def give_attributes(error, attributes):
    """Gives an exception the attributes that the one has which was described."""
    if type(attributes) is not tuple:
        raise Malformed("attributes of another form")
    kind = type(error)
    for name, value in zip(attributes[::2], attributes[1::2], strict=True):
        if type(name) is not str or not is_own_attribute(kind, name):
            raise Malformed("an attribute of another form")
        if is_carried(kind, name, value):
            slot = next((vars(each)[name] for each in kind.__mro__ if name in vars(each)), None)
            # What a class has of that name hides what the instance has.
            if not isinstance(slot, types.MemberDescriptorType):
                error.__dict__[name] = value
            elif is_own(slot.__objclass__) or slot in NAMED:
                slot.__set__(error, value)
            if isinstance(value, Remote):
                # What is called by the name of an attribute is a method.
                side.word.attributes[id(value)] = name


def is_carried(kind, name, value):
    """Whether an exception has an attribute of the one that was described. The tests take no methods from a program so."""
    if not is_data(kind, name):
        return False
    if not side.is_guarded:
        return True
    return not callable(value) or side.word.permits("attribute " + kind.__name__ + "." + name)


def is_own_attribute(kind, name):
    """Whether an attribute of an exception crosses: a public one, and of the set-up's classes, which both sides have, any."""
    if name == "__notes__":
        return True
    is_hidden = name.startswith("__") or name.startswith("_") and side.shared_names.keys().isdisjoint(kind.__mro__)
    return not is_hidden and name not in ("remote_text", "remote_lines") and not hasattr(BaseException, name)


def fail_inside(error):
    """Ends where an assertion of the tests' own fails in what they lent, whatever the program makes of that.

    Where one fails at the same place for a reference, it is part of the problem; where there is none, nobody knows, and
    what was expected is not told.
    """
    found = raised(error)
    if not side.word.permits("assertion that fails in line " + str(found[6])):
        side.send(encode(("failed", side.tests.passed(found[6]), side.tests.total(), False, *found)))
        raise SystemExit
    if side.word.policy is None:
        side.word.doubted = "an assertion failed in what was lent, and the program is not told its text"
        return ("AssertionError", (), "", (), (), ())
    return describe(error)


def is_tests_own_failure(error):
    return side.is_guarded and isinstance(error, AssertionError) and not hasattr(error, "remote_lines")


# The step by which the tests come to what the program gives to what they lent.
LENT = frozenset(("what was lent",))


def answer(message):
    known = []
    operation = value = None
    # The arguments that can be changed, of an ask that came by the short way.
    containers = None
    try:
        if message[:1] == QUICK_ASK:
            number, data = read_length(message, 1)[0], message[5:]
            args = loads(data)
            containers = containers_of(args)
            known = [*containers, {}]
            target = side.lent_as(number)
            operation = "next" if is_drawn_from(target) else "call"
            if side.is_guarded:
                grant(operation, target, args)
            value = served(operation, target, args)
            if not side.is_guarded and stays(target, value):
                side.lend(value)
            kind = "returned"
            if is_plain(value) and not has_printed() and (not containers or is_apart(value, containers) and is_as_sent(args, data)):
                answered = packed(value)
                if answered is not None:
                    return QUICK_ANSWER + answered
        else:
            side.is_reading, side.steps, side.arrivals = True, LENT, []
            try:
                (operation, target), start = take(message, 1, Table([]))
                (args, kwargs), _ = take(message, start, Table(known))
            finally:
                side.is_reading = False
            if type(operation) is not str or type(args) is not tuple or type(kwargs) is not dict:
                raise Malformed("an ask of another form")
            arrived(None)
            if side.is_guarded:
                if kwargs and operation != "call" or not all(type(name) is str for name in kwargs):
                    raise Malformed("an ask of another form")
                grant(operation, target, args)
            value = served(operation, target, args, kwargs)
            if not side.is_guarded and stays(target, value):
                side.lend(value)
            kind = "returned"
    except StopIteration as stop:
        kind = "stop"
        value = RETURNED.__get__(stop) if operation in DRAWS else None
    except Malformed as fault:
        forged(fault)
    except BaseException as error:
        kind, value = "raised", fail_inside(error) if is_tests_own_failure(error) else as_raised(error)
    try:
        printed = take_printed()
        if not known:
            changes = ()
        elif containers is None:
            changes = changed_meanwhile(message, start, args, kwargs, known)
        else:
            changes = contents(known) if containers and not is_as_sent(args, data) else ()
        for each in shorter_and_shorter(value) if kind == "raised" else (value,):
            try:
                return ANSWER + encode((kind, each, changes, printed), side.room(known.copy()))
            except Unsendable as why:
                unsendable = why
        raise unsendable
    except (Unsendable, RecursionError) as why:
        kind = "overprinted" if isinstance(why, Overprinted) else "unsendable"
        return ANSWER + encode((kind, str(why) if isinstance(why, Unsendable) else "nested too deeply", (), ""))


def served(operation, target, args, kwargs=None):
    """Does what is asked. While it is an operator of this side's, the other side has nothing else to ask."""
    if not side.is_guarded:
        return OPERATIONS[operation](target, *args, **(kwargs or {}))
    if side.is_busy:
        raise Malformed("an ask within an operator")
    side.is_busy = operation not in FREE
    side.word.answering += 1
    try:
        value = OPERATIONS[operation](target, *args, **(kwargs or {}))
        if operation == "await":
            side.called.add(side.coroutines.get(id(target)))
        elif isinstance(value, types.CoroutineType):
            # It has done nothing yet.
            side.coroutines[id(value)] = id(target)
        elif operation == "call":
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

    def reconfigure(self, **how):
        pass

    @property
    def buffer(self):
        return PrintedBytes(self)


class PrintedBytes(io.RawIOBase):
    """The same for bytes, which are text as well."""

    def __init__(self, out):
        self.out = out

    def writable(self):
        return True

    def write(self, data):
        self.out.write(bytes(data).decode("utf-8", "replace"))
        return len(data)
