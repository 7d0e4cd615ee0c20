//! What holds for the mapping of every source.

mod golden;
mod hostile;
mod marks;
mod real;
mod wrong_types;
