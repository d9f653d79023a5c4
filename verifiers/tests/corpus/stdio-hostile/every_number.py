# why: writes every number there is
print(*range(2000))
