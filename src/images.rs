//! Pictures in several sizes, so that a telephone does not load what only a poster needs.
//!
//! Takes the pictures that entries show (in their text or as the picture of the page) and makes smaller
//! copies beside the original, in its own format: `medien/markt.jpg` -> `medien/markt.480w.jpg`.
//! Like load and write it touches the disk: finished copies are kept in `.allmende/cache/images` under the
//! site's root, by a hash of the original's bytes and the width, and used again as long as they fit.
//! The copies depend on the bytes of the original alone, so two builds give the same files.
//!
//! There is no WebP: without a C library only its lossless form can be written, which makes photographs
//! several times larger.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use fast_image_resize::{
    PixelType, ResizeOptions, Resizer,
    images::{Image as Pixels, ImageRef},
};
use image::codecs::{jpeg::JpegEncoder, png::PngEncoder};
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits};
use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, SourcePath};
use crate::disk::Stamp;
use crate::output::{Content, Output};
use crate::page::Value;
use crate::schema::{Kind, Role};
use crate::site::{MediaFile, Site, find_file};

/// Widths of the copies; those at least as wide as the original are left out.
const WIDTHS: [u32; 3] = [480, 960, 1600];
/// A copy must be narrower than the original by this part, else it saves nothing.
const MIN_SAVING: f64 = 0.9;
/// Most pixels on a side: more is no picture for a page.
const MAX_SIDE: u32 = 20_000;
/// Most pixels of a picture that gets copies: a telephone takes 48 million. Four bytes each have to fit into memory.
const MAX_PIXELS: u64 = 50_000_000;
/// Pictures with more pixels than this are decoded one at a time, so that memory does not grow with the processors.
const LARGE: u64 = 12_000_000;
/// Most memory for a decoded picture.
const MAX_BYTES: u64 = 4 * MAX_PIXELS;

/// Held while a large picture is in memory.
static IN_MEMORY: Mutex<()> = Mutex::new(());
/// Quality of JPEG copies.
const QUALITY: u8 = 80;

/// A smaller copy of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// Address.
    pub url: String,
    /// Pixels.
    pub width: u32,
    /// The file.
    pub content: Content,
}

/// Copies by the address of the original, narrowest first.
pub type Copies = BTreeMap<String, Vec<Copy>>;

/// The copies as files of the output.
pub fn outputs(copies: &Copies) -> impl Iterator<Item = Output> + '_ {
    copies.values().flatten().map(|copy| Output { path: copy.url.clone(), content: copy.content.clone() })
}

/// Makes or finds the copies of all pictures that entries show. A check only looks whether they can be made: its
/// copies have addresses and no bytes, and the disk stays as it is.
pub fn prepare(site: &Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Copies {
    let pictures = pictures(site, config);
    if pictures.is_empty() {
        return Copies::new();
    }
    let cache = if config.thorough { Cache::read(&config.root, Use::Check) } else { Cache::open(&config.root) };
    let made: Vec<_> = pictures.par_iter().map(|(path, file)| (path, *file, copies(file, &cache))).collect();
    let found = collect(made, diagnostics);
    cache.prune(&found);
    found
}

/// Copies of pictures in memory, for a preview that leaves the disk as it is.
#[derive(Debug, Default)]
pub struct Memory {
    /// What came of each picture in use, with the state of its file.
    made: HashMap<PathBuf, (Stamp, Made)>,
}

type Made = Result<Vec<Copy>, String>;

impl Memory {
    /// Like [`prepare`]: the same copies and faults, but finished copies on the disk are only read.
    pub fn prepare(&mut self, site: &Site, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Copies {
        let pictures = pictures(site, config);
        let cache = Cache::read(&config.root, Use::Preview);
        let now = SystemTime::now();
        let make = |file: &MediaFile| {
            let stamp = fs::metadata(&file.disk).ok().map(|facts| Stamp::of(&facts));
            let known = self.made.get(&file.disk).filter(|(old, _)| Some(*old) == stamp && old.is_settled(now));
            (stamp, known.map_or_else(|| copies(file, &cache), |(_, made)| made.clone()))
        };
        let made: Vec<_> = pictures.par_iter().map(|(path, file)| (path, *file, make(file))).collect();
        let state = |file: &MediaFile, (stamp, made): &(Option<Stamp>, Made)| {
            Some((file.disk.clone(), (*stamp.as_ref()?, made.clone())))
        };
        self.made = made.iter().filter_map(|(_, file, made)| state(file, made)).collect();
        collect(made.into_iter().map(|(path, file, (_, made))| (path, file, made)), diagnostics)
    }
}

fn collect<'a>(
    made: impl IntoIterator<Item = (&'a SourcePath, &'a MediaFile, Made)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Copies {
    let mut found = Copies::new();
    for (path, file, result) in made {
        match result {
            Ok(copies) if copies.is_empty() => {}
            Ok(copies) => drop(found.insert(file.url.clone(), copies)),
            Err(problem) => diagnostics.push(Diagnostic::new(Code::ImageUnusable, path, None).arg("problem", problem)),
        }
    }
    found
}

/// Pictures in use that can be made smaller, by path.
fn pictures<'a>(site: &'a Site, config: &Config) -> BTreeMap<SourcePath, &'a MediaFile> {
    let mut urls: HashSet<&str> = HashSet::new();
    for entry in &site.entries {
        urls.extend(entry.image_targets.iter().flatten().map(|file| file.url.as_str()));
        let content_type = &config.schema.types[entry.type_index()];
        let Some(field) = content_type.role(Role::Image) else { continue };
        let (Some(Value::Object(values)), Kind::Image(sub)) =
            (entry.fields.first(field), &content_type.fields[field].kind)
        else {
            continue;
        };
        let file = sub.iter().position(|field| matches!(field.kind, Kind::File(_)));
        if let Some(Value::File(path)) = file.and_then(|index| values.first(index)) {
            urls.extend(find_file(site, &entry.page.source, path).map(|file| file.url.as_str()));
        }
    }
    let files = site.files.iter().filter(|(_, file)| urls.contains(file.url.as_str()) && format(file).is_some());
    files.map(|(path, file)| (Arc::clone(path), file)).collect()
}

fn format(file: &MediaFile) -> Option<ImageFormat> {
    match file.note.format.as_str() {
        "JPG" | "JPEG" => Some(ImageFormat::Jpeg),
        "PNG" => Some(ImageFormat::Png),
        _ => None,
    }
}

/// The copies of one picture, or what is wrong with it.
fn copies(file: &MediaFile, cache: &Cache) -> Result<Vec<Copy>, String> {
    let Some((width, height)) = file.note.dimensions else { return Err("–".to_owned()) };
    let widths: Vec<u32> = WIDTHS.into_iter().filter(|w| f64::from(*w) <= f64::from(width) * MIN_SAVING).collect();
    if widths.is_empty() {
        return Ok(Vec::new());
    }
    let is_large = u64::from(width) * u64::from(height) > LARGE;
    // Nothing behind the lock can be left half done, so a lock of someone who panicked is as good.
    let _alone = is_large.then(|| IN_MEMORY.lock().unwrap_or_else(PoisonError::into_inner));
    let bytes = fs::read(&file.disk).map_err(|error| error.to_string())?;
    let hash = blake3::hash(&bytes).to_hex();
    let (stem, ending) = file.url.rsplit_once('.').unwrap_or((&file.url, ""));
    let mut decoded = None;
    let mut copies = Vec::new();
    for width in widths {
        let name = format!("{}-{width}.{ending}", &hash[..32]);
        let content = match cache.find(&name) {
            Some(content) => content,
            None => {
                let image = match &decoded {
                    Some(image) => image,
                    None => decoded.insert(decode(&bytes)?),
                };
                match cache.of {
                    Use::Check => Content::Bytes(Vec::new()),
                    _ => cache.keep(&name, encode(image, width, format(file).expect("pictures have one"))?),
                }
            }
        };
        copies.push(Copy { url: format!("{stem}.{width}w.{ending}"), width, content });
    }
    Ok(copies)
}

/// The pixels, turned as the camera was held; within limits, whatever the file says about itself.
fn decode(bytes: &[u8]) -> Result<DynamicImage, String> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_BYTES);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| error.to_string())?;
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| error.to_string())?;
    let (width, height) = decoder.dimensions();
    let n_pixels = u64::from(width) * u64::from(height);
    if n_pixels > MAX_PIXELS {
        return Err(format!("{width} × {height} > {} MP", MAX_PIXELS / 1_000_000));
    }
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| error.to_string())?;
    image.apply_orientation(orientation);
    // The form that copies are made from, once for all widths.
    Ok(match image.color().has_alpha() {
        true => DynamicImage::from(image.into_rgba8()),
        false => DynamicImage::from(image.into_rgb8()),
    })
}

fn encode(image: &DynamicImage, width: u32, format: ImageFormat) -> Result<Vec<u8>, String> {
    let height = (u64::from(image.height()) * u64::from(width) / u64::from(image.width())).max(1);
    let height = u32::try_from(height).map_err(|error| error.to_string())?;
    let flat;
    let (pixels, pixel_type, color): (&[u8], _, _) = match (format, image) {
        (ImageFormat::Png, DynamicImage::ImageRgba8(image)) => (image, PixelType::U8x4, ExtendedColorType::Rgba8),
        (_, DynamicImage::ImageRgb8(image)) => (image, PixelType::U8x3, ExtendedColorType::Rgb8),
        _ => {
            flat = image.to_rgb8();
            (&flat, PixelType::U8x3, ExtendedColorType::Rgb8)
        }
    };
    let source = ImageRef::new(image.width(), image.height(), pixels, pixel_type);
    let source = source.map_err(|error| error.to_string())?;
    let mut small = Pixels::new(width, height, pixel_type);
    Resizer::new().resize(&source, &mut small, &ResizeOptions::default()).map_err(|error| error.to_string())?;
    let mut out = Vec::new();
    let written = match format {
        ImageFormat::Png => PngEncoder::new(&mut out).write_image(small.buffer(), width, height, color),
        _ => JpegEncoder::new_with_quality(&mut out, QUALITY).write_image(small.buffer(), width, height, color),
    };
    written.map_err(|error| error.to_string())?;
    Ok(out)
}

/// Finished copies on the disk. Where the folder cannot be written, everything is made anew.
struct Cache {
    folder: Option<PathBuf>,
    of: Use,
}

/// Whose cache it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// New copies are added, and outputs are what is in it.
    Build,
    /// It is only read; a build may drop a file at any time.
    Preview,
    /// It is only read, and nobody looks at the copies.
    Check,
}

impl Cache {
    fn open(root: &Path) -> Cache {
        let own = root.join(".allmende");
        let folder = Cache::folder(root);
        // Nothing is followed out of the project: a link in the place of the folder is not used.
        let is_link = [&own, &own.join("cache"), &folder].into_iter().any(|path| path.is_symlink());
        let usable = !is_link && fs::create_dir_all(&folder).is_ok();
        if usable && !own.join(".gitignore").exists() {
            // Losing the note costs nothing but a line in `git status`.
            let _ = fs::write(own.join(".gitignore"), "*\n");
        }
        Cache { folder: usable.then_some(folder), of: Use::Build }
    }

    fn read(root: &Path, of: Use) -> Cache {
        Cache { folder: Some(Cache::folder(root)), of }
    }

    fn folder(root: &Path) -> PathBuf {
        root.join(".allmende").join("cache").join("images")
    }

    fn find(&self, name: &str) -> Option<Content> {
        let path = self.folder.as_ref()?.join(name);
        let is_file = fs::symlink_metadata(&path).is_ok_and(|facts| facts.is_file() && facts.len() > 0);
        match is_file {
            false => None,
            true if self.of == Use::Preview => fs::read(&path).ok().map(Content::Bytes),
            true => Some(Content::CopyOf(path)),
        }
    }

    /// Keeps a copy; a reader never sees half of it, because it arrives by a rename.
    fn keep(&self, name: &str, bytes: Vec<u8>) -> Content {
        let Some(folder) = self.folder.as_ref().filter(|_| self.of == Use::Build) else { return Content::Bytes(bytes) };
        let path = folder.join(name);
        let draft = folder.join(format!("{name}.{}", std::process::id()));
        match fs::write(&draft, &bytes).and_then(|()| fs::rename(&draft, &path)) {
            Ok(()) => Content::CopyOf(path),
            Err(_) => Content::Bytes(bytes),
        }
    }

    /// Drops what no picture needs any more.
    fn prune(&self, copies: &Copies) {
        let Some(folder) = self.folder.as_ref().filter(|_| self.of == Use::Build) else { return };
        let used: HashSet<&Path> = copies
            .values()
            .flatten()
            .filter_map(|copy| if let Content::CopyOf(path) = &copy.content { Some(path.as_path()) } else { None })
            .collect();
        for file in fs::read_dir(folder).into_iter().flatten().flatten() {
            if !used.contains(file.path().as_path()) {
                // Another build may have been faster; then there is nothing left to do.
                let _ = fs::remove_file(file.path());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_the_same_every_time() {
        let image = DynamicImage::from(image::RgbImage::from_fn(64, 32, |x, y| image::Rgb([x as u8, y as u8, 7])));
        let first = encode(&image, 16, ImageFormat::Jpeg).expect("an encoder for JPEG");
        assert_eq!(first, encode(&image, 16, ImageFormat::Jpeg).expect("an encoder for JPEG"));
        let small = decode(&first).expect("what was just written");
        assert_eq!((small.width(), small.height()), (16, 8));
    }

    #[test]
    fn broken_and_huge_pictures_are_refused() {
        assert!(decode(b"no picture").is_err());
        // A header that promises 30,000 × 30,000 pixels.
        let mut huge = Vec::new();
        PngEncoder::new(&mut huge)
            .write_image(&[0; 4], 1, 1, ExtendedColorType::Rgba8)
            .expect("writing to memory does not fail");
        huge[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
        huge[20..24].copy_from_slice(&30_000_u32.to_be_bytes());
        assert!(decode(&huge).is_err());
    }
}
