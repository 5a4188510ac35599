//! allmende turns a folder of Markdown into a searchable knowledge portal.

pub mod check;
pub mod cli;
pub mod config;
pub mod diagnostic;
mod disk;
pub mod edit;
pub mod images;
pub mod index;
pub mod load;
pub mod messages;
pub mod output;
pub mod page;
pub mod parse;
pub mod pipeline;
pub mod progress;
pub mod render;
pub mod resolve;
pub mod scaffold;
pub mod schema;
pub mod search;
pub mod serve;
pub mod site;
pub mod text;
pub mod theme;
pub mod value;
pub mod write;
pub mod yaml;
