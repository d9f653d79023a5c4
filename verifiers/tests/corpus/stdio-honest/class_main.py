# why: a class with a method main
class Solution:
    def __init__(self): self.out = []
    def main(self):
        for _ in range(int(input())):
            self.out.append(sum(map(int, input().split())))
        print("\n".join(map(str, self.out)))
Solution().main()
