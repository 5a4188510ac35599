//! The preview as its users meet it: over a socket, from the real program, on real files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::browser;
use crate::harness::{Project, Run, repository_path, tree};

/// Nothing takes so long, on any machine.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A running `allmende serve`; it ends with this value.
struct Preview {
    child: Child,
    port: u16,
    /// Lines of the terminal.
    lines: Receiver<String>,
    /// All lines so far.
    said: String,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Preview {
    /// `allmende serve` with these arguments, once it can be opened.
    fn start(project: &Project, args: &[&str]) -> Preview {
        Preview::of(project.command().arg("serve").args(args))
    }

    fn of(command: &mut Command) -> Preview {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
        let (sender, lines) = channel();
        let streams: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for stream in streams {
            let sender = sender.clone();
            std::thread::spawn(move || {
                let lines = BufReader::new(stream).lines().map_while(Result::ok);
                lines.map(|line| sender.send(line)).take_while(Result::is_ok).for_each(drop);
            });
        }
        let mut preview = Preview { child, port: 0, lines, said: String::new() };
        preview.says("http://localhost:");
        let (_, address) = preview.said.rsplit_once("http://localhost:").unwrap();
        preview.port = address.split('/').next().unwrap().parse().unwrap();
        preview
    }

    /// Waits until the terminal has said this.
    #[track_caller]
    fn says(&mut self, part: &str) -> &str {
        let start = Instant::now();
        while !self.said.contains(part) {
            match self.lines.recv_timeout(TIMEOUT.saturating_sub(start.elapsed())) {
                Ok(line) => self.said += &(line + "\n"),
                Err(_) => panic!("the preview never said {part:?}, only:\n{}", self.said),
            }
        }
        &self.said
    }

    /// Sends bytes and reads all that comes back.
    fn send(&self, request: &[u8]) -> String {
        String::from_utf8_lossy(&self.exchange(request)).into_owned()
    }

    fn exchange(&self, request: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        stream.write_all(request).unwrap();
        let mut answer = Vec::new();
        // A refused connection may end with a reset; what came before it counts.
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    /// Asks as a browser on this machine would.
    fn get(&self, path: &str) -> Answer {
        let port = self.port;
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
        let answer = self.exchange(request.as_bytes());
        let end = answer.windows(4).position(|part| part == b"\r\n\r\n").unwrap_or(answer.len() - 4);
        Answer { head: String::from_utf8_lossy(&answer[..end + 2]).to_lowercase(), body: answer[end + 4..].to_vec() }
    }

    /// A file as `build` writes it: pages without the script that reloads them.
    fn file(&self, path: &str) -> Option<Vec<u8>> {
        let answer = self.get(&format!("/{path}"));
        if answer.status() != 200 {
            return None;
        }
        Some(if path.ends_with(".html") { without_script(&answer.body) } else { answer.body })
    }

    /// Waits until the page contains this.
    #[track_caller]
    fn shows(&self, path: &str, part: &str) {
        let start = Instant::now();
        while !self.get(path).text().contains(part) {
            assert!(start.elapsed() < TIMEOUT, "no {part:?} in {path}\n{}", self.get(path).text());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The event stream of a tab that shows the start page.
    fn events(&self) -> Events {
        let token = self.token();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        let port = self.port;
        write!(stream, "GET /__allmende/events?token={token} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").unwrap();
        Events(BufReader::new(stream))
    }

    fn token(&self) -> String {
        let page = self.get("/").text();
        page.split_once("data-token=\"").unwrap().1.split('"').next().unwrap().to_owned()
    }
}

fn without_script(page: &[u8]) -> Vec<u8> {
    let page = String::from_utf8(page.to_vec()).unwrap();
    let start = page.find("<script src=\"/__allmende/").expect("pages of the preview have its script");
    let end = start + page[start..].find("</script>").unwrap() + "</script>".len();
    [&page.as_bytes()[..start], &page.as_bytes()[end..]].concat()
}

struct Answer {
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn status(&self) -> u16 {
        self.head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    fn has_header(&self, line: &str) -> &Answer {
        assert!(self.head.contains(&format!("\r\n{line}\r\n")), "no {line:?} in\n{}", self.head);
        self
    }
}

struct Events(BufReader<TcpStream>);

impl Events {
    /// Waits for an event that contains this, and gives its line.
    #[track_caller]
    fn tell(&mut self, part: &str) -> String {
        let mut all = String::new();
        let start = Instant::now();
        loop {
            let mut line = String::new();
            let n = self.0.read_line(&mut line).unwrap_or_default();
            all += &line;
            assert!(n > 0 && start.elapsed() < TIMEOUT, "never {part:?}, only\n{all}");
            if line.contains(part) {
                return line;
            }
        }
    }
}

/// A small site with everything that can change.
fn site() -> Project {
    Project::portal()
        .file("content/themen/netze.md", "---\ntitel: Netze\nkurztext: Über Netze.\n---\n\n## Teil\n\nErster Text.\n")
        .file("content/themen/orte.md", "---\ntitel: Orte\nkurztext: Über Orte.\nverwandt: [netze]\n---\nText.\n")
        .file(
            "content/praxisbeispiele/laden.md",
            "---\ntitel: Laden\nkurztext: Ein Laden.\nthemen: [netze]\nbundesland: BY\n---\n\n## Worum geht es?\n\nText.\n\n## Ergebnisse\n\nGut.\n",
        )
        .file("content/organisationen/weitere.yaml", "- { slug: verein, titel: Verein, art: verein, kurztext: Ein Verein. }\n")
        .file("content/medien/blatt.txt", "Blatt\n")
}

/// Makes an edit and waits until the preview serves exactly what a build of the same files gives.
#[track_caller]
fn settles(preview: &Preview, project: &Project, what: &str, before: &mut BTreeSet<String>) {
    let out = tempfile::tempdir().unwrap();
    let public = out.path().join("public");
    Run::of(project.command().args(["build", "--quiet", "--output"]).arg(&public), public.clone()).code(0);
    let mut built = tree(&public);
    // The list of what was written, and rules for other servers: no preview shows files of that kind.
    built.retain(|path, _| !path.starts_with('.'));
    let start = Instant::now();
    loop {
        let stale = |(path, bytes): &(&String, &Vec<u8>)| preview.file(path).as_ref() != Some(*bytes);
        let differs: Vec<&String> = built.iter().filter(stale).map(|(path, _)| path).collect();
        let gone = |path: &&String| !built.contains_key(*path) && preview.get(&format!("/{path}")).status() == 200;
        let left: Vec<&String> = before.iter().filter(gone).collect();
        if differs.is_empty() && left.is_empty() {
            break;
        }
        assert!(start.elapsed() < TIMEOUT, "{what}: differ {differs:?}, still there {left:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
    *before = built.into_keys().collect();
}

type Change = fn(&Project);

/// Every kind of change that an editor, a theme author or Git makes, one after the other on one preview.
const CHANGES: [(&str, Change); 31] = [
    ("text", |p| replace(p, "content/themen/netze.md", "Erster Text.", "Zweiter Text.")),
    ("title", |p| replace(p, "content/themen/netze.md", "titel: Netze", "titel: Netzwerke")),
    ("topic", |p| replace(p, "content/praxisbeispiele/laden.md", "themen: [netze]", "themen: [orte]")),
    ("relation", |p| {
        replace(p, "content/praxisbeispiele/laden.md", "bundesland: BY", "bundesland: BY\ntraeger: [verein]")
    }),
    ("list file", |p| replace(p, "content/organisationen/weitere.yaml", "titel: Verein", "titel: Bürgerverein")),
    ("heading others link to", |p| {
        replace(p, "content/themen/orte.md", "Text.", "Siehe [Teil](netze.md#teil).");
    }),
    ("schema", |p| {
        p.write(
            "content/_site/types/thema.yaml",
            "type: notiz\nextends: basis\nfolder: notizen\nlabel: { one: Notiz, many: Notizen }\n",
        );
        p.write("content/notizen/eins.md", "---\ntitel: Eins\nkurztext: Eine Notiz.\n---\nText.\n");
    }),
    ("schema again", |p| replace(p, "content/_site/types/thema.yaml", "many: Notizen", "many: Merkzettel")),
    ("vocabulary", |p| {
        p.write(
            "content/_site/vocab/schlagwoerter.yaml",
            "schlagwoerter:\n  label: { one: Schlagwort, many: Schlagwörter }\n  terms:\n    - { key: Ehrenamt, label: Ehrenamt }\n",
        );
        replace(p, "content/themen/netze.md", "kurztext:", "schlagwoerter: [Ehrenamt]\nkurztext:");
    }),
    ("word of a vocabulary", |p| {
        replace(p, "content/_site/vocab/schlagwoerter.yaml", "label: Ehrenamt", "label: Freiwilliges Engagement");
    }),
    ("config", |p| {
        p.write(
            "content/_site/site.yaml",
            "title: Andere Probe\npackage: portal\nbase_url: https://beispiel.example\n",
        );
    }),
    ("first template of a theme", |p| {
        let base = fs::read_to_string(repository_path("themes/default/templates/base.html")).unwrap();
        p.write("themes/default/templates/base.html", base.replace("</body>", "<!-- unten --></body>"));
    }),
    ("template", |p| replace(p, "themes/default/templates/base.html", "<!-- unten -->", "<!-- ganz unten -->")),
    ("style", |p| p.write("themes/default/assets/style.css", "body { color: black }")),
    ("label", |p| p.write("themes/default/labels.de.yaml", "label.home: Anfang\n")),
    ("picture", |p| {
        picture(p, 700);
        replace(p, "content/themen/netze.md", "Zweiter Text.", "![Ein Bild](/medien/bild.png)");
    }),
    ("picture again", |p| picture(p, 1200)),
    ("file", |p| p.write("content/medien/blatt.txt", "Anderes Blatt\n")),
    ("new entry", |p| p.write("content/themen/neu.md", "---\ntitel: Neu\nkurztext: Neu.\n---\nText.\n")),
    ("rename", |p| rename(p, "content/themen/neu.md", "content/themen/anders.md")),
    ("rename of the case only", |p| rename(p, "content/themen/anders.md", "content/themen/Anders.md")),
    ("delete", |p| p.remove("content/themen/Anders.md")),
    ("folder away and back under another name", |p| {
        rename(p, "content/notizen", "content/ablage");
        fs::create_dir_all(p.path("content/notizen")).unwrap();
        rename(p, "content/ablage", "content/notizen/alt");
    }),
    ("written beside and renamed, as Vim and others do", |p| {
        p.write(
            "content/themen/.netze.md.tmp",
            p.text("content/themen/netze.md").replace("Über Netze.", "Über alle Netze."),
        );
        rename(p, "content/themen/.netze.md.tmp", "content/themen/netze.md");
    }),
    ("emptied and then written", |p| {
        let text = p.text("content/themen/netze.md");
        let mut file = fs::File::create(p.path("content/themen/netze.md")).unwrap();
        std::thread::sleep(Duration::from_millis(120));
        file.write_all(&text.as_bytes()[..10]).unwrap();
        std::thread::sleep(Duration::from_millis(120));
        file.write_all(&text.as_bytes()[10..]).unwrap();
        file.write_all(b"\nNoch ein Satz.\n").unwrap();
    }),
    ("old one kept as a copy", |p| {
        rename(p, "content/themen/orte.md", "content/themen/orte.md~");
        p.write("content/themen/orte.md", p.text("content/themen/orte.md~") + "\nMehr.\n");
        p.remove("content/themen/orte.md~");
    }),
    ("deleted and written anew", |p| {
        let text = p.text("content/themen/orte.md");
        p.remove("content/themen/orte.md");
        std::thread::sleep(Duration::from_millis(100));
        p.write("content/themen/orte.md", text + "\nNoch mehr.\n");
    }),
    ("same size, same time", |p| {
        let path = p.path("content/themen/orte.md");
        let then = fs::metadata(&path).unwrap().modified().unwrap();
        replace(p, "content/themen/orte.md", "Noch mehr.", "Noch Meer.");
        fs::File::options().write(true).open(path).unwrap().set_modified(then).unwrap();
    }),
    ("theme gone", |p| fs::remove_dir_all(p.path("themes")).unwrap()),
    ("2,000 files at once, in new folders", |p| {
        for n in 0..2000 {
            let text = format!("---\ntitel: Ort {n}\nkurztext: Ein Ort.\n---\nText {n}.\n");
            p.write(&format!("content/glossar/teil-{}/ort-{n}.md", n % 40), text);
        }
    }),
    ("and gone again", |p| fs::remove_dir_all(p.path("content/glossar")).unwrap()),
];

fn replace(project: &Project, path: &str, from: &str, to: &str) {
    let text = project.text(path);
    assert!(text.contains(from), "{path} does not contain {from:?}");
    project.write(path, text.replacen(from, to, 1));
}

fn rename(project: &Project, from: &str, to: &str) {
    fs::rename(project.path(from), project.path(to)).unwrap();
}

fn picture(project: &Project, width: u32) {
    let picture = image::RgbImage::from_pixel(width, 300, image::Rgb([1, 2, 3]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    project.write("content/medien/bild.png", bytes.into_inner());
}

#[test]
fn after_every_kind_of_change_the_preview_is_what_a_build_gives() {
    let project = site();
    let preview = Preview::start(&project, &["--port", "0"]);
    let mut paths = BTreeSet::new();
    settles(&preview, &project, "first build", &mut paths);
    for (what, change) in CHANGES {
        change(&project);
        settles(&preview, &project, what, &mut paths);
    }
}

#[test]
fn the_preview_leaves_the_disk_as_it_is() {
    let project = site();
    picture(&project, 1200);
    replace(&project, "content/themen/netze.md", "Erster Text.", "![Ein Bild](/medien/bild.png)");
    let before = tree(project.root());
    let preview = Preview::start(&project, &["--port", "0"]);
    assert!(preview.file("medien/bild.480w.png").is_some());
    assert!(preview.file("search/search.js").is_some() || preview.get("/suche.html").status() == 200);
    assert!(tree(project.root()) == before);
    let text = before["content/themen/netze.md"].clone();
    project.write("content/themen/netze.md", [text, b"\nMehr Text.\n".to_vec()].concat());
    preview.shows("/themen/netze.html", "Mehr Text.");
    let after = tree(project.root());
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
}

#[test]
fn while_there_are_errors_the_last_good_page_stays() {
    let project = site();
    let preview = Preview::start(&project, &["--port", "0"]);
    let mut events = preview.events();
    events.tell("\"items\":[]");
    let good = preview.file("themen/netze.html").unwrap();
    replace(&project, "content/themen/netze.md", "Erster Text.", "Neuer Text. [Weg](gibt-es-nicht.md)");
    let problem = events.tell("\"title\":\"1 Fehler\"");
    assert!(problem.contains("content/themen/netze.md:8:13") && problem.contains("gibt-es-nicht.md"), "{problem}");
    assert!(!problem.contains(project.root().to_str().unwrap()), "no absolute paths: {problem}");
    assert!(preview.file("themen/netze.html").unwrap() == good);
    replace(&project, "content/themen/netze.md", " [Weg](gibt-es-nicht.md)", "");
    events.tell("\"items\":[]");
    preview.shows("/themen/netze.html", "Neuer Text.");
}

#[test]
fn drafts_show_when_they_are_asked_for() {
    let project =
        site().file("content/themen/idee.md", "---\ntitel: Idee\nkurztext: Eine Idee.\nentwurf: ja\n---\nText.\n");
    assert_eq!(Preview::start(&project, &["--port", "0"]).get("/themen/idee.html").status(), 404);
    let preview = Preview::start(&project, &["--port", "0", "--drafts"]);
    assert!(preview.get("/themen/idee.html").text().contains("Entwurf"));
}

#[test]
fn a_taken_port_is_an_error_when_it_was_named_and_passed_over_when_not() {
    let project = site();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port().to_string();
    let run = project.run(["serve", "--port", &port]);
    run.code(2).stderr_has(&format!("Port {port} lässt sich nicht öffnen"));
    // Whoever has 4000, it is neither the first nor the second preview that both get it.
    let (first, second) = (Preview::start(&project, &[]), Preview::start(&project, &[]));
    assert_ne!(first.port, second.port);
    assert_eq!((first.get("/").status(), second.get("/").status()), (200, 200));
    let mut second = second;
    second.says("Port 4000 ist schon belegt");
}

#[cfg(target_os = "linux")]
#[test]
fn open_calls_the_browser_of_the_system() {
    use std::os::unix::fs::PermissionsExt;
    let project = site();
    let programs = tempfile::tempdir().unwrap();
    let (opener, opened) = (programs.path().join("xdg-open"), programs.path().join("opened"));
    fs::write(&opener, format!("#!/bin/sh\necho \"$1\" > {}\n", opened.display())).unwrap();
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", programs.path().display(), std::env::var("PATH").unwrap());
    let preview = Preview::of(project.command().args(["vorschau", "--port", "0", "--oeffnen"]).env("PATH", path));
    let start = Instant::now();
    while fs::read_to_string(&opened).unwrap_or_default().trim() != format!("http://localhost:{}/", preview.port) {
        assert!(start.elapsed() < TIMEOUT, "the browser was not called");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn it_listens_on_this_machine_only() {
    let project = site();
    let preview = Preview::start(&project, &["--port", "0"]);
    // Any other address of this machine is one that others can reach.
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").unwrap();
    let Some(address) = socket.connect("192.0.2.1:9").ok().and_then(|()| socket.local_addr().ok()) else { return };
    if !address.ip().is_loopback() {
        assert!(TcpStream::connect_timeout(&(address.ip(), preview.port).into(), Duration::from_secs(2)).is_err());
    }
}

#[test]
fn hostile_requests_get_nothing() {
    let project = site().file("secret.txt", "geheim").file("content/.versteckt.md", "geheim");
    let preview = Preview::start(&project, &["--port", "0"]);
    let port = preview.port;
    let own = format!("localhost:{port}");
    let token = preview.token();
    let get = |target: &str, headers: &str| format!("GET {target} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n");
    let host = |name: &str| format!("Host: {name}\r\n");
    let events = format!("/__allmende/events?token={token}");
    let cases: Vec<(&str, String, &[u16])> = vec![
        ("another name (DNS rebinding)", get("/", &host(&format!("evil.example:{port}"))), &[403]),
        ("another port", get("/", &host("localhost:1")), &[403]),
        ("no host", get("/", ""), &[400]),
        ("two hosts", get("/", &(host(&own) + &host(&own))), &[400]),
        ("host in the address", get("http://evil.example/", &host(&own)), &[403]),
        ("path out of the site", get("/../secret.txt", &host(&own)), &[400]),
        ("encoded path out of the site", get("/%2e%2e/secret.txt", &host(&own)), &[400]),
        ("encoded slashes", get("/..%2fsecret.txt", &host(&own)), &[400]),
        ("backslashes", get("/..%5csecret.txt", &host(&own)), &[400]),
        ("absolute path", get("//etc/passwd", &host(&own)), &[404]),
        ("source", get("/content/themen/netze.md", &host(&own)), &[404]),
        ("configuration", get("/_site/site.yaml", &host(&own)), &[404]),
        ("hidden file", get("/.versteckt.md", &host(&own)), &[404]),
        ("folder without a page", get("/assets/", &host(&own)), &[404]),
        ("sending", format!("POST / HTTP/1.1\r\n{}Content-Length: 0\r\nConnection: close\r\n\r\n", host(&own)), &[405]),
        ("events without the token", get("/__allmende/events", &host(&own)), &[403]),
        ("events for another origin", get(&events, &(host(&own) + "Origin: http://evil.example\r\n")), &[403]),
        ("events for a sandboxed page", get(&events, &(host(&own) + "Origin: null\r\n")), &[403]),
        ("events for another port", get(&events, &(host(&own) + "Origin: http://localhost:1\r\n")), &[403]),
        ("not HTTP", "\u{16}\u{3}\u{1}\0\r\n\r\n".to_owned(), &[0, 400]),
        ("line break in the address", get("/%0d%0aX: y", &host(&own)), &[0, 400]),
        ("endless head", get("/", &(host(&own) + "X: " + &"y".repeat(200_000) + "\r\n")), &[0, 431]),
    ];
    for (what, request, expected) in cases {
        let answer = preview.send(request.as_bytes());
        let status: u16 = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
        assert!(expected.contains(&status), "{what}: {answer}");
        for leak in ["geheim", "root:", "evil.example", "titel:", project.root().to_str().unwrap(), "access-control"] {
            assert!(!answer.to_lowercase().contains(leak), "{what} leaks {leak:?}: {answer}");
        }
    }
    assert_eq!(preview.get("/").status(), 200, "it is still there");
}

#[test]
fn many_half_open_connections_do_not_stop_it() {
    let project = site();
    let preview = Preview::start(&project, &["--port", "0"]);
    let open: Vec<TcpStream> = (0..300)
        .map(|_| {
            let mut stream = TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
            stream.write_all(b"GET / HT").unwrap();
            stream
        })
        .collect();
    assert_eq!(preview.get("/").status(), 200);
    drop(open);
}

#[test]
fn answers_have_the_headers_of_production() {
    let project = site().file("content/medien/bild.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let preview = Preview::start(&project, &["--port", "0"]);
    let meta = preview.get("/").text();
    let policy =
        meta.split_once("Content-Security-Policy\" content=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let types: BTreeMap<&str, &str> = BTreeMap::from([
        ("/", "text/html; charset=utf-8"),
        ("/gibt-es-nicht", "text/html; charset=utf-8"),
        ("/assets/style.css", "text/css; charset=utf-8"),
        ("/medien/blatt.txt", "text/plain; charset=utf-8"),
        ("/medien/bild.svg", "image/svg+xml; charset=utf-8"),
        ("/__allmende/reload.js", "text/javascript; charset=utf-8"),
    ]);
    for (path, content_type) in types {
        preview
            .get(path)
            .has_header(&format!("content-type: {content_type}"))
            .has_header("x-content-type-options: nosniff")
            .has_header(&format!("content-security-policy: {}; frame-ancestors 'none'", policy.to_lowercase()))
            .has_header("cross-origin-resource-policy: same-origin")
            .has_header("cache-control: no-store");
    }
}

#[test]
fn open_tabs_show_every_change() {
    let project = site();
    let preview = Preview::start(&project, &["--port", "0"]);
    let url = format!("http://localhost:{}/", preview.port);
    browser::run_script("preview.mjs", &[url.as_ref(), project.root().as_os_str()]);
}
