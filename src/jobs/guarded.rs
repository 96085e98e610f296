//! Work that may panic or hang without taking others along.

use std::{any::Any, panic::AssertUnwindSafe, time::Duration};

use futures::FutureExt;

/// Why a piece of work gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fall {
    /// It panicked.
    #[error("a panic: {0}")]
    Panic(String),
    /// It took too long.
    #[error("it took longer than {0:?}")]
    Slow(Duration),
}

/// Runs `work` for at most `most`, and catches its panic.
pub(super) async fn guarded<T>(most: Duration, work: impl Future<Output = T>) -> Result<T, Fall> {
    let caught = AssertUnwindSafe(work).catch_unwind();
    match tokio::time::timeout(most, caught).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(payload)) => Err(Fall::Panic(said(&*payload))),
        Err(_) => Err(Fall::Slow(most)),
    }
}

/// What a panic said.
pub(super) fn said(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without words".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_and_a_hang_are_told() {
        let second = Duration::from_secs(1);
        assert_eq!(guarded(second, async { 7 }).await, Ok(7));
        let fell = guarded(second, async { panic!("out of {}", "range") }).await;
        assert_eq!(fell, Err::<(), _>(Fall::Panic("out of range".to_owned())));
        let short = Duration::from_millis(1);
        let hung = guarded(short, std::future::pending::<()>()).await;
        assert_eq!(hung, Err(Fall::Slow(short)));
    }
}
