//! Cuts a byte stream into records without knowing what is in them: JSON values one after another, on one line or
//! many, the elements of a top-level list or of an envelope such as `{"Records": […]}`, and lines of text.
//!
//! What cannot be cut is reported with its place, and framing goes on behind it.

mod framer;
mod scan;
mod window;

pub use framer::{Frame, FrameError, Framer};
