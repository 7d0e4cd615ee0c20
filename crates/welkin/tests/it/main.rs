//! The product as a whole: its content, its detection over whole logs, and the running server.
#![cfg(test)]

mod commands;
mod content;
mod estate;
mod kill;
mod order;
mod server;
mod support;
mod technobank;
