"""Mutants of a program, and the examples that a prompt shows.

Runs in a guest. A mutant differs from the program in one place, so that its
text differs in few lines. Operators have the names and replacements of MutPy
(Derezińska and Hałas, 2014), as far as they apply to functions and programs:

    AOD  arithmetic operator deletion         AOR  arithmetic operator replacement
    ASR  assignment operator replacement      BCR  break and continue replacement
    COD  conditional operator deletion        COI  conditional operator insertion
    CRP  constant replacement                 EHD  exception handler deletion
    EXS  exception swallowing                 LCR  logical connector replacement
    LOD  logical operator deletion            LOR  logical operator replacement
    OIL  one iteration loop                   RIL  reverse iteration loop
    ROR  relational operator replacement      SDL  statement deletion
    SIR  slice index removal                  ZIL  zero iteration loop

A mutant that compiles to what the program or an earlier mutant compiles to is left out.
"""

import ast
import doctest

OPERATORS = {
    ast.Add: ("AOR", [ast.Sub]),
    ast.Sub: ("AOR", [ast.Add]),
    ast.Mult: ("AOR", [ast.Div, ast.FloorDiv, ast.Pow]),
    ast.Div: ("AOR", [ast.Mult, ast.FloorDiv]),
    ast.FloorDiv: ("AOR", [ast.Mult, ast.Div]),
    ast.Mod: ("AOR", [ast.Mult]),
    ast.Pow: ("AOR", [ast.Mult]),
    ast.BitAnd: ("LOR", [ast.BitOr]),
    ast.BitOr: ("LOR", [ast.BitAnd]),
    ast.BitXor: ("LOR", [ast.BitAnd]),
    ast.LShift: ("LOR", [ast.RShift]),
    ast.RShift: ("LOR", [ast.LShift]),
    ast.And: ("LCR", [ast.Or]),
    ast.Or: ("LCR", [ast.And]),
    ast.Lt: ("ROR", [ast.Gt, ast.LtE]),
    ast.Gt: ("ROR", [ast.Lt, ast.GtE]),
    ast.LtE: ("ROR", [ast.GtE, ast.Lt]),
    ast.GtE: ("ROR", [ast.LtE, ast.Gt]),
    ast.Eq: ("ROR", [ast.NotEq]),
    ast.NotEq: ("ROR", [ast.Eq]),
    ast.In: ("COI", [ast.NotIn]),
    ast.NotIn: ("COD", [ast.In]),
    ast.Is: ("COI", [ast.IsNot]),
    ast.IsNot: ("COD", [ast.Is]),
}
DELETED = (ast.Assign, ast.AugAssign, ast.Return, ast.Raise, ast.Assert)


class Program:
    """A program's text, in which places are replaced."""

    def __init__(self, source):
        self.source = source.encode("utf-8", "surrogatepass")
        self.starts = [0]
        for line in self.source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def start(self, node):
        return self.starts[node.lineno - 1] + node.col_offset

    def end(self, node):
        return self.starts[node.end_lineno - 1] + node.end_col_offset

    def replaced(self, start, end, text):
        return (self.source[:start] + text.encode("utf-8", "surrogatepass") + self.source[end:]).decode("utf-8", "surrogatepass")


def is_text(statement):
    """Whether a statement is a text alone, such as the description of a function."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def places(node):
    """The nodes of a program that are mutated, from the first on: what describes is left out."""
    yield node
    left_out = []
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        left_out = [node.returns, *node.decorator_list]
    elif isinstance(node, (ast.arg, ast.AnnAssign)):
        left_out = [node.annotation]
    for child in ast.iter_child_nodes(node):
        if child in left_out or is_text(child) or isinstance(child, (ast.JoinedStr, ast.Import, ast.ImportFrom)):
            continue
        yield from places(child)


def constants(value):
    """What a constant is replaced by."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, (int, float)):
        return [value + 1]
    if isinstance(value, str):
        return ["mutated" if value == "" else ""]
    return []


def with_operator(node, at, operator):
    """An expression like another, with an operator in place of one of its own."""
    if isinstance(node, ast.Compare):
        operators = [*node.ops]
        operators[at] = operator()
        return ast.Compare(node.left, operators, node.comparators)
    if isinstance(node, ast.BoolOp):
        return ast.BoolOp(operator(), node.values)
    return ast.BinOp(node.left, operator(), node.right)


def expressions(node):
    """What an expression is replaced by: operators and expressions."""
    if isinstance(node, (ast.BinOp, ast.BoolOp, ast.Compare)):
        for at, own in enumerate(node.ops if isinstance(node, ast.Compare) else [node.op]):
            name, others = OPERATORS.get(type(own), ("", []))
            for other in others:
                yield name, with_operator(node, at, other)
    elif isinstance(node, ast.UnaryOp):
        names = {ast.USub: "AOD", ast.UAdd: "AOD", ast.Not: "COD", ast.Invert: "LOD"}
        yield names[type(node.op)], node.operand
    elif isinstance(node, ast.Constant):
        for value in constants(node.value):
            yield "CRP", ast.Constant(value)
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        whole = node.slice
        parts = (whole.lower, whole.upper, whole.step)
        for at, part in enumerate(parts):
            if part is not None:
                yield "SIR", ast.Subscript(node.value, ast.Slice(*(None if at == i else each for i, each in enumerate(parts))), node.ctx)


def edits(program, node):
    """What is done to a node: the operator, the place and what comes there."""
    span = (program.start(node), program.end(node)) if hasattr(node, "lineno") else None
    for name, other in expressions(node):
        text = ast.unparse(other)
        # Where it stands, it may bind more loosely than what it replaces.
        yield name, *span, text if isinstance(other, (ast.Constant, ast.Name, ast.Subscript)) else "(" + text + ")"
    if isinstance(node, ast.AugAssign):
        name, others = OPERATORS.get(type(node.op), ("", []))
        for other in others:
            yield "ASR", *span, ast.unparse(ast.AugAssign(node.target, other(), node.value))
    if isinstance(node, (ast.If, ast.While, ast.IfExp)):
        test = node.test
        yield "COI", program.start(test), program.end(test), "(not (" + ast.unparse(test) + "))"
    if isinstance(node, (ast.Break, ast.Continue)):
        yield "BCR", *span, "continue" if isinstance(node, ast.Break) else "break"
    if isinstance(node, DELETED) or isinstance(node, ast.Expr) and not is_text(node):
        yield "SDL", *span, "pass"
    if isinstance(node, (ast.For, ast.While)):
        first, last = node.body[0], node.body[-1]
        indent = "; " if first.lineno == node.body[0].end_lineno == node.lineno else "\n" + " " * first.col_offset
        yield "OIL", program.end(last), program.end(last), indent + "break"
        yield "ZIL", program.start(first), program.start(first), "break" + indent
    if isinstance(node, ast.For):
        yield "RIL", program.start(node.iter), program.end(node.iter), "reversed(" + ast.unparse(node.iter) + ")"
    if isinstance(node, ast.ExceptHandler):
        body = program.start(node.body[0]), program.end(node.body[-1])
        yield "EHD", *body, "raise"
        yield "EXS", *body, "pass"


def without_brackets(program, start, end, text):
    """A replaced text without the brackets around it, where it is read the same."""
    bare = program.replaced(start, end, text[1:-1])
    try:
        if ast.dump(ast.parse(bare)) == ast.dump(ast.parse(program.replaced(start, end, text))):
            return bare
    except SyntaxError:
        pass
    return program.replaced(start, end, text)


def meaning(code):
    """What a code object does, wherever it stands."""
    consts = tuple(meaning(part) if hasattr(part, "co_code") else (type(part), repr(part)) for part in code.co_consts)
    return code.co_code, consts, code.co_names, code.co_varnames, code.co_exceptiontable, code.co_flags


def compiled(source):
    try:
        return meaning(compile(source, "mutant", "exec", dont_inherit=True))
    except (SyntaxError, ValueError, RecursionError):
        return None


def mutants(source, most):
    """The operator, the line and the text of every mutant, or of so many that are spread over all."""
    program = Program(source)
    seen = {compiled(source)}
    found = []
    for node in places(ast.parse(source)):
        for name, start, end, text in edits(program, node):
            replaced = without_brackets if text.startswith("(") and text.endswith(")") else Program.replaced
            mutant = replaced(program, start, end, text)
            does = compiled(mutant)
            if does is not None and does not in seen:
                seen.add(does)
                found.append((name, node.lineno, mutant))
    if len(found) > most:
        found = [found[at * len(found) // most] for at in range(most)]
    return found


def literal_call(text, entry):
    """The arguments of a call of the entry point with literals."""
    call = ast.parse(text.strip(), mode="eval").body
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != entry:
        raise ValueError(text)
    return [ast.literal_eval(each) for each in call.args], {each.arg: ast.literal_eval(each.value) for each in call.keywords}


def descriptions(prompt):
    """The texts in which examples stand: the prompt's documentation, where it is the beginning of a program."""
    for body in ("", "    pass\n"):
        try:
            tree = ast.parse(prompt + "\n" + body)
        except (SyntaxError, ValueError):
            continue
        nodes = (each for each in ast.walk(tree) if isinstance(each, (ast.Module, ast.ClassDef, ast.FunctionDef)))
        return [text for node in nodes if (text := ast.get_docstring(node))]
    return [prompt]


def shown(text, entry):
    """The calls that a text shows, and their results: a doctest, or `f(1) == 2` in a line, with another sign too."""
    try:
        yield from ((each.source, each.want) for each in doctest.DocTestParser().get_examples(text))
    except ValueError:
        pass
    for line in text.splitlines():
        at = line.find(entry + "(")
        end = line.find(")", at)
        while at >= 0 and end >= 0:
            rest = line[end + 1 :].strip(" `")
            for sign in ("==", "=>", "->", "\u279e", "\u2192", "=", "returns", "should return"):
                if rest.startswith(sign):
                    yield line[at : end + 1], rest.removeprefix(sign).strip(" `.")
                    break
            end = line.find(")", end + 1)


def examples(prompt, entry):
    """A program that knows what the prompt shows, and returns its last result for anything else; empty where it shows nothing."""
    known = []
    for call, want in (each for text in descriptions(prompt) for each in shown(text, entry)):
        try:
            example = (*literal_call(call, entry), ast.literal_eval(want.strip()))
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            continue
        if example not in known:
            known.append(example)
    if not known:
        return ""
    return (
        f"def {entry}(*args, **kwargs):\n"
        f"    for shown_args, shown_kwargs, result in {known!r}:\n"
        "        if list(args) == shown_args and kwargs == shown_kwargs:\n"
        "            return result\n"
        "    return result\n"
    )
