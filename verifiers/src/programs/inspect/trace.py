"""Says of a program which of its lines and branches run. It is executed before the program, in the same guest."""


def _veriloop_tracer():
    import ast
    import inspect
    import sys

    monitoring = sys.monitoring
    events = monitoring.events
    lines, branches, returned, calls, roots = set(), set(), {}, [], []

    def is_program(code):
        return code.co_filename == "candidate"

    def begin(code, offset):
        if is_program(code) and code.co_name == "<module>":
            roots.append(code)
        if is_program(code) and code.co_name in wanted:
            call(sys._getframe(1))
            return None
        return monitoring.DISABLE

    def call(frame):
        """Notes the arguments of a call that is not the program's own."""
        code, values = frame.f_code, frame.f_locals
        if is_program(frame.f_back.f_code) or len(calls) >= 64:
            return
        names, count = code.co_varnames, code.co_argcount
        args = [values[name] for name in names[:count]]
        kwargs = {name: values[name] for name in names[count : count + code.co_kwonlyargcount]}
        rest = names[count + code.co_kwonlyargcount :]
        if code.co_flags & inspect.CO_VARARGS:
            args.extend(values[rest[0]])
            rest = rest[1:]
        if code.co_flags & inspect.CO_VARKEYWORDS:
            kwargs.update(values[rest[0]])
        noted = (args, kwargs)
        try:
            text = repr(noted)
            # What is written as its own literal is data, and stays as it was.
            if len(text) < 10_000 and ast.literal_eval(text) == noted and noted not in calls:
                calls.append(ast.literal_eval(text))
        except Exception:
            pass

    def line(code, number):
        if is_program(code):
            lines.add(number)
        return monitoring.DISABLE

    def branch(side):
        def taken(code, source, destination):
            if is_program(code):
                branches.add((code.co_qualname, code.co_firstlineno, source, side))
            return monitoring.DISABLE

        return taken

    def result(code, offset, value):
        if not is_program(code):
            return monitoring.DISABLE
        if code.co_name in wanted and len(returned) < 64:
            try:
                text = repr(value)
                if len(text) < 1000 and ast.literal_eval(text) == value:
                    returned[text] = returned.get(text, 0) + 1
            except Exception:
                pass

    def codes(code):
        yield code
        for part in code.co_consts:
            # What evaluates annotations is the compiler's (PEP 649), not the program's.
            if type(part) is type(code) and part.co_name != "__annotate__":
                yield from codes(part)

    def line_at(code, offset):
        for start, end, number in code.co_lines():
            if start <= offset < end:
                return number or 0
        return 0

    def begin_tracing(entry):
        wanted.add(entry)
        tool = monitoring.COVERAGE_ID
        monitoring.use_tool_id(tool, "veriloop")
        callbacks = {
            events.PY_START: begin,
            events.LINE: line,
            events.BRANCH_LEFT: branch("left"),
            events.BRANCH_RIGHT: branch("right"),
            events.PY_RETURN: result,
        }
        for event, callback in callbacks.items():
            monitoring.register_callback(tool, event, callback)
        monitoring.set_events(tool, sum(callbacks))

    def traced():
        monitoring.set_events(monitoring.COVERAGE_ID, 0)
        every_line, every_branch = set(), []
        for code in (each for root in roots for each in codes(root)):
            every_line.update(number for _, _, number in code.co_lines() if number)
            for source, left, right in code.co_branches():
                for side, to in (("left", left), ("right", right)):
                    key = (code.co_qualname, code.co_firstlineno, source, side)
                    every_branch.append((*key, line_at(code, source), line_at(code, to), key in branches))
        often = sorted(returned, key=returned.get, reverse=True)
        return [sorted(every_line), sorted(lines), every_branch, often, calls]

    wanted = set()
    return begin_tracing, traced


_veriloop_begin, _veriloop_traced = _veriloop_tracer()
