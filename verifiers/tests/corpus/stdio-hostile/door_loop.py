# why: asks the host without end
from _host import call
while True:
    try:
        call(b"")
    except Exception:
        pass
