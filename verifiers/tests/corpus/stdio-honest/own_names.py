# why: names like those of the harness
def serve(): return 1
def run(code): return code
def send(message): return message
side = host_call = namespace = None

def solve():
    n = int(input())
    for _ in range(n):
        a, b = map(int, input().split())
        print(a + b)
solve()
