//! The range: the estate of TechnoBank, a bank whose AI runs on five clouds, and the native logs that it writes.
//!
//! [`Technobank`] is a pure function of a seed and a time: the same seed gives the same bytes. It writes hours of the
//! normal work of people, pipelines, training and inference in the clouds' own log formats, and among it several
//! [`Scenario`]s: attacks, the main one of which crosses three clouds, and innocent look-alikes of them.
//!
//! [`sim::Range`] is the estate itself: five simulated clouds behind the vendors' own wire protocols, a state machine
//! of requests and time. [`serve`] puts it on loopback.
//!
//! This crate knows the clouds' log formats and APIs and nothing of the code that reads them: it must not know ingest,
//! detection or Welkin's cloud clients. Outside of [`serve`] it knows neither files, sockets nor clocks.

mod actor;
mod attacks;
mod calendar;
mod deliver;
mod emit;
mod estate;
mod ids;
mod people;
mod record;
mod rng;
mod routine;
mod schedule;
mod scribe;
mod stream;
mod technobank;
mod template;
mod workloads;

pub mod serve;
pub mod sim;

pub use attacks::{Scenario, ScenarioEvent};
pub use record::Record;
pub use stream::{CloudtrailStream, MixedStream, cloudtrail_stream, mixed_stream};
pub use technobank::{History, Technobank};
