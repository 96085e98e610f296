//! The first of many: what a message shows of a list, and how many there are in all.

/// What is counted is counted so far: whoever reads of more than a thousand does not count.
pub const COUNTED: usize = 1000;

/// The first few of many.
#[derive(Clone, Debug, PartialEq)]
pub struct Part<T> {
    /// The first few.
    pub first: Vec<T>,
    /// How many there are in all; one more than [`COUNTED`] when there are more than that.
    pub total: usize,
}

impl<T> Part<T> {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }
}

impl<T> From<Vec<T>> for Part<T> {
    /// All that there is.
    fn from(all: Vec<T>) -> Self {
        Self {
            total: all.len(),
            first: all,
        }
    }
}

impl<T> Default for Part<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}
