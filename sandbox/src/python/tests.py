"""Runs a problem's own tests: `check`, test functions, test classes, or statements."""

import collections
import inspect
import opcode
import unittest


class Unfit(Exception):
    """Tests that cannot be run, or that test nothing."""


NOTHING = (
    "the tests run nothing: expected `check`, a test function, a test class, "
    "or statements that assert something or use the entry point"
)


# What the tests will reach, as far as their code tells.

ASSERTION = opcode.opmap["LOAD_COMMON_CONSTANT"]
ASSERTION_ERROR = opcode._common_constants.index(AssertionError) if hasattr(opcode, "_common_constants") else 0
LOAD_NAME = opcode.opmap["LOAD_NAME"]
EXTENDED, CACHE = opcode.opmap["EXTENDED_ARG"], opcode.opmap["CACHE"]


def is_test_name(name):
    return name == "test" or name.startswith("test_")


def inner(code):
    return [part for part in code.co_consts if type(part) is types.CodeType]


def assertion_lines(code, lines):
    """Adds the lines of a code object's own `assert` statements."""
    units = code.co_code
    at = units.find(ASSERTION)
    if at < 0:
        return
    spans = code.co_lines()
    start, end, line = next(spans)
    while at >= 0:
        if at % 2 == 0 and units[at + 1] == ASSERTION_ERROR:
            while at >= end:
                start, end, line = next(spans)
            lines.add(line)
        at = units.find(ASSERTION, at + 1)


def instructions(code):
    """The instructions of some code, each with its argument."""
    units, extra = code.co_code, 0
    for at in range(0, len(units), 2):
        operation, argument = units[at], extra | units[at + 1]
        if operation == EXTENDED:
            extra = argument << 8
            continue
        extra = 0
        if operation != CACHE:
            yield operation, argument


def names_loaded(code):
    """The names that a module's statements read."""
    return {code.co_names[argument] for operation, argument in instructions(code) if operation == LOAD_NAME}


def reached(code, is_root):
    """The parts of the tests' code that run: the statements, and every definition that these or a root name."""
    definitions = {part.co_name: part for part in inner(code)}
    loaded = names_loaded(code) if definitions else frozenset(code.co_names)
    todo = [part for name, part in definitions.items() if name in loaded or is_root(name)]
    parts = dict.fromkeys(todo)
    while todo:
        part = todo.pop()
        for other in [definitions[name] for name in part.co_names if name in definitions] + inner(part):
            if other not in parts:
                parts[other] = None
                todo.append(other)
    return loaded, list(parts)


def reach(code, is_root):
    """What the statements load, what all that runs names, and the lines of the assertions among it."""
    loaded, parts = reached(code, is_root)
    lines = set()
    for part in (code, *parts):
        assertion_lines(part, lines)
    return loaded, loaded.union(*(part.co_names for part in parts)), lines


LOAD_GLOBAL = opcode.opmap["LOAD_GLOBAL"]
LOAD_ATTR = opcode.opmap["LOAD_ATTR"]
LOADS = frozenset(opcode.opmap[name] for name in ("LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS"))
IMPORT_NAME = opcode.opmap["IMPORT_NAME"]
STORE_NAME, STORE_GLOBAL = opcode.opmap["STORE_NAME"], opcode.opmap["STORE_GLOBAL"]
# Modules that tests use by another name than their own.
MODULES = {"np": "numpy"}


def global_names(code, is_module, loaded, bound, modules):
    """Adds the global names that some code loads, those that it binds, and those of modules of the library whose attributes it uses."""
    names, last = code.co_names, None
    # Of a class, what its body binds is its own.
    own = bound if is_module else set()
    read = set()
    for operation, argument in instructions(code):
        if operation == LOAD_ATTR and last is not None and MODULES.get(last, last) in LIBRARY:
            modules.add(last)
        last = None
        if operation == LOAD_GLOBAL:
            last = names[argument >> 1]
            loaded.add(last)
        elif operation in LOADS:
            last = names[argument]
            read.add(last)
        elif operation == STORE_GLOBAL:
            bound.add(names[argument])
        elif operation == STORE_NAME:
            own.add(names[argument])
    loaded.update(read - own)
    for part in inner(code):
        # Nothing looks at what annotations say (PEP 649).
        if part.co_name != "__annotate__":
            global_names(part, False, loaded, bound, modules)


MUTATORS = frozenset(
    "add append appendleft clear discard extend insert pop popitem popleft remove setdefault sort update".split()
)
STORE_ATTR, COPY = opcode.opmap["STORE_ATTR"], opcode.opmap["COPY"]
SUBSCRIPTS = frozenset((opcode.opmap["STORE_SUBSCR"], opcode.opmap["DELETE_SUBSCR"]))


def changed_by(code, namespace, changed):
    """Adds the global names whose values a function changes, as far as its code tells."""
    names, read, stores, last = code.co_names, set(), False, None
    for operation, argument in instructions(code):
        if operation == STORE_GLOBAL:
            changed.add(names[argument])
        # An attribute of a class, or the same with an operator.
        if last is not None and operation in (STORE_ATTR, COPY) and isinstance(namespace.get(last), type):
            changed.add(last)
        last = names[argument >> 1] if operation == LOAD_GLOBAL else None
        if last is not None:
            read.add(last)
        stores |= operation in SUBSCRIPTS
    if stores or not MUTATORS.isdisjoint(names):
        changed.update(name for name in read if isinstance(namespace.get(name), (list, dict, set, bytearray, collections.deque)))
    for part in inner(code):
        changed_by(part, namespace, changed)


def changed_by_set_up(namespace):
    """The global names whose values functions of the set-up change, of which both sides have their own."""
    changed = set()
    for value in namespace.values():
        parts = [value, *vars(value).values()] if isinstance(value, type) and value.__module__ == "candidate" else [value]
        for part in parts:
            part = getattr(part, "__func__", part)
            if type(part) is types.FunctionType and part.__code__.co_filename == "setup":
                changed_by(part.__code__, namespace, changed)
    return changed


def has_no_state(value):
    """Whether a value that the set-up binds is the same on both sides, whatever is done with it."""
    if type(value) is types.FunctionType:
        defaults = (*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values())
        is_bare = not value.__dict__ and not value.__closure__ and PLAIN.issuperset(map(type, defaults))
        return value.__module__ != "candidate" or is_bare and stores_nothing(value.__code__)
    if isinstance(value, type):
        return value.__module__ != "candidate"
    if type(value) is types.ModuleType:
        return value.__name__ in PURE
    return type(value) in STATELESS or type(value).__module__ == "typing"


STORES = frozenset(opcode.opmap[name] for name in ("STORE_ATTR", "DELETE_ATTR", "STORE_GLOBAL", "DELETE_GLOBAL"))


def stores_nothing(code):
    """Whether some code gives no value to an attribute or to a name of the module."""
    is_free = all(operation not in STORES for operation, _ in instructions(code)) and "setattr" not in code.co_names
    return is_free and all(map(stores_nothing, inner(code)))


STATELESS = frozenset((*PLAIN, bytes, complex, types.BuiltinFunctionType, types.GenericAlias))
# Modules that are the same whatever was called in them.
PURE = frozenset(
    "bisect cmath collections copy datetime fractions functools hashlib heapq itertools json math operator re string typing unittest".split()
)


# What has to do with the state of `random`, which otherwise only draws, and each side for itself.
SEEDING = frozenset(("seed", "getstate", "setstate"))


def seeds(code):
    """Whether some code may look at what is drawn from."""
    return not SEEDING.isdisjoint(code.co_names) or any(map(seeds, inner(code)))


def imported(code):
    """The modules of the library that some code may import, as far as its names tell."""
    imports = any(operation == IMPORT_NAME for operation, _ in instructions(code))
    heads = {name.partition(".")[0] for name in code.co_names} if imports else set()
    own = heads & LIBRARY
    if any("mock" in name for name in code.co_names):
        own.add("unittest.mock")
    return own.union(*map(imported, inner(code)))


# How code reads a variable: one, two at once, or one after it has given another its value; and one of a function around it.
READS = frozenset(opcode.opmap[name] for name in ("LOAD_FAST", "LOAD_FAST_BORROW", "LOAD_FAST_CHECK"))
READS_TWO = frozenset(opcode.opmap[name] for name in ("LOAD_FAST_LOAD_FAST", "LOAD_FAST_BORROW_LOAD_FAST_BORROW"))
READS_AFTER = opcode.opmap["STORE_FAST_LOAD_FAST"]
READS_AROUND = frozenset(opcode.opmap[name] for name in ("LOAD_DEREF", "LOAD_FROM_DICT_OR_DEREF"))
TO_CALL = opcode.opmap["PUSH_NULL"]


def names_read(code, operation, argument):
    """The names that an instruction reads, where it may be for anything else than a call of the last."""
    variable = code._varname_from_oparg
    if operation == LOAD_GLOBAL:
        return () if argument & 1 else (code.co_names[argument >> 1],)
    if operation in LOADS:
        return (code.co_names[argument],)
    if operation in READS:
        # Of a variable that functions within share, this is what holds it, and not its value.
        name = variable(argument)
        return () if name in code.co_cellvars or name in code.co_freevars else (name,)
    if operation in READS_TWO:
        return variable(argument >> 4), variable(argument & 15)
    if operation == READS_AFTER:
        return (variable(argument & 15),)
    return (variable(argument),) if operation in READS_AROUND else ()


def used_otherwise(code, found):
    """Adds the names of what some code does anything else with than call it."""
    read = ()
    for operation, argument in instructions(code):
        found.update(read[:-1] if operation == TO_CALL else read)
        read = names_read(code, operation, argument)
    for part in inner(code):
        if part.co_name != "__annotate__":
            used_otherwise(part, found)


# What reads names that are told at no other place.
READING = frozenset("compile eval exec globals locals vars __import__".split())


def is_given(code):
    """Whether a function of this code may be given the entry point."""
    return code.co_argcount > 0 and (code.co_name == "check" or is_test_name(code.co_name))


def passed_on(code, names, bound):
    """The global names that the tests bind, or do anything else with than call them, and whether they do so with what they are given.

    Code of the library's that calls the program, such as that of `sort`, has what it calls it with as well.
    """
    found = set()
    used_otherwise(code, found)
    given = {part.co_varnames[0] for part in inner(code) if is_given(part)}
    return names & found | bound, not given.isdisjoint(found) or not READING.isdisjoint(names)


def prepared(code):
    """The tests' code with what it tells of them, which is the same for every candidate."""
    loaded, bound, modules = set(), set(), set()
    global_names(code, True, loaded, bound, modules)
    names, modules = loaded - bound - modules, modules - bound
    remembering = imported(code)
    if not seeds(code):
        remembering.discard("random")
    passed = passed_on(code, names, bound)
    return code, names, modules, remembering, passed, reach(code, lambda name: name == "check"), reach(code, is_test_name)


# Running them.

# Names that assertions had up to Python 3.11, in tests that were written for it.
for name, old in (
    ("assertEqual", "assertEquals"),
    ("assertNotEqual", "assertNotEquals"),
    ("assertAlmostEqual", "assertAlmostEquals"),
    ("assertNotAlmostEqual", "assertNotAlmostEquals"),
    ("assertTrue", "assert_"),
    ("assertRegex", "assertRegexpMatches"),
    ("assertNotRegex", "assertNotRegexpMatches"),
    ("assertRaisesRegex", "assertRaisesRegexp"),
):
    setattr(unittest.TestCase, old, getattr(unittest.TestCase, name))


class Result(unittest.TestResult):
    """Keeps the first exception of a test class itself, rather than its text."""

    error = None
    skips = 0

    def keep(self, error):
        if self.error is None:
            self.error = error
        self.stop()

    def addError(self, test, err):
        self.keep(err[1])

    addFailure = addError

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.keep(err[1])

    def addSkip(self, test, reason):
        test = getattr(test, "test_case", test)
        if any(getattr(part, "__unittest_skip__", False) for part in (test, getattr(test, test._testMethodName))):
            self.skips += 1
        else:
            # The decorators skip a test before it runs. One that is left while it runs, which whatever
            # it calls can bring about, has not passed.
            self.keep(unittest.SkipTest(reason))

    def addExpectedFailure(self, test, err):
        pass

    def addUnexpectedSuccess(self, test):
        self.keep(AssertionError("expected a failure, found success"))


def finish(result):
    """Runs what a test returned to its end, where it is a coroutine."""
    if isinstance(result, (types.GeneratorType, types.AsyncGeneratorType)):
        raise Unfit("a test is a generator, whose body nothing runs")
    if isinstance(result, (types.CoroutineType, RemoteAwaitable)):
        run_to_end(result)
        side.called.add(side.coroutines.get(id(result)))


def plainly_takes_one(function):
    """Whether a function can be called with one argument, as far as that is seen at a glance."""
    if type(function) is not types.FunctionType or function.__dict__:
        return False
    code = function.__code__
    least = code.co_argcount - len(function.__defaults__ or ())
    return least <= 1 <= code.co_argcount and code.co_kwonlyargcount == 0


def run_check(check, entry, is_known):
    side.is_plain = side.is_plain and is_known(check)
    if not plainly_takes_one(check):
        try:
            inspect.signature(check).bind(entry)
        except TypeError as error:
            raise Unfit("`check` does not take the entry point: " + str(error)) from None
        except ValueError:
            pass
    finish(check(entry))


def wanted(function):
    """The parameters that a function has no defaults for."""
    free = inspect.Parameter.empty
    stars = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    parameters = inspect.signature(function).parameters.values()
    return [each.name for each in parameters if each.default is free and each.kind not in stars]


def run_function(name, function, entry, used, is_known):
    """Runs a test function, unless it is one that the module calls with arguments of its own."""
    names = wanted(function)
    if not names:
        finish(function())
    elif names == ["candidate"]:
        side.is_plain = side.is_plain and is_known(function)
        finish(function(entry))
    elif name not in used:
        raise Unfit("the test function `" + name + "` asks for " + ", ".join(names))


def lost_tests(tests):
    """The tests that were lent to the program, as to a decorator, and are bound to something else now."""
    for value in side.lent:
        is_test = type(value) is types.FunctionType and value.__code__.co_filename == "tests" and is_test_name(value.__name__)
        if is_test or isinstance(value, type) and issubclass(value, unittest.TestCase):
            found = tests
            for part in value.__qualname__.split("."):
                found = found.get(part) if found is tests else getattr(found, "__dict__", {}).get(part)
            if found is not value and "<locals>" not in value.__qualname__:
                yield value


class Tests:
    """One run of a problem's tests, and how far it came."""

    def __init__(self, prepared):
        self.code, self.names, self.modules, self.imported, self.passed_on, self.from_check, self.from_functions = prepared
        self.lines = frozenset()
        # Tests of test classes, which are counted as they are found.
        self.cases = 0
        self.cases_passed = 0

    def only_call(self, entry):
        """Whether the tests do nothing else with the entry point than call it, in their own code."""
        names, is_given_on = self.passed_on
        return not is_given_on and entry not in names

    def is_known(self, function):
        """Whether it is known what a function does with the entry point that it is given: of the tests' own it is."""
        if type(function) is not types.FunctionType or not is_given(function.__code__):
            return False
        return any(part is function.__code__ for part in inner(self.code))

    def total(self):
        return max(1, len(self.lines) + self.cases)

    def passed(self, line):
        """How many tests had passed when the one at a line failed."""
        return sum(each < line for each in self.lines) + self.cases_passed

    def run(self, entry, names):
        """Runs the tests where `names` are bound, one of them to the entry point."""
        tests = new_module("tests").__dict__
        tests.update(names)
        tests["__name__"] = "tests"
        exec(self.code, tests)
        check = tests.get("check")
        # What the program returned is no test, whatever it is called.
        has_check = callable(check) and check is not names[entry] and not is_the_programs(check)
        loaded, used, self.lines = self.from_check if has_check else self.from_functions
        if has_check:
            run_check(check, names[entry], self.is_known)
        elif not self.run_collected(tests, names, entry, loaded):
            helpers = [name for name, value in names.items() if getattr(value, "__module__", "") == "candidate"]
            if not self.lines and entry not in used and used.isdisjoint(helpers):
                raise Unfit(NOTHING)
        for lost in lost_tests(tests):
            if id(lost) not in side.called and not side.word.permits("a test that is not run, " + lost.__qualname__):
                end("refused", "the test `" + lost.__qualname__ + "` was decorated by the program, and did not come to its end")

    def run_collected(self, tests, names, entry, loaded):
        """How many test functions and tests of test classes ran, of those that the tests bind themselves."""
        ran = 0
        bound = [(name, value) for name, value in tests.items() if names.get(name) is not value]
        lost = [each for each in lost_tests(tests) if type(each) is types.FunctionType and id(each) not in side.called]
        decorated = {each.__name__ for each in lost if not wanted(each)}
        for name, value in bound:
            if isinstance(value, type):
                ran += self.run_class(value) if issubclass(value, unittest.TestCase) else 0
            elif is_test_name(name) and callable(value) and not is_the_programs(value) and value is not names[entry]:
                run_function(name, value, names[entry], loaded, self.is_known)
                ran += 1
            elif name in decorated and callable(value):
                finish(value())
                ran += 1
        return ran

    def run_class(self, case):
        """How many tests of a test class ran."""
        suite = unittest.defaultTestLoader.loadTestsFromTestCase(case)
        for test in suite:
            method = getattr(test, test._testMethodName)
            is_run = not inspect.iscoroutinefunction(method) or isinstance(test, unittest.IsolatedAsyncioTestCase)
            if not is_run or inspect.isgeneratorfunction(method):
                raise Unfit("the body of `" + case.__name__ + "." + test._testMethodName + "` is run by nothing")
        self.cases += suite.countTestCases()
        result = Result()
        suite.run(result)
        self.cases -= result.skips
        ran = result.testsRun - result.skips
        if result.error is not None:
            self.cases_passed += max(0, ran - 1)
            raise result.error
        self.cases_passed += ran
        return ran
