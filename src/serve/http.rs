//! HTTP for one person on one machine: answers from memory, to this machine's browser only.
//!
//! Takes requests and the [`Site`] that was published last; gives files with the headers that a
//! production server should send too. Everything that comes over the network is hostile until shown
//! otherwise: a page on the web can make a browser send requests here (DNS rebinding, forms, images),
//! so the `Host` has to be this machine by name, nothing but `GET` and `HEAD` is answered, and no answer
//! repeats anything of the request.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::mpsc;

use super::events::Events;
use super::search::{self, Search};
use super::site::{Served, Site};
use crate::disk;

/// Where the first port is looked for.
pub const PORT: u16 = 4000;
/// So many further ports are tried when it is taken.
const MORE_PORTS: u16 = 20;

/// The policy of the pages' `<meta>`, and what only a header can say.
pub const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; \
    trusted-types 'none'; frame-ancestors 'none'";

/// Folder of the preview's own files; no output can lie there, because outputs have no such names.
const OWN: &str = "__allmende/";
static RELOAD_JS: &str = include_str!("reload.js");
static RELOAD_CSS: &str = include_str!("reload.css");

/// A connection that has not sent its request's head by then is closed.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// Largest head of a request, in bytes.
const MAX_HEAD: usize = 64 << 10;
/// Between two signs of life on a stream of events, so that closed tabs are noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// What the answers are made from.
pub(super) struct Shared {
    pub(super) site: Site,
    pub(super) search: Search,
    pub(super) events: Events,
    pub(super) port: u16,
    /// Names this process; nobody who cannot read a page of the preview knows it.
    pub(super) token: String,
}

/// Opens the port on the loopback address: the given one, or the first that is free.
pub(super) fn listen(port: Option<u16>) -> io::Result<TcpListener> {
    let open = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    if let Some(port) = port {
        return open(port);
    }
    let mut ports = PORT..=PORT + MORE_PORTS;
    loop {
        let Some(port) = ports.next() else { return open(0) };
        match open(port) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            result => return result,
        }
    }
}

/// Answers requests for ever.
pub(super) fn run(listener: TcpListener, shared: Arc<Shared>) -> io::Result<Infallible> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let beating = shared.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(HEARTBEAT).await;
                beating.events.heartbeat();
            }
        });
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    // Small answers shall not wait for the acknowledgement of the ones before.
                    let _ = stream.set_nodelay(true);
                    tokio::spawn(connection(stream, shared.clone()));
                }
                // Out of file handles, or gone before it was accepted: others may still be served.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    })
}

async fn connection(stream: tokio::net::TcpStream, shared: Arc<Shared>) {
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let shared = shared.clone();
        async move { Ok::<_, Infallible>(answer(&request, &shared).await) }
    });
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(MAX_HEAD);
    // An error means that the other side broke off or does not speak HTTP; it concerns nobody else.
    let _ = builder.serve_connection(TokioIo::new(stream), service).await;
}

async fn answer<B>(request: &Request<B>, shared: &Shared) -> Response<Answer> {
    if request.uri().path().strip_prefix('/').is_some_and(|path| path.starts_with(search::FOLDER)) {
        shared.search.current().await;
    }
    // Asked before the file: a page may then reload once too often, but never stay old.
    let generation = shared.events.generation();
    match route(request, shared) {
        Route::File(path, Served::Bytes(bytes), status) => file(&path, bytes, status, generation, shared),
        Route::File(path, Served::Disk(disk), status) => {
            let read = tokio::task::spawn_blocking(move || read_media(&disk)).await;
            match read {
                Ok(Ok(bytes)) => file(&path, bytes.into(), status, generation, shared),
                _ => plain(StatusCode::NOT_FOUND),
            }
        }
        Route::Own(content_type, text) => own(content_type, text.into()),
        Route::Events(receiver) => {
            let mut response = with_headers(Response::new(Answer::Events(receiver)), "text/event-stream");
            response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
            response
        }
        Route::Folder(path) => {
            let mut response = plain(StatusCode::FOUND);
            // The address is one of ours, never a part of the request.
            if let Ok(location) = HeaderValue::from_str(&format!("/{path}/")) {
                response.headers_mut().insert(header::LOCATION, location);
            }
            response
        }
        Route::Refused(status) => plain(status),
    }
}

/// What a request leads to.
enum Route {
    File(String, Served, StatusCode),
    Own(&'static str, &'static str),
    Events(mpsc::Receiver<Bytes>),
    Folder(String),
    Refused(StatusCode),
}

fn route<B>(request: &Request<B>, shared: &Shared) -> Route {
    if let Err(status) = check_host(request, shared.port) {
        return Route::Refused(status);
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Route::Refused(StatusCode::METHOD_NOT_ALLOWED);
    }
    let path = match decode(request.uri().path()) {
        Ok(path) => path,
        Err(status) => return Route::Refused(status),
    };
    match path.strip_prefix(OWN) {
        Some("reload.js") => return Route::Own("text/javascript; charset=utf-8", RELOAD_JS),
        Some("reload.css") => return Route::Own("text/css; charset=utf-8", RELOAD_CSS),
        Some("events") => return events(request, shared),
        _ => {}
    }
    find(path, &shared.site)
}

fn find(path: String, site: &Site) -> Route {
    let is_folder = path.is_empty() || path.ends_with('/');
    let file = if is_folder { format!("{path}index.html") } else { path };
    let is_plain = !file.split('/').any(|part| part.is_empty() || part.starts_with('.') && part != ".well-known");
    if is_plain {
        if let Some(served) = site.get(&file) {
            return Route::File(file, served, StatusCode::OK);
        }
        if !is_folder && site.get(&format!("{file}/index.html")).is_some() {
            return Route::Folder(file);
        }
    }
    match site.get("404.html") {
        Some(served) => Route::File("404.html".to_owned(), served, StatusCode::NOT_FOUND),
        None => Route::Refused(StatusCode::NOT_FOUND),
    }
}

/// A page of another site whose name was made to point here still sends that name.
fn check_host<B>(request: &Request<B>, port: u16) -> Result<(), StatusCode> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return Err(StatusCode::BAD_REQUEST) };
    // An address in the request line counts before the header (RFC 9112, 3.2.2), so both are checked.
    let authority = request.uri().authority().map(|authority| authority.as_str().as_bytes());
    let all_known = std::iter::once(host.as_bytes()).chain(authority).all(|host| is_own_host(host, port));
    if all_known { Ok(()) } else { Err(StatusCode::FORBIDDEN) }
}

fn is_own_host(host: &[u8], port: u16) -> bool {
    let Ok(host) = std::str::from_utf8(host) else { return false };
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|name| {
        let rest = host.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name)).map(|_| &host[name.len()..]);
        match rest {
            Some("") => port == 80,
            Some(rest) => rest.strip_prefix(':') == Some(port.to_string().as_str()),
            None => false,
        }
    })
}

/// The path without its first `/`, decoded once.
fn decode(path: &str) -> Result<String, StatusCode> {
    let path = path.strip_prefix('/').ok_or(StatusCode::BAD_REQUEST)?;
    let is_escape = |rest: &str| rest.as_bytes().get(..2).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
    if !path.split('%').skip(1).all(is_escape) {
        return Err(StatusCode::BAD_REQUEST);
    }
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8().map_err(|_| StatusCode::BAD_REQUEST)?;
    let is_bad = |c: char| c.is_control() || c == '\\';
    if decoded.contains(is_bad) || decoded.split('/').any(|part| part == "..") {
        return Err(StatusCode::BAD_REQUEST);
    }
    Ok(decoded.into_owned())
}

/// A stream of events for a page of this preview: same origin, and it knows the token.
///
/// Browsers send no `Origin` with a stream from the same origin, but always one from another.
fn events<B>(request: &Request<B>, shared: &Shared) -> Route {
    let headers = request.headers();
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let origin = format!("http://{host}");
    let is_own = headers.get_all(header::ORIGIN).iter().all(|value| value.as_bytes() == origin.as_bytes());
    let is_same_site = headers.get_all("sec-fetch-site").iter().all(|value| value == "same-origin");
    let token = request.uri().query().and_then(|query| query.strip_prefix("token=")).unwrap_or_default();
    if request.method() != Method::GET {
        return Route::Refused(StatusCode::METHOD_NOT_ALLOWED);
    }
    if !is_own || !is_same_site || !is_equal(token.as_bytes(), shared.token.as_bytes()) {
        return Route::Refused(StatusCode::FORBIDDEN);
    }
    Route::Events(shared.events.subscribe())
}

/// Compares in a time that tells nothing about where the first difference is.
fn is_equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

fn read_media(path: &std::path::Path) -> io::Result<Vec<u8>> {
    let (mut file, metadata) = disk::open_regular(path)?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    io::Read::read_to_end(&mut file, &mut bytes)?;
    Ok(bytes)
}

fn file(path: &str, bytes: Bytes, status: StatusCode, generation: u64, shared: &Shared) -> Response<Answer> {
    let content_type = content_type(path);
    let bytes = match content_type.starts_with("text/html") {
        true => with_script(path, &bytes, generation, &shared.token).into(),
        false => bytes,
    };
    let mut response = own(content_type, bytes);
    *response.status_mut() = status;
    response
}

/// The page with the script that reloads it. Only here: what is published has no trace of it.
fn with_script(path: &str, html: &[u8], generation: u64, token: &str) -> Vec<u8> {
    let end = b"</head>";
    let at = html.windows(end.len()).position(|part| part == end).unwrap_or(html.len());
    let script = format!(
        "<script src=\"/{OWN}reload.js\" data-token=\"{token}\" data-page=\"{path}\" data-generation=\"{generation}\" \
         defer></script>"
    );
    [&html[..at], script.as_bytes(), &html[at..]].concat()
}

fn own(content_type: &'static str, bytes: Bytes) -> Response<Answer> {
    let length = bytes.len();
    let mut response = with_headers(Response::new(Answer::Whole(Some(bytes))), content_type);
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

fn plain(status: StatusCode) -> Response<Answer> {
    let mut response = own("text/plain; charset=utf-8", status.canonical_reason().unwrap_or("error").into());
    *response.status_mut() = status;
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

fn with_headers(mut response: Response<Answer>, content_type: &'static str) -> Response<Answer> {
    let headers: &mut HeaderMap = response.headers_mut();
    let all = [
        (header::CONTENT_TYPE, content_type),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, CSP),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in all {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// By the ending of the name; outputs have lower-case names.
fn content_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "xml" if name.ends_with("atom.xml") => "application/atom+xml; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "txt" | "md" | "bib" | "ris" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "vcf" => "text/vcard; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

/// A whole file, or events as they come.
enum Answer {
    Whole(Option<Bytes>),
    Events(mpsc::Receiver<Bytes>),
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            Answer::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Answer::Events(receiver) => receiver.poll_recv(context).map(|bytes| Some(Ok(Frame::data(bytes?)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Answer::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Answer::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Answer::Events(_) => SizeHint::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Content, Output};

    fn shared() -> Shared {
        let shared = Shared {
            site: Site::default(),
            search: Search::default(),
            events: Events::default(),
            port: 4000,
            token: "t0k".into(),
        };
        let page = |path: &str| Output { path: path.into(), content: Content::Bytes(b"<head></head>".to_vec()) };
        let paths = ["index.html", "404.html", "themen/index.html", "themen/a.html", "assets/style.css"];
        shared.site.apply(paths.map(page).into(), &[]);
        shared
    }

    fn request(method: &str, target: &str, headers: &[(&str, &str)]) -> Request<()> {
        let mut request = Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap()
    }

    /// Status and, for files, the path.
    fn get(target: &str) -> (u16, String) {
        status(&request("GET", target, &[("host", "localhost:4000")]))
    }

    fn status(request: &Request<()>) -> (u16, String) {
        match route(request, &shared()) {
            Route::File(path, _, status) => (status.as_u16(), path),
            Route::Own(..) => (200, "own".into()),
            Route::Events(_) => (200, "events".into()),
            Route::Folder(path) => (302, path),
            Route::Refused(status) => (status.as_u16(), String::new()),
        }
    }

    #[test]
    fn pages_have_their_addresses() {
        for (target, path) in [
            ("/", "index.html"),
            ("/index.html", "index.html"),
            ("/?q=x", "index.html"),
            ("/themen/", "themen/index.html"),
            ("/themen/a.html?x=/../y", "themen/a.html"),
            ("/themen/%61.html", "themen/a.html"),
            ("http://localhost:4000/themen/a.html", "themen/a.html"),
        ] {
            assert_eq!(get(target), (200, path.into()), "{target}");
        }
        assert_eq!(get("/themen"), (302, "themen".into()));
    }

    #[test]
    fn everything_else_is_not_found() {
        for target in [
            "/x",
            "/themen/A.html",
            "//themen/a.html",
            "/themen//a.html",
            "//evil.example/",
            "/.git/config",
            "/themen/.env",
            "/./index.html",
            "/%2561",
            "/index.html/",
            "/assets/",
            "/__allmende/",
            "/index.html::$DATA",
        ] {
            assert_eq!(get(target), (404, "404.html".into()), "{target}");
        }
        for target in ["/%00", "/a%5Cb", "/..%2f..%2fetc/passwd", "/%2e%2e/x", "/%", "/%zz", "/%ff", "/a%0d%0ab"] {
            assert_eq!(get(target).0, 400, "{target}");
        }
    }

    #[test]
    fn only_this_machine_is_answered() {
        for host in ["localhost:4000", "LOCALHOST:4000", "127.0.0.1:4000", "[::1]:4000"] {
            assert_eq!(status(&request("GET", "/", &[("host", host)])).0, 200, "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:4000",
            "localhost",
            "localhost:4001",
            "localhost.evil.example:4000",
            "localhost:4000.evil.example",
            "127.0.0.1",
            "127.0.0.10:4000",
            "localhost:04000",
            "",
        ] {
            assert_eq!(status(&request("GET", "/", &[("host", host)])).0, 403, "{host}");
        }
        assert_eq!(status(&request("GET", "/", &[])).0, 400);
        assert_eq!(status(&request("GET", "/", &[("host", "localhost:4000"), ("host", "localhost:4000")])).0, 400);
        assert_eq!(status(&request("GET", "http://evil.example/", &[("host", "localhost:4000")])).0, 403);
    }

    #[test]
    fn only_reading_is_allowed() {
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"] {
            assert_eq!(status(&request(method, "/", &[("host", "localhost:4000")])).0, 405, "{method}");
        }
        assert_eq!(status(&request("HEAD", "/", &[("host", "localhost:4000")])).0, 200);
    }

    #[test]
    fn events_need_the_token_and_the_own_origin() {
        let events = |query: &str, headers: &[(&str, &str)]| {
            let headers = [&[("host", "localhost:4000")], headers].concat();
            status(&request("GET", &format!("/__allmende/events{query}"), &headers)).0
        };
        assert_eq!(events("?token=t0k", &[]), 200);
        assert_eq!(events("?token=t0k", &[("origin", "http://localhost:4000")]), 200);
        assert_eq!(events("?token=t0k", &[("sec-fetch-site", "same-origin")]), 200);
        assert_eq!(events("", &[]), 403);
        assert_eq!(events("?token=", &[]), 403);
        assert_eq!(events("?token=t0kx", &[]), 403);
        assert_eq!(events("?token=t0k", &[("origin", "http://localhost:4001")]), 403);
        assert_eq!(events("?token=t0k", &[("origin", "null")]), 403);
        assert_eq!(events("?token=t0k", &[("sec-fetch-site", "same-site")]), 403);
    }

    #[test]
    fn the_script_is_added_to_the_answer_only() {
        let shared = shared();
        let html = with_script("a.html", b"<head><title>x</title></head><p>", 7, &shared.token);
        let html = String::from_utf8(html).unwrap();
        assert!(html.starts_with("<head><title>x</title><script src=\"/__allmende/reload.js\" data-token=\"t0k\""));
        assert!(html.ends_with(" defer></script></head><p>"), "{html}");
        let Some(Served::Bytes(bytes)) = shared.site.get("index.html") else { panic!() };
        assert_eq!(&bytes[..], b"<head></head>");
    }

    #[test]
    fn the_policy_is_that_of_the_pages() {
        let head = include_str!("../../themes/default/templates/components.html");
        let meta = head.split("Content-Security-Policy\" content=\"").nth(1).and_then(|rest| rest.split('"').next());
        assert_eq!(CSP, format!("{}; frame-ancestors 'none'", meta.unwrap()));
    }
}
