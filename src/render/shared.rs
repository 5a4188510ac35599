//! Views that many pages show: what templates see of them is made once.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::{Serialize, Serializer};

use super::view::Card;

/// A view behind a pointer, with its value for templates and its hash as soon as somebody asked for them.
///
/// Serialises as the view itself. Tera takes a finished value over as it is.
#[derive(Debug, Clone)]
pub struct Shared<T>(Arc<Inner<T>>);

#[derive(Debug)]
struct Inner<T> {
    view: T,
    value: OnceLock<tera::Value>,
    hash: OnceLock<u64>,
}

impl<T> From<T> for Shared<T> {
    fn from(view: T) -> Shared<T> {
        Shared(Arc::new(Inner { view, value: OnceLock::new(), hash: OnceLock::new() }))
    }
}

impl<T: Default> Default for Shared<T> {
    fn default() -> Shared<T> {
        T::default().into()
    }
}

impl Shared<Card> {
    /// A card that is different here.
    pub fn with(&self, change: impl FnOnce(&mut Card)) -> Shared<Card> {
        let mut card = Card { is_shared: false, ..self.0.view.clone() };
        change(&mut card);
        card.into()
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.view
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.value.get_or_init(|| tera::Value::from_serializable(&self.0.view)).serialize(serializer)
    }
}

impl<T: Hash> Hash for Shared<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let hash = self.0.hash.get_or_init(|| {
            let mut hasher = DefaultHasher::new();
            self.0.view.hash(&mut hasher);
            hasher.finish()
        });
        state.write_u64(*hash);
    }
}
