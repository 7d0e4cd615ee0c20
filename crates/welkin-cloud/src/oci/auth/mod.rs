//! Who calls: keys and tokens from where the provider's own command line takes them, and the signature of a request.

mod config;
mod credential;
mod federation;
mod key;
mod signature;
mod signer;
mod source;
#[cfg(test)]
mod tests;

pub(super) use signer::Signer;
