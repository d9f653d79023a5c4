# why: prints an object that is equal to everything
class Any(str):
    def __eq__(self, other): return True
print(Any("any"))
