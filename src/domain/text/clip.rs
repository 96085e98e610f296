//! Text cut to a length that Discord takes.

use unicode_segmentation::UnicodeSegmentation;

use super::ISOLATE;

/// How a mention, a time, an emoji or a link begins; half of one would be shown as it is written.
const TOKENS: [&str; 7] = ["<@", "<#", "<t:", "<:", "<a:", "</", "<http"];

/// At most `most` of Discord's characters (UTF-16 units, to be safe), with an ellipsis where something
/// was cut. What is cut off goes whole: no lone backslash, no half mention or emoji, no open frame.
pub fn clip(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    if most == 0 {
        return String::new();
    }
    let kept = whole(text, fitting(text, most));
    let mut clipped = kept.trim_end().to_owned();
    clipped.push('…');
    clipped.extend(std::iter::repeat_n(ISOLATE.1, open_frames(kept)));
    clipped
}

/// How many bytes fit, with the ellipsis and what closes the frames still open there.
fn fitting(text: &str, most: usize) -> usize {
    let (mut units, mut open, mut end) = (1, 0_usize, 0);
    for (at, character) in text.char_indices() {
        units += character.len_utf16();
        if character == ISOLATE.0 {
            open += 1;
        } else if character == ISOLATE.1 {
            open = open.saturating_sub(1);
        }
        if units + open > most {
            break;
        }
        end = at + character.len_utf8();
    }
    end
}

/// The longest start of `text`, at most `end` bytes, that cuts nothing in two.
fn whole(text: &str, end: usize) -> &str {
    // A letter with its marks, a flag or a joined emoji goes whole.
    let boundary = text
        .grapheme_indices(true)
        .map(|(at, _)| at)
        .take_while(|at| *at <= end)
        .last();
    let mut kept = &text[..boundary.unwrap_or(0)];
    if let Some(start) = kept.rfind('<')
        && !kept[start..].contains('>')
        && !is_escaped(kept, start)
        && TOKENS.iter().any(|token| kept[start..].starts_with(token))
    {
        kept = &kept[..start];
    }
    if is_escaped(kept, kept.len()) {
        kept = &kept[..kept.len() - 1];
    }
    kept
}

/// Whether a backslash takes away the meaning of what stands at `at`.
fn is_escaped(text: &str, at: usize) -> bool {
    let backslashes = text[..at].bytes().rev().take_while(|byte| *byte == b'\\');
    backslashes.count() % 2 == 1
}

fn open_frames(text: &str) -> usize {
    text.chars().fold(0_usize, |open, character| {
        if character == ISOLATE.0 {
            open + 1
        } else if character == ISOLATE.1 {
            open.saturating_sub(1)
        } else {
            open
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn clipping_counts_as_discord_does_and_breaks_nothing() {
        for (text, most, clipped) in [
            ("short", 5, "short"),
            ("longer", 5, "long…"),
            ("two words", 5, "two…"),
            ("ab\\*cd", 5, "ab\\*…"),
            ("abc\\*d", 5, "abc…"),
            ("😀😀😀", 4, "😀…"),
            ("ab👩‍🚀cd", 6, "ab…"),
            ("abe\u{301}fg", 4, "ab…"),
            ("a🇩🇪🇫🇷b", 8, "a🇩🇪…"),
            ("to <@123456> now", 8, "to…"),
            ("a \\<@123456\\> b", 8, "a \\<@12…"),
            ("\u{2068}דנהדנה\u{2069}", 6, "\u{2068}דנה…\u{2069}"),
            ("abc", 0, ""),
        ] {
            assert_eq!(clip(text, most), clipped, "{text} to {most}");
        }
    }

    proptest! {
        #[test]
        fn never_longer_and_only_cut_when_it_must(
            text in "([a-z \\\\<>@:*]|\u{2068}|\u{2069}|😀|\u{200D}|\u{301}|\\PC){0,60}", most in 0usize..80,
        ) {
            let clipped = clip(&text, most);
            prop_assert!(clipped.encode_utf16().count() <= most);
            if text.encode_utf16().count() <= most {
                prop_assert_eq!(clipped, text);
            } else if most > 0 {
                let kept = clipped.trim_end_matches(ISOLATE.1).trim_end_matches('…');
                prop_assert!(text.starts_with(kept));
                prop_assert!(clipped.contains('…'));
            }
        }
    }
}
