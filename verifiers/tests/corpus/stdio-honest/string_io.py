# why: collects its output and writes it at the end
import io, os, sys
class Out(io.StringIO):
    def flush(self):
        os.write(1, self.getvalue().encode())
        self.seek(0)
        self.truncate()
sys.stdout = Out()

def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print(a + b)
solve()
