# why: catches whatever ends it
while True:
    try:
        while True: pass
    except BaseException:
        pass
