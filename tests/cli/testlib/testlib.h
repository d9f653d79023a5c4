// A small stand-in with the interface that checkers written for testlib use; a checker brings the real one in its place.
#pragma once

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <string>

enum TResult { _ok = 0, _wa = 1, _pe = 2, _fail = 3, _points = 7 };

[[noreturn]] inline void quitf(TResult result, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    std::vfprintf(stderr, format, arguments);
    va_end(arguments);
    std::exit(result);
}

struct InStream {
    std::FILE *file = nullptr;
    // Who is at fault where something else stands there than is read.
    TResult fault = _fail;

    std::string readToken() {
        int byte = std::getc(file);
        while (byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t') byte = std::getc(file);
        std::string token;
        for (; byte != EOF && byte != ' ' && byte != '\n' && byte != '\r' && byte != '\t'; byte = std::getc(file))
            token += static_cast<char>(byte);
        return token;
    }
    bool seekEof() {
        return readToken().empty();
    }
    long long readLong(long long least, long long most, const std::string &name) {
        std::string token = readToken();
        char *end = nullptr;
        long long value = std::strtoll(token.c_str(), &end, 10);
        if (token.empty() || *end) quitf(fault, "expected a whole number for %s, found '%.60s'", name.c_str(), token.c_str());
        if (value < least || value > most) quitf(fault == _pe ? _wa : fault, "%s is %lld, which is not from %lld to %lld", name.c_str(), value, least, most);
        return value;
    }
    int readInt() { return static_cast<int>(readLong(-2147483647 - 1, 2147483647, "a number")); }
    int readInt(int least, int most, const std::string &name) { return static_cast<int>(readLong(least, most, name)); }
};

inline InStream inf, ouf, ans;

inline void registerTestlibCmd(int argc, char *argv[]) {
    if (argc < 4) quitf(_fail, "expected three files, found %d arguments", argc - 1);
    inf.file = std::fopen(argv[1], "rb");
    ouf.file = std::fopen(argv[2], "rb");
    ans.file = std::fopen(argv[3], "rb");
    if (!inf.file || !ouf.file || !ans.file) quitf(_fail, "a file cannot be opened");
    ouf.fault = _pe;
}
