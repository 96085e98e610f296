//! What somebody does at the keyboard.

use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};

use super::browser::{Browser, PATIENCE, begins};

/// Tab.
pub const TAB: char = '\u{e004}';
/// Enter.
pub const ENTER: char = '\u{e007}';
/// Shift.
const SHIFT: char = '\u{e008}';
/// Escape.
pub const ESCAPE: char = '\u{e00c}';
/// Arrow up.
pub const UP: char = '\u{e013}';
/// Arrow down.
pub const DOWN: char = '\u{e015}';
/// Space.
pub const SPACE: char = ' ';

impl Browser {
    /// Types into the message box.
    pub async fn types(&self, text: &str) {
        self.clicks("#text").await;
        self.keys(text).await;
    }

    /// Real key events, wherever the cursor is.
    pub async fn keys(&self, text: &str) {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for value in text.chars() {
            keys = keys
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value });
        }
        self.driver
            .client
            .perform_actions(keys)
            .await
            .expect("keys");
    }

    /// One key.
    pub async fn key(&self, key: char) {
        self.keys(&key.to_string()).await;
    }

    /// One key, with Shift held.
    pub async fn shifted(&self, key: char) {
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: SHIFT })
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key })
            .then(KeyAction::Up { value: SHIFT });
        self.driver
            .client
            .perform_actions(keys)
            .await
            .expect("keys");
    }

    /// The name of what has the cursor, as a screen reader says it.
    async fn focused(&self) -> String {
        let active = self.driver.client.active_element().await;
        let active = active.expect("something has the cursor");
        self.driver.name(&active.element_id()).await
    }

    /// The cursor is at what has this name, or one that begins with it.
    pub async fn is_at(&self, name: &str) {
        let began = Instant::now();
        while !begins(&self.focused().await, name) {
            let focused = self.focused().await;
            assert!(
                began.elapsed() < PATIENCE,
                "the cursor is at {focused:?}, not at {name:?}"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Goes by Tab, or by Shift and Tab, to what has this name: nothing holds the cursor on the way, and
    /// wherever it is, it can be seen.
    pub async fn tabs_to(&self, name: &str, back: bool) {
        let mut passed = Vec::new();
        for _ in 0..80 {
            if back {
                self.shifted(TAB).await;
            } else {
                self.key(TAB).await;
            }
            let focused = self.focused().await;
            if begins(&focused, name) {
                let visible = self
                    .script(
                        "const it = document.activeElement; const style = getComputedStyle(it);
                         const frame = it.closest('form') ? getComputedStyle(it.closest('form')).boxShadow : 'none';
                         return style.outlineStyle !== 'none' || frame !== 'none'",
                        Vec::new(),
                    )
                    .await;
                assert_eq!(
                    visible, true,
                    "one does not see that {name:?} has the cursor"
                );
                return;
            }
            passed.push(focused);
        }
        panic!("{name:?} is not reached by Tab, only {passed:?}");
    }
}
