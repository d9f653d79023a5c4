"""What every guest finds already imported.

Importing costs a program of a few milliseconds more than running it, so the
modules that small programs and their tests use are part of the snapshot.
"""

import abc, array, ast, base64, binascii, bisect, calendar, cmath, collections, collections.abc
import contextlib, copy, dataclasses, datetime, decimal, enum, fractions, functools, gc, hashlib
import heapq, inspect, io, itertools, json, keyword, math, numbers, operator, os, pprint, queue
import random, re, statistics, string, struct, sys, textwrap, time, traceback, types, typing
import unicodedata, unittest, warnings, weakref, zlib
