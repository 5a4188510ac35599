//! External: whether the addresses outside still answer. The only module that asks other servers, and only when it is told to.
//!
//! Takes all web addresses of a site and gives diagnostics at every place that names a bad one. Polite: one request at a time
//! and a pause for every host, `HEAD` before `GET`, no body is read, good answers are remembered for a week in
//! `.allmende/external.json`. Only a plain answer counts as a fault: servers that want a login, refuse robots or are busy say
//! nothing about the link.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, SourcePath, Span, Text, tidy};
use crate::page::Value;
use crate::parse::markdown::LinkKind;
use crate::site::Site;

/// How patient the check is.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Time for one address, with all its redirects; afterwards it counts as unreachable.
    pub timeout: Duration,
    /// Pause between two requests to the same host.
    pub pause: Duration,
    /// Time for all addresses; those that are left then are not asked.
    pub total: Duration,
}

impl Default for Options {
    fn default() -> Options {
        Options { timeout: Duration::from_secs(10), pause: Duration::from_secs(1), total: Duration::from_secs(600) }
    }
}

/// What a check did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Addresses that were asked.
    pub n_asked: usize,
    /// Addresses whose last answer is young enough.
    pub n_remembered: usize,
    /// Addresses for which there was no time.
    pub n_left: usize,
}

/// What is known of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Answer {
    /// It answers, or does not tell.
    Fine,
    /// It answers at another address, and for good.
    Moved(String),
    /// It does not exist, by the number of HTTP.
    Status(u16),
    /// Nobody answers; the key of the sentence that says why.
    Unreachable(String),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Remembered {
    /// Seconds since 1970.
    at: u64,
    answer: Answer,
}

/// How long a good answer holds.
const WEEK: u64 = 7 * 24 * 60 * 60;
/// Hosts that are asked at the same time.
const MAX_HOSTS: usize = 8;
/// Redirects that are followed.
const MAX_REDIRECTS: usize = 10;
/// Where answers are remembered, below the root of the site.
const MEMORY: &str = ".allmende/external.json";

type Places = BTreeMap<String, Vec<(SourcePath, Span)>>;

/// Asks for all web addresses of the site and says which do not answer.
pub fn check(site: &Site, config: &Config, options: Options) -> (Vec<Diagnostic>, Done) {
    let places = places(site);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let path = config.root.join(MEMORY);
    let mut memory: BTreeMap<String, Remembered> =
        fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    memory.retain(|url, known| places.contains_key(url) && now.saturating_sub(known.at) < WEEK);
    let n_remembered = memory.len();
    let open: Vec<&str> = places.keys().map(String::as_str).filter(|url| !memory.contains_key(*url)).collect();
    let answers = ask(&open, options);
    let done = Done { n_asked: answers.len(), n_remembered, n_left: open.len() - answers.len() };
    let mut known: BTreeMap<&str, Answer> =
        memory.iter().map(|(url, known)| (url.as_str(), known.answer.clone())).collect();
    known.extend(answers.iter().map(|(url, answer)| (*url, answer.clone())));
    let mut diagnostics = Vec::new();
    for (url, answer) in known {
        diagnostics.extend(places[url].iter().filter_map(|(file, span)| diagnostic(url, &answer, file, span)));
    }
    for (url, answer) in answers {
        if matches!(answer, Answer::Fine | Answer::Moved(_)) {
            memory.insert(url.to_owned(), Remembered { at: now, answer });
        }
    }
    remember(&path, &memory);
    crate::check::settle(site, config, &mut diagnostics);
    tidy(&mut diagnostics);
    (diagnostics, done)
}

/// Without a memory the next check asks again, which is no fault of the site.
fn remember(path: &Path, memory: &BTreeMap<String, Remembered>) {
    let text = serde_json::to_string_pretty(memory).expect("text and numbers are always JSON");
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
    drop(written);
}

/// All web addresses without their anchors, and where they stand.
fn places(site: &Site) -> Places {
    let mut places = Places::new();
    let mut add = |url: &str, file: &SourcePath, span: &Span| {
        let url = url.split('#').next().unwrap_or(url);
        if url.starts_with("http://") || url.starts_with("https://") {
            places.entry(url.to_owned()).or_default().push((file.clone(), span.clone()));
        }
    };
    for entry in &site.entries {
        let file = &entry.page.source;
        entry.page.fields.each(&mut |value, span| {
            if let Value::Url(url) = value {
                add(url, file, span);
            }
        });
        for link in &entry.page.body.links {
            if let LinkKind::External(url) = &link.kind {
                add(url, file, &link.span);
            }
        }
    }
    places
}

fn diagnostic(url: &str, answer: &Answer, file: &SourcePath, span: &Span) -> Option<Diagnostic> {
    let gone = |text: Text| Some(Diagnostic::new(Code::ExternalLink, file, span.clone()).text(text.arg("url", url)));
    match answer {
        Answer::Fine => None,
        Answer::Moved(to) => {
            Some(Diagnostic::new(Code::ExternalMoved, file, span.clone()).arg("url", url).arg("to", to))
        }
        Answer::Status(status) => gone(Text::new("external-link").arg("status", status)),
        Answer::Unreachable(why) => {
            let key = UNREACHABLE.iter().find(|key| *key == why).unwrap_or(&UNREACHABLE[0]);
            gone(Text::new(key))
        }
    }
}

const UNREACHABLE: [&str; 5] = [
    "external-link.connection",
    "external-link.timeout",
    "external-link.host",
    "external-link.certificate",
    "external-link.redirects",
];

/// Asks for addresses, host by host; those that are missing in the result were not reached in time.
fn ask<'u>(urls: &[&'u str], options: Options) -> Vec<(&'u str, Answer)> {
    let mut hosts: HashMap<&str, Vec<&str>> = HashMap::new();
    for url in urls {
        hosts.entry(authority(url)).or_default().push(url);
    }
    let queue: Mutex<VecDeque<Vec<&str>>> = Mutex::new(hosts.into_values().collect());
    let answers = Mutex::new(Vec::new());
    let end = Instant::now() + options.total;
    std::thread::scope(|scope| {
        for _ in 0..MAX_HOSTS {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(urls) = next else { return };
                    let mut visitor = Visitor::new(options);
                    for url in urls {
                        if Instant::now() >= end {
                            return;
                        }
                        let answer = visitor.visit(url);
                        answers.lock().unwrap_or_else(PoisonError::into_inner).push((url, answer));
                    }
                }
            });
        }
    });
    answers.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// `https://www.example.org:8080/a` -> `www.example.org:8080`
fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// Asks one server after the other, with pauses.
struct Visitor {
    options: Options,
    last: HashMap<String, Instant>,
}

impl Visitor {
    fn new(options: Options) -> Visitor {
        Visitor { options, last: HashMap::new() }
    }

    /// Follows an address to where it leads.
    fn visit(&mut self, url: &str) -> Answer {
        let end = Instant::now() + self.options.timeout;
        let mut here = url.to_owned();
        let mut is_for_good = true;
        for _ in 0..=MAX_REDIRECTS {
            let (status, location) = match self.answer(&here, end) {
                Ok(answer) => answer,
                Err(key) => return Answer::Unreachable(key.to_owned()),
            };
            match (status, location) {
                (301 | 302 | 303 | 307 | 308, Some(location)) => {
                    is_for_good &= matches!(status, 301 | 308);
                    here = join(&here, &location);
                }
                // These say that a thing is not there; all others are about who asks, and when.
                (404 | 410 | 451, _) => return Answer::Status(status),
                _ if is_for_good && here != url => return Answer::Moved(here),
                _ => return Answer::Fine,
            }
        }
        Answer::Unreachable("external-link.redirects".to_owned())
    }

    /// The status of an address and where it redirects to; `GET` where `HEAD` is no good.
    fn answer(&mut self, url: &str, end: Instant) -> Result<(u16, Option<String>), &'static str> {
        match self.request(url, true, end) {
            Ok(head) if head.0 < 400 => Ok(head),
            Ok(_) | Err("external-link.connection") => self.request(url, false, end),
            Err(key) => Err(key),
        }
    }

    fn request(&mut self, url: &str, is_head: bool, end: Instant) -> Result<(u16, Option<String>), &'static str> {
        let host = authority(url).to_owned();
        if let Some(last) = self.last.get(&host) {
            std::thread::sleep(self.options.pause.saturating_sub(last.elapsed()));
        }
        // Pauses do not count: they are ours, not the server's.
        let left = end.saturating_duration_since(Instant::now()).max(self.options.timeout / 2);
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_global(Some(left))
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(concat!("allmende/", env!("CARGO_PKG_VERSION"), " (link check)"))
            .build()
            .into();
        let url = encoded(url);
        let answer = if is_head { agent.head(&url).call() } else { agent.get(&url).call() };
        self.last.insert(host, Instant::now());
        match answer {
            Ok(response) => {
                let location = response.headers().get("location").and_then(|value| value.to_str().ok());
                Ok((response.status().as_u16(), location.map(str::to_owned)))
            }
            Err(ureq::Error::Timeout(_)) => Err("external-link.timeout"),
            Err(ureq::Error::HostNotFound) => Err("external-link.host"),
            Err(ureq::Error::Tls(_) | ureq::Error::Rustls(_)) => Err("external-link.certificate"),
            // What this client cannot ask for, browsers may.
            Err(ureq::Error::BadUri(_) | ureq::Error::Http(_)) => Ok((200, None)),
            Err(_) => Err("external-link.connection"),
        }
    }
}

/// An address in ASCII: everything else as percent-encoded UTF-8.
fn encoded(url: &str) -> String {
    const BLANK: AsciiSet = AsciiSet::EMPTY.add(b' ');
    utf8_percent_encode(url, &BLANK).to_string()
}

/// Where `location` leads from `url`.
fn join(url: &str, location: &str) -> String {
    let (scheme, _) = url.split_once("://").unwrap_or(("https", url));
    let origin = format!("{scheme}://{}", authority(url));
    let location = location.split('#').next().unwrap_or(location);
    if location.contains("://") {
        return location.to_owned();
    }
    if let Some(rest) = location.strip_prefix("//") {
        return format!("{scheme}://{rest}");
    }
    if location.starts_with('/') {
        return format!("{origin}{location}");
    }
    let path = url[origin.len()..].split('?').next().unwrap_or_default();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{origin}{folder}/{location}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_lead_somewhere() {
        for (url, location, expected) in [
            ("https://a.de/x/y?z", "https://b.de/", "https://b.de/"),
            ("https://a.de/x/y?z", "//b.de/c", "https://b.de/c"),
            ("http://a.de:81/x/y", "/c#d", "http://a.de:81/c"),
            ("https://a.de/x/y?z", "c", "https://a.de/x/c"),
            ("https://a.de", "c", "https://a.de/c"),
        ] {
            assert_eq!(join(url, location), expected);
        }
    }

    #[test]
    fn addresses_are_asked_for_in_ascii() {
        assert_eq!(encoded("https://a.de/Bürger?a=%20&b=c d"), "https://a.de/B%C3%BCrger?a=%20&b=c%20d");
    }
}
