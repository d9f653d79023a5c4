/* Unit conversion: a program prints a length in whatever unit it likes, and it is right if it is the expected length.

   `3.2 km`, `3200 m` and `1.98839 mi` are the same length, so that outputs cannot be compared as texts. The protocol is
   testlib's: the arguments name three files, with the input, the program's output and the expected output; the exit
   code is 0 for a right output, 1 for a wrong one, 2 for one that cannot be read, and 3 where the checker or the
   problem is at fault. What is written to standard error explains the verdict. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RIGHT = 0, WRONG = 1, UNREADABLE = 2, FAILED = 3 };

/* The greatest difference, relative to the expected length: outputs may be rounded to six digits. */
static const double TOLERANCE = 1e-5;

static const struct { const char *name; double metres; } UNITS[] = {
    {"mm", 1e-3}, {"cm", 1e-2}, {"m", 1}, {"km", 1e3}, {"in", 0.0254}, {"ft", 0.3048}, {"yd", 0.9144}, {"mi", 1609.344},
};

/* The metres of a length, and nothing behind it; not a number where the file holds none. */
static double metres(FILE *file) {
    char number[64], unit[8], more[2], *end;
    if (fscanf(file, "%63s %7s", number, unit) != 2 || fscanf(file, "%1s", more) == 1) return NAN;
    double value = strtod(number, &end);
    /* strtod reads `nan`, `inf` and hexadecimal numbers as well, which no problem means. */
    if (*end || end == number || strspn(number, "+-.0123456789eE") != strlen(number)) return NAN;
    for (size_t at = 0; at < sizeof UNITS / sizeof *UNITS; at++)
        if (strcmp(unit, UNITS[at].name) == 0) return value * UNITS[at].metres;
    return NAN;
}

int main(int argc, char **argv) {
    FILE *output = argc == 4 ? fopen(argv[2], "r") : NULL;
    FILE *answer = argc == 4 ? fopen(argv[3], "r") : NULL;
    if (!output || !answer) return FAILED;
    double expected = metres(answer), found = metres(output);
    if (isnan(expected)) {
        fprintf(stderr, "the problem's own answer is no length");
        return FAILED;
    }
    if (!isfinite(found)) {
        fprintf(stderr, "expected a number and a unit, such as 3.2 km");
        return UNREADABLE;
    }
    if (fabs(found - expected) > TOLERANCE * fabs(expected)) {
        fprintf(stderr, "found %.10g m, expected %.10g m", found, expected);
        return WRONG;
    }
    return RIGHT;
}
