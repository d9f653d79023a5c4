# why: runs in a thread for a deeper stack
import sys, threading
sys.setrecursionlimit(1 << 20)
threading.stack_size(1 << 27)
def add(left):
    if left:
        print(sum(map(int, input().split())))
        add(left - 1)
thread = threading.Thread(target=lambda: add(int(input())))
thread.start()
thread.join()
