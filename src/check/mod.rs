//! Check: what is not wrong but worth a look before readers see it.
//!
//! [`page()`] looks at one entry and runs with `parse`, so its findings are kept with the page; [`site()`] looks at
//! the whole and runs with `resolve`. Both only read. Every rule is a [`Code`] of its own, which a site sets to
//! another severity with `rules:` in `site.yaml` and an entry silences with a reason; `apply` does both.
//! Rules about time, and those that compare everything with everything, run in `allmende check` alone
//! ([`Config::thorough`]).

mod duplicates;
mod page;
mod site;

pub use page::{Subject, page};
pub(crate) use site::settle;
pub use site::site;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Severity, SourcePath, Span, Text, did_you_mean};
use crate::page::{Fields, Item, Page, Value};
use crate::schema::{ContentType, Role};
use crate::site::publication::date_item;
use crate::text::fold;

/// Rules that an entry silences: field with role `silence`, a list of rule and reason.
pub(crate) fn silenced(fields: &Fields, content_type: &ContentType) -> Vec<Code> {
    rules(fields, content_type).filter_map(|(_, name)| code(name)).collect()
}

/// Reports silenced rules that do not exist.
pub(crate) fn unknown_rules(
    fields: &Fields,
    content_type: &ContentType,
    file: &SourcePath,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (item, name) in rules(fields, content_type).filter(|(_, name)| code(name).is_none()) {
        diagnostics.push(unknown(file, item.span.clone(), name));
    }
}

/// A rule that nobody can set or silence: unknown, or an error that must be put right.
pub(crate) fn unknown(file: &SourcePath, span: Span, name: &str) -> Diagnostic {
    let names = || Code::ALL.iter().filter(|code| is_soft(**code)).map(|code| code.name());
    let hint = match did_you_mean(name, names()) {
        Some(near) => Text::new("hint.did-you-mean").arg("name", near),
        None => Text::new("hint.allowed").arg("values", names().collect::<Vec<_>>().join(", ")),
    };
    Diagnostic::new(Code::UnknownRule, file, span).arg("rule", name).hint(hint)
}

/// The code of a rule that may be set or silenced.
pub(crate) fn code(name: &str) -> Option<Code> {
    Code::ALL.iter().copied().find(|code| code.name() == name && is_soft(*code))
}

/// Errors stay errors: what breaks a page cannot be talked away.
fn is_soft(code: Code) -> bool {
    code.severity() != Severity::Error
}

fn rules<'f>(fields: &'f Fields, content_type: &'f ContentType) -> impl Iterator<Item = (&'f Item, &'f str)> {
    let items = content_type.role(Role::Silence).map_or(&[][..], |index| fields.items(index));
    items.iter().filter_map(|item| match &item.value {
        Value::Object(inner) => inner.items(0).first().zip(inner.text(0)),
        _ => None,
    })
}

/// Leaves out what is silenced and gives the rest the severity that the site wants.
pub(crate) fn apply(diagnostics: &mut Vec<Diagnostic>, config: &Config, is_silenced: impl Fn(&Diagnostic) -> bool) {
    diagnostics.retain_mut(|diagnostic| {
        // What is softened already, because the entry is a draft, stays so.
        let is_softened = diagnostic.severity > diagnostic.code.severity();
        match config.rules.get(&diagnostic.code) {
            Some(None) => return false,
            Some(Some(severity)) if !is_softened => diagnostic.severity = *severity,
            _ => {}
        }
        !is_soft(diagnostic.code) || !is_silenced(diagnostic)
    });
}

/// Whether the entry that a diagnostic of its file belongs to silences it.
pub(crate) fn is_silenced(diagnostic: &Diagnostic, pages: &[&Page], config: &Config) -> bool {
    let start = diagnostic.span.as_ref().map_or(0, |span| span.start);
    let own = pages.iter().filter(|page| page.span.start <= start).max_by_key(|page| page.span.start);
    own.is_some_and(|page| silenced(&page.fields, &config.schema.types[page.type_index]).contains(&diagnostic.code))
}

/// A day as numbers that compare.
pub(crate) type Day = (i16, u8, u8);

/// The last day of the date in the field with `role`.
fn last_day(fields: &Fields, content_type: &ContentType, role: Role) -> Option<Day> {
    date_item(fields, content_type, role).map(|(_, date)| date.last_day())
}

/// Whether the entry says that it is kept as it was.
fn is_archived(fields: &Fields, content_type: &ContentType) -> bool {
    fields.has(content_type.role(Role::Archived))
}

/// Whether two names of some length differ by one letter; spellings of umlauts do not count.
fn is_slip(a: &str, b: &str) -> bool {
    let (a, b) = (fold(a), fold(b));
    a.len().min(b.len()) >= 5 && strsim::damerau_levenshtein(&a, &b) == 1
}
