use tokio::signal::unix::{SignalKind, signal};

/// Waits until somebody wants the process to end: ctrl-c, or SIGTERM.
pub(crate) async fn interrupted() {
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            interrupt.await.ok();
        }
    }
}
