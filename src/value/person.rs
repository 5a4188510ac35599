//! Names of authors and speakers: persons, and the organisations that stand in their place.

use std::ops::Range;

use super::scan::is_one_of;
use super::{ValueError, quote};
use crate::text;

/// Who wrote or did something.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Author {
    /// Somebody with a family name.
    Person(Person),
    /// An organisation, or a name that does not come apart (`literal` in CSL).
    Literal(String),
}

/// A person's name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Person {
    /// With its particles: `von der Leyen`.
    pub family: String,
    /// May be empty where only the family name is known.
    pub given: String,
    /// Academic titles: `Prof. Dr.`; empty where there are none.
    pub title: String,
}

impl Author {
    /// Reads `Pengelmann, Walter`, `Jutta de Jong`, `Dr. Stephanie Bock`, `Aktive Bürgerschaft e. V.`.
    ///
    /// One word alone is an organisation (`KGSt`), unless a title or `Frau` stands before it.
    pub fn parse(text: &str) -> Result<Author, ValueError> {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !name.contains(char::is_alphanumeric) {
            return Err(ValueError::new("value.empty"));
        }
        if name.contains('@') {
            return Err(ValueError::quoting("value.person.is-mail", text));
        }
        if is_organisation(&name) {
            return Ok(Author::Literal(name));
        }
        if let Some((before, role)) = name.split_once('(').filter(|_| name.ends_with(')')) {
            return Err(ValueError::new("value.person.role")
                .arg("role", quote(&format!("({role}")))
                .suggest(quote(before)));
        }
        let parts: Vec<&str> = name.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        let mut person = match parts.as_slice() {
            [direct] if name.contains(',') => inverted(direct, ""),
            [direct] => return Ok(in_reading_order(direct).map_or_else(|| Author::Literal(name), Author::Person)),
            [direct, degrees] if are_degrees(degrees) => match in_reading_order(direct) {
                Some(person) => with_degrees(person, degrees),
                None => return Ok(Author::Literal(name)),
            },
            [family, given] => inverted(family, given),
            [family, given, degrees] if are_degrees(degrees) => with_degrees(inverted(family, given), degrees),
            _ => return Err(ValueError::quoting("value.person.commas", text)),
        };
        if person.family.is_empty() {
            std::mem::swap(&mut person.family, &mut person.given);
        }
        Ok(if person.family.is_empty() { Author::Literal(name) } else { Author::Person(person) })
    }

    /// As lists and citations show it: `Pengelmann, Walter`.
    pub fn inverted(&self) -> String {
        match self {
            Author::Person(person) if person.given.is_empty() => format!("{},", person.family),
            Author::Person(person) => format!("{}, {}", person.family, person.given),
            Author::Literal(name) => name.clone(),
        }
    }

    /// In reading order: `Walter Pengelmann`.
    pub fn direct(&self) -> String {
        match self {
            Author::Person(person) => join([&person.given, &person.family]),
            Author::Literal(name) => name.clone(),
        }
    }

    /// In reading order with titles: `Dr. Stephanie Bock`.
    pub fn full(&self) -> String {
        match self {
            Author::Person(person) => join([&person.title, &person.given, &person.family]),
            Author::Literal(name) => name.clone(),
        }
    }

    /// Sorts by family name as German catalogues do, without particles: `von der Leyen` under L.
    pub fn sort_key(&self) -> String {
        match self {
            Author::Person(person) => {
                let words: Vec<&str> = person.family.split(' ').collect();
                let particles = words.iter().take_while(|word| is_particle(word)).count().min(words.len() - 1);
                text::sort_key(&format!(
                    "{} {} {}",
                    words[particles..].join(" "),
                    person.given,
                    words[..particles].join(" ")
                ))
            }
            Author::Literal(name) => text::sort_key(name),
        }
    }
}

/// Where the names stand in a line that may hold several: bytes of `text`, one range a name.
///
/// Names are separated by `/`, `;`, `und` or commas. A comma also stands inside of a name (`Bock, Stephanie`), and
/// `und` inside of an organisation (`Wohnen und Stadtentwicklung`), so both separate only what are names by
/// themselves.
pub fn split_people(text: &str) -> Vec<Range<usize>> {
    let mut names = Vec::new();
    for part in split_marks(text) {
        for part in split_words(text, part) {
            names.extend(split_commas(text, part));
        }
    }
    names
}

/// At `;` and `/`. `Bock, Stephanie/Reimann, Bettina` are two, `Freunde/innen der Stadt` are not.
fn split_marks(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut comma) = (0, false);
    for (at, mark) in text.char_indices() {
        let (before, after) = (&text[start..at], &text[at + mark.len_utf8()..]);
        comma |= mark == ',';
        // Asked at slashes only: a long line without any must not be searched from every letter on.
        let is_between = || {
            let next = after.split(['/', ';']).next().unwrap_or_default();
            let spaced = before.ends_with(char::is_whitespace) || after.starts_with(char::is_whitespace);
            spaced || comma && next.contains(',')
        };
        if mark == ';' || mark == '/' && is_between() {
            parts.push(start..at);
            (start, comma) = (at + 1, false);
        }
    }
    parts.push(start..text.len());
    parts.into_iter().filter_map(|part| trimmed(text, part)).collect()
}

/// At `und` and `&`, where what stands on both sides are surely names of persons.
fn split_words(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = part.start;
    for word in [" und ", " and ", " & ", " sowie "] {
        let Some(at) = text[start..part.end].rfind(word).map(|at| start + at) else { continue };
        let sides = trimmed(text, start..at).zip(trimmed(text, at + word.len()..part.end));
        let Some((left, right)) = sides else { continue };
        let are_persons = |side: &Range<usize>| {
            let names = split_commas(text, side.clone());
            names.iter().all(|name| is_one_person(&text[name.clone()]))
        };
        if are_persons(&left) && is_one_person(&text[right.clone()]) {
            parts.push(left);
            start = right.start;
        }
    }
    parts.push(start..part.end);
    parts
}

/// At commas, where what stands between them are names of persons by themselves; an organisation may come last.
fn split_commas(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut start = part.start;
    for piece in text[part.clone()].split_inclusive(',') {
        let end = start + piece.len();
        let piece = trimmed(text, start..end - usize::from(piece.ends_with(',')));
        start = end;
        match (piece, pieces.last_mut()) {
            // `Stephanie Bock, M.A.` is one name.
            (Some(piece), Some(last)) if are_degrees(&text[piece.clone()]) => last.end = piece.end,
            (Some(piece), _) => pieces.push(piece),
            (None, _) => {}
        }
    }
    let is_person = |piece: &Range<usize>| {
        let name = text[piece.clone()].split(',').next().unwrap_or_default();
        is_surely_person(name) && name.split_whitespace().next().is_some_and(|first| !is_particle(first))
    };
    let is_several = match pieces.split_last() {
        Some((last, persons)) if !persons.is_empty() => {
            persons.iter().all(is_person) && (is_person(last) || is_organisation(&text[last.clone()]))
        }
        _ => false,
    };
    if is_several { pieces } else { vec![part] }
}

/// `Stephanie Bock` or `Bock, Stephanie`.
fn is_one_person(name: &str) -> bool {
    let named = |word: &str| word.starts_with(char::is_uppercase) || is_particle(word);
    match name.split_once(',') {
        None => is_surely_person(name),
        Some((family, given)) => {
            let words = || family.split_whitespace().chain(given.split_whitespace());
            !given.contains(',') && !is_organisation(name) && words().count() <= 6 && words().all(named)
        }
    }
}

fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let inner = &text[range.clone()];
    let start = range.start + inner.len() - inner.trim_start().len();
    let end = start + inner.trim().len();
    (start < end).then_some(start..end)
}

/// Whether `a` and `b`, each one word, look like the two halves of a name that a list took apart: `[Bock, Stephanie]`.
pub fn are_halves_of_a_name(a: &str, b: &str) -> bool {
    let is_half = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word.split('-').all(|part| part.chars().skip(1).all(char::is_lowercase))
            && word.chars().filter(|c| c.is_lowercase()).count() > 1
            && word.chars().all(|c| c.is_alphabetic() || c == '-')
            && !is_organisation(word)
    };
    is_half(a) && is_half(b)
}

fn join<const N: usize>(parts: [&String; N]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// `Ursula von der Leyen`; `None` for a single word.
fn in_reading_order(name: &str) -> Option<Person> {
    let (title, words) = without_titles(name);
    let addressed = words.first().is_some_and(|word| is_one_of(word, &["herr", "frau", "mr.", "mrs.", "ms."]));
    let words = &words[usize::from(addressed)..];
    let n_degrees = words.iter().rev().take_while(|word| is_degree(word)).count();
    let (words, degrees) = words.split_at(words.len() - n_degrees);
    let start = match words {
        [] => return None,
        [_] if title.is_empty() && !addressed => return None,
        [first, ..] if is_particle(first) => 0,
        _ => {
            let last = words.len() - 1;
            // Capitalised particles (`Peter Van Eyck`) count only behind the given name.
            (1..last).find(|&n| is_particle(&words[n].to_lowercase())).unwrap_or(last)
        }
    };
    let person = Person { family: words[start..].join(" "), given: words[..start].join(" "), title };
    Some(with_degrees(person, &degrees.join(" ")))
}

/// `Leyen, Ursula von der`; titles may stand on either side.
fn inverted(family: &str, given: &str) -> Person {
    let (family_title, family) = without_titles(family);
    let (given_title, given) = without_titles(given);
    let given_end = given.len() - given.iter().rev().take_while(|word| is_particle(word)).count();
    let (given, particles) = given.split_at(given_end);
    Person {
        family: particles.iter().chain(&family).copied().collect::<Vec<_>>().join(" "),
        given: given.join(" "),
        title: join([&family_title, &given_title]),
    }
}

fn with_degrees(mut person: Person, degrees: &str) -> Person {
    if !degrees.is_empty() {
        person.title = join([&person.title, &degrees.to_owned()]);
    }
    person
}

/// The titles at the start of a name, and the words behind them.
fn without_titles(name: &str) -> (String, Vec<&str>) {
    let words: Vec<&str> = name.split_whitespace().collect();
    let strong = words.iter().position(|word| !is_title(word)).unwrap_or(words.len());
    // `h. c.` and `med.` are titles only behind one that is; alone they are initials.
    let n_titles = match strong {
        0 => 0,
        _ => words.iter().position(|word| !is_title(word) && !is_title_end(word)).unwrap_or(words.len()),
    };
    (words[..n_titles].join(" "), words[n_titles..].to_vec())
}

fn is_title(word: &str) -> bool {
    const TITLES: &[&str] = &["dr", "prof", "professor", "professorin", "pd", "dipl", "mag"];
    const WITH_MORE: &[&str] = &["univ", "jun", "priv"];
    let mut pieces = pieces(word);
    pieces.next().is_some_and(|first| {
        let mut rest = pieces.peekable();
        let alone = rest.peek().is_none();
        let known = is_one_of(first, TITLES) || !alone && is_one_of(first, WITH_MORE);
        known && (is_one_of(first, &["dipl"]) || rest.all(|piece| is_one_of(piece, TITLES) || is_title_end(piece)))
    })
}

fn is_title_end(word: &str) -> bool {
    const ENDS: &[&str] = &[
        "ing", "med", "phil", "jur", "iur", "rer", "nat", "pol", "oec", "soc", "theol", "agr", "h", "c", "habil", "em",
        "mult", "doz", "dent", "vet",
    ];
    let lower_case = word.starts_with(char::is_lowercase) || word.starts_with("Ing") || word.starts_with("Doz");
    lower_case && pieces(word).all(|piece| is_one_of(piece, ENDS))
}

fn pieces(word: &str) -> impl Iterator<Item = &str> {
    word.split(['.', '-']).filter(|piece| !piece.is_empty())
}

fn are_degrees(text: &str) -> bool {
    !text.is_empty() && text.split_whitespace().all(|word| is_degree(word) || is_title(word))
}

/// What stands behind a name.
fn is_degree(word: &str) -> bool {
    const DEGREES: &[&str] = &[
        "M.A.", "M. A.", "MA", "B.A.", "BA", "M.Sc.", "B.Sc.", "MSc", "BSc", "MBA", "LL.M.", "Ph.D.", "PhD", "MdB",
        "MdL", "MdEP", "M.Eng.", "B.Eng.", "MPH", "MPA",
    ];
    DEGREES.contains(&word)
}

fn is_particle(word: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "von", "van", "vom", "zu", "zum", "zur", "de", "den", "der", "dem", "del", "della", "di", "da", "dos", "du",
        "des", "la", "le", "les", "el", "al", "ter", "ten", "te", "af", "av", "bin", "ibn", "in", "am", "auf", "und",
        "y", "e",
    ];
    PARTICLES.contains(&word)
}

/// Two to four capitalised words without any sign of an organisation.
fn is_surely_person(name: &str) -> bool {
    let (title, words) = without_titles(name);
    let named = |word: &&str| word.starts_with(char::is_uppercase) && word.chars().any(char::is_lowercase);
    !is_organisation(name)
        && (2..=4).contains(&(words.len() + usize::from(!title.is_empty())))
        && words.iter().all(|word| named(word) || is_particle(word))
        && words.last().is_some_and(named)
}

fn is_organisation(name: &str) -> bool {
    const FORMS: &[&str] = &[
        "e.v", "eg", "gmbh", "ggmbh", "mbh", "ug", "gug", "gbr", "kg", "ag", "ohg", "aör", "kdör", "ltd", "inc", "se",
        "ngo",
    ];
    const INSIDE: &[&str] = &["für", "fuer", "gegen", "und", "&", "of", "for", "and", "the", "beim"];
    const FIRST: &[&str] = &[
        "stadt",
        "landkreis",
        "kreis",
        "gemeinde",
        "land",
        "bund",
        "amt",
        "haus",
        "freistaat",
        "region",
        "markt",
        "hansestadt",
        "landeshauptstadt",
        "bezirk",
        "bürger",
        "büro",
        "rat",
        "city",
        "caritas",
        "diakonie",
        "kirchenkreis",
        "bistum",
        "aktion",
        "haus",
        "volkshochschule",
    ];
    const ADJECTIVES: &[&str] = &[
        "aktiv",
        "digital",
        "engagiert",
        "frei",
        "global",
        "gut",
        "jung",
        "kommunal",
        "lokal",
        "neu",
        "offen",
        "regional",
        "rund",
        "sozial",
        "stark",
        "bunt",
        "deutsch",
        "international",
        "freiwillig",
    ];
    const ENDS: &[&str] = &[
        "stiftung",
        "verein",
        "verband",
        "verbund",
        "netzwerk",
        "kommunennetzwerk",
        "ministerium",
        "institut",
        "universität",
        "hochschule",
        "agentur",
        "gesellschaft",
        "gemeinschaft",
        "akademie",
        "zentrum",
        "initiative",
        "bündnis",
        "allianz",
        "redaktion",
        "kommune",
        "landkreis",
        "fraktion",
        "forum",
        "arbeitskreis",
        "arbeitsgruppe",
        "arbeitsstelle",
        "geschäftsstelle",
        "servicestelle",
        "fachstelle",
        "bürgerschaft",
        "bundesamt",
        "landesamt",
        "jugendamt",
        "sozialamt",
        "kommission",
        "ausschuss",
        "beirat",
        "kollektiv",
        "verlag",
        "werkstatt",
        "quartier",
        "foundation",
        "association",
        "university",
        "institute",
        "network",
        "ministry",
        "council",
        "team",
        "fonds",
        "nachbarschaft",
        "kirche",
        "kirchengemeinde",
        "schule",
        "bibliothek",
        "bücherei",
        "museum",
        "theater",
        "genossenschaft",
        "gewerkschaft",
        "plattform",
        "portal",
        "projekt",
        "programm",
        "kampagne",
        "bewegung",
        "zeitung",
        "magazin",
        "konferenz",
        "treff",
        "klub",
        "union",
        "feuerwehr",
        "stadtwerke",
        "verwaltung",
        "behörde",
        "regierung",
        "kanzlei",
        "senat",
        "bundestag",
        "landtag",
        "abteilung",
        "dezernat",
        "fachbereich",
        "sparkasse",
        "komitee",
        "stadtrat",
        "gemeinderat",
        "kreisrat",
        "jugendrat",
        "seniorenrat",
        "bürgerrat",
        "freundeskreis",
        "mehrgenerationenhaus",
        "bürgerhaus",
        "rathaus",
        "stadtteilhaus",
        "seniorenbüro",
        "stadtteilbüro",
        "quartiersmanagement",
    ];
    if name.contains("e. V.") || name.contains(['»', '„', '“', '"', ':']) || name.contains(|c: char| c.is_ascii_digit())
    {
        return true;
    }
    let form = |word: &str| is_one_of(word.trim_end_matches('.'), FORMS);
    let ends = |word: &str| {
        let lower = word.trim_end_matches([',', '.']).to_lowercase();
        ENDS.iter().any(|end| lower.ends_with(end))
    };
    if name.split([' ', '-']).any(ends) || name.split(' ').skip(1).any(form) {
        return true;
    }
    if let Some((first, _)) = name.split_once(',') {
        // `Stadt Essen, Amt für Soziales` is an office, `Amt, Peter` is not.
        return first.contains(' ') && is_organisation(first);
    }
    let mut words = name.split(' ');
    let first = words.next().unwrap_or_default();
    let more = words.clone().next().is_some();
    let acronym = first.chars().count() >= 3 && first.chars().all(char::is_uppercase);
    let small = first.starts_with(char::is_lowercase) && !is_particle(first) && !is_title(first);
    more && (is_one_of(first, FIRST)
        || acronym
        || small
        || is_adjective(first, ADJECTIVES)
        || words.any(|word| INSIDE.contains(&word)))
}

/// `Evangelische`, `Diakonisches`, `Junge`: no given name ends like this.
fn is_adjective(word: &str, stems: &[&str]) -> bool {
    let lower = word.to_lowercase();
    let stem = ["er", "es", "e"].iter().find_map(|end| lower.strip_suffix(end)).unwrap_or(&lower);
    stem.len() < lower.len() && (stem.ends_with("isch") || stem.ends_with("lich") || stems.contains(&stem))
        || lower == "engagiert"
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::say;
    use super::*;

    fn taken_apart(text: &str) -> String {
        match Author::parse(text) {
            Ok(Author::Person(Person { family, given, title })) => format!("{family}|{given}|{title}"),
            Ok(Author::Literal(name)) => format!("={name}"),
            Err(error) => say(&error),
        }
    }

    #[test]
    fn names_come_apart() {
        for (text, expected) in [
            ("Pengelmann, Walter", "Pengelmann|Walter|"),
            ("Mehring, Katharina", "Mehring|Katharina|"),
            ("Walter Pengelmann", "Pengelmann|Walter|"),
            ("Brigitte  Reiser", "Reiser|Brigitte|"),
            ("Jutta de Jong", "de Jong|Jutta|"),
            ("Ursula von der Leyen", "von der Leyen|Ursula|"),
            ("von der Leyen, Ursula", "von der Leyen|Ursula|"),
            ("Leyen, Ursula von der", "von der Leyen|Ursula|"),
            ("Peter Van Eyck", "Van Eyck|Peter|"),
            ("Dr. Stephanie Bock", "Bock|Stephanie|Dr."),
            ("Prof. Dr. Elisabeth Bubolz-Lutz", "Bubolz-Lutz|Elisabeth|Prof. Dr."),
            ("Bock, Dr. Stephanie", "Bock|Stephanie|Dr."),
            ("Dr. Bock, Stephanie", "Bock|Stephanie|Dr."),
            ("Bock, Stephanie, Dr.", "Bock|Stephanie|Dr."),
            ("Dr. Bock", "Bock||Dr."),
            ("Frau Bock", "Bock||"),
            ("Dipl.-Ing. Anna Weiß", "Weiß|Anna|Dipl.-Ing."),
            ("Dr. rer. nat. Anna Weiß", "Weiß|Anna|Dr. rer. nat."),
            ("Prof. Dr. h. c. Anna Weiß", "Weiß|Anna|Prof. Dr. h. c."),
            ("Stephanie Bock, M.A.", "Bock|Stephanie|M.A."),
            ("Stephanie Bock MdL", "Bock|Stephanie|MdL"),
            ("H. C. Andersen", "Andersen|H. C.|"),
            ("A. B. Müller", "Müller|A. B.|"),
            ("Eva Maria Welskop-Deffaa", "Welskop-Deffaa|Eva Maria|"),
            ("Pengelmann,", "Pengelmann||"),
            ("von der Leyen", "von der Leyen||"),
            ("Peter Stadt", "Stadt|Peter|"),
            // Organisations.
            ("KGSt", "=KGSt"),
            ("Bertelsmann Stiftung", "=Bertelsmann Stiftung"),
            ("Heinrich-Böll-Stiftung, Berlin", "=Heinrich-Böll-Stiftung, Berlin"),
            ("Aktive Bürgerschaft e.V.", "=Aktive Bürgerschaft e.V."),
            ("Aktive Bürgerschaft e. V.", "=Aktive Bürgerschaft e. V."),
            ("FSI gGmbH", "=FSI gGmbH"),
            ("Allianz für Beteiligung", "=Allianz für Beteiligung"),
            ("Bündnis für Augsburg", "=Bündnis für Augsburg"),
            ("Netzwerk Bürgerbeteiligung", "=Netzwerk Bürgerbeteiligung"),
            ("Thünen-Institut für Regionalentwicklung", "=Thünen-Institut für Regionalentwicklung"),
            ("RWTH Aachen", "=RWTH Aachen"),
            ("Stadt Essen", "=Stadt Essen"),
            ("Generali Zukunftsfonds", "=Generali Zukunftsfonds"),
            ("Digitale Nachbarschaft", "=Digitale Nachbarschaft"),
            ("Evangelische Kirche", "=Evangelische Kirche"),
            ("Diakonisches Werk", "=Diakonisches Werk"),
            ("Junge Alte", "=Junge Alte"),
            ("Runder Tisch", "=Runder Tisch"),
            ("Volkshochschule Essen", "=Volkshochschule Essen"),
            ("Freiwilliges Jahr", "=Freiwilliges Jahr"),
            ("Caritas Köln", "=Caritas Köln"),
            ("Engagiert in NRW", "=Engagiert in NRW"),
            ("Stadt Essen, Amt für Soziales", "=Stadt Essen, Amt für Soziales"),
            // Names that only look like organisations.
            ("Murat Yılmaz", "Yılmaz|Murat|"),
            ("Ortwin Runde", "Runde|Ortwin|"),
            ("Anna Neuhaus", "Neuhaus|Anna|"),
            ("Kerstin Bund", "Bund|Kerstin|"),
            ("Sabine Ludwig", "Ludwig|Sabine|"),
            ("Friedrich Ische", "Ische|Friedrich|"),
            // Faults.
            (
                "Müller, Hans, Meier, Anna",
                "»Müller, Hans, Meier, Anna« hat zu viele Kommas; mehrere Personen bitte mit » / « trennen",
            ),
            ("info@example.org", "»info@example.org« ist eine E-Mail-Adresse; hier steht der Name"),
            ("Bock, Stephanie (Hg.)", "»(Hg.)« gehört nicht zum Namen | Bitte so schreiben: Bock, Stephanie"),
            ("", "Hier fehlt der Wert"),
            (" / ", "Hier fehlt der Wert"),
        ] {
            assert_eq!(taken_apart(text), expected, "{text}");
        }
    }

    #[test]
    fn several_names_come_apart() {
        for (text, expected) in [
            ("Pengelmann, Walter / Mehring, Katharina", "Pengelmann, Walter|Mehring, Katharina"),
            ("Hoffmann, Tobias / Neckel, Nathalie / Roth, Heike", "Hoffmann, Tobias|Neckel, Nathalie|Roth, Heike"),
            ("Bock, Stephanie/Reimann, Bettina", "Bock, Stephanie|Reimann, Bettina"),
            ("Bock, Stephanie; Reimann, Bettina", "Bock, Stephanie|Reimann, Bettina"),
            ("Bock, Stephanie;Reimann, Bettina;", "Bock, Stephanie|Reimann, Bettina"),
            ("Dr. Stephanie Bock und Bettina Reimann", "Dr. Stephanie Bock|Bettina Reimann"),
            ("Bock, Stephanie und Reimann, Bettina", "Bock, Stephanie|Reimann, Bettina"),
            ("Stephanie Bock, Bettina Reimann", "Stephanie Bock|Bettina Reimann"),
            ("Stephanie Bock, Bettina Reimann, Julia Diringer", "Stephanie Bock|Bettina Reimann|Julia Diringer"),
            ("Stephanie Bock, Bettina Reimann und Julia Diringer", "Stephanie Bock|Bettina Reimann|Julia Diringer"),
            ("Dr. Stephanie Bock, M.A., Bettina Reimann", "Dr. Stephanie Bock, M.A.|Bettina Reimann"),
            ("Ursula von der Leyen, Jutta de Jong", "Ursula von der Leyen|Jutta de Jong"),
            ("Stephanie Bock, Stiftung Mitarbeit", "Stephanie Bock|Stiftung Mitarbeit"),
            ("Stiftung Mitarbeit / Hankel", "Stiftung Mitarbeit|Hankel"),
            // One name each.
            ("Reiser, Brigitte", "Reiser, Brigitte"),
            ("von der Leyen, Ursula", "von der Leyen, Ursula"),
            ("Bock, Stephanie, Dr.", "Bock, Stephanie, Dr."),
            ("Stephanie Bock, M.A.", "Stephanie Bock, M.A."),
            ("Wohnen und Stadtentwicklung", "Wohnen und Stadtentwicklung"),
            ("Amt für Jugend, Familie und Soziales", "Amt für Jugend, Familie und Soziales"),
            ("Heinrich-Böll-Stiftung, Berlin", "Heinrich-Böll-Stiftung, Berlin"),
            ("Freunde/innen der Stadt", "Freunde/innen der Stadt"),
            ("Müller, Hans, Meier, Anna", "Müller, Hans, Meier, Anna"),
            (" ; / ", ""),
        ] {
            let names: Vec<&str> = split_people(text).into_iter().map(|name| &text[name]).collect();
            assert_eq!(names.join("|"), expected, "{text}");
        }
    }

    #[test]
    fn halves_of_a_name_are_told_from_two_organisations() {
        for (a, b, expected) in [
            ("Bock", "Stephanie", true),
            ("Bubolz-Lutz", "Elisabeth", true),
            ("KGSt", "Difu", false),
            ("Bock", "BBE", false),
            ("Stephanie Bock", "Reimann", false),
            ("bock", "stephanie", false),
        ] {
            assert_eq!(are_halves_of_a_name(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn names_are_shown_and_sorted() {
        let bock = Author::parse("Dr. Stephanie Bock").unwrap();
        assert_eq!(bock.inverted(), "Bock, Stephanie");
        assert_eq!(bock.direct(), "Stephanie Bock");
        assert_eq!(bock.full(), "Dr. Stephanie Bock");
        let sorted = [
            "Dr. Stephanie Bock",
            "Jutta de Jong",
            "KGSt",
            "Ursula von der Leyen",
            "Österreicher, Anna",
            "Walter Pengelmann",
        ];
        let keys: Vec<String> = sorted.iter().map(|name| Author::parse(name).unwrap().sort_key()).collect();
        assert!(keys.is_sorted(), "{keys:?}");
    }

    proptest! {
        #[test]
        fn names_can_be_read_again(
            given in prop::sample::select(vec!["Walter", "Eva Maria", "Jean-Luc", "A. B.", "Özlem", ""]),
            particle in prop::sample::select(vec!["", "von ", "von der ", "de ", "zu "]),
            family in prop::sample::select(vec!["Pengelmann", "Bubolz-Lutz", "Haßlöwer", "Müller", "Çelik"]),
        ) {
            let author = Author::Person(Person { family: format!("{particle}{family}"), given: given.to_owned(), title: String::new() });
            prop_assert_eq!(Author::parse(&author.inverted()), Ok(author.clone()));
            if !given.is_empty() {
                prop_assert_eq!(Author::parse(&author.direct()), Ok(author));
            }
        }
    }
}
