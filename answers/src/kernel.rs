//! Exact and certified arithmetic: what equality and difference are proved with.
