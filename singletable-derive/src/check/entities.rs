//! Rules of `#[derive(Entities)]`.

use crate::ctxt::Ctxt;
use crate::message;
use crate::parse::entities::Entities;
use quote::ToTokens;
use std::collections::HashMap;

/// Checks what was written: each entity has one variant.
pub(crate) fn check(input: &Entities, ctxt: &Ctxt) {
    let mut known = HashMap::new();
    for (variant, ty) in &input.variants {
        let entity = ty.to_token_stream().to_string();
        if let Some(other) = known.insert(entity.clone(), variant) {
            let message =
                message::entities::twice(&variant.to_string(), &other.to_string(), &entity);
            ctxt.error(ty, message);
        }
    }
}
