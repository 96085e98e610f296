//! Who the sample company knows: sixty leads, with where they came from and how far they got.

/// A lead of the sample, before anything happened to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// The person.
    pub name: &'static str,
    /// Their firm; empty: not known.
    pub firm: &'static str,
    /// Their email; empty: not known.
    pub email: &'static str,
    /// Where they came from.
    pub source: &'static str,
    /// By which campaign; empty: none.
    pub campaign: &'static str,
    /// Days since they were added.
    pub age: i64,
    /// How far they got.
    pub path: Path,
}

/// What becomes of a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Path {
    /// Captured, and hardly touched: awareness.
    Cold,
    /// Reads and answers: interest.
    Curious,
    /// Asks for more: consideration.
    Considering,
    /// Offered to sales, which said "not yet": consideration.
    SentBack,
    /// Offered to sales just now, and waiting.
    Offered,
    /// Taken by sales: intent.
    Taken,
    /// Brought in by sales itself: intent.
    BySales,
    /// About to sign: purchase.
    Closing,
    /// Signed: post-purchase.
    Customer,
    /// Lost before sales had it.
    LostEarly,
    /// Lost by sales.
    LostLate,
    /// Back to marketing after sales had it: interest.
    Recycled,
}

const fn known(
    age: i64,
    path: Path,
    name: &'static str,
    firm: &'static str,
    email: &'static str,
    source: &'static str,
    campaign: &'static str,
) -> Known {
    Known {
        name,
        firm,
        email,
        source,
        campaign,
        age,
        path,
    }
}

const FAIR: &str = "trade show";
const BLOG: &str = "blog";
const LETTER: &str = "newsletter";
const SOCIAL: &str = "social";
const SEMINAR: &str = "webinar";
const FRIEND: &str = "recommended";
const AUTUMN: &str = "Autumn tour";
const GUIDE: &str = "Buyer's guide";
const TRIAL: &str = "Try it free";

/// The sixty, oldest first.
#[rustfmt::skip]
pub(super) const KNOWN: [Known; 60] = {
    use Path::*;
    [
        known(89, Customer, "Ada Lovelace", "Analytical Engines", "ada@analytical.example", FAIR, AUTUMN),
        known(88, Customer, "Grace Hopper", "Harbour Logistics", "grace.hopper@harbour.example", SEMINAR, GUIDE),
        known(87, LostLate, "Wei Zhang", "Longhai Components", "w.zhang@longhai.example", FAIR, AUTUMN),
        known(85, Customer, "Amara Okafor", "Lagos Freight", "amara@lagosfreight.example", FRIEND, ""),
        known(84, Cold, "Björn Nyström", "Nyström & Söner", "", FAIR, AUTUMN),
        known(82, Customer, "Katherine Johnson", "Orbital Surveys", "kj@orbital.example", BLOG, GUIDE),
        known(81, LostEarly, "Mateo Fernández", "", "mateo.f@correo.example", SOCIAL, ""),
        known(79, Closing, "Priya Raghunathan", "Deccan Textiles", "priya@deccan.example", SEMINAR, GUIDE),
        known(78, Recycled, "Olena Kovalenko", "Dnipro Metal", "o.kovalenko@dnipro.example", FAIR, AUTUMN),
        known(76, Customer, "Yuki Tanaka", "Kitayama Glass", "tanaka@kitayama.example", FRIEND, ""),
        known(75, Curious, "Liam O'Connor", "Galway Breweries", "liam@galwaybrew.example", LETTER, ""),
        known(73, Customer, "Fatima Zahra El Idrissi", "Atlas Ceramics", "fatima@atlasceramics.example", SEMINAR, GUIDE),
        known(72, LostLate, "Jonas Weber", "Weber Werkzeugbau", "j.weber@weber-werkzeug.example", FAIR, AUTUMN),
        known(70, Taken, "Chloé Dubois", "Atelier Dubois", "chloe@atelier-dubois.example", BLOG, TRIAL),
        known(69, Cold, "נועה לוי", "Galil Instruments", "noa@galil.example", SOCIAL, ""),
        known(67, Customer, "Lars Ødegård", "Fjord Marine", "lars@fjordmarine.example", FAIR, AUTUMN),
        known(66, Considering, "Ines Carvalho", "Porto Cork", "ines@portocork.example", LETTER, GUIDE),
        known(64, Closing, "Samuel Mensah", "Accra Solar", "samuel@accrasolar.example", SEMINAR, TRIAL),
        known(63, LostEarly, "Piotr Zieliński", "Mazury Boats", "piotr@mazuryboats.example", BLOG, ""),
        known(61, Taken, "Hanna Virtanen", "Virtanen Timber", "hanna@virtanentimber.example", FAIR, AUTUMN),
        known(60, Customer, "Diego Quispe", "Altiplano Wool", "diego@altiplanowool.example", FRIEND, ""),
        known(58, Curious, "Siobhán Kelly", "Kelly & Daughters", "siobhan@kellydaughters.example", LETTER, ""),
        known(57, SentBack, "Arjun Mehta", "Pune Precision", "arjun@puneprecision.example", SEMINAR, TRIAL),
        known(55, Cold, "Elif Yılmaz", "Bursa Silk", "", SOCIAL, ""),
        known(54, Considering, "Tomás Novák", "Brno Optics", "t.novak@brnooptics.example", BLOG, GUIDE),
        known(52, BySales, "Marguerite Leroy", "Leroy Frères", "m.leroy@leroyfreres.example", FRIEND, ""),
        known(51, Closing, "Kwame Boateng", "Volta Cold Storage", "kwame@voltacold.example", FAIR, AUTUMN),
        known(49, Curious, "Ana Petrović", "Sava Print", "ana@savaprint.example", SOCIAL, TRIAL),
        known(48, Recycled, "Henrik Larsen", "Larsen Dairy", "henrik@larsendairy.example", SEMINAR, GUIDE),
        known(46, Taken, "Nguyễn Thị Mai", "Mekong Furniture", "mai@mekongfurniture.example", FAIR, AUTUMN),
        known(45, LostEarly, "Owen Hughes", "Gower Tents", "owen@gowertents.example", LETTER, ""),
        known(43, Considering, "Zanele Dlamini", "Durban Dyes", "zanele@durbandyes.example", SEMINAR, TRIAL),
        known(42, Curious, "Giulia Moretti", "Moretti Tiles", "giulia@morettitiles.example", BLOG, GUIDE),
        known(40, Taken, "Rashid Karimov", "Samarkand Paper", "rashid@samarkandpaper.example", FRIEND, ""),
        known(39, Cold, "Emily Nakamura", "", "emily.n@post.example", SOCIAL, ""),
        known(37, Considering, "Lucas Almeida", "Recife Plastics", "lucas@recifeplastics.example", FAIR, AUTUMN),
        known(36, Closing, "Sofie Claes", "Claes Bikes", "sofie@claesbikes.example", SEMINAR, TRIAL),
        known(34, Cold, "Đặng Minh", "Red River Tools", "", FAIR, AUTUMN),
        known(33, Curious, "Nadia Haddad", "Cedar Kitchens", "nadia@cedarkitchens.example", LETTER, GUIDE),
        known(31, SentBack, "Callum Fraser", "Fraser Knitwear", "callum@fraserknit.example", SOCIAL, TRIAL),
        known(30, Taken, "Ingrid Sæther", "Sæther Seafood", "ingrid@saetherseafood.example", SEMINAR, AUTUMN),
        known(29, Considering, "Mehmet Demir", "Izmir Pumps", "mehmet@izmirpumps.example", BLOG, GUIDE),
        known(27, Curious, "Aisha Bello", "Kano Leather", "aisha@kanoleather.example", FAIR, AUTUMN),
        known(26, Closing, "Viktória Szabó", "Szabó Baking", "viktoria@szabobaking.example", FRIEND, ""),
        known(25, Cold, "أحمد منصور", "Nile Packaging", "ahmed@nilepackaging.example", SOCIAL, ""),
        known(24, Considering, "Rosa Jiménez", "Oaxaca Coffee", "rosa@oaxacacoffee.example", LETTER, TRIAL),
        known(22, Taken, "Anders Holm", "Holm Elevators", "anders@holmelevators.example", FAIR, AUTUMN),
        known(21, Curious, "Mirela Ionescu", "Sibiu Candles", "mirela@sibiucandles.example", BLOG, ""),
        known(20, Considering, "Daniel Weiss", "Weiss Labs", "daniel@weisslabs.example", SEMINAR, GUIDE),
        known(19, Curious, "Thandi Nkosi", "Cape Canvas", "thandi@capecanvas.example", SOCIAL, TRIAL),
        known(17, Offered, "Leila Farahani", "Farahani Rugs", "leila@farahanirugs.example", SEMINAR, TRIAL),
        known(16, Offered, "Oskar Lindqvist", "Lindqvist Batteries", "oskar@lindqvist.example", FAIR, AUTUMN),
        known(14, Considering, "Maeve Byrne", "Byrne Greenhouses", "maeve@byrnegreen.example", LETTER, GUIDE),
        known(12, Curious, "Takumi Sato", "Sato Robotics", "takumi@satorobotics.example", BLOG, GUIDE),
        known(11, Curious, "Beatriz Rocha", "Rocha Wines", "beatriz@rochawines.example", SOCIAL, ""),
        known(9, Cold, "Jakub Horák", "Horák Motors", "", FAIR, AUTUMN),
        known(8, Curious, "Esther Mwangi", "Rift Valley Tea", "esther@riftvalleytea.example", LETTER, ""),
        known(6, Cold, "Paolo Conti", "Conti Lamps", "paolo@contilamps.example", SOCIAL, ""),
        known(1, Cold, "Freya Jónsdóttir", "Geysir Spa", "freya@geysirspa.example", BLOG, GUIDE),
        known(0, Cold, "Malik Diallo", "Dakar Docks", "", FAIR, AUTUMN),
    ]
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::field::{Email, OneLine, PersonName};

    #[test]
    fn sixty_people_who_could_be_added_by_hand() {
        let mut emails = BTreeSet::new();
        for (index, known) in KNOWN.iter().enumerate() {
            assert!(PersonName::parse(known.name).is_ok(), "{}", known.name);
            assert!(OneLine::parse(known.source).is_ok(), "{}", known.name);
            if !known.email.is_empty() {
                assert!(Email::parse(known.email).is_ok(), "{}", known.email);
                assert!(emails.insert(known.email), "{} twice", known.email);
            }
            assert!(
                index == 0 || KNOWN[index - 1].age >= known.age,
                "{}",
                known.name
            );
            assert!((0..=89).contains(&known.age), "{}", known.name);
        }
        let offered = KNOWN.iter().filter(|known| known.path == Path::Offered);
        assert_eq!(offered.count(), 2);
    }
}
