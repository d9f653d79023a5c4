def main():
    for _ in range(int(input())):
        n, k = map(int, input().split())
        amounts = sorted(map(int, input().split()), reverse=True)
        # The k + 1 fullest barrels are poured together, and some other one is empty or becomes so.
        print(sum(amounts[: k + 1]))


if __name__ == "__main__":
    main()
