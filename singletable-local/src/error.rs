//! What the engine can fail with outside a request.

use std::error::Error;

/// The engine could not be opened or swept. What a request fails with is the SDK's own error.
#[derive(Debug, thiserror::Error)]
#[error("the embedded engine cannot {action}")]
pub struct LocalError {
    action: &'static str,
    source: Box<dyn Error + Send + Sync>,
}

impl LocalError {
    pub(crate) fn new(
        action: &'static str,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self {
            action,
            source: source.into(),
        }
    }
}
