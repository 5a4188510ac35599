//! Numbers and strings as text that survives gzip, CSS and eyes.

/// The digits: printable ASCII without `'`, `\`, `` ` `` and `~`. The first 45 end a number.
const fn digits() -> [u8; 90] {
    let mut digits = [0; 90];
    let (mut c, mut i) = (33u8, 0);
    while i < 90 {
        if c != b'\'' && c != b'\\' && c != b'`' {
            digits[i] = c;
            i += 1;
        }
        c += 1;
    }
    digits
}

static DIGITS: [u8; 90] = digits();

/// Highest value of a single digit.
pub(super) const TOP: u32 = 44;

/// Writes a number in base 45; every digit but the last comes from the upper half.
pub(super) fn number(out: &mut Vec<u8>, value: u32) {
    if value >= 45 {
        upper(out, value / 45);
    }
    out.push(DIGITS[(value % 45) as usize]);
}

fn upper(out: &mut Vec<u8>, value: u32) {
    if value >= 45 {
        upper(out, value / 45);
    }
    out.push(DIGITS[45 + (value % 45) as usize]);
}

/// A style sheet that carries `data` for the client in a custom property.
///
/// Browsers refuse `fetch` on `file://`, and Trusted Types refuse any script whose address a script
/// sets. A style sheet is bound by neither, and holds nothing that could run.
pub(super) fn sheet(id: &str, data: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() + data.len() / 32 + 32);
    out.extend_from_slice(format!("#al-{id}{{--al:'").as_bytes());
    for c in data.chars() {
        match c {
            '\'' => out.extend_from_slice(b"\\'"),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\n' => out.extend_from_slice(b"\\a "),
            '\0' | '\r' | '\u{C}' => out.push(b' '),
            c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.extend_from_slice(b"'}\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Vec<u32> {
        let (mut numbers, mut value) = (Vec::new(), 0);
        for byte in text {
            let digit = DIGITS.iter().position(|d| d == byte).unwrap() as u32;
            value = value * 45 + digit % 45;
            if digit < 45 {
                numbers.push(std::mem::take(&mut value));
            }
        }
        numbers
    }

    #[test]
    fn numbers_survive() {
        let values = [0, 1, 44, 45, 89, 2024, 2025, 91_124, 91_125, u32::MAX / 2];
        let mut text = Vec::new();
        values.iter().for_each(|v| number(&mut text, *v));
        assert_eq!(read(&text), values);
        assert!(text.iter().all(|b| b.is_ascii_graphic() && !b"'\\`~".contains(b)));
    }
}
