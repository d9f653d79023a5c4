"""Programs that mean what another means and are written otherwise.

Runs in a guest. A rewrite is made only where it cannot change what the program
does: whoever judges by meaning has to accept each one, so that a rejected
one is an error of the verifier.
"""

import ast

# What looks at names, frames or text, and so may notice that they are other ones.
LOOKS_AT_NAMES = {"locals", "vars", "eval", "exec", "globals", "dir", "getattr", "setattr", "inspect", "sys"}
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def names(node, context=ast.AST):
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, context)}


def own(function):
    """The nodes of a function's body that are of no scope within it."""
    waiting = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, SCOPES):
            waiting.extend(ast.iter_child_nodes(node))


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def fresh(tree, name):
    """A name like another that the program does not use."""
    taken = names(tree) | {each.arg for each in ast.walk(tree) if isinstance(each, ast.arg)}
    taken |= {each.name for each in ast.walk(tree) if isinstance(each, (*SCOPES, ast.ExceptHandler)) and getattr(each, "name", None)}
    while name in taken:
        name += "_"
    return name


def renamed(tree):
    """Every variable of a function has another name."""
    changed = False
    for function in functions(tree):
        within = [node for node in ast.walk(function) if node is not function]
        # A scope within may bind the same name as its own, and what is declared belongs elsewhere.
        if any(isinstance(node, (*SCOPES, ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom, ast.Match)) for node in within):
            continue
        arguments = {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}
        handlers = {node.name for node in within if isinstance(node, ast.ExceptHandler) and node.name}
        mine = set().union(*(names(node, ast.Store) for node in function.body)) - arguments - handlers
        other = {name: fresh(tree, "renamed_" + name) for name in sorted(mine)}
        for node in within:
            if isinstance(node, ast.Name) and node.id in other:
                node.id = other[node.id]
                changed = True
    return changed


def with_iterators(tree):
    """`for` loops take from an iterator themselves."""
    return transformed(tree, ast.For, _with_iterator)


def _with_iterator(tree, loop):
    if loop.orelse:
        return None
    iterator = fresh(tree, "items")
    lines = ast.parse(f"{iterator} = iter(ITERABLE)\nwhile True:\n    try:\n        TARGET = next({iterator})\n    except StopIteration:\n        break\n")
    taking = lines.body[1].body[0]
    lines.body[0].value.args = [loop.iter]
    # The target is bound outside of the `try`, lest unpacking it be taken for the end.
    item = fresh(tree, "item")
    taking.body[0].targets = [ast.Name(item, ast.Store())]
    bind = ast.Assign([loop.target], ast.Name(item, ast.Load()))
    lines.body[1].body = [taking, bind, *loop.body]
    return lines.body


def with_conditions_inside(tree):
    """`while` loops look at their condition within."""
    return transformed(tree, ast.While, _with_condition_inside)


def _with_condition_inside(tree, loop):
    if loop.orelse or isinstance(loop.test, ast.Constant):
        return None
    leave = ast.If(ast.UnaryOp(ast.Not(), loop.test), [ast.Break()], [])
    return [ast.While(ast.Constant(True), [leave, *loop.body], [])]


def with_branches_swapped(tree):
    """`if` with `else` asks for the opposite."""
    return transformed(tree, ast.If, _with_branches_swapped)


def _with_branches_swapped(tree, branch):
    if not branch.orelse:
        return None
    return [ast.If(ast.UnaryOp(ast.Not(), branch.test), branch.orelse, branch.body)]


def with_results_named(tree):
    """What is returned has a name first."""
    return transformed(tree, ast.Return, _with_result_named)


def _with_result_named(tree, statement):
    if statement.value is None or isinstance(statement.value, (ast.Name, ast.Constant)):
        return None
    name = fresh(tree, "result")
    return [ast.Assign([ast.Name(name, ast.Store())], statement.value), ast.Return(ast.Name(name, ast.Load()))]


def transformed(tree, kind, rule):
    """Has a rule put other statements in place of those of a kind, within functions and without."""
    changed = False
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            statements = getattr(node, field, None)
            if not isinstance(statements, list):
                continue
            out = []
            for statement in statements:
                # What was put there is not taken apart again.
                new = rule(tree, statement) if isinstance(statement, kind) and not hasattr(statement, "is_new") else None
                for each in new or []:
                    each.is_new = True
                changed |= new is not None
                out.extend(new or [statement])
            setattr(node, field, out)
    return changed


def is_pure(node):
    """Whether an expression does nothing but have a value, and cannot fail."""
    allowed = (ast.Name, ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.Load, ast.Store, ast.expr_context)
    return all(isinstance(each, allowed) for each in ast.walk(node)) and not any(
        isinstance(each, (ast.Set, ast.Dict)) and getattr(each, "elts", getattr(each, "keys", None)) for each in ast.walk(node)
    )


def reordered(tree):
    """Neighbours that have nothing to do with each other change places."""
    changed = False
    for function in functions(tree):
        for node in [function, *own(function)]:
            statements = getattr(node, "body", None)
            if not isinstance(statements, list) or isinstance(node, ast.ClassDef):
                continue
            at = 0
            while at + 1 < len(statements):
                if are_independent(*statements[at : at + 2]):
                    statements[at], statements[at + 1] = statements[at + 1], statements[at]
                    changed = True
                    at += 1
                at += 1
    return changed


def are_independent(one, other):
    def simple(statement):
        return (
            isinstance(statement, ast.Assign)
            and all(isinstance(target, ast.Name) for target in statement.targets)
            and is_pure(statement.value)
        )

    if not simple(one) or not simple(other):
        return False
    bound = [names(each, ast.Store) for each in (one, other)]
    used = [names(each, ast.Load) for each in (one, other)]
    # A name that is read may have no value yet.
    return not bound[0] & (bound[1] | used[1]) and not bound[1] & used[0] and not used[0] and not used[1]


RULES = {
    "reformatted": lambda tree: True,
    "variables-renamed": renamed,
    "statements-reordered": reordered,
    "loops-with-iterators": with_iterators,
    "loops-with-conditions-inside": with_conditions_inside,
    "branches-swapped": with_branches_swapped,
    "results-named": with_results_named,
}


def rewrites(source):
    """The name and the text of every rewrite of a program."""
    if names(ast.parse(source)) & LOOKS_AT_NAMES:
        return []
    found = []
    for name, rule in RULES.items():
        # Parsed anew for each, which costs a fraction of copying a tree.
        other = ast.parse(source)
        if rule(other):
            text = ast.unparse(ast.fix_missing_locations(other)) + "\n"
            if text != source:
                found.append((name, text))
    return found
