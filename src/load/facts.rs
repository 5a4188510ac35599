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
            let size = size.and_then(|s| Some((pixels(s.width)?, pixels(s.height)?)));
            let turned = ending.starts_with('j') && is_turned(disk);
            FileFacts {
                dimensions: size.map(|(width, height)| if turned { (height, width) } else { (width, height) }),
                ..FileFacts::default()
            }
        }
        _ => FileFacts::default(),
    }
}

/// Whether the camera was held upright: browsers turn the picture and so change its sides.
fn is_turned(disk: &Path) -> bool {
    use image::ImageDecoder;
    use image::metadata::Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    let decoder = image::ImageReader::open(disk).ok().and_then(|reader| reader.into_decoder().ok());
    let orientation = decoder.and_then(|mut decoder| decoder.orientation().ok());
    matches!(orientation, Some(Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH))
}
