//! The stable names of all diagnostics.
//!
//! What a code means, why it matters, an example and the fix stand in the message catalogue under
//! the code's name, in German and English; `allmende explain` and the reference page read it there.

use super::Severity;

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident;)*) => {
        /// Stable name of a diagnostic.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "each is explained in the message catalogue, in both languages")]
        pub enum Code { $($variant,)* }

        impl Code {
            /// All codes, in the order of the reference page.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The name that users see, such as `unknown-field`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// How grave this is unless the site's rules say otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }
        }
    };
}

// One block per stage; add yours at its end.
codes! {
    // load
    Encoding "encoding" Error;
    Unreadable "unreadable" Error;
    FileTooLarge "file-too-large" Error;
    NotARegularFile "not-a-regular-file" Warning;
    SymlinkOutside "symlink-outside" Warning;
    PathName "path-name" Error;
    SymlinkLoop "symlink-loop" Warning;
    ActiveFile "active-file" Warning;
    // yaml and front matter
    Yaml "yaml" Error;
    YamlForbidden "yaml-forbidden" Error;
    YamlLimit "yaml-limit" Error;
    DuplicateKey "duplicate-key" Error;
    FrontMatterUnclosed "front-matter-unclosed" Error;
    FrontMatterLine "front-matter-line" Error;
    CommentOrText "comment-or-text" Hint;
    TomlFrontMatter "toml-front-matter" Error;
    TabIndent "tab-indent" Hint;
    SmartQuotes "smart-quotes" Hint;
    // schema
    SchemaKeyword "schema-keyword" Error;
    SchemaValue "schema-value" Error;
    SchemaReference "schema-reference" Error;
    SchemaMissing "schema-missing" Error;
    ConfigKey "config-key" Error;
    ConfigValue "config-value" Error;
    // fields and values
    UnknownField "unknown-field" Error;
    MissingField "missing-field" Error;
    RecommendedField "recommended-field" Warning;
    RequireOneOf "require-one-of" Error;
    WrongShape "wrong-shape" Error;
    TooMany "too-many" Error;
    TooFew "too-few" Error;
    TooLong "too-long" Error;
    PatternMismatch "pattern-mismatch" Error;
    InvalidValue "invalid-value" Error;
    UnknownValue "unknown-value" Error;
    UnknownTerm "unknown-term" Warning;
    PreferredLabel "preferred-label" Hint;
    NameInBrackets "name-in-brackets" Warning;
    Contradiction "contradiction" Error;
    MissingSection "missing-section" Error;
    SectionOrder "section-order" Warning;
    // markdown
    RawHtml "raw-html" Warning;
    UnsafeUrl "unsafe-url" Error;
    UnclosedFence "unclosed-fence" Warning;
    UnclosedContainer "unclosed-container" Warning;
    UnknownContainer "unknown-container" Warning;
    UndefinedFootnote "undefined-footnote" Warning;
    UnusedFootnote "unused-footnote" Warning;
    MissingAlt "missing-alt" Warning;
    ExtraTitle "extra-title" Hint;
    CodeTooLarge "code-too-large" Hint;
    UnknownLanguage "unknown-language" Hint;
    DuplicateId "duplicate-id" Warning;
    LiteralMarks "literal-marks" Hint;
    // resolve
    UnknownType "unknown-type" Error;
    UrlCollision "url-collision" Error;
    SlugEmpty "slug-empty" Error;
    BrokenRelation "broken-relation" Error;
    AmbiguousRelation "ambiguous-relation" Error;
    RelationCycle "relation-cycle" Error;
    UnpublishedTarget "unpublished-target" Warning;
    BrokenLink "broken-link" Error;
    BrokenAnchor "broken-anchor" Error;
    MissingFile "missing-file" Error;
    RequiredPage "required-page" Error;
    ExternalImage "external-image" Error;
    // check
    WeakLinkText "weak-link-text" Warning;
    HeadingOrder "heading-order" Warning;
    EmptySection "empty-section" Warning;
    MissingCredit "missing-credit" Hint;
    UnbalancedQuotes "unbalanced-quotes" Warning;
    TimeBound "time-bound" Warning;
    ReviewDue "review-due" Warning;
    Orphan "orphan" Warning;
    DeadEnd "dead-end" Hint;
    NearDuplicate "near-duplicate" Warning;
    UnusedTerm "unused-term" Hint;
    RareTerm "rare-term" Hint;
    PeriodConflict "period-conflict" Warning;
    SeriesPart "series-part" Warning;
    UnknownRule "unknown-rule" Error;
    ExternalLink "external-link" Warning;
    ExternalMoved "external-moved" Hint;
    // render
    Template "template" Error;
    ForeignLoad "foreign-load" Error;
    ImageUnusable "image-unusable" Warning;
    // write
    OutputRefused "output-refused" Error;
    OutputPath "output-path" Error;
    OutputForeign "output-foreign" Error;
    OutputBusy "output-busy" Error;
    OutputFailed "output-failed" Error;
}
