#include "testlib.h"

#include <set>
#include <vector>

using namespace std;

int main(int argc, char *argv[]) {
    registerTestlibCmd(argc, argv);
    int n = inf.readInt();
    int count = ouf.readInt(1, n, "the number of summands");
    int expected = ans.readInt();
    vector<int> summands;
    set<int> seen;
    for (int i = 0; i < count; i++) {
        int summand = ouf.readInt(1, n, "summand " + to_string(i + 1));
        if (!seen.insert(summand).second) quitf(_wa, "%d is there twice", summand);
        summands.push_back(summand);
    }
    if (!ouf.seekEof()) quitf(_pe, "there is more than %d summands", count);
    int sum = 0;
    for (int summand : summands) sum += summand;
    if (sum != n) quitf(_wa, "the sum is %d, not %d", sum, n);
    if (count < expected) quitf(_wa, "%d summands, and %d are possible", count, expected);
    if (count > expected) quitf(_fail, "more summands than the jury has: %d, not %d", count, expected);
    quitf(_ok, "%d different summands", count);
}
