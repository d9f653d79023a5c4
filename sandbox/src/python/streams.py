"""What gives one element after another on the other side, from afar.

Where a reference gives a list, or anything else that can be gone through again,
whatever a program gives in its place is one sequence, which is remembered as
far as it was drawn: whoever goes through it again is given the same. Where a
reference gives what goes on, such as a generator, a program's goes on as well,
as it does without a reference. What begins anew after it was over gives the
same again, or nothing.
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
    """Whether two elements are the same: one object of the program's, or values that are equal."""
    if value is other:
        return True
    if isinstance(value, RemoteValue) and isinstance(other, RemoteValue):
        value, other = as_base(value), as_base(other)
        return is_plain(value) and is_plain(other) and is_same(value, other)
    return not isinstance(value, (Remote, RemoteValue)) and is_same(value, other)


def may_differ(target, what):
    """Whether an object's length or truth may be another than its elements have."""
    word = side.word
    return (word.policy is not None or word.is_constructed(target)) and word.permits(*word.of("another " + what, target))


def continues(target):
    """Whether what has a next is no sequence: a reference's goes on where it is gone through again, or nothing shows what it does."""
    word = side.word
    # What is returned is one thing, and what is in it another.
    name = "going on" if id(target) in word.whole else "going on within"
    return not side.is_guarded or word.policy is None or word.permits(*word.of(name, target))


class RemoteIterator:
    """An iterator, from afar."""

    def __iter__(self):
        if continues(self):
            return self
        sequences = side.word.sequences
        if id(self) not in sequences:
            sequences[id(self)] = Elements(self, Drawn(self))
        return iter(sequences[id(self)])

    def __next__(self):
        if not side.is_guarded:
            return draw(self)
        if side.word.policy == RECORD:
            continues(self)
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
            return RemoteObject.__iter__(self)
        found = ask("iter", self)
        if not side.is_guarded:
            return self if found is None else iter(found)
        if found is not None:
            # What iterates over it is another, as it is for any object.
            return iter(recalled(self, ("iter",), lambda: (Elements(self, found), None)))
        if word.policy == RECORD:
            word.permits(*word.of("itself", self))
        stream_of(self).begin(self)
        return self

    def __next__(self):
        if not side.is_guarded:
            return draw(self)
        stream = stream_of(self)
        side.word.goes_on(self)
        try:
            found = draw(self)
        except StopIteration:
            stream.end(self)
            raise
        stream.give(self, found)
        return found

    def __is_sequence__(self):
        """Whether it is gone through as a list is, which is so where a reference's neither goes on nor iterates over itself."""
        word = side.word
        is_known = side.is_guarded and word.policy is not None and word.policy != RECORD
        return is_known and not continues(self) and not word.permits(*word.of("itself", self))

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
        if side.is_guarded and side.word.policy not in (None, RECORD) and not self.__may__(may):
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
    if stream is None or stream.calls != word.calls and id(target) in word.constructed:
        stream = word.streams[id(target)] = Stream(word.calls)
    return stream


class Stream:
    """What an object gave that goes on by itself, since the tests last called something of it."""

    def __init__(self, calls):
        self.calls = calls
        # What it gave since somebody began to go through it, if somebody did, and whether that was all.
        self.given, self.is_pass, self.is_over = [], False, False
        # What it gave before somebody began once more, until it shows whether it begins anew, and as which it is to begin.
        self.before = None
        self.beginning = ()
        # What it gave in all the last time that it was gone through to the end.
        self.whole = None
        # How many elements it said to have or to be left, each with how many it gave since, and since somebody began anew.
        self.claims = []
        self.count = 0

    def begin(self, target):
        """Somebody begins to go through it. Before it is over it goes on or begins anew, as its class has it.

        Where a reference's begins anew, a program's does, with what it gave already.
        """
        word = side.word
        if self.given:
            self.before = self.given
            is_held = word.policy is not None and word.policy != RECORD and not self.is_over and not continues(target)
            self.beginning = self.given if is_held else ()
        if self.is_over:
            self.claims, self.count = [], 0
        for claim in self.claims:
            claim[2] = 0
        self.given, self.is_pass, self.is_over = [], True, False

    def goes_on(self, target, *found):
        """Records of a reference's whether it goes on where somebody begins once more, as far as the first element shows it."""
        if side.word.policy != RECORD:
            return
        begins_anew = self.before and found and is_one(found[0], self.before[0])
        if not self.is_pass or self.before is not None and not begins_anew:
            continues(target)
        self.before = None

    def give(self, target, value):
        if self.is_over and not target.__may__("another pass"):
            forged("an object that goes on where it was over")
        if not self.given:
            self.goes_on(target, value)
        self.given.append(value)
        self.count += 1
        for claim in self.claims:
            claim[1] += 1
            claim[2] += 1
            if claim[2] > claim[0] and not may_differ(target, "length"):
                forged("an object with more elements than its length says")
        if self.is_pass:
            at = len(self.given) - 1
            if at < len(self.beginning) and not is_one(value, self.beginning[at]):
                self.differ(target)
            if self.whole is not None and not (at < len(self.whole) and is_one(value, self.whole[at])):
                self.differ(target)
            elements = self.elements(target)
            if elements is not None and at < len(elements.drawn) and not is_one(value, elements.drawn[at]):
                self.differ(target)

    def end(self, target):
        if not self.given:
            self.goes_on(target)
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
            is_shorter = len(self.given) < len(self.beginning)
            if self.given and (is_shorter or any(whole is not None and len(whole) != len(self.given) for whole in wholes)):
                self.differ(target)
            if self.given or self.whole is None:
                self.whole = self.given

    def claim(self, target, length):
        """It says that it has so many elements, or has so many left."""
        if not self.is_over:
            self.claims.append([length, 0, 0])
        elif length not in (0, self.count, len(self.given), len(self.whole or ())) and not may_differ(target, "length"):
            forged("an object with another length than it has elements")

    def compare(self, target, elements):
        """Compares it with what goes through it by itself."""
        whole, drawn = self.whole, elements.drawn
        if whole is not None and drawn and not (len(drawn) <= len(whole) and is_one(drawn[-1], whole[len(drawn) - 1])):
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
