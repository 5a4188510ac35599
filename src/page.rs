//! What one file can say: plain data between `parse` and `resolve`.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, SourcePath, Span};
use crate::parse::markdown::{Body, Html};
use crate::schema::TypeIndex;
use crate::value::{Ags, Author, DateTime, Issue, Number, Period, Range};

/// All entries of one source file with the faults found in it.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    /// One entry for a Markdown file, many for a list file.
    pub pages: Vec<Arc<Page>>,
    /// Faults in this file alone.
    pub diagnostics: Vec<Diagnostic>,
}

/// An entry as its own file describes it.
#[derive(Debug, Clone)]
pub struct Page {
    /// The file.
    pub source: SourcePath,
    /// Where the entry begins: the file's start, or its item in a list file.
    pub span: Span,
    /// Its type.
    pub type_index: TypeIndex,
    /// Sub-folders below the type's folder, each ending in `/`; empty for most entries.
    pub folder: String,
    /// File name without ending; empty for items of list files.
    pub stem: String,
    /// Values of its fields.
    pub fields: Fields,
    /// Values that count where none can be derived.
    pub fallbacks: Fields,
    /// Its text.
    pub body: Body,
    /// Whether there is any text.
    pub has_body: bool,
}

/// Values by index of the field in its type (or in its parent field).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fields(pub Vec<(usize, FieldValue)>);

impl Fields {
    /// The value of field `index`.
    pub fn get(&self, index: usize) -> Option<&FieldValue> {
        self.0.iter().find(|(i, _)| *i == index).map(|(_, value)| value)
    }

    /// Whether there is a field, such as that of a role, and it has a value here.
    pub fn has(&self, index: Option<usize>) -> bool {
        index.is_some_and(|index| self.get(index).is_some())
    }

    /// Calls `each` with all values and where they stand, also those within others.
    pub fn each<'f>(&'f self, each: &mut dyn FnMut(&'f Value, &'f Span)) {
        for item in self.0.iter().flat_map(|(_, value)| &value.items) {
            each(&item.value, &item.span);
            match &item.value {
                Value::Object(inner) | Value::Person(_, inner) | Value::Relation(_, inner) => inner.each(each),
                _ => {}
            }
        }
    }

    /// All items of field `index`; nothing when the field is absent.
    pub fn items(&self, index: usize) -> &[Item] {
        self.get(index).map_or(&[], |value| &value.items)
    }

    /// The first item of field `index`.
    pub fn first(&self, index: usize) -> Option<&Value> {
        self.items(index).first().map(|item| &item.value)
    }

    /// The attributes of the relation that item `item` of field `index` names.
    pub fn attributes(&self, index: usize, item: usize) -> Option<&Fields> {
        match &self.items(index).get(item)?.value {
            Value::Relation(_, with) => Some(with),
            _ => None,
        }
    }

    /// Sets field `index` to a text that has no place in the file.
    pub fn insert_text(&mut self, index: usize, text: String) {
        let items = vec![Item { span: 0..0, value: Value::Text(text) }];
        self.0.push((index, FieldValue { key_span: 0..0, items, is_faulty: false }));
    }

    /// The text of field `index`, when it is text.
    pub fn text(&self, index: usize) -> Option<&str> {
        match self.first(index)? {
            Value::Text(text) | Value::Markdown(text, _) => Some(text),
            _ => None,
        }
    }
}

/// A field's values and where they stand.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldValue {
    /// The key in the file.
    pub key_span: Span,
    /// One item, or all of a list.
    pub items: Vec<Item>,
    /// Whether something was written that is not among the items because it has a fault.
    pub is_faulty: bool,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The value in the file.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// A typed value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text, ids, mail addresses, telephone numbers.
    Text(String),
    /// Markdown as it was written, and its HTML. Slots are numbered with those of the entry's text.
    Markdown(String, Html),
    /// A date, with or without time.
    Date(DateTime),
    /// A period.
    Period(Period),
    /// An issue.
    Issue(Issue),
    /// A year.
    Year(i16),
    /// A number.
    Number(Number),
    /// From–to.
    Range(Range),
    /// Yes or no.
    Bool(bool),
    /// Index into the choices of an enum.
    Choice(usize),
    /// A term of a vocabulary: its key, and its label when the vocabulary does not know it.
    Term(TermValue),
    /// Amtlicher Gemeindeschlüssel.
    Ags(Ags),
    /// A person with attributes.
    Person(Author, Fields),
    /// Another entry as the editor named it, with attributes of the relation.
    Relation(String, Fields),
    /// A file as the editor named it.
    File(String),
    /// A web address.
    Url(String),
    /// Named values.
    Object(Fields),
}

/// A term as an entry uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermValue {
    /// Key of the term.
    pub key: String,
    /// Label, for terms that the vocabulary does not list.
    pub new_label: Option<String>,
}
