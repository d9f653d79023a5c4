"""What gives one element after another on the other side, from afar.

Where a reference gives a list, or anything else that can be gone through again,
whatever a program gives in its place is one sequence, which is remembered as
far as it was drawn: whoever goes through it again is given the same. Where a
reference gives what goes on, such as a generator, a program's goes on as well,
as it does without a reference; what of it begins anew after it was over gives
the same again, or nothing. Where a reference iterates over itself and does not
go on, a program's is that sequence as well, of which it is itself what begins
anew.
"""


class Elements:
    """What an object consists of: drawn as far as it is needed, and never twice."""

    def __init__(self, owner, source):
        self.owner, self.origin = owner, source
        # As in a loop, what has a next need not be iterated over.
        self.source = Drawn(source) if isinstance(source, (RemoteIterator, RemoteStream)) else iter(source)
        # What was drawn, and how many of it are known to be in what the owner is compared as.
        self.drawn, self.checked, self.error = [], 0, None

    def __iter__(self):
        at = 0
        while self.has(at):
            yield self.drawn[at]
            at += 1

    @property
    def is_whole(self):
        return self.source is None and self.error is None

    def has(self, at):
        """Whether there are more elements than so many."""
        while at >= len(self.drawn) and self.source is not None:
            try:
                found = next(self.source)
            except Exception as error:
                self.source = None
                self.error = None if isinstance(error, StopIteration) else error
            else:
                self.drawn.append(found)
            if self.error is None:
                agree(self.owner)
        if at < len(self.drawn):
            return True
        if self.error is not None:
            raise self.error
        return False

    def all(self):
        for _ in self:
            pass
        return self.drawn

    def at(self, index):
        """The element of an index, or those of a slice: no more are drawn than that takes."""
        is_near = type(index) is int and index >= 0
        return self.drawn[index] if is_near and self.has(index) else self.all()[index]


class Drawn:
    """What something from afar gives, one element after another."""

    def __init__(self, target):
        self.target = target

    def __iter__(self):
        return self

    def __next__(self):
        return draw(self.target)


def agree(target):
    """Ends where what an object has said of its elements, its length, its truth and its base does not go together, unless a reference does so."""
    word = side.word
    said = word.said.get(id(target), {})
    elements, length, truth, base = (
        said[key][1] if key in said and not word.may_have_changed(target, key[0], said[key][0]) else None
        for key in (("iter",), ("len",), ("bool",), ("base",))
    )
    if truth is True and isinstance(target, RemoteStream):
        # Any iterator is.
        truth = None
    drawn = 0 if elements is None else len(elements.drawn)
    count = drawn if elements is not None and elements.is_whole else None
    if elements is not None and id(target) in word.streams:
        stream_of(target).compare(target, elements)
    if truth is False and drawn > 0 and not may_differ(target, "truth"):
        forged("an object with more elements than its truth says")
    if length is not None and type(length) is int and drawn > length and not may_differ(target, "length"):
        forged("an object with more elements than its length says")
    if count is not None and length is not None and count != length and not may_differ(target, "length"):
        forged("an object with another length than it has elements")
    count = length if count is None else count
    if count is not None and truth is not None and truth != (count > 0) and not may_differ(target, "truth"):
        forged("an object with another truth than its elements have")
    if base is not None and id(target) not in word.constructed and not is_of_base(base, elements, length):
        if not word.permits(*word.of("another base", target)):
            forged("an object with other elements than it has as a value of the type that it derives from")


def is_of_base(base, elements, length):
    """Whether an object has the elements and the length of the value as which it is compared, as far as they are known."""
    try:
        return has_elements_of(base, elements, length)
    except Exception:
        # What cannot be looked up there, such as a list in a set, is not in it.
        return False


def has_elements_of(base, elements, length):
    if length is not None and length != len(base):
        return False
    if elements is None:
        return True
    drawn = elements.drawn
    for at in range(elements.checked, len(drawn)):
        is_there = at < len(base) and (is_one(drawn[at], base[at]) if isinstance(base, list) else drawn[at] in base)
        if not is_there:
            return False
    elements.checked = len(drawn)
    if not elements.is_whole:
        return True
    return len(drawn) == len(base) and (isinstance(base, list) or len(set(drawn)) == len(base))


def is_one(value, other):
    """Whether two elements are the same: one object of the program's, or values that would be sent alike.

    Equality may be the set-up's own, and look at less.
    """
    return value is other or as_sent(value, side.known_as) == as_sent(other, side.known_as)


def as_any(value):
    """Refers to any object in the same way, but to what has a next as itself, from which the tests may have drawn."""
    return side.known_as(value) if isinstance(value, (RemoteIterator, RemoteStream)) else b"p"


def may_differ(target, what):
    """Whether an object's length or truth may be another than its elements have."""
    word = side.word
    return (word.policy is not None or word.is_constructed(target)) and word.permits(*word.of("another " + what, target))


def continues(target):
    """Whether what has a next is no sequence: a reference's goes on where it is gone through again, or nothing shows what it does."""
    word = side.word
    if not side.is_guarded or word.policy is None:
        return True
    # What is returned is one thing, and what is in it another.
    names = ["going on" + way for way in sorted(word.ways.get(id(target), (WITHIN,)))]
    return word.permits(*(each for name in names for each in word.of(name, target)))


def begins_anew(target):
    """Whether a sequence is itself what somebody goes through, as a reference's is, and begins anew."""
    return side.word.permits(*side.word.of("itself", target))


WITHIN = " within"


def arrived(returned):
    """Records how what has a next came with a message, and what of it was returned or is an attribute."""
    for value in side.arrivals:
        side.word.ways.setdefault(id(value), set()).add("" if value is returned else WITHIN)


class RemoteIterator:
    """An iterator, from afar."""

    def __iter__(self):
        if continues(self):
            return self
        word = side.word
        if id(self) not in word.sequences:
            word.sequences[id(self)] = Elements(self, self)
        elements = iter(word.sequences[id(self)])
        if not begins_anew(self):
            return elements
        word.passes[id(self)] = elements
        return self

    def __copy__(self):
        return copied(self, "copy")

    def __deepcopy__(self, memo):
        return copied(self, "deepcopy")

    def __next__(self):
        if not side.is_guarded:
            return draw(self)
        if side.word.policy == RECORD:
            continues(self)
        if id(self) in side.word.passes:
            return next(side.word.passes[id(self)])
        # What an iterator is over for once, it is over for ever.
        ended = side.word.ended
        if id(self) in ended:
            raise StopIteration
        try:
            return draw(self)
        except StopIteration:
            ended.add(id(self))
            raise


class RemoteGenerator(RemoteIterator):
    """A generator, from afar."""

    def send(self, value):
        return self.__steered("send", value)

    def throw(self, error):
        return self.__steered("throw", error)

    def close(self):
        # Python closes what it is done with, and it is told nothing by that.
        ask("close", self)

    def __steered(self, operation, value):
        # What it is told is no secret where a reference's is told it too.
        if side.is_guarded and not may_call(self, operation):
            refuse()
        return ask(operation, self, (value,))


class RemoteStream(RemoteObject):
    """An instance that has a next, and begins anew where its class has it do so."""

    __slots__ = ()

    def __iter__(self):
        word = side.word
        if self.__is_sequence__():
            if not begins_anew(self):
                return RemoteObject.__iter__(self)
            word.passes[id(self)] = iter(self.__elements__())
            stream_of(self).begin()
            return self
        if not side.is_guarded:
            found = ask("iter", self)
            return self if found is None else iter(found)
        goes_on = None
        if word.policy == RECORD and stream_of(self).is_partial:
            found, goes_on = ask("begun", self)
        else:
            found = ask("iter", self)
        if found is not None:
            # What iterates over it is another, as it is for any object.
            return iter(recalled(self, ("iter",), lambda: (Elements(self, found), None)))
        if word.policy == RECORD:
            word.permits(*word.of("itself", self))
        if goes_on:
            continues(self)
        stream_of(self).begin()
        return self

    def __next__(self):
        if not side.is_guarded:
            return draw(self)
        stream = stream_of(self)
        side.word.gives(self)
        try:
            found = self.__drawn__()
        except StopIteration:
            stream.end(self)
            raise
        stream.give(self, found)
        return found

    def __drawn__(self):
        """The next that it gives, which is what it gave before where it is a sequence."""
        if not self.__is_sequence__():
            return draw(self)
        passes = side.word.passes
        if id(self) not in passes:
            passes[id(self)] = iter(self.__elements__())
        return next(passes[id(self)])

    def __elements__(self):
        if not self.__is_sequence__() or not begins_anew(self):
            return RemoteObject.__elements__(self)
        # It is asked for its length and its truth on the way, which may be those of what is left.
        stream = stream_of(self)
        if stream.sequence is None:
            found = ask("iter", self)
            stream.sequence = Elements(self, Drawn(self) if found is None else found)
        return stream.sequence

    def __is_sequence__(self):
        """Whether what it gave is remembered and given again, which is so where a reference's does not go on."""
        return side.is_guarded and side.word.is_decided and not continues(self)

    def __contains__(self, value):
        found = told("contains", self, value)
        return any(value is each or value == each for each in self) if found is NotImplemented else found

    def __may__(self, name):
        """Whether its word counts for something: of what the tests have made where there is no reference, or a reference's does."""
        word = side.word
        return not side.is_guarded or word.policy is None and word.is_constructed(self) or word.permits(*word.of(name, self))

    def __len__(self):
        # Whoever makes a list of it asks for its length, which it need not have.
        length = RemoteObject.__len__(self)
        if not self.__may__("len of what has a next"):
            refuse()
        self.__claim__(length)
        return length

    def __bool__(self):
        # That it is true says nothing, since any iterator is unless its class says otherwise.
        may = "bool of what has a next"
        if side.is_guarded and side.word.is_decided and not self.__may__(may):
            return True
        if RemoteObject.__bool__(self) or not self.__may__(may):
            return True
        self.__claim__(0)
        return False

    def __claim__(self, length):
        # Where it is a sequence, what it says of itself is held to that.
        if side.is_guarded and type(length) is int and ("iter",) not in side.word.said.get(id(self), ()):
            stream_of(self).claim(self, length)


def stream_of(target):
    """What is known of what an object gives, which is nothing where it may have changed."""
    word = side.word
    stream = word.streams.get(id(target))
    if stream is None:
        stream = word.streams[id(target)] = Stream(word.calls)
    elif stream.calls != word.calls and id(target) in word.constructed:
        stream = word.streams[id(target)] = stream.renewed(word.calls)
    return stream


class Stream:
    """What an object gave that goes on by itself, since the tests last called something of it."""

    def __init__(self, calls, is_amid=False):
        self.calls = calls
        # What it gave since somebody began to go through it, as it would be sent; whether somebody did, then or before
        # the call; and whether that was all.
        self.given, self.is_pass, self.is_amid, self.is_over = [], False, is_amid, False
        # What it gave in all the last time that it was gone through to the end.
        self.whole = None
        # What a reference gave since somebody began, whichever its objects are, and the most of that at any time.
        self.likes, self.most = [], []
        # What of it can be gone through again, where it is a sequence.
        self.sequence = None
        # How many elements it said to have or to be left, each with how many it gave since, and since somebody began anew.
        self.claims = []
        self.count = 0

    def renewed(self, calls):
        """What is known of it after a call that may have changed it: whether somebody is going through it."""
        return Stream(calls, self.is_pass or self.is_amid)

    @property
    def is_partial(self):
        """Whether it gave something, and may give more: once it is over, what it gives next shows whether it begins anew."""
        return bool(self.given) and not self.is_over

    def begin(self):
        """Somebody begins to go through it. Before it is over it goes on or begins anew, as its class has it."""
        if len(self.likes) > len(self.most) and not self.is_amid:
            self.most = self.likes
        if self.is_over:
            self.claims, self.count = [], 0
        for claim in self.claims:
            claim[2] = 0
        self.given, self.likes, self.is_pass, self.is_amid, self.is_over = [], [], True, False, False

    def give(self, target, value):
        if self.is_over and not target.__may__("another pass"):
            forged("an object that goes on where it was over")
        at = len(self.given)
        sent = as_sent(value, side.known_as)
        self.given.append(sent)
        self.count += 1
        for claim in self.claims:
            claim[1] += 1
            claim[2] += 1
            if claim[2] > claim[0] and not may_differ(target, "length"):
                forged("an object with more elements than its length says")
        if side.word.policy == RECORD:
            self.likes.append(as_sent(value, as_any))
            self.record(target, at < len(self.most) and self.likes[at] != self.most[at])
        if self.is_pass:
            if self.whole is not None and not (at < len(self.whole) and sent == self.whole[at]):
                self.differ(target)
            elements = self.elements(target)
            if elements is not None and at < len(elements.drawn) and not is_one(value, elements.drawn[at]):
                self.differ(target)

    def end(self, target):
        self.record(target, not self.is_amid and len(self.likes) < len(self.most))
        if self.is_over:
            return
        self.is_over = True
        for length, since, begun in self.claims:
            if length not in (since, begun, self.count, len(self.given)) and not may_differ(target, "length"):
                forged("an object with fewer elements than its length says")
        if self.is_pass:
            elements = self.elements(target)
            wholes = [self.whole, elements.drawn if elements is not None and elements.is_whole else None]
            # That it gives nothing is what any iterator does that is over.
            if self.given and any(whole is not None and len(whole) != len(self.given) for whole in wholes):
                self.differ(target)
            if self.given or self.whole is None:
                self.whole = self.given

    def record(self, target, differs):
        """Records of a reference's that it goes on, where it is not begun or does not give again what it gave."""
        if side.word.policy == RECORD and (differs or not self.is_pass and not self.is_amid):
            continues(target)

    def claim(self, target, length):
        """It says that it has so many elements, or has so many left."""
        if not self.is_over:
            self.claims.append([length, 0, 0])
        elif length not in (0, self.count, len(self.given), len(self.whole or ())) and not may_differ(target, "length"):
            forged("an object with another length than it has elements")

    def compare(self, target, elements):
        """Compares it with what goes through it by itself."""
        whole, drawn = self.whole, elements.drawn
        last = as_sent(drawn[-1], side.known_as) if drawn and whole is not None else None
        if last is not None and not (len(drawn) <= len(whole) and last == whole[len(drawn) - 1]):
            self.differ(target)
        if whole is not None and elements.is_whole and drawn and len(drawn) != len(whole):
            self.differ(target)

    def elements(self, target):
        """What goes through it by itself gave, where there is such a thing."""
        said = side.word.said.get(id(target), {}).get(("iter",))
        return said[1] if said is not None and said[2] is None else None

    def differ(self, target):
        """Ends where it gives another thing than it gave before, unless a reference's does."""
        if not target.__may__("another pass"):
            forged("an object that gives another thing each time that it is gone through")
