//! Sealed cursors, encrypted and authenticated with XChaCha20-Poly1305.
//!
//! The nonce is random and comes first. The binding is the associated data, so a cursor of another query
//! does not open.

use super::{CursorError, Digest};
use chacha20poly1305::aead::{Aead, Generate as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

const NONCE_BYTES: usize = 24;

/// One key.
#[derive(Clone)]
pub(super) struct Seal(XChaCha20Poly1305);

impl Seal {
    pub(super) fn new(key: [u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(&key.into()))
    }

    pub(super) fn close(&self, bound: &Digest, content: &[u8]) -> Result<Vec<u8>, CursorError> {
        let nonce = XNonce::try_generate().map_err(|_| CursorError::NoRandomNumbers)?;
        let payload = Payload {
            msg: content,
            aad: bound,
        };
        let sealed = self.0.encrypt(&nonce, payload);
        // Sealing fails only for more than 256 GB.
        let sealed = sealed.map_err(|_| CursorError::Malformed)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    pub(super) fn open(&self, bound: &Digest, content: &[u8]) -> Result<Vec<u8>, CursorError> {
        let (nonce, sealed) = content
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(CursorError::Malformed)?;
        let payload = Payload {
            msg: sealed,
            aad: bound,
        };
        let opened = self.0.decrypt(&XNonce::from(*nonce), payload);
        opened.map_err(|_| CursorError::Foreign)
    }
}
