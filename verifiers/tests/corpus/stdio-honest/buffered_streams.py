# why: streams of its own in place of both, with buffers that are flushed at the end
import atexit, io, os, sys
class Stream(io.IOBase):
    def __init__(self, fd):
        self.fd, self.buffer, self.lines = fd, io.BytesIO(), 0
    def fill(self):
        data = os.read(self.fd, max(os.fstat(self.fd).st_size, 1 << 13))
        at = self.buffer.tell()
        self.buffer.seek(0, 2)
        self.buffer.write(data)
        self.buffer.seek(at)
        self.lines += data.count(b"\n") + (not data)
    def readline(self):
        while not self.lines:
            self.fill()
        self.lines -= 1
        return self.buffer.readline().decode("ascii")
    def write(self, text):
        return self.buffer.write(text.encode("ascii"))
    def flush(self):
        os.write(self.fd, self.buffer.getvalue())
        self.buffer.seek(0)
        self.buffer.truncate()
sys.stdin, sys.stdout = Stream(0), Stream(1)
atexit.register(sys.stdout.flush)
input = lambda: sys.stdin.readline().rstrip("\r\n")
for _ in range(int(input())):
    print(sum(map(int, input().split())))
