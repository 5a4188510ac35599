//! allmende
pub mod diagnostic;
pub mod messages;
pub mod text;
pub mod value;
pub mod yaml;
