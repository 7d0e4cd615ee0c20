//! Who may call: one admin token, shown once, and the console's sessions.

mod session;
mod token;

pub(crate) use session::{COOKIE, Sessions};
pub(crate) use token::{Token, TokenHash};
