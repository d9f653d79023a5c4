# why: a coroutine that asyncio would run, driven by hand
async def main():
    for _ in range(int(input())):
        print(sum(map(int, input().split())))
try:
    main().send(None)
except StopIteration:
    pass
