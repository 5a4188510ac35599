//! `allmende check --external`, against a server on this machine.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::harness::{Project, Run};

/// A server that answers by path and keeps what it was asked.
struct Server {
    origin: String,
    asked: Arc<Mutex<Vec<(Instant, String)>>>,
}

impl Server {
    fn new() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<(Instant, String)>>> = Arc::default();
        let log = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let log = log.clone();
                std::thread::spawn(move || {
                    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
                    let Some(request) = lines.next() else { return };
                    let agent = lines.take_while(|line| !line.is_empty()).find(|line| line.starts_with("user-agent"));
                    let what = request.trim_end_matches(" HTTP/1.1").to_owned();
                    log.lock().unwrap().push((Instant::now(), format!("{what} {}", agent.unwrap_or_default())));
                    if what.ends_with("/langsam") {
                        std::thread::sleep(Duration::from_secs(20));
                    }
                    let (status, location) = match what.as_str() {
                        "HEAD /kopf" => ("405 Method Not Allowed", ""),
                        "HEAD /nur-get" => ("404 Not Found", ""),
                        "HEAD /weg" | "GET /weg" => ("404 Not Found", ""),
                        "HEAD /umgezogen" => ("301 Moved Permanently", "/gut"),
                        "HEAD /unterwegs" => ("302 Found", "/gut"),
                        "HEAD /kreis" => ("301 Moved Permanently", "/kreis"),
                        "HEAD /gesperrt" | "GET /gesperrt" => ("403 Forbidden", ""),
                        "HEAD /voll" | "GET /voll" => ("503 Service Unavailable", ""),
                        _ => ("200 OK", ""),
                    };
                    let location =
                        if location.is_empty() { String::new() } else { format!("Location: {location}\r\n") };
                    let answer =
                        format!("HTTP/1.1 {status}\r\n{location}Content-Length: 0\r\nConnection: close\r\n\r\n");
                    let _ = (&stream).write_all(answer.as_bytes());
                });
            }
        });
        Server { origin, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked
            .lock()
            .unwrap()
            .iter()
            .map(|(_, what)| what.split(" user-agent").next().unwrap().to_owned())
            .collect()
    }
}

/// A portal whose topic links to these addresses, one a line from line 6 on.
fn portal(urls: &[String]) -> Project {
    let lines: String = urls.iter().map(|url| format!("[Ziel]({url})\n")).collect();
    Project::portal()
        .file("content/themen/a.md", format!("---\ntitel: A\nverwandt: [b]\nkurztext: k\n---\n{lines}"))
        .file("content/themen/b.md", "---\ntitel: B\nverwandt: [a]\nkurztext: k\n---\n")
}

fn check(project: &Project, args: &[&str]) -> Run {
    let mut command = project.command();
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(name);
    }
    command.args(["check", "--external", "--format", "json"]).args(args);
    Run::of(&mut command, project.path("public"))
}

#[test]
fn addresses_that_are_gone_are_reported_where_they_stand() {
    let server = Server::new();
    let url = |path: &str| format!("{}{path}", server.origin);
    let project =
        portal(&[url("/gut#stelle"), url("/weg"), url("/kopf"), url("/nur-get"), url("/gesperrt"), url("/voll")]);
    let run = check(&project, &[]);
    let faults = run.code(0).faults();
    faults.are(&["external-link content/themen/a.md:7:1"]);
    faults.the("external-link").has("/weg gibt es nicht mehr: Der Server antwortet mit 404");
    run.stdout_has("Adressen draußen: 6 abgefragt, 0 noch bekannt.");
    let asked = server.asked();
    assert!(asked.contains(&"HEAD /gut".to_owned()) && !asked.contains(&"GET /gut".to_owned()), "{asked:?}");
    assert!(asked.contains(&"GET /kopf".to_owned()), "{asked:?}");
    assert!(server.asked.lock().unwrap().iter().all(|(_, what)| what.contains("allmende/")), "the check says who asks");
}

#[test]
fn permanent_redirects_are_told_and_circles_end() {
    let server = Server::new();
    let url = |path: &str| format!("{}{path}", server.origin);
    let faults = check(&portal(&[url("/umgezogen"), url("/unterwegs"), url("/kreis")]), &[]).faults();
    faults.are(&["external-moved content/themen/a.md:6:1", "external-link content/themen/a.md:8:1"]);
    faults.the("external-moved").has(&format!("ist umgezogen nach {}", url("/gut")));
    faults.the("external-link").has("leitet immer weiter");
}

#[test]
fn servers_that_do_not_answer_are_not_waited_for() {
    let server = Server::new();
    let dead = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let start = Instant::now();
    let project =
        portal(&[format!("{}/langsam", server.origin), format!("http://{dead}/"), "http://nirgends.invalid/".into()]);
    let faults = check(&project, &["--timeout", "1"]).faults();
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
    assert_eq!(faults.0.len(), 3, "{faults:#?}");
    let said: Vec<&str> =
        faults.0.iter().map(|fault| fault.message.rsplit_once(" antwortet nicht").unwrap().1).collect();
    assert_eq!(&said[..2], [" rechtzeitig", ": Die Verbindung kommt nicht zustande"]);
}

#[test]
fn a_server_is_asked_with_pauses_and_not_again_for_a_week() {
    let server = Server::new();
    let urls: Vec<String> = ["/1", "/2", "/3", "/weg"].map(|path| format!("{}{path}", server.origin)).to_vec();
    let project = portal(&urls);
    check(&project, &[]).stdout_has("Adressen draußen: 4 abgefragt, 0 noch bekannt.");
    let times: Vec<Instant> = server.asked.lock().unwrap().iter().map(|(time, _)| *time).collect();
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] > Duration::from_millis(900)), "{times:?}");
    let n_before = server.asked().len();
    check(&project, &[]).stdout_has("Adressen draußen: 1 abgefragt, 3 noch bekannt.").stderr_has("external-link");
    assert_eq!(server.asked().len(), n_before + 2, "only what was gone is asked again, by HEAD and GET");
}

#[test]
fn nothing_is_asked_unless_it_is_told_to() {
    let server = Server::new();
    let project = portal(&[format!("{}/weg", server.origin)]);
    project.check().code(0);
    project.build().code(0);
    project.run(["report"]).code(0);
    assert_eq!(server.asked(), [] as [&str; 0]);
    project.run(["check", "--timeout", "3"]).code(2);
}

#[test]
fn a_link_is_silenced_where_it_stands() {
    let server = Server::new();
    let project = portal(&[format!("{}/weg", server.origin)]).replace(
        "content/themen/a.md",
        "kurztext: k\n",
        "kurztext: k\npruefung: [{ regel: external-link, grund: Das Archiv zieht gerade um. }]\n",
    );
    check(&project, &[]).faults().none();
}
