"""Whether two expressions are equal, as far as sympy can prove it.

An expression arrives as a tree of tuples, an operation and its operands, that
the host's own grammar read: nothing here parses or evaluates text. Equality
counts only where sympy transforms the difference into 0 and both sides also
agree at sample points, which are computed here from the trees and not by
sympy. A difference counts only where both sides are exact rational numbers
that differ, of their own or at a point of natural numbers.

    decide(gold, answer) -> ("equal", how), ("different", where) or ("unknown", why)
"""

import itertools

import mpmath
import sympy
from sympy import S
from sympy.calculus.util import continuous_domain

# Digits of the sample computations, how near two values are that agree, and how near to zero a divisor may be.
DIGITS = 50
NEAR = mpmath.mpf(10) ** -30
TINY = mpmath.mpf(10) ** -25

# How many points must have values for both sides.
FEWEST = 3

# Values of the variables, in turn: for real numbers, and for natural ones.
REALS = [
    [(3, 1), (2, 1), (5, 1), (7, 1), (11, 1), (13, 1)],
    [(7, 3), (22, 7), (9, 8), (17, 4), (6, 5), (31, 9)],
    [(1, 7), (2, 11), (1, 23), (3, 17), (4, 19), (2, 29)],
    [(5, 11), (8, 13), (9, 14), (6, 17), (13, 23), (15, 29)],
    [(11, 13), (2, 9), (7, 17), (12, 19), (1, 5), (3, 29)],
    [(-3, 1), (-5, 1), (-2, 1), (-9, 1), (-7, 1), (-11, 1)],
    [(-1, 9), (-2, 7), (-3, 11), (-2, 17), (-4, 23), (-3, 31)],
    [(-7, 12), (3, 8), (-5, 9), (4, 15), (-9, 11), (10, 21)],
    [(-11, 4), (5, 3), (-9, 7), (14, 5), (-8, 3), (13, 6)],
    [(47, 2), (-29, 3), (61, 4), (-35, 6), (53, 8), (-41, 9)],
    [(-43, 3), (37, 5), (-59, 7), (71, 8), (-67, 9), (73, 4)],
]
NATURALS = [(7, 3, 5, 2, 4, 6), (9, 4, 2, 6, 3, 5), (5, 2, 3, 4, 6, 7), (3, 7, 5, 6, 2, 4), (8, 5, 6, 3, 7, 2), (6, 1, 4, 2, 5, 3)]


class Unfit(Exception):
    """An expression that is not judged here."""


class Undefined(Exception):
    """No value at this point."""


def operands(tree):
    return tree[1:] if tree[0] not in ("rational", "constant", "variable") else ()


def variables(*trees):
    """The variables of some trees, each with what is known of it.

    A factorial or a binomial coefficient is made of natural numbers. Where the
    logarithm of a variable has a real value, the variable is positive, and
    where its square root has one, it is not negative.
    """
    every, naturals, positives, roots = {}, {}, {}, {}

    def walk(tree, counts):
        kind = tree[0]
        if kind == "variable":
            every[tree[1]] = None
            if counts:
                naturals[tree[1]] = None
        elif kind == "log":
            positives.update({part[1]: None for part in tree[1:] if part[0] == "variable"})
        elif kind == "root" and tree[1][0] == "variable" and tree[2][0] == "rational":
            if tree[2][1] % 2 == 0 and tree[2][2] == 1:
                roots[tree[1][1]] = None
        for operand in operands(tree):
            walk(operand, counts or kind in ("factorial", "double-factorial", "binomial"))

    for tree in trees:
        walk(tree, False)

    def known(name):
        if name in naturals:
            return {"integer": True, "nonnegative": True}
        if name in positives:
            return {"positive": True}
        return {"nonnegative": True} if name in roots else {"real": True}

    return {name: known(name) for name in every}


# Sympy's side.


def power(base, exponent):
    """A power, where every convention gives it the same value."""
    if not exponent.is_integer and not base.is_nonnegative:
        halves = exponent.is_Rational and exponent.q & (exponent.q - 1) == 0
        if not halves:
            raise Unfit("a power of what may be negative")
    return base**exponent


def binomial(upper, lower):
    if upper.is_negative:
        # What that is, is said in more than one way.
        raise Undefined("a binomial coefficient of a negative number")
    return sympy.binomial(upper, lower)


def logarithm(argument, base=None):
    return sympy.log(argument) if base is None else sympy.log(argument) / sympy.log(base)


SYMPY = {
    "sum": sympy.Add,
    "product": sympy.Mul,
    "minus": lambda a: -a,
    "quotient": lambda a, b: a / b,
    "power": power,
    "root": lambda a, n: power(a, 1 / n),
    "factorial": sympy.factorial,
    "double-factorial": sympy.factorial2,
    "binomial": binomial,
    "abs": sympy.Abs,
    "floor": sympy.floor,
    "ceil": sympy.ceiling,
    "log": logarithm,
    "min": sympy.Min,
    "max": sympy.Max,
    **{name: getattr(sympy, name) for name in "sin cos tan cot sec csc asin acos atan sinh cosh tanh exp".split()},
}
CONSTANTS = {"pi": S.Pi, "e": S.Exp1, "i": S.ImaginaryUnit}


def built(tree, values):
    """The tree as sympy has it, with these values for its variables."""
    kind = tree[0]
    if kind == "rational":
        return sympy.Rational(tree[1], tree[2])
    if kind == "constant":
        return CONSTANTS[tree[1]]
    if kind == "variable":
        return values[tree[1]]
    value = SYMPY[kind](*[built(operand, values) for operand in tree[1:]])
    if value.has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity):
        raise Undefined("a part has no value")
    return value


# The side of the sample points.


def nonzero(value):
    if abs(value) < TINY:
        raise Undefined("a divisor near zero")
    return value


def raised(base, exponent):
    if abs(base) < TINY:
        if mpmath.re(exponent) < TINY:
            raise Undefined("a power of zero")
        return mpmath.mpf(0)
    return base**exponent


def stepped(function):
    def step(value):
        value = mpmath.re(value) if abs(mpmath.im(value)) < TINY else value
        # Next to a step, digits that are cut off decide.
        if isinstance(value, mpmath.mpc) or value != mpmath.nint(value) and abs(value - mpmath.nint(value)) < TINY:
            raise Undefined("a step")
        return function(value)

    return step


def chosen(upper, lower):
    if mpmath.re(upper) < 0:
        raise Undefined("a binomial coefficient of a negative number")
    return mpmath.binomial(upper, lower)


def product(values):
    result = mpmath.mpf(1)
    for value in values:
        result *= value
    return result


MPMATH = {
    "sum": lambda *values: sum(values, mpmath.mpf(0)),
    "product": lambda *values: product(values),
    "minus": lambda a: -a,
    "quotient": lambda a, b: a / nonzero(b),
    "power": raised,
    "root": lambda a, n: raised(a, 1 / nonzero(n)),
    "factorial": mpmath.factorial,
    "double-factorial": mpmath.fac2,
    "binomial": chosen,
    "abs": abs,
    "floor": stepped(mpmath.floor),
    "ceil": stepped(mpmath.ceil),
    "log": lambda a, b=None: mpmath.log(nonzero(a)) / (1 if b is None else nonzero(mpmath.log(nonzero(b)))),
    "min": min,
    "max": max,
    "cot": lambda a: mpmath.cos(a) / nonzero(mpmath.sin(a)),
    "tan": lambda a: mpmath.sin(a) / nonzero(mpmath.cos(a)),
    "sec": lambda a: 1 / nonzero(mpmath.cos(a)),
    "csc": lambda a: 1 / nonzero(mpmath.sin(a)),
    **{name: getattr(mpmath, name) for name in "sin cos asin acos atan sinh cosh tanh exp".split()},
}


def sampled(tree, values, is_real):
    """The value of a tree at a point. Of a function of real variables, every part is to be real."""
    kind = tree[0]
    if kind == "rational":
        return mpmath.mpf(tree[1]) / tree[2]
    if kind == "constant":
        return {"pi": +mpmath.pi, "e": +mpmath.e, "i": mpmath.mpc(0, 1)}[tree[1]]
    if kind == "variable":
        return values[tree[1]]
    try:
        value = MPMATH[kind](*[sampled(operand, values, is_real) for operand in tree[1:]])
    except (ValueError, ZeroDivisionError, OverflowError, TypeError) as error:
        raise Undefined("no value") from error
    if not mpmath.isfinite(value) or abs(value) > mpmath.mpf(10) ** 1000:
        raise Undefined("no value")
    if isinstance(value, mpmath.mpc):
        if abs(value.imag) < TINY * (1 + abs(value.real)):
            return value.real
        if is_real:
            raise Undefined("a value that is not real")
    return value


def agreement(gold, answer, names, is_natural):
    """How many points have values for both sides, all of which agree; none where two differ or there are too few."""
    points = [[]]
    if names:
        points = [[(value, 1) for value in point] for point in NATURALS] if is_natural else REALS
    is_real = bool(names)
    agreed = 0
    with mpmath.workdps(DIGITS):
        for point in points:
            values = {name: mpmath.mpf(a) / b for name, (a, b) in zip(names, point)}
            try:
                one, other = sampled(gold, values, is_real), sampled(answer, values, is_real)
            except Undefined:
                continue
            if abs(one - other) > NEAR * (1 + abs(one)):
                return None
            agreed += 1
    return agreed if agreed >= (FEWEST if names else 1) else None


# What is tried, the cheapest first. Each way makes something of both sides that is 0 only where they are equal.
#
# Of a function of real variables, every part is real wherever the function has
# a value, so that what a logarithm or a square root is taken of is not negative there.


def by(way):
    return lambda one, other: way(one - other)


def logarithms(one, other):
    squared = (one - other).replace(
        lambda part: isinstance(part, sympy.log) and isinstance(part.args[0], sympy.Abs),
        lambda part: sympy.log(part.args[0].args[0] ** 2) / 2,
    )
    terms = sympy.Add.make_args(sympy.expand(squared))
    scale = sympy.ilcm(1, *[term.as_coeff_Mul()[0].q for term in terms])
    combined = sympy.logcombine(sympy.Add(*[term * scale for term in terms]), force=True)
    return combined.replace(
        lambda part: isinstance(part, sympy.log), lambda part: sympy.log(sympy.simplify(part.args[0]))
    )


def squares(one, other):
    if one.is_nonnegative and other.is_nonnegative:
        return sympy.simplify(sympy.expand(one**2 - other**2))
    return None


def tangent(one, other):
    """A constant near 0, which the sample has shown it to be, is 0 where its tangent is."""
    difference = one - other
    if difference.is_number and difference.has(sympy.atan, sympy.asin, sympy.acos):
        return sympy.simplify(sympy.expand_trig(sympy.tan(difference)))
    return None


def within(domain, parameter):
    """What runs through the inside of an interval while the parameter runs through the positive numbers."""
    start, end = domain.start, domain.end
    if start.is_finite and end.is_finite:
        return start + (end - start) * parameter / (1 + parameter)
    if start.is_finite:
        return start + parameter
    return end - parameter if end.is_finite else sympy.log(parameter)


def steady(difference):
    """A function of one variable that is continuous on one interval and does not change is what it is at one point."""
    if len(difference.free_symbols) != 1:
        return None
    (symbol,) = difference.free_symbols
    domain = continuous_domain(difference, symbol, S.Reals)
    if not isinstance(domain, sympy.Interval):
        return None
    parameter = sympy.Symbol("t", positive=True)
    moved = difference.subs(symbol, within(domain, parameter))
    if sympy.simplify(moved.diff(parameter)) != 0:
        return None
    return sympy.simplify(moved.subs(parameter, 1))


def equality(difference):
    return S.Zero if difference.equals(0) is True else None


WAYS = {
    "expand": by(sympy.expand),
    "simplify": by(sympy.simplify),
    "logcombine": logarithms,
    "trigsimp": by(lambda d: sympy.trigsimp(sympy.expand_trig(d))),
    "gammasimp": by(lambda d: sympy.expand(sympy.gammasimp(d.rewrite(sympy.gamma)))),
    "radsimp": by(lambda d: sympy.radsimp(sympy.sqrtdenest(d))),
    "squares": squares,
    "tangents": tangent,
    "absolute values": by(lambda d: sympy.simplify(d.rewrite(sympy.Abs))),
    "exponentials": by(lambda d: sympy.simplify(d.rewrite(sympy.exp))),
    "equals": by(equality),
    "derivative": by(steady),
}


def proved(one, other):
    """The way in which sympy shows that both sides are equal, if it does."""
    if one == other:
        return "evaluation"
    for name, way in WAYS.items():
        try:
            if way(one, other) == 0:
                return name
        except (MemoryError, RecursionError):
            raise
        except Exception:
            # What one way cannot do, another may.
            continue
    return None


def exact(tree, values):
    """The rational number that a tree is at a point, if it is one."""
    try:
        value = built(tree, values)
    except (Unfit, Undefined):
        return None
    return value if value.is_Rational else None


def apart(gold, answer, names):
    """A point at which both sides are rational numbers and differ."""
    for point in NATURALS if names else [()]:
        values = {name: sympy.Integer(value) for name, value in zip(names, point)}
        one, other = exact(gold, values), exact(answer, values)
        if one is not None and other is not None and one != other:
            at = ", ".join(f"{name} = {values[name]}" for name in names)
            return f"{'at ' if at else ''}{at}{' ' if at else ''}{other} is not {one}"[:300]
    return None


def decide(gold, answer):
    try:
        return decided(gold, answer)
    except Unfit as why:
        return ("unknown", str(why))
    except Undefined as why:
        return ("unknown", str(why))
    except RecursionError:
        return ("unknown", "too deep")
    except MemoryError:
        return ("unknown", "out of memory")
    except Exception as error:
        return ("unknown", type(error).__name__)


def decided(gold, answer):
    known = variables(gold, answer)
    names = list(known)
    if len(names) > len(NATURALS[0]):
        return ("unknown", "too many variables")
    is_natural = any("integer" in each for each in known.values())
    if agreement(gold, answer, names, is_natural) is None:
        where = apart(gold, answer, names)
        return ("unknown", "sample values differ, or there are too few") if where is None else ("different", where)
    symbols = {name: sympy.Symbol(name, **each) for name, each in known.items()}
    how = proved(built(gold, symbols), built(answer, symbols))
    return ("unknown", "no proof was found, though sample values agree") if how is None else ("equal", how)


def warm_up():
    """Goes through every way, so that what sympy imports when it needs it is there before the snapshot."""
    x, n = ("variable", "x"), ("variable", "n")
    one, two, three = (("rational", number, 1) for number in (1, 2, 3))
    pairs = [
        (("sum", ("power", ("sin", x), two), ("power", ("cos", x), two)), one),
        (("log", ("power", ("exp", x), two)), ("product", two, x)),
        (("sum", ("log", x), ("log", n)), ("log", ("product", x, n))),
        (("quotient", ("factorial", n), ("factorial", ("sum", n, ("minus", one)))), n),
        (("root", ("sum", three, ("product", two, ("root", two, two))), two), ("sum", one, ("root", two, two))),
        (("product", two, ("asin", ("root", x, two))), ("acos", ("sum", one, ("minus", ("product", two, x))))),
        (("sum", ("atan", ("rational", 1, 2)), ("atan", ("rational", 1, 3))), ("quotient", ("constant", "pi"), ("rational", 4, 1))),
        (("sinh", x), ("quotient", ("sum", ("exp", x), ("minus", ("exp", ("minus", x)))), two)),
        (("max", x, one), ("quotient", ("sum", x, one, ("abs", ("sum", x, ("minus", one)))), two)),
    ]
    for gold, answer in pairs:
        decide(gold, answer)
        symbols = {name: sympy.Symbol(name, **each) for name, each in variables(gold, answer).items()}
        for way in WAYS.values():
            try:
                way(built(gold, symbols), built(answer, symbols))
            except Exception:
                continue


warm_up()
