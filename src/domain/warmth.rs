//! Warmth: touches add points, and points fade with a half-life, smoothly.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// A kind of touch, from the coolest to the warmest. The points are the defaults of the rules.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum TouchKind {
    /// Opened an email.
    EmailOpened,
    /// Clicked in an email.
    EmailClicked,
    /// Joined the newsletter.
    NewsletterJoined,
    /// Took a course or read the blog.
    Course,
    /// Answered on a social network.
    SocialReply,
    /// Answered a survey.
    Survey,
    /// Talked at a trade show.
    TradeShow,
    /// Came to a webinar.
    Webinar,
    /// Asked for prices.
    PricingAsked,
    /// Began a free trial.
    FreeTrial,
    /// Asked for sales.
    AskedForSales,
}

keyed!(TouchKind);

impl TouchKind {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::EmailOpened => "email opened",
            Self::EmailClicked => "email clicked",
            Self::NewsletterJoined => "newsletter joined",
            Self::Course => "course or blog",
            Self::SocialReply => "social reply",
            Self::Survey => "survey",
            Self::TradeShow => "trade-show talk",
            Self::Webinar => "webinar",
            Self::PricingAsked => "pricing asked",
            Self::FreeTrial => "free trial",
            Self::AskedForSales => "asked for sales",
        }
    }

    /// Points on the day itself.
    pub fn default_points(self) -> f64 {
        match self {
            Self::EmailOpened => 1.0,
            Self::EmailClicked => 3.0,
            Self::NewsletterJoined | Self::Course | Self::SocialReply | Self::Survey => 5.0,
            Self::TradeShow => 15.0,
            Self::Webinar => 20.0,
            Self::PricingAsked => 25.0,
            Self::FreeTrial => 30.0,
            Self::AskedForSales => 50.0,
        }
    }
}

/// One touch, as it counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Touch {
    /// What it was.
    pub kind: TouchKind,
    /// Its points on its own day.
    pub points: f64,
    /// When.
    pub at: DateTime<Utc>,
}

/// How long "asked for sales" makes a lead hot.
const HOT_FOR: TimeDelta = TimeDelta::days(7);

impl Touch {
    /// What is left of its points at `now`, with a half-life in days. A touch is never younger than new.
    fn points_at(&self, now: DateTime<Utc>, half_life_days: f64) -> f64 {
        let age_days = (now - self.at).max(TimeDelta::zero()).as_seconds_f64() / 86_400.0;
        // A half-life of nothing fades at once, but never gives what is not a number.
        self.points * (-age_days / half_life_days.max(f64::MIN_POSITIVE)).exp2()
    }
}

/// How warm a lead with these touches is at `now`, in points.
pub fn warmth(touches: &[Touch], now: DateTime<Utc>, half_life_days: f64) -> f64 {
    let points = touches
        .iter()
        .map(|touch| touch.points_at(now, half_life_days));
    total(points)
}

/// A sum that begins at zero: `sum()` of nothing is minus zero, and would be shown so.
fn total(points: impl Iterator<Item = f64>) -> f64 {
    points.fold(0.0, |sum, points| sum + points)
}

/// Hot is twice the threshold, or "asked for sales" within the last 7 days.
pub fn is_hot(touches: &[Touch], now: DateTime<Utc>, half_life_days: f64, threshold: f64) -> bool {
    let asked = |touch: &Touch| touch.kind == TouchKind::AskedForSales && now - touch.at <= HOT_FOR;
    touches.iter().any(asked) || warmth(touches, now, half_life_days) >= 2.0 * threshold
}

/// Points as people see them, to a tenth. What is compared with the threshold is this, so that "50.0 of 50"
/// never refuses.
pub fn seen(points: f64) -> f64 {
    (points * 10.0).round() / 10.0
}

/// What one kind of touch gives to the whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Which kind.
    pub kind: TouchKind,
    /// How often.
    pub times: usize,
    /// What is left of it, in points.
    pub points_now: f64,
}

/// Why a lead is as warm as it is: what each kind gives, the most first. Sums to [`warmth`].
pub fn explain(touches: &[Touch], now: DateTime<Utc>, half_life_days: f64) -> Vec<Share> {
    let mut shares: Vec<Share> = TouchKind::ALL
        .iter()
        .copied()
        .filter_map(|kind| {
            let of_kind = || touches.iter().filter(move |touch| touch.kind == kind);
            let times = of_kind().count();
            let points_now = total(of_kind().map(|touch| touch.points_at(now, half_life_days)));
            (times > 0).then_some(Share {
                kind,
                times,
                points_now,
            })
        })
        .collect();
    shares.sort_by(|a, b| b.points_now.total_cmp(&a.points_now));
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HALF_LIFE: f64 = 30.0;

    fn day(number: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).expect("in range") + TimeDelta::days(number)
    }

    fn touch(kind: TouchKind, at: DateTime<Utc>) -> Touch {
        Touch {
            kind,
            points: kind.default_points(),
            at,
        }
    }

    #[test]
    fn the_points_of_the_rules() {
        for (key, points) in [
            ("email-opened", 1.0),
            ("email-clicked", 3.0),
            ("newsletter-joined", 5.0),
            ("course", 5.0),
            ("social-reply", 5.0),
            ("survey", 5.0),
            ("trade-show", 15.0),
            ("webinar", 20.0),
            ("pricing-asked", 25.0),
            ("free-trial", 30.0),
            ("asked-for-sales", 50.0),
        ] {
            let kind = TouchKind::from_key(key).expect(key);
            assert_eq!((kind.key(), kind.default_points()), (key, points));
            let stored = serde_json::to_value(kind).expect("serializes");
            assert_eq!(stored, key, "stored under the same key");
        }
        assert_eq!(TouchKind::from_key("sales-call"), None);
    }

    #[test]
    fn a_lead_without_touches_is_at_zero() {
        assert_eq!(format!("{:.0}", warmth(&[], day(0), HALF_LIFE)), "0");
        assert_eq!(explain(&[], day(0), HALF_LIFE), []);
        assert!(!is_hot(&[], day(0), HALF_LIFE, 50.0));
    }

    #[test]
    fn a_half_life_halves() {
        let webinar = [touch(TouchKind::Webinar, day(0))];
        for (days, points) in [(-3, 20.0), (0, 20.0), (30, 10.0), (60, 5.0), (90, 2.5)] {
            let found = warmth(&webinar, day(days), HALF_LIFE);
            assert!((found - points).abs() < 1e-9, "{found} on day {days}");
        }
    }

    #[test]
    fn hot_is_twice_the_threshold_or_asked_for_within_a_week() {
        let asked = [touch(TouchKind::AskedForSales, day(0))];
        assert!(is_hot(&asked, day(7), HALF_LIFE, 50.0));
        assert!(!is_hot(
            &asked,
            day(7) + TimeDelta::seconds(1),
            HALF_LIFE,
            50.0
        ));
        let trials = [touch(TouchKind::FreeTrial, day(0)); 4];
        assert!(is_hot(&trials, day(0), HALF_LIFE, 60.0));
        assert!(!is_hot(&trials, day(1), HALF_LIFE, 60.0));
    }

    #[test]
    fn the_same_kind_counts_again_and_the_warmest_is_named_first() {
        let touches = [
            touch(TouchKind::Survey, day(0)),
            touch(TouchKind::Webinar, day(0)),
            touch(TouchKind::Survey, day(-30)),
        ];
        let shares = explain(&touches, day(0), HALF_LIFE);
        let of = |kind, times, points_now| Share {
            kind,
            times,
            points_now,
        };
        assert_eq!(
            shares,
            [
                of(TouchKind::Webinar, 1, 20.0),
                of(TouchKind::Survey, 2, 7.5)
            ]
        );
    }

    fn touches() -> impl Strategy<Value = Vec<Touch>> {
        let one = (prop::sample::select(TouchKind::ALL.to_vec()), 0i64..400_000)
            .prop_map(|(kind, minutes)| touch(kind, day(0) - TimeDelta::minutes(minutes)));
        prop::collection::vec(one, 0..20)
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-9 * (1.0 + a.abs())
    }

    proptest! {
        #[test]
        fn warmth_keeps_its_laws(
            touches in touches(), more in touches(), half_life in 1i64..400, minutes in 0i64..100_000,
        ) {
            let days = half_life as f64;
            let now = warmth(&touches, day(0), days);
            let later = warmth(&touches, day(0) + TimeDelta::minutes(minutes), days);
            prop_assert!(later <= now, "it only fades");
            prop_assert!(near(now / 2.0, warmth(&touches, day(half_life), days)), "it halves");
            let turned: Vec<Touch> = touches.iter().rev().copied().collect();
            prop_assert!(near(now, warmth(&turned, day(0), days)), "order does not matter");
            let both: Vec<Touch> = touches.iter().chain(&more).copied().collect();
            let sum = now + warmth(&more, day(0), days);
            prop_assert!(near(sum, warmth(&both, day(0), days)), "it adds up");
            let shares = explain(&touches, day(0), days);
            let told: f64 = shares.iter().map(|share| share.points_now).sum();
            prop_assert!(near(now, told), "what is told is all of it");
            prop_assert!(shares.windows(2).all(|pair| pair[0].points_now >= pair[1].points_now));
            let times: usize = shares.iter().map(|share| share.times).sum();
            prop_assert_eq!(times, touches.len());
        }
    }
}
