"""What every guest finds already imported.

Importing costs a program of a few milliseconds more than running it, so the
modules that small programs and their tests use are part of the snapshot.
"""

import abc, array, ast, asyncio, base64, binascii, bisect, calendar, cmath, collections, collections.abc
import concurrent.futures.thread, contextlib, copy, dataclasses, datetime, decimal, enum, fractions, functools, gc, hashlib
import heapq, inspect, io, itertools, json, keyword, math, numbers, operator, os, pprint, queue
import random, re, statistics, string, struct, sys, textwrap, threading, time, traceback, types, typing
import unicodedata, unittest, warnings, weakref, zlib

# What programs take for a number larger than any: the one of the machines that they are written for. The interpreter's
# own, of which it takes no larger lengths, is that of 32 bits.
sys.maxsize = (1 << 63) - 1
