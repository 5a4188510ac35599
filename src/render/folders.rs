//! Ways through a folder of plain pages: its pages beside each of them, what comes before and after, and
//! the contents of the site on its start page.
//!
//! They belong to a type that takes any folder (`folder: ""`): its folders are chapters that somebody
//! made by hand. Types with a folder of their own have lists, topics and relations instead.

use std::collections::BTreeMap;

use super::view::{CardGroup, FolderPage, FolderView, LinkView};
use super::{Context, entry, listing};
use crate::schema::Schema;
use crate::site::{EntryIndex, Site, Subject};

/// A folder with more pages is reached through the list, not through links on each of its pages.
const MAX_PAGES: usize = 50;

/// Most pages in the contents on the start page.
const MAX_CONTENTS: usize = 200;

/// Folders by their path (`""`, `guide/`, `guide/advanced/`).
#[derive(Default)]
pub(crate) struct Folders {
    folders: BTreeMap<String, Folder>,
    /// All pages as one reads them: chapter by chapter, its first page first.
    order: Vec<EntryIndex>,
    /// Place of a page in `order`.
    places: BTreeMap<EntryIndex, usize>,
}

#[derive(Default)]
struct Folder {
    /// The page that stands for the folder.
    index: Option<EntryIndex>,
    /// The others, in the order of the type's list.
    pages: Vec<EntryIndex>,
}

impl Folders {
    /// The folders of the type that takes any.
    pub(crate) fn new(site: &Site, schema: &Schema) -> Folders {
        let mut found = Folders::default();
        for list in &site.lists {
            let Subject::Type(type_index) = list.subject else { continue };
            if !schema.types[type_index].folder.is_empty() || !found.order.is_empty() {
                continue;
            }
            for index in list.entries().filter(|index| site.entries[*index].url.is_some() && Some(*index) != site.home)
            {
                let entry = &site.entries[index];
                let path = entry.page.folder.as_str();
                let folder = found.folders.entry(path.to_owned()).or_default();
                if entry.id == format!("{}/{path}index", schema.types[type_index].name) {
                    folder.index = Some(index);
                } else {
                    folder.pages.push(index);
                }
            }
            found.order = found.folders.values().flat_map(|f| f.index.iter().chain(&f.pages).copied()).collect();
        }
        found.places = found.order.iter().enumerate().map(|(place, index)| (*index, place)).collect();
        found
    }

    /// The folder right above: `guide/` of `guide/advanced/`.
    fn is_child(path: &str, parent: &str) -> bool {
        path.strip_prefix(parent)
            .is_some_and(|rest| rest.trim_end_matches('/').split('/').count() == 1 && !rest.is_empty())
    }

    /// What one sees of a folder from its pages: they, and the folders below that have a page of their own.
    fn inside(&self, path: &str) -> Vec<EntryIndex> {
        let own = self.folders.get(path).map(|folder| folder.pages.as_slice()).unwrap_or_default();
        let below = self.folders.iter().filter(|(other, _)| Folders::is_child(other, path));
        own.iter().copied().chain(below.filter_map(|(_, folder)| folder.index)).collect()
    }

    /// Chapters for the menu: folders of the first level that have a page of their own.
    pub(crate) fn chapters(&self) -> Vec<EntryIndex> {
        self.folders.iter().filter(|(path, _)| Folders::is_child(path, "")).filter_map(|(_, f)| f.index).collect()
    }
}

/// The way through the folder of a page; nothing for pages that stand in none, or alone.
pub(super) fn view(context: &Context, index: EntryIndex) -> Option<FolderView> {
    let folders = &context.folders;
    let place = *folders.places.get(&index)?;
    let path = context.site.entries[index].page.folder.as_str();
    let folder = folders.folders.get(path)?;
    let link = |index: &EntryIndex| {
        let entry = &context.site.entries[*index];
        Some(LinkView { label: entry.title.clone(), url: entry.url.clone()?, ..LinkView::default() })
    };
    let inside = folders.inside(path);
    let is_index = folder.index == Some(index);
    let shows_pages = !is_index && (2..=MAX_PAGES).contains(&inside.len());
    let page = |other: &EntryIndex| Some(FolderPage { link: link(other)?, current: *other == index });
    let view = FolderView {
        head: folder.index.filter(|head| *head != index).as_ref().and_then(link),
        pages: if shows_pages { inside.iter().filter_map(page).collect() } else { Vec::new() },
        cards: match is_index {
            true => inside.iter().take(MAX_CONTENTS).map(|index| entry::linked_card(context, *index)).collect(),
            false => Vec::new(),
        },
        previous: place.checked_sub(1).and_then(|place| link(&folders.order[place])),
        next: folders.order.get(place + 1).and_then(link),
    };
    (folders.order.len() > 1).then_some(view)
}

/// The contents of the site: pages outside of folders, then folder by folder. Nothing where there is none of
/// either, or too much of them.
pub(super) fn contents(context: &Context) -> Vec<CardGroup> {
    let folders = &context.folders;
    if folders.order.len() > MAX_CONTENTS {
        return Vec::new();
    }
    let group = |(path, folder): (&String, &Folder)| {
        let head = folder.index.map(|index| &context.site.entries[index]);
        let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let label = match head {
            Some(head) => head.title.clone(),
            None => crate::text::words_of_name(name),
        };
        let label = (!path.is_empty()).then_some(label);
        let cards: Vec<_> = folder.pages.iter().map(|index| entry::linked_card(context, *index)).collect();
        CardGroup {
            id: label.as_ref().map(|_| listing::group_id(path)),
            label,
            url: head.and_then(|head| head.url.clone()),
            total: cards.len(),
            cards,
        }
    };
    folders.folders.iter().map(group).filter(|group| !group.cards.is_empty() || group.url.is_some()).collect()
}
