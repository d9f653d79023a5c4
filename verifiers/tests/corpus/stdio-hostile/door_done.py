# why: tells the host that it is done
import struct
from _host import call
text = lambda s: b"s" + struct.pack("<I", len(s)) + s
call(b"t" + struct.pack("<I", 1) + text(b"done"))
