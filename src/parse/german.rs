//! German text mode: what German writing needs and Markdown does not know.
//!
//! Two halves. `signs` looks at the source before it is parsed and says which characters are text
//! although Markdown would take them for marks: gender signs (`Bürger*innen`) and the full stop of a
//! date at the start of a line (`28. April 2021`). `typography` works on the words afterwards:
//! quotes, apostrophes, dashes, no-break spaces.

pub(crate) mod signs;
mod typography;

pub(crate) use typography::{Next, Typesetter};
pub use typography::{Quotes, typography};
