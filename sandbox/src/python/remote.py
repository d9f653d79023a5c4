"""What one side has in place of the other's objects.

On the side of the program they do what the tests' objects do. On the side of
the tests they are taken at their word as little as can be, since whoever sends
them has an interest in what the tests make of them:

- What an object says of itself (its text, its length, its elements, an
  attribute) it says once. It is asked again only after the tests themselves have
  called something that may have changed it: a method of its own, or a function
  that they gave it to; anything may have changed what they have constructed, and
  any attribute. After other calls another answer counts where a reference gives
  one too. Its length and its truth agree with its elements.
- It is told no value of the tests, unless a reference's object is told one like
  it too: neither by an operator (is it equal, does it hold this), nor by a
  method. What may be asked so is recorded of the references, with the steps by
  which the tests come to the object; where there is none, it is asked, and an
  accept becomes an abstention.
- That it equals another of the program's counts where a reference's does.
- What the tests construct themselves of a class under test has its methods also
  where there is no reference.
"""

import functools
import inspect
import types

# How much is kept of the steps that led to an object, the last ones.
MAX_STEPS = 80
# How many containers of attributes are looked at where tests fail.
MAX_SHOWN = 1000

# What the program is taken at its word for: whatever is asked is recorded, or it is not known yet what a reference is asked.
RECORD, UNKNOWN = "record", "unknown"


class Word:
    """What the objects of the program have said, and what they may be asked."""

    def __init__(self):
        # Names of what may be asked, RECORD, UNKNOWN, or None where there is no reference.
        self.policy = None
        self.recorded = set()
        # What it was taken at its word for first, where no reference shows whether it should be.
        self.was_taken = None
        # Why tests that fail may do so for what the program's side cannot do from afar, where no reference shows it.
        self.doubted = None
        # Whether a class of the program's is under test: the names of such classes, those of what the tests have made of
        # them, and what came from anywhere else than its construction.
        self.tests_class = False
        self.classes = {}
        self.constructed = {}
        self.came_back = set()
        # By the identity of what is the program's: the steps by which it came to the tests. `.find()` is what a
        # method returned, or something in that, whatever the program makes the object with.
        self.led = {}
        # How often the tests have called something, and how many asks of the other side's are being answered.
        self.calls = 0
        self.answering = 0
        # By the identity of what has a next: what it gave, what of it can be gone through again, where whoever goes through
        # it is, and which iterators are over.
        self.streams = {}
        self.sequences = {}
        self.passes = {}
        self.ended = set()
        # How it came: returned or as an attribute, or in something that was.
        self.ways = {}
        # Containers that attributes hold, of which the tests have copies, with what was in each.
        self.shown = []
        # By the identity of an object: what it said and after how many calls, which of its attributes it is, and whose method.
        self.said = {}
        self.hashes = {}
        self.attributes = {}
        self.owners = {}

    def permits(self, *names):
        """Whether the program's word counts for what goes by all of these names."""
        return self.policy.issuperset(names) if self.is_asked(names) else True

    def permits_one(self, *names):
        """Whether it counts for what goes by one of these names."""
        return not self.policy.isdisjoint(names) if self.is_asked(names) else True

    def is_asked(self, names):
        """Whether the policy tells of some names; otherwise they are permitted."""
        if self.policy is None:
            self.was_taken = self.was_taken or names[0]
            return False
        if self.policy == RECORD:
            self.recorded.update(names)
            return False
        if self.policy == UNKNOWN:
            end("needs-reference", ", ".join(names))
        return True

    def led_to(self, value, steps):
        self.led.setdefault(id(value), set()).update(steps)

    def of_steps(self, name, steps):
        """A name for each way by which the tests come to what it is about."""
        return [name + " of " + step for step in sorted(steps)] or [name]

    def of(self, name, value):
        return self.of_steps(name, self.led.get(id(value), ()))

    def steps(self, operation, target, args):
        """The steps by which the tests come to what an ask brings."""
        if not side.is_guarded:
            return ()
        led = self.led.get(id(target), ())
        if operation == "call":
            return frozenset((step + "()")[-MAX_STEPS:] for step in led)
        if operation == "get":
            return frozenset(("." + args[0],))
        # What something consists of is come to as it is, whether it is a list or an object of the program's.
        return frozenset(led) if operation in ("iter", "begun", "next", "getitem", "enter", "reversed", "base") else frozenset((operation,))

    @property
    def is_decided(self):
        """Whether what a program may be asked is what a reference was asked, and is not just being recorded."""
        return self.policy is not None and self.policy != RECORD

    def begin(self, classes):
        """Tells which classes of the program's the tests name."""
        # Every class is looked at, so that every one is recorded.
        names = [name for name in classes if self.policy is None or self.permits("class " + name)]
        self.classes = {id(classes[name]): name for name in names}
        self.tests_class = bool(names)

    def may_come_back(self, steps):
        """Whether the program may return what the tests have made."""
        return self.policy is None or self.permits(*self.of_steps("what was constructed", steps))

    def is_constructed(self, value):
        """Whether the tests have made an object themselves, or it is the class of which they make them."""
        is_class = id(value) in self.classes and id(value) not in self.came_back
        return self.tests_class and (id(value) in self.constructed or is_class)

    def doubt(self):
        """Why tests that fail may do so for what a program cannot do from afar, where that is seen at the end."""
        if self.doubted is None and any(is_changed(found, parts) for found, parts in self.shown):
            self.doubted = "the tests changed a container that an attribute holds, of which they have a copy"
        return self.doubted

    def gives(self, value):
        """What an object says, but of what goes through it, is asked anew, now that it gives its next element."""
        said = self.said.get(id(value))
        if said:
            self.said[id(value)] = {key: said[key] for key in said if key == ("iter",)}

    def forget(self, value, args=()):
        """What a call of this may have changed is asked anew, unless it is the other side that has it called."""
        if self.answering == 0:
            self.calls += 1
            if self.said or self.streams:
                for each in (value, *args):
                    number = self.owners.get(id(each), id(each))
                    self.said.pop(number, None)
                    if number in self.streams:
                        self.streams[number] = self.streams[number].renewed(self.calls)

    def may_have_changed(self, value, operation, calls):
        """Whether an object may say another thing than after so many calls."""
        return calls != self.calls and (operation == "get" or id(value) in self.constructed)


side = Side()


def may_ask(name, target, *operands):
    """Whether an object of the other side is asked for an operator with values of this side's."""
    return not side.is_guarded or side.word.tests_class and side.word.permits(*asked(name, target, *operands))


def asked(name, target, *operands):
    """The names that an operator goes by, for what it is asked with and how the tests came to its object."""
    kinds = ("own" if isinstance(operand, (Remote, RemoteValue)) else type(operand).__name__ for operand in operands)
    return side.word.of(" ".join([name, *kinds]), target)


# What tells an answer to such a question from that of an object which was not asked.
TELLING = {"eq": True, "ne": False, "contains": True}


def tells(name, found, is_same=False):
    """Whether it is any other answer than that of an object which was not asked, of another or of itself."""
    return found is not NotImplemented and found is not (TELLING[name] is is_same)


def told(name, target, value):
    """What an object says of a value by an operator that it may have or not; NotImplemented where it is not asked."""
    word = side.word
    if not side.is_guarded:
        return ask(name, target, (value,))
    # Nothing is None but None.
    if value is None or not word.tests_class:
        return NotImplemented
    # What the tests have made is asked whatever it says; of what was returned, only what says so is taken at its word.
    is_constructed = id(target) in word.constructed
    if word.policy != RECORD:
        return ask(name, target, (value,)) if word.permits(*asked(name, target, value)) else NotImplemented
    found = ask(name, target, (value,))
    if tells(name, found) or is_constructed:
        word.permits(*asked(name, target, value))
    return found


def told_of_own(name, target, value):
    """What an object says of another of the program's, which counts where it counts of a reference's."""
    found = ask(name, target, (value,))
    # Where a reference has one object for both, a program may have two that are equal.
    is_said = tells(name, found, target is value) or side.word.policy == RECORD and found is TELLING[name]
    if side.is_guarded and is_said and not side.word.permits(*asked(name, target, value)):
        return NotImplemented
    return found


def remembered(target, operation, *args):
    """What an object said to an operation when it was asked first, also that it has none."""
    if not side.is_guarded:
        return ask(operation, target, args)
    return recalled(target, (operation, *args), lambda: answered(target, operation, args))


def recalled(target, key, answer):
    """The same, where it is `answer` that asks it."""
    word, operation = side.word, key[0]
    said = word.said.get(id(target), {}).get(key)
    if said is not None and said[0] != word.calls and not word.may_have_changed(target, operation, said[0]):
        # To ask once more what goes through itself would take of what it gives.
        is_itself = isinstance(said[1], Elements) and isinstance(said[1].origin, Drawn)
        again = said if is_itself else (word.calls, *answer())
        if is_same_answer(said, again):
            word.said[id(target)][key] = (word.calls, *said[1:])
        elif word.permits(*word.of("another " + operation + " after a call", target)):
            # What else it said may have changed as well.
            word.said[id(target)] = {key: again}
            said = again
    elif said is None or said[0] != word.calls:
        said = word.calls, *answer()
        word.said.setdefault(id(target), {})[key] = said
        if operation in ("len", "bool", "base") and said[2] is None:
            agree(target)
    if said[2] is not None:
        raise said[2]
    return said[1]


def answered(target, operation, args):
    """What an object says, and why it says nothing."""
    try:
        found = ask(operation, target, args)
        if operation == "iter":
            found = Elements(target, Drawn(target) if found is None and isinstance(target, RemoteStream) else found)
        return found, None
    except Exception as error:
        return None, error


def is_same_answer(said, again):
    """Whether an object says what it has said, as far as the tests have looked."""
    (_, found, error), (_, other, refused) = said, again
    if error is not None or refused is not None:
        return type(error) is type(refused)
    if not isinstance(found, Elements):
        return is_same(found, other)
    if found.origin is other.origin:
        return True
    for at, each in enumerate(found.drawn):
        if not other.has(at) or not is_same(each, other.drawn[at]):
            return False
    return found.source is not None or found.error is not None or not other.has(len(found.drawn))


def is_same(value, other):
    """Whether two answers are equal. Which of its objects a program names is its own matter."""
    if isinstance(value, (Remote, RemoteValue)) and isinstance(other, (Remote, RemoteValue)):
        return True
    if type(value) is not type(other):
        return False
    try:
        if value is other or (value == other) is True:
            return True
    except Exception:
        pass
    # What is no equal of its own, such as an array or what is no number, is the same where it would be sent alike.
    try:
        return as_sent(value, side.known_as) == as_sent(other, side.known_as)
    except Exception:
        return False


def as_sent(value, refer):
    """What would be sent of a value, with what refers to objects; the value itself where that cannot be said."""
    if isinstance(value, RemoteValue) and is_plain(as_base(value)):
        value = as_base(value)
    if isinstance(value, (set, frozenset)):
        # Equal ones may have their elements in another order.
        return type(value), frozenset(as_sent(each, refer) for each in value)
    try:
        return encode(value, Room([], refer, side.shared_names))
    except (Unsendable, RecursionError):
        return (value,)


def refuse():
    raise TypeError("an object of the candidate's own class has no such operator here")


class RemoteFunction:
    def __init__(self, name, parameters=""):
        self.__name__ = self.__qualname__ = name
        if parameters != "":
            self.remote_parameters = parameters

    @property
    def __signature__(self):
        parameters = self.__dict__.get("remote_parameters")
        return ANY_PARAMETERS if parameters is None else signature_from(parameters)

    @property
    def __code__(self):
        if "remote_parameters" not in self.__dict__:
            raise AttributeError("__code__")
        return RemoteCode(self.__name__, self.__signature__)

    @property
    def __annotations__(self):
        signature, empty = self.__signature__, inspect.Signature.empty
        found = {each.name: each.annotation for each in signature.parameters.values()} | {"return": signature.return_annotation}
        return {name: kind for name, kind in found.items() if kind is not empty}

    def __getattr__(self, name):
        if not side.is_guarded or name.startswith("_"):
            raise AttributeError(name)
        # What it has beside its name, such as what a cache tells of itself.
        side.is_plain = False
        return attribute_of(self, name, is_not_called)

    def __get__(self, instance, owner=None):
        # In a class of the tests it is a method, such as one that the program has decorated.
        return self if instance is None else types.MethodType(self, instance)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __call__(self, *args, **kwargs):
        side.word.forget(self, args)
        try:
            return call(self, args, kwargs)
        finally:
            side.word.forget(self, args)


class RemoteCode:
    """What a program can know of the code of a function of the tests: its parameters."""

    def __init__(self, name, signature):
        kinds = [each.kind for each in signature.parameters.values()]
        self.co_name = self.co_qualname = name
        self.co_posonlyargcount = kinds.count(inspect.Parameter.POSITIONAL_ONLY)
        self.co_argcount = self.co_posonlyargcount + kinds.count(inspect.Parameter.POSITIONAL_OR_KEYWORD)
        self.co_kwonlyargcount = kinds.count(inspect.Parameter.KEYWORD_ONLY)
        has_rest, has_named = inspect.Parameter.VAR_POSITIONAL in kinds, inspect.Parameter.VAR_KEYWORD in kinds
        self.co_flags = inspect.CO_VARARGS * has_rest | inspect.CO_VARKEYWORDS * has_named
        # The rest come last, as in a function.
        rest = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        self.co_varnames = tuple(sorted(signature.parameters, key=lambda name: signature.parameters[name].kind in rest))
        self.co_nlocals = len(self.co_varnames)


# As far as whoever looks can know.
ANY_PARAMETERS = inspect.Signature(
    [inspect.Parameter("args", inspect.Parameter.VAR_POSITIONAL), inspect.Parameter("kwargs", inspect.Parameter.VAR_KEYWORD)]
)


# Methods of sets and texts that the library's assertions call, or that say whether a value is as it should be.
JUDGING = frozenset("difference endswith isdisjoint issubset issuperset startswith symmetric_difference".split())


def may_call(target, name):
    """Whether a method of an object of the other side is called."""
    word = side.word
    if word.policy is None and word.is_constructed(target) and name not in JUDGING:
        return True
    # A program may have one object for what a reference has several for.
    return (word.permits if name in JUDGING else word.permits_one)(*word.of("method " + name, target))


def attribute_of(target, name, refused):
    """What an object of the other side has by a name. A method that is not to be called is what `refused` makes of it."""
    if name.startswith("__") and name.endswith("__"):
        raise AttributeError(name)
    found = remembered(target, "get", name)
    if side.is_guarded and type(found) in CONTAINERS and len(side.word.shown) < MAX_SHOWN:
        side.word.shown.append((found, parts_of_container(found)))
    if side.is_guarded and callable(found):
        if isinstance(found, RemoteFunction):
            side.word.owners[id(found)] = id(target)
        if isinstance(found, Remote):
            # An object that may be called, and need not be.
            side.word.attributes[id(found)] = name
        elif not may_call(target, name):
            return refused(target, name)
    return found


def has_none(target, name):
    raise AttributeError(name)


def is_not_called(target, name):
    raise AttributeError("`" + name + "` of the program's object, which is called where a reference's is")


def copied(target, operation):
    """A copy that the other side makes of an object, which the tests have where they have one of a reference's."""
    word = side.word
    if side.is_guarded and not (word.policy is None and word.is_constructed(target)) and not word.permits(*word.of(operation, target)):
        refuse()
    return ask(operation, target)


class Remote:
    """Attributes, from afar."""

    __slots__ = ("__name__", "__weakref__")

    def __init__(self, name):
        object.__setattr__(self, "__name__", name)

    def __getattr__(self, name):
        return attribute_of(self, name, is_not_called)

    def __copy__(self):
        return copied(self, "copy")

    def __deepcopy__(self, memo):
        return copied(self, "deepcopy")

    def __reduce_ex__(self, protocol):
        raise TypeError("an object that is in another interpreter is not copied")

    def __setattr__(self, name, value):
        side.word.forget(self)
        ask("set", self, (name, value))

    def __delattr__(self, name):
        side.word.forget(self)
        ask("delete", self, (name,))

    def __call__(self, *args, **kwargs):
        # What a function returned may be called as a function. What is called by the name of an attribute is a method.
        name = side.word.attributes.get(id(self))
        if name is not None and not may_call(self, name):
            refuse()
        side.word.forget(self, args)
        try:
            return ask("call", self, args, kwargs)
        finally:
            side.word.forget(self, args)


class RemoteClass(Remote):
    __slots__ = ()

    def __call__(self, *args, **kwargs):
        made = Remote.__call__(self, *args, **kwargs)
        word = side.word
        if id(self) not in word.classes or not isinstance(made, (RemoteObject, RemoteValue)):
            return made
        if id(made) not in word.came_back:
            word.constructed[id(made)] = word.classes[id(self)]
            return made
        # It is there already, and its construction tells no more of it than any other call.
        made = side.borrowed[side.borrowed_numbers[id(made)]]
        word.constructed.pop(id(made), None)
        word.came_back.add(id(made))
        return made

    def __getitem__(self, at):
        # What a generic class under test is made for is not looked at; the members of others go by their names.
        word = side.word
        is_tests = id(self) in word.classes
        if isinstance(at, type) or type(at) is not str and (is_tests or not side.is_guarded):
            return self
        if type(at) in (int, slice):
            return remembered(self, "iter").at(at)
        is_asked = not side.is_guarded or is_tests and word.policy is None or word.permits(*asked("getitem", self, at))
        return ask("getitem", self, (at,)) if is_asked else refuse()

    def __bool__(self):
        return remembered(self, "bool")

    def __iter__(self):
        return iter(remembered(self, "iter"))

    def __len__(self):
        return remembered(self, "len")

    def __contains__(self, value):
        return any(value is each or value == each for each in self)

    def __instancecheck__(self, value):
        return isinstance(value, (RemoteObject, RemoteValue)) and ask("isinstance", self, (value,)) is True

    def __subclasscheck__(self, value):
        return isinstance(value, RemoteClass) and ask("issubclass", self, (value,)) is True


class RemoteObject(Remote):
    """An instance, from afar."""

    __slots__ = ()

    def __elements__(self):
        """What it consists of."""
        return remembered(self, "iter")

    def __iter__(self):
        return iter(self.__elements__())

    def __reversed__(self):
        return iter(self.__elements__().all()[::-1]) if side.is_guarded else ask("reversed", self)

    def __len__(self):
        if side.word.policy == RECORD:
            side.word.permits(*side.word.of("len of what has a next", self))
        return remembered(self, "len")

    def __bool__(self):
        if side.word.policy == RECORD:
            side.word.permits(*side.word.of("bool of what has a next", self))
        return remembered(self, "bool")

    def __str__(self):
        return remembered(self, "str")

    def __repr__(self):
        return remembered(self, "repr")

    def __hash__(self):
        if not side.is_guarded:
            return ask("hash", self)
        hashes = side.word.hashes
        if id(self) not in hashes:
            asks = side.word.tests_class and not side.is_reading
            # Its number, and no address: the order of a set is the same in every guest.
            hashes[id(self)] = ask("hash", self) if asks else hash(side.borrowed_numbers[id(self)])
        return hashes[id(self)]

    def __format__(self, spec):
        # Without a specification it is the object's text.
        if spec == "":
            return str(self)
        return ask("format", self, (spec,)) if may_ask("format", self) else refuse()

    def __contains__(self, value):
        found = told("contains", self, value)
        if found is not NotImplemented:
            return found
        return any(value is each or value == each for each in self.__elements__())

    def __getitem__(self, at):
        if side.is_guarded and not side.word.tests_class and type(at) in (int, slice):
            return self.__elements__().at(at)
        # A key is no value that the object should have.
        if not side.is_guarded or side.word.permits(*asked("getitem", self, at)):
            return ask("getitem", self, (at,))
        return self.__elements__().at(at)

    def __enter__(self):
        side.word.forget(self)
        return ask("enter", self)

    def __exit__(self, kind, error, trace):
        side.word.forget(self)
        if not side.is_guarded:
            return ask("leave", self, (error,))
        # What the tests raise is theirs to raise. Where a reference ends it, a program does, and where it is told of an
        # assertion that fails, a program is.
        word, name = side.word, "" if error is None else " with " + type(error).__name__
        is_told = error is not None
        if is_told and is_tests_own_failure(error):
            is_told = word.policy is not None and word.permits(*word.of("told" + name, self))
        ends = ask("leave", self, (error,) if is_told else ())
        return bool(is_told and type(ends) in PLAIN and ends and word.permits(*word.of("ends" + name, self)))


class RemoteAwaitable(RemoteObject):
    """A coroutine, from afar: it runs to its end where it is."""

    __slots__ = ()

    def __await__(self):
        side.word.forget(self)
        return ask("await", self)
        yield

    def send(self, value):
        side.word.forget(self)
        raise StopIteration(ask("await", self))

    def throw(self, error, *more):
        raise error

    def close(self):
        pass


class RemoteDerived(RemoteObject):
    """An instance of a class that derives from a list, a set or a dictionary, as which it is compared with values."""

    __slots__ = ("__own_ways__",)
    __hash__ = RemoteObject.__hash__

    def __init__(self, name, ways):
        RemoteObject.__init__(self, name)
        object.__setattr__(self, "__own_ways__", ways)

    @property
    def __is_own__(self):
        return bool(self.__own_ways__)

    def __getattr__(self, name):
        is_of_base = side.is_guarded and not name.startswith("_") and hasattr(self.__class__, name)
        if is_of_base and name in SAYING and not self.__reads__(name):
            return getattr(as_base(self), name)
        found = remembered(self, "get", name) if is_of_base and name not in JUDGING else None
        if isinstance(found, RemoteFunction):
            # It has such a method whatever a reference has. Where it is a reference's, others' are called as well.
            if side.word.policy == RECORD:
                may_call(self, name)
            side.word.owners[id(found)] = id(self)
            return found
        return Remote.__getattr__(self, name)

    def __reads__(self, name):
        """Whether it is asked itself for what a method says that changes nothing, and not the value as which it is compared."""
        word = side.word
        if word.policy == RECORD or word.is_constructed(self):
            return True
        # Without a reference it is asked only where it says something else.
        return (word.policy is not None or name in self.__own_ways__) and may_call(self, name)

    def __iter__(self):
        return RemoteObject.__iter__(self) if self.__is_own__ else iter(as_base(self))

    def __len__(self):
        return RemoteObject.__len__(self) if self.__is_own__ else len(as_base(self))

    def __bool__(self):
        return RemoteObject.__bool__(self) if self.__is_own__ else bool(as_base(self))

    def __getitem__(self, at):
        if (self.__is_own__ or side.word.policy is not None) and (not side.is_guarded or side.word.permits(*asked("getitem", self, at))):
            return ask("getitem", self, (at,))
        return as_base(self)[at]

    def __contains__(self, value):
        if side.word.policy == RECORD:
            side.word.permits(*asked("contains", self, value))
        return RemoteObject.__contains__(self, value) if self.__is_own__ else value in as_base(self)


# Methods of lists, sets and dictionaries that change nothing.
SAYING = JUDGING | frozenset("copy count get index intersection items keys union values".split())


def derived(base):
    """The class of what derives from a built-in type, for whose instances it is taken where somebody looks."""
    return type(RemoteDerived.__name__, (RemoteDerived,), {"__slots__": (), "__class__": property(lambda value: base)})


DERIVED = {base.__name__: derived(base) for base in BASES if base not in FIXED}


class RemoteValue:
    """An instance of a class that derives from a fixed built-in value, such as a named tuple: that value, with names.

    It is asked for its own names, for its text, and for what its class does in a way of its own. It lets nothing else
    be seen of its class, and whatever the tests make of it is of the built-in type.
    """

    __slots__ = ()

    def __new__(cls, *args, **named):
        # What makes a named tuple is given its parts one by one.
        if cls.__base_type__ is tuple and (len(args) != 1 or named):
            return (*args, *named.values())
        return cls.__base_type__(*args, **named)

    def __getattribute__(self, name):
        # A name of its class's own goes before one of the built-in type's.
        if not name.startswith("_") and name in type(self).__own_ways__:
            return RemoteValue.__getattr__(self, name)
        return object.__getattribute__(self, name)

    def __getattr__(self, name):
        return attribute_of(self, name, method_of_base)

    __setattr__, __delattr__ = Remote.__setattr__, Remote.__delattr__

    def __eq__(self, other):
        found = type(self).__base_type__.__eq__(as_base(self), other if side.is_reading else as_base(other))
        if found is True and isinstance(other, (Remote, RemoteValue)) and side.word.policy == RECORD:
            # Another program's are asked this where they are no such values.
            side.word.permits(*asked("eq", self, other))
        return found

    def __ne__(self, other):
        found = self == other
        return found if found is NotImplemented else not found

    def __hash__(self):
        return hash(as_base(self))

    def __str__(self):
        return remembered(self, "str")

    def __repr__(self):
        return remembered(self, "repr")

    def __format__(self, spec):
        if spec == "":
            return str(self)
        return ask("format", self, (spec,)) if may_ask("format", self) else format(as_base(self), spec)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce_ex__(self, protocol):
        return type(self).__base_type__, (as_base(self),)


def method_of_base(target, name):
    """A method that the built-in type has as well, of the value itself."""
    return getattr(as_base(target), name) if hasattr(type(target).__base_type__, name) else has_none(target, name)


@functools.cache
def class_of_values(base, ways):
    """The class of values that derive from a type and do some things in a way of their own."""
    members = {"__slots__": (), "__base_type__": base, "__own_ways__": ways} | {way: OWN_WAYS[way] for way in ways if way in OWN_WAYS}
    members.setdefault("__hash__", RemoteValue.__hash__)
    return type(RemoteValue.__name__, (RemoteValue, base), members)


def value_of_class(base, ways, value):
    if type(value) is not base:
        raise Malformed("an instance that derives from another value than it says")
    return base.__new__(class_of_values(base, ways), value)


def as_base(value):
    """What an object from afar is as a value of its built-in base, where it has one."""
    if isinstance(value, RemoteDerived):
        return remembered(value, "base")
    return copy_of_base(value) if isinstance(value, RemoteValue) else value


def comparison_as_base(name):
    own = comparison(name)

    def compare(self, other):
        if isinstance(other, RemoteObject) and not isinstance(other, RemoteDerived):
            return own(self, other)
        # Where a reference says what its base says, it is the base that is asked of every program.
        is_recorded = side.word.policy == RECORD and not isinstance(other, (Remote, RemoteValue))
        is_as_base = side.is_reading or side.word.policy is None or is_recorded and says_as_base(name, self, other)
        found = NotImplemented if is_as_base else own(self, other)
        return OPERATORS[name](as_base(self), as_base(other)) if found is NotImplemented else found

    return compare


def says_as_base(name, target, value):
    """Whether an object says of a value what its built-in base says."""
    try:
        return ask(name, target, (value,)) is OPERATORS[name](as_base(target), as_base(value))
    except Exception:
        return False


def or_as_base(name, own):
    """An operator of an object that derives from a built-in type, which is that type's where it is not asked."""

    def use(self, *operands):
        try:
            found = own(self, *operands)
        except TypeError:
            found = NotImplemented
        if found is not NotImplemented:
            return found
        try:
            return OPERATORS[name](as_base(self), *map(as_base, operands))
        except TypeError:
            if operands:
                return NotImplemented
            raise

    return use


def or_reflected_as_base(name, own):
    def use(self, other):
        found = own(self, other)
        if found is not NotImplemented:
            return found
        try:
            return OPERATORS[name](as_base(other), as_base(self))
        except TypeError:
            return NotImplemented

    return use


def is_asked_as_own(name, target, *operands):
    """Whether a value that derives from a fixed one is asked for what its class does in a way of its own.

    It is where a reference's is, and where the tests have made it themselves. Where there is no reference and a class
    is under test it is asked as well, and an accept becomes an abstention.
    """
    word = side.word
    if side.is_reading:
        return False
    if not side.is_guarded:
        return True
    if word.is_constructed(target) and all(isinstance(each, (Remote, RemoteValue)) for each in operands):
        # What the tests make of a class under test is asked as any object of it.
        return word.policy != RECORD or word.permits(*asked(name, target, *operands))
    return (word.policy is not None or word.tests_class) and word.permits(*asked(name, target, *operands))


def own_or_base(name, own, base):
    """What a value that derives from a fixed one does in its class's own way, or as the built-in type does."""

    def use(self, *operands):
        if is_asked_as_own(name, self, *operands):
            found = own(self, *operands)
            if found is not NotImplemented:
                return found
        try:
            return base(as_base(self), *map(as_base, operands))
        except TypeError:
            if operands and name not in ("getitem", "contains"):
                return NotImplemented
            raise

    return use


def compared_or_base(name):
    """A comparison of a value that derives from a fixed one, by its class's own way or as the built-in type's."""
    own = own_or_base(name, comparison(name), OPERATORS[name])

    def compare(self, other):
        if not isinstance(other, (Remote, RemoteValue)):
            # Where a reference says what its base says, it is the base that is asked of every program.
            policy = side.word.policy
            if side.is_guarded and (policy is None or policy == RECORD and says_as_base(name, self, other)):
                return getattr(type(self).__base_type__, "__" + name + "__")(as_base(self), other)
        return own(self, other)

    return compare


# What a class that derives from a fixed value may do in a way of its own, and how it is asked for it.
OWN_WAYS = {
    "__iter__": own_or_base("iter", lambda self: iter(remembered(self, "iter")), iter),
    "__len__": own_or_base("len", lambda self: remembered(self, "len"), len),
    "__bool__": own_or_base("bool", lambda self: remembered(self, "bool"), bool),
    "__contains__": own_or_base("contains", lambda self, value: ask("contains", self, (value,)), OPERATORS["contains"]),
    "__getitem__": own_or_base("getitem", lambda self, at: ask("getitem", self, (at,)), OPERATORS["getitem"]),
    "__call__": Remote.__call__,
    "__enter__": RemoteObject.__enter__,
    "__exit__": RemoteObject.__exit__,
}


def conversion(name):
    def convert(self):
        return ask(name, self) if may_ask(name, self) else refuse()

    return convert


def comparison(name):
    plain = name.rstrip("_")

    def compare(self, other):
        if isinstance(other, (RemoteObject, RemoteValue)):
            if plain in TELLING:
                return told_of_own(name, self, other)
            # What derives from a value is one, which is told to an object where a reference's is.
            if side.word.policy == RECORD or isinstance(other, RemoteValue):
                if not side.word.permits(*asked(plain, self, other)):
                    return NotImplemented
            return ask(name, self, (other,))
        if plain in TELLING:
            return told(name, self, other)
        return ask(name, self, (other,)) if may_ask(plain, self, other) else NotImplemented

    return compare


def reflection(name):
    plain = "r" + name.rstrip("_")

    def reflect(self, other):
        if may_ask(plain, self, other):
            # The other operand is this side's, and goes first.
            return ask("reflected", self, (name, other))
        return NotImplemented

    return reflect


def replacement(name):
    """An operation in place, such as `+=`."""
    own = comparison(name)

    def use(self, other):
        side.word.forget(self)
        found = own(self, other)
        if found is NotImplemented:
            return found
        if type(found) is not tuple or len(found) > 1:
            forged("what an operation in place came to, of another form")
        if found:
            return found[0]
        # It is come to as what comes of the operation now; where it is one of several objects of the tests', as these too.
        word = side.word
        if id(self) in word.constructed and id(self) not in word.came_back:
            word.led[id(self)] = set()
        word.led_to(self, (name,))
        return self

    return use


def access(name):
    def use(self, *args):
        if not may_ask(name, self):
            refuse()
        side.word.forget(self)
        return ask(name, self, args)

    return use


OPERATIONS["base"] = copy_of_base
OPERATIONS["reflected"] = lambda target, name, other: OPERATORS[name](other, target)
for name in ("int", "float", "complex", "index", "neg", "pos", "abs", "invert"):
    setattr(RemoteObject, "__" + name + "__", conversion(name))
    OWN_WAYS["__" + name + "__"] = own_or_base(name, lambda self, name=name: ask(name, self), OPERATORS[name])
for name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(RemoteObject, "__" + name + "__", comparison(name))
    OWN_WAYS["__" + name + "__"] = compared_or_base(name)
    setattr(RemoteDerived, "__" + name + "__", comparison_as_base(name))
for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor", "lshift", "rshift", "divmod"):
    plain = name.rstrip("_")
    setattr(RemoteObject, "__" + plain + "__", comparison(name))
    setattr(RemoteObject, "__r" + plain + "__", reflection(name))
    setattr(RemoteDerived, "__" + plain + "__", or_as_base(name, comparison(name)))
    setattr(RemoteDerived, "__r" + plain + "__", or_reflected_as_base(name, reflection(name)))
    OWN_WAYS["__" + plain + "__"] = own_or_base(plain, lambda self, other, name=name: ask(name, self, (other,)), OPERATORS[name])
    OWN_WAYS["__r" + plain + "__"] = own_or_base(
        "r" + plain,
        lambda self, other, name=name: ask("reflected", self, (name, other)),
        lambda self, other, name=name: OPERATORS[name](other, self),
    )
for name in IN_PLACE:
    setattr(RemoteObject, "__" + name + "__", replacement(name))
for name in ("setitem", "delitem", "round"):
    setattr(RemoteObject, "__" + name + "__", access(name))
