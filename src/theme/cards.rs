//! Cards that many pages show alike: their HTML is made once.
//!
//! `{{ render_card(card=card, level=3) }}` gives what `<card card={card} level={3} />` gives.
//! Of the page the component `card` of the default theme uses only the way to the root, so one card in one
//! form is the same on all pages of one depth.

use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use foldhash::HashMap;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

/// Locks among which the cards are spread.
const SHARDS: usize = 16;

/// The cards of a theme.
#[derive(Default)]
pub(super) struct Cards {
    /// The theme's templates, once they are read.
    tera: OnceLock<Tera>,
    /// Whether the component comes from the default theme.
    is_default: bool,
    made: [Mutex<HashMap<Form, Made>>; SHARDS],
}

/// A card in one form: place of its value in memory, folders above the page, and the arguments.
#[derive(PartialEq, Eq, Hash)]
struct Form {
    card: usize,
    depth: usize,
    level: i64,
    typed: bool,
    pictured: bool,
}

/// A card's HTML; as long as its value is kept, no other value has its place.
struct Made {
    _card: Value,
    html: Value,
}

impl Cards {
    pub(super) fn new(is_default: bool) -> Arc<Cards> {
        Arc::new(Cards { is_default, ..Cards::default() })
    }

    /// Makes the function `render_card` known to `tera`.
    pub(super) fn register(self: &Arc<Cards>, tera: &mut Tera) {
        // What is kept here holds the function itself, so the function must not hold what is kept.
        let cards: Weak<Cards> = Arc::downgrade(self);
        tera.register_function("render_card", move |args: Kwargs, state: &State| -> TeraResult<Value> {
            let page = state.get::<Value>("page")?.unwrap_or_else(Value::none);
            cards.upgrade().expect("a theme outlives its templates").render(&args, &page)
        });
    }

    /// Takes the templates that hold the component.
    pub(super) fn set(&self, tera: &Tera) {
        // There is one caller, so the cell is empty.
        let _ = self.tera.set(tera.clone());
    }

    /// Forgets all cards, since others come.
    pub(super) fn clear(&self) {
        for made in &self.made {
            made.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }

    fn render(&self, args: &Kwargs, page: &Value) -> TeraResult<Value> {
        let card = args.must_get::<&Value>("card")?;
        let root = field(page, "root").and_then(Value::as_str).unwrap_or_default();
        let form = Form {
            card: card.as_map().map_or(0, |map| std::ptr::from_ref(map) as usize),
            depth: root.len() / "../".len(),
            level: args.get("level")?.unwrap_or(3),
            typed: args.get("typed")?.unwrap_or(true),
            pictured: args.get("pictured")?.unwrap_or(false),
        };
        let is_shared = field(card, "is_shared").is_some_and(Value::is_truthy);
        if !self.is_default || !is_shared || root != "../".repeat(form.depth) {
            return self.make(card, page, &form);
        }
        let shard = &self.made[form.card / 64 % SHARDS];
        if let Some(made) = shard.lock().unwrap_or_else(PoisonError::into_inner).get(&form) {
            return Ok(made.html.clone());
        }
        let html = self.make(card, page, &form)?;
        let made = Made { _card: card.clone(), html: html.clone() };
        shard.lock().unwrap_or_else(PoisonError::into_inner).insert(form, made);
        Ok(html)
    }

    fn make(&self, card: &Value, page: &Value, form: &Form) -> TeraResult<Value> {
        let mut values = Context::new();
        values.insert_value("card", card.clone());
        values.insert("level", &form.level);
        values.insert("typed", &form.typed);
        values.insert("pictured", &form.pictured);
        let mut implicit = Context::new();
        implicit.insert_value("page", page.clone());
        let tera = self.tera.get().expect("templates are read before they are rendered");
        let html = tera.render_component_with_implicits("card", &values, &implicit, None, true)?;
        Ok(Value::safe_string(&html))
    }
}

fn field<'v>(value: &'v Value, name: &'static str) -> Option<&'v Value> {
    value.as_map()?.get(&name.into())
}
