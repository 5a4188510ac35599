//! Ways to reach somebody: web addresses, e-mail, telephone.

use std::fmt;

use super::{ValueError, quote};
use crate::diagnostic::{Text, did_you_mean};

/// A link to the web, a mailbox or a telephone that is safe in `href`: no other scheme, no blanks, no
/// control characters or quotes, no user name before the host.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Url(String);

/// An e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

/// A telephone number, as written and as a telephone dials it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phone {
    written: String,
    number: String,
}

impl Url {
    /// Reads an address; `https://` is added where there is no scheme (`www.x.de/seite`).
    pub fn parse(text: &str) -> Result<Url, ValueError> {
        let text = clean(text)?;
        let (scheme, rest) = scheme_of(text);
        let scheme = scheme.map(str::to_ascii_lowercase);
        if scheme.as_deref() == Some("tel") {
            return Phone::parse(rest).map(|phone| Url(phone.href()));
        }
        if text.contains(char::is_whitespace) {
            return Err(ValueError::quoting("value.url.blank", text).suggest(quote(&in_place_of_blanks(text))));
        }
        if let Some(bad) = text.chars().find(|c| matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')) {
            return Err(ValueError::quoting("value.url.character", text).arg("character", bad));
        }
        match scheme.as_deref() {
            Some("mailto") => {
                let (address, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
                Email::parse(address).map(|email| Url(format!("mailto:{email}{query}")))
            }
            Some(scheme @ ("http" | "https")) => web(text, scheme, rest.strip_prefix("//")),
            Some(other) => {
                let error = ValueError::quoting("value.url.scheme", text).arg("scheme", quote(other));
                Err(match did_you_mean(other, ["https", "http", "mailto"]) {
                    Some(near) => error.suggest(quote(&format!("{near}:{rest}"))),
                    None => error,
                })
            }
            None => web(text, "https", Some(rest.strip_prefix("//").unwrap_or(rest))),
        }
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host in lower case, `engagiert-in-nrw.de`; none for mail and telephone.
    pub fn host(&self) -> Option<&str> {
        let authority = self.0.split_once("://")?.1.split(['/', '?', '#']).next()?;
        Some(authority.rsplit_once(':').map_or(authority, |(host, _)| host))
    }

    /// As readers see it: without scheme and final slash.
    pub fn display(&self) -> &str {
        let rest = ["https://", "http://", "mailto:", "tel:"].iter().find_map(|scheme| self.0.strip_prefix(scheme));
        let rest = rest.unwrap_or(&self.0);
        rest.strip_suffix('/').filter(|host| !host.contains('/')).unwrap_or(rest)
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Trimmed, and without characters nobody sees.
fn clean(text: &str) -> Result<&str, ValueError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ValueError::new("value.empty"));
    }
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
    };
    match text.chars().find(|c| hidden(*c)) {
        Some(c) => Err(ValueError::new("value.contact.hidden")
            .arg("value", quote(&text.replace(hidden, "")))
            .arg("code", format!("U+{:04X}", u32::from(c)))),
        None => Ok(text),
    }
}

fn in_place_of_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("%20")
}

/// The scheme, if there is one: `x.de:8080` and `localhost:1111` have a port instead.
fn scheme_of(text: &str) -> (Option<&str>, &str) {
    let Some((scheme, rest)) = text.split_once(':') else { return (None, text) };
    let well_formed = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let port = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_port = !port.is_empty() && port.len() <= 5 && port.chars().all(|c| c.is_ascii_digit());
    // Telephone numbers are digits too.
    let is_host = is_port && !scheme.eq_ignore_ascii_case("tel");
    // Only what precedes the path can be a scheme; browsers see it in the same way.
    if well_formed && !is_host { (Some(scheme), rest) } else { (None, text) }
}

/// `rest` is what follows `//`, if that is there.
fn web(text: &str, scheme: &str, rest: Option<&str>) -> Result<Url, ValueError> {
    let Some(rest) = rest else {
        let rest = text.split_once(':').map_or(text, |(_, rest)| rest).trim_start_matches('/');
        return Err(ValueError::quoting("value.url.slashes", text).suggest(quote(&format!("{scheme}://{rest}"))));
    };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if authority.contains('@') {
        return Err(match Email::parse(rest) {
            Ok(email) => ValueError::quoting("value.url.is-mail", text).suggest(format!("mailto:{email}")),
            Err(_) => ValueError::quoting("value.url.user", text),
        });
    }
    let (host, port) = authority.split_at(authority.rfind(':').unwrap_or(authority.len()));
    let port_ok = port.is_empty() || port.len() > 1 && port[1..].parse::<u16>().is_ok();
    if !port_ok || !(is_domain(host) || host.eq_ignore_ascii_case("localhost")) {
        return Err(ValueError::quoting("value.url.host", text).arg("host", quote(authority)));
    }
    Ok(Url(format!("{scheme}://{}{port}{path}", host.to_lowercase())))
}

/// At least two labels of letters, digits and hyphens; umlauts are allowed.
fn is_domain(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    host.contains('.') && host.split('.').all(label)
}

impl Email {
    /// Reads an address such as `info@example.org`; `mailto:` before it is dropped.
    pub fn parse(text: &str) -> Result<Email, ValueError> {
        let text = clean(text)?;
        let address = text.strip_prefix("mailto:").unwrap_or(text);
        let address = address.strip_prefix('<').and_then(|inner| inner.strip_suffix('>')).unwrap_or(address);
        if is_address(address) {
            let (local, domain) = address.split_once('@').unwrap_or((address, ""));
            return Ok(Email(format!("{local}@{}", domain.to_lowercase())));
        }
        let error = ValueError::quoting("value.email.unknown", text);
        Err(match meant_address(address) {
            Some(meant) => error.suggest(quote(&meant)),
            None => error,
        })
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The link, `mailto:info@example.org`.
    pub fn href(&self) -> String {
        format!("mailto:{}", self.0)
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        let ok = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
        local.split('.').all(|part| !part.is_empty() && part.chars().all(ok))
            && local.len() <= 64
            && is_domain(domain)
            && !domain.ends_with('.')
    })
}

/// The address inside `Name <a@b.de>`, or behind `a (at) b.de`.
fn meant_address(text: &str) -> Option<String> {
    if let Some(inner) = text.split_once('<').and_then(|(_, rest)| rest.split_once('>')) {
        return Some(inner.0.trim().to_owned()).filter(|inner| is_address(inner));
    }
    let mut plain = text.to_ascii_lowercase();
    for (hidden, sign) in
        [("(at)", "@"), ("[at]", "@"), ("{at}", "@"), (" at ", "@"), ("(dot)", "."), ("[dot]", "."), ("(punkt)", ".")]
    {
        plain = plain.replace(hidden, sign);
    }
    plain.retain(|c| !c.is_whitespace());
    let plain = plain.trim_end_matches(['.', ',', ';']);
    is_address(plain).then(|| plain.to_owned())
}

impl Phone {
    /// Reads `0201 88-0`, `+49 201 88-0`, `+49 (0)201 88-0`, `0800/1110111`, `115`. A number that
    /// begins with one zero is German.
    pub fn parse(text: &str) -> Result<Phone, ValueError> {
        let text = clean(text)?;
        let written = text.trim_start_matches(|c: char| c.is_alphabetic() || matches!(c, '.' | ':' | ' ' | '\u{A0}'));
        let unknown = || ValueError::quoting("value.phone.unknown", text).hint(Text::new("value.phone.forms"));
        let sign = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '/' | '-' | '.' | '\u{2010}'..='\u{2015}');
        let plus = written.starts_with('+') || written.starts_with("(+");
        let body = written.strip_prefix('(').unwrap_or(written);
        let body = body.strip_prefix('+').unwrap_or(body);
        if !body.chars().all(|c| c.is_ascii_digit() || sign(c)) {
            return Err(unknown());
        }
        // In `+49 (0)201` the zero is dialled only without the country.
        let body = if plus { body.replacen("(0)", "", 1) } else { body.to_owned() };
        let digits: String = body.chars().filter(char::is_ascii_digit).collect();
        let number = if plus {
            format!("+{digits}")
        } else if let Some(international) = digits.strip_prefix("00") {
            format!("+{international}")
        } else if let Some(national) = digits.strip_prefix('0') {
            format!("+49{national}")
        } else if digits.starts_with('1') && (3..=6).contains(&digits.len()) {
            // Numbers such as 110, 115 and 116117 have no area code.
            return Ok(Phone { written: written.to_owned(), number: digits });
        } else if digits.len() >= 3 {
            return Err(ValueError::quoting("value.phone.area-code", text));
        } else {
            return Err(unknown());
        };
        if number.starts_with("+0") {
            return Err(unknown());
        }
        match number.len() - 1 {
            0..7 => Err(ValueError::quoting("value.phone.too-short", text)),
            7..=15 => Ok(Phone { written: written.to_owned(), number }),
            _ => Err(ValueError::quoting("value.phone.too-long", text)),
        }
    }

    /// As it was written.
    pub fn display(&self) -> &str {
        &self.written
    }

    /// The link, `tel:+49201880`.
    pub fn href(&self) -> String {
        format!("tel:{}", self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::say;
    use super::*;

    #[test]
    fn web_addresses() {
        for (text, expected) in [
            ("https://www.engagiert-in-nrw.de/", "https://www.engagiert-in-nrw.de/"),
            ("www.engagiert-in-nrw.de", "https://www.engagiert-in-nrw.de"),
            ("example.org/pfad?a=b#c", "https://example.org/pfad?a=b#c"),
            ("HTTP://Example.org/Pfad", "http://example.org/Pfad"),
            ("//example.org", "https://example.org"),
            ("example.org:8080/x", "https://example.org:8080/x"),
            ("localhost:1111", "https://localhost:1111"),
            ("http://localhost", "http://localhost"),
            ("www.bürger.de", "https://www.bürger.de"),
            ("mailto:info@example.org?subject=Hallo", "mailto:info@example.org?subject=Hallo"),
            ("tel:0201 88-0", "tel:+49201880"),
            ("tel:+49201880", "tel:+49201880"),
            (
                "https://example.org/a b",
                "»https://example.org/a b«: Eine Adresse enthält keine Leerzeichen | Bitte so schreiben: https://example.org/a%20b",
            ),
            (
                "javascript:alert(1)",
                "»javascript:alert(1)«: javascript: ist hier nicht erlaubt; möglich sind https, http, mailto und tel",
            ),
            (
                "JavaScript:alert(1)",
                "»JavaScript:alert(1)«: javascript: ist hier nicht erlaubt; möglich sind https, http, mailto und tel",
            ),
            (
                "java\nscript:alert(1)",
                "»javascript:alert(1)« enthält ein unsichtbares Zeichen (U+000A); bitte neu eintippen",
            ),
            (
                "data:text/html,x",
                "»data:text/html,x«: data: ist hier nicht erlaubt; möglich sind https, http, mailto und tel",
            ),
            ("javascript:1", "»javascript:1«: »javascript:1« ist kein Rechnername"),
            (
                "ftp://example.org",
                "»ftp://example.org«: ftp: ist hier nicht erlaubt; möglich sind https, http, mailto und tel",
            ),
            (
                "htttp://example.org",
                "»htttp://example.org«: htttp: ist hier nicht erlaubt; möglich sind https, http, mailto und tel | Bitte so schreiben: http://example.org",
            ),
            (
                "https:/example.org",
                "»https:/example.org«: Nach dem Doppelpunkt stehen zwei Schrägstriche | Bitte so schreiben: https://example.org",
            ),
            ("https://user@example.org/", "»https://user@example.org/«: Vor dem Rechnernamen darf kein »@« stehen"),
            (
                "info@example.org",
                "»info@example.org« ist eine E-Mail-Adresse | Bitte so schreiben: mailto:info@example.org",
            ),
            (
                "https://exam\u{ad}ple.org",
                "»https://example.org« enthält ein unsichtbares Zeichen (U+00AD); bitte neu eintippen",
            ),
            (
                "https://example.org/\"onclick",
                "»https://example.org/\"onclick«: Das Zeichen \" ist in Adressen nicht erlaubt",
            ),
            ("hier", "»hier«: »hier« ist kein Rechnername"),
            ("/pfad", "»/pfad«: »« ist kein Rechnername"),
            ("https://a..de", "»https://a..de«: »a..de« ist kein Rechnername"),
            ("", "Hier fehlt der Wert"),
        ] {
            assert_eq!(Url::parse(text).map_or_else(|error| say(&error), |url| url.0), expected, "{text}");
        }
        let url = Url::parse("https://www.Engagiert-in-NRW.de:443/").unwrap();
        assert_eq!((url.host(), url.display()), (Some("www.engagiert-in-nrw.de"), "www.engagiert-in-nrw.de:443"));
        assert_eq!(Url::parse(url.as_str()), Ok(url));
        assert_eq!(Url::parse("mailto:a@b.de").unwrap().host(), None);
    }

    #[test]
    fn mail_addresses() {
        for (text, expected) in [
            ("info@example.org", "info@example.org"),
            ("mailto:info@Example.org", "info@example.org"),
            ("vor.nach+x@sub.example.org", "vor.nach+x@sub.example.org"),
            ("<info@example.org>", "info@example.org"),
            (
                "info(at)example.org",
                "»info(at)example.org« ist keine E-Mail-Adresse | Bitte so schreiben: info@example.org",
            ),
            (
                "info [at] example [dot] org",
                "»info [at] example [dot] org« ist keine E-Mail-Adresse | Bitte so schreiben: info@example.org",
            ),
            (
                "Anna Weiß <anna@example.org>",
                "»Anna Weiß <anna@example.org>« ist keine E-Mail-Adresse | Bitte so schreiben: anna@example.org",
            ),
            ("info@example", "»info@example« ist keine E-Mail-Adresse"),
            ("a@b@c.de", "»a@b@c.de« ist keine E-Mail-Adresse"),
            (".a@b.de", "».a@b.de« ist keine E-Mail-Adresse"),
            (
                "info@example.org.",
                "»info@example.org.« ist keine E-Mail-Adresse | Bitte so schreiben: info@example.org",
            ),
            ("", "Hier fehlt der Wert"),
        ] {
            assert_eq!(Email::parse(text).map_or_else(|error| say(&error), |email| email.0), expected, "{text}");
        }
    }

    #[test]
    fn telephone_numbers() {
        for (text, expected) in [
            ("0201 88-0", "tel:+49201880"),
            ("0201/88-12345", "tel:+492018812345"),
            ("(0201) 88 12 345", "tel:+492018812345"),
            ("+49 201 88-0", "tel:+49201880"),
            ("+49 (0)201 88-0", "tel:+49201880"),
            ("(+49) 201 88-0", "tel:+49201880"),
            ("0049 201 880", "tel:+49201880"),
            ("+43 1 58801", "tel:+43158801"),
            ("0800 111 0 111", "tel:+498001110111"),
            ("Tel.: 0201 88-0", "tel:+49201880"),
            ("115", "tel:115"),
            ("116 117", "tel:116117"),
            ("0201\u{a0}88\u{2011}0", "tel:+49201880"),
            ("88-12345", "»88-12345«: Die Vorwahl fehlt"),
            ("0201 8", "»0201 8« ist für eine Telefonnummer zu kurz"),
            ("+49 201 1234567890123", "»+49 201 1234567890123« ist für eine Telefonnummer zu lang"),
            (
                "auf Anfrage",
                "»auf Anfrage« ist keine Telefonnummer | Möglich sind zum Beispiel: 0201 88-0, +49 201 88-0",
            ),
            (
                "0201 88-0 oder -1",
                "»0201 88-0 oder -1« ist keine Telefonnummer | Möglich sind zum Beispiel: 0201 88-0, +49 201 88-0",
            ),
            ("", "Hier fehlt der Wert"),
        ] {
            assert_eq!(Phone::parse(text).map_or_else(|error| say(&error), |phone| phone.href()), expected, "{text}");
        }
        let phone = Phone::parse("Tel.: 0201 88-0").unwrap();
        assert_eq!(phone.display(), "0201 88-0");
        assert_eq!(Phone::parse(phone.display()), Ok(phone));
    }
}
