//! Facts about files that readers want to know before they open them: pages of a PDF, size of a picture.

use std::path::Path;

/// What a look into a file tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// Pages of a PDF.
    pub pages: Option<u32>,
    /// Width and height of a picture in pixels.
    pub dimensions: Option<(u32, u32)>,
}

/// Looks into a PDF or a picture; whatever cannot be read just has no facts.
pub(super) fn of(path: &str, disk: &Path) -> FileFacts {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "pdf" => FileFacts {
            pages: lopdf::Document::load_metadata(disk).ok().map(|pdf| pdf.page_count),
            ..FileFacts::default()
        },
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" => {
            let size = imagesize::size(disk).ok();
            let pixels = |n: usize| u32::try_from(n).ok();
            FileFacts {
                dimensions: size.and_then(|s| Some((pixels(s.width)?, pixels(s.height)?))),
                ..FileFacts::default()
            }
        }
        _ => FileFacts::default(),
    }
}
