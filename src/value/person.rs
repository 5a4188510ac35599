//! Names of authors and speakers: persons, and the organisations that stand in their place.

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

/// Reads several names: separated by ` / ` or `;`, or by `und` between what are surely two persons.
pub fn split_people(text: &str) -> Result<Vec<Author>, ValueError> {
    let mut names: Vec<&str> = Vec::new();
    for part in text.split(';') {
        let (mut start, mut place, mut comma) = (0, 0, false);
        for piece in part.split_inclusive('/') {
            place += piece.len();
            let after = &part[place..];
            comma |= piece.contains(',');
            let next = after.split('/').next().unwrap_or_default();
            let spaced =
                piece.trim_end_matches('/').ends_with(char::is_whitespace) || after.starts_with(char::is_whitespace);
            // `Bock, Stephanie/Reimann, Bettina` are two, `Freunde/innen der Stadt` are not.
            if piece.ends_with('/') && (spaced || comma && next.contains(',')) {
                names.push(&part[start..place - 1]);
                (start, comma) = (place, false);
            }
        }
        names.push(&part[start..]);
    }
    let mut people = Vec::with_capacity(names.len());
    for name in names.into_iter().filter(|name| !name.trim().is_empty()) {
        let pair = [" und ", " and ", " & "].iter().find_map(|word| name.split_once(word));
        match pair.filter(|(a, b)| is_surely_person(a) && is_surely_person(b)) {
            Some((a, b)) => people.extend([Author::parse(a)?, Author::parse(b)?]),
            None => people.push(Author::parse(name)?),
        }
    }
    if people.is_empty() { Err(ValueError::new("value.empty")) } else { Ok(people) }
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
    if name.contains(',') {
        return false;
    }
    let mut words = name.split(' ');
    let first = words.next().unwrap_or_default();
    let more = words.clone().next().is_some();
    let acronym = first.chars().count() >= 3 && first.chars().all(char::is_uppercase);
    let small = first.starts_with(char::is_lowercase) && !is_particle(first) && !is_title(first);
    more && (is_one_of(first, FIRST) || acronym || small || words.any(|word| INSIDE.contains(&word)))
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
            ("Generali Zukunftsfonds", "Zukunftsfonds|Generali|"),
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
            ("Pengelmann, Walter / Mehring, Katharina", vec!["Pengelmann, Walter", "Mehring, Katharina"]),
            (
                "Hoffmann, Tobias / Neckel, Nathalie / Roth, Heike",
                vec!["Hoffmann, Tobias", "Neckel, Nathalie", "Roth, Heike"],
            ),
            ("Bock, Stephanie/Reimann, Bettina", vec!["Bock, Stephanie", "Reimann, Bettina"]),
            ("Bock, Stephanie; Reimann, Bettina", vec!["Bock, Stephanie", "Reimann, Bettina"]),
            ("Dr. Stephanie Bock und Bettina Reimann", vec!["Bock, Stephanie", "Reimann, Bettina"]),
            ("Wohnen und Stadtentwicklung", vec!["Wohnen und Stadtentwicklung"]),
            ("Freunde/innen der Stadt", vec!["Stadt, Freunde/innen der"]),
            ("Stiftung Mitarbeit / Hankel", vec!["Stiftung Mitarbeit", "Hankel"]),
            ("Reiser, Brigitte", vec!["Reiser, Brigitte"]),
        ] {
            let people = split_people(text).unwrap_or_else(|error| panic!("{text}: {}", say(&error)));
            let names: Vec<String> = people.iter().map(Author::inverted).collect();
            // A particle at the start of a family name is shown there.
            let expected: Vec<String> = expected.iter().map(|name| Author::parse(name).unwrap().inverted()).collect();
            assert_eq!(names, expected, "{text}");
        }
        assert_eq!(say(&split_people(" ; / ").unwrap_err()), "Hier fehlt der Wert");
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
