//! The parser's events as a list, with the original characters and with text in one piece.
//!
//! A list instead of a stream, because the writer looks ahead: for the character after a quote, for an
//! image that is alone in its paragraph, for footnotes that stand elsewhere.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use super::source::Source;

/// An event and its bytes in the body.
pub(super) type Item<'a> = (Event<'a>, Range<usize>);

/// All events of a body.
pub(super) struct Events<'a> {
    pub(super) items: Vec<Item<'a>>,
    /// Footnotes, in the order of the source.
    pub(super) notes: Vec<NoteSource<'a>>,
}

/// Where a footnote is defined.
pub(super) struct NoteSource<'a> {
    pub(super) label: CowStr<'a>,
    /// Its events, from start to end.
    pub(super) items: Range<usize>,
}

/// Parses `source`.
pub(super) fn collect<'a>(source: &'a Source<'a>, options: Options) -> Events<'a> {
    let parser = Parser::new_ext(&source.prepared, options);
    let mut events = Events { items: Vec::with_capacity(source.original.len() / 16 + 8), notes: Vec::new() };
    let mut open_notes = Vec::new();
    // Where the last event ended in the source, if it was a slice of text or HTML.
    let mut last = None;
    for (event, range) in parser.into_offset_iter() {
        let kind = match &event {
            Event::Text(text) => Some((text, false)),
            Event::Html(text) => Some((text, true)),
            _ => None,
        };
        let slice = kind.and_then(|(text, is_html)| match text {
            CowStr::Borrowed(text) => source.place(text).map(|place| (place, is_html)),
            _ => None,
        });
        if let Some((place, is_html)) = &slice
            && last == Some((place.start, *is_html))
            && events.extend(source, place)
        {
            last = Some((place.end, *is_html));
            continue;
        }
        last = slice.map(|(place, is_html)| (place.end, is_html));
        let event = restore(source, event, &range);
        match &event {
            Event::Start(Tag::FootnoteDefinition(label)) => {
                open_notes.push(events.notes.len());
                let start = events.items.len();
                events.notes.push(NoteSource { label: label.clone(), items: start..start });
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                if let Some(note) = open_notes.pop() {
                    events.notes[note].items.end = events.items.len();
                }
            }
            _ => {}
        }
        events.items.push((event, range));
    }
    events
}

impl<'a> Events<'a> {
    /// Makes the last text longer by `place`, which follows it in the source.
    fn extend(&mut self, source: &'a Source<'a>, place: &Range<usize>) -> bool {
        let Some((Event::Text(CowStr::Borrowed(text)) | Event::Html(CowStr::Borrowed(text)), range)) =
            self.items.last_mut()
        else {
            return false;
        };
        let Some(longer) = source.original.get(place.start - text.len()..place.end) else { return false };
        *text = longer;
        range.end = place.end;
        true
    }
}

/// The event with the original characters in all its texts.
fn restore<'a>(source: &'a Source<'a>, event: Event<'a>, range: &Range<usize>) -> Event<'a> {
    if matches!(source.prepared, std::borrow::Cow::Borrowed(_)) {
        return event;
    }
    let text = |text: CowStr<'a>| source.restore(text, range);
    match event {
        Event::Text(t) => Event::Text(text(t)),
        Event::Code(t) => Event::Code(text(t)),
        Event::Html(t) => Event::Html(text(t)),
        Event::InlineHtml(t) => Event::InlineHtml(text(t)),
        Event::FootnoteReference(t) => Event::FootnoteReference(text(t)),
        Event::Start(Tag::FootnoteDefinition(t)) => Event::Start(Tag::FootnoteDefinition(text(t))),
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(t))) => {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(text(t))))
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: text(dest_url), title: text(title), id: text(id) })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Image { link_type, dest_url: text(dest_url), title: text(title), id: text(id) })
        }
        event => event,
    }
}
