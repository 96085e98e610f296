//! Our own share of Discord's fifty requests a second: what the bot says unasked never takes all of it,
//! so that answers to people are not held up.

use std::time::Duration;

use tokio::{sync::Mutex, time::Instant};

/// Lets one request through every so often.
#[derive(Debug)]
pub struct Gate {
    next: Mutex<Instant>,
    pause: Duration,
}

impl Gate {
    /// A gate for at most `per_second` requests.
    pub fn new(per_second: u32) -> Self {
        Self {
            next: Mutex::new(Instant::now()),
            pause: Duration::from_secs(1) / per_second.max(1),
        }
    }

    /// Waits for one's turn.
    pub async fn pass(&self) {
        let mine = {
            let mut next = self.next.lock().await;
            let mine = (*next).max(Instant::now());
            *next = mine + self.pause;
            mine
        };
        tokio::time::sleep_until(mine).await;
    }
}
