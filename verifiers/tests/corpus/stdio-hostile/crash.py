# why: raises an exception, which is no answer even where none is expected
raise ValueError("no")
