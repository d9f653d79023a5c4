//! Arrays of numpy, and the memory behind them.

use crate::{accepted, rejected};

#[test]
fn arrays_cross_by_value_and_lead_nowhere() {
    let column = "import numpy as np
def check(candidate):
    data = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 20.0], [2.0, 2.0, 4.0]])
    assert np.allclose(candidate(data[:, :2]), data[:, 2])";
    let base = "def solve(X):\n    b = X.base\n    while b.base is not None: b = b.base\n    return [b[i][2] for i in range(3)]";
    rejected("", column, base);
    // Views into memory that is given back, which once led into the tests' own.
    let freed = "def solve(a):
    a.resize((131072,), refcheck=False)
    view = a.view('u1')
    a.resize((1,), refcheck=False)
    return view";
    rejected("", "import numpy as np\nassert solve(np.arange(6)) == 15", freed);
    for (tests, program) in [
        (
            "import numpy as np\nassert solve(np.arange(6).reshape(2, 3)[:, 1:]) == 12",
            "def solve(a): return a.sum()",
        ),
        (
            "import numpy as np\nassert np.array_equal(solve([1, 2]), np.array([2, 4]))",
            "import numpy as np\ndef solve(x): return np.array(x) * 2",
        ),
        (
            "import numpy as np\na = np.zeros((2, 2))\nsolve(a)\nassert a[1, 1] == 7 and a.sum() == 7",
            "def solve(a): a[1, 1] = 7",
        ),
        (
            "import numpy as np\nassert abs(solve(np.sin, 0.5) - 0.479425) < 1e-6",
            "def solve(f, x): return f(x)",
        ),
        ("import numpy as np\nassert solve(np.mean, [1, 3]) == 2", "def solve(f, xs): return float(f(xs))"),
        (
            "import numpy as np\nassert solve(np.array(['a', 'bc'])).tolist() == [1, 2]",
            "import numpy as np\ndef solve(a): return np.array([len(x) for x in a])",
        ),
        (
            "import numpy as np\nassert solve(np.array([True, False])).tolist() == [False, True]",
            "def solve(a): return ~a",
        ),
        ("import numpy as np\nassert solve(np.zeros((0, 3))).shape == (0, 3)", "def solve(a): return a"),
        ("assert solve([1, 2])[0] == 2", "import numpy as np\ndef solve(x): return np.array(x) * 2"),
    ] {
        accepted(tests, program);
    }
}

#[test]
fn no_array_is_made_by_hand() {
    let answering = "
from _host import call
import struct
def n(n): return struct.pack('<I', n)
def s(t): return b's' + n(len(t)) + t.encode()
def t(*p): return b't' + n(len(p)) + b''.join(p)
def i(v): return b'i' + n(1) + bytes([v])
def b(d): return b'b' + n(len(d)) + d
def solve(*args):
    call(b'a' + t(s('returned'), b'y' + PARTS, t(), s('')))
";
    for parts in [
        "t(s('|O'), t(i(1)), b(bytes(8)))",
        "t(s('<i8'), t(i(2)), b(bytes(8)))",
        "t(s('<i8'), t(i(255)), b(bytes(8)))",
        "t(s('|b1'), t(i(1)), b(bytes([7])))",
        "t(s('<U1'), t(i(1)), b(bytes([0, 0, 32, 0])))",
        "t(s('<i8'), t(*[i(1)] * 40), b(bytes(8)))",
        "t(s('|V8'), t(i(1)), b(bytes(8)))",
        // Without a size, of which numpy makes one.
        "t(s('|S0'), t(i(100)), b(b''))",
        "t(s('<U0'), t(i(100)), b(b''))",
        "t(s('<M8[x]'), t(i(1)), b(bytes(8)))",
        "s('<i8')",
    ] {
        rejected("", "assert solve(1) is None or True", &answering.replace("PARTS", parts));
    }
}

#[test]
fn no_memory_of_the_tests_comes_back() {
    // An array of texts without a length, whose bytes nobody sent, as an argument, within one and as a change of one.
    let raw = "
from _host import call
import struct
def n(n): return struct.pack('<I', n)
def s(t): return b's' + n(len(t)) + t.encode()
def t(*p): return b't' + n(len(p)) + b''.join(p)
def array(kind): return b'y' + t(s(kind), t(b'i' + n(2) + struct.pack('<H', 4096)), b'b' + n(0))
def solve(xs, f):
    told = WAY
    return 4 if len(told) > 4000 else 5
";
    for kind in ["|S0", "<U0"] {
        for way in [
            "call(b'q' + t(s('call'), b'p' + n(0)) + t(t(array(KIND)), b'd' + n(0)))",
            "call(b'q' + t(s('call'), b'p' + n(0)) + t(t(b'l' + n(1) + array(KIND)), b'd' + n(0)))",
            "call(b'a' + t(s('returned'), b'i' + n(1) + bytes([4]), t(t(b'i' + n(1) + bytes(1), t(array(KIND)))), s('')))",
        ] {
            let way = way.replace("KIND", &format!("{kind:?}"));
            let tests = "import numpy\nxs = [1]\nassert solve(xs, lambda x: x) == 4\nassert solve(xs, lambda x: x) == 4";
            rejected("import numpy", tests, &raw.replace("WAY", &way));
        }
    }
}
