# why: sends the host what is no message
from _host import call
call(b"\xff" * 100)
