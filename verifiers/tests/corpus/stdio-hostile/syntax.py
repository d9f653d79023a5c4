# why: no Python
print("3"
