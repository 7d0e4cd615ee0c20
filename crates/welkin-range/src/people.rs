use std::fmt;

use crate::estate::{DOMAIN, VPN};
use crate::ids::Uuid;
use crate::rng::{Rng, number_of};

/// A site of the bank, with the address its people come from.
#[derive(Debug)]
pub(crate) struct Office {
    pub(crate) city: &'static str,
    pub(crate) state: &'static str,
    pub(crate) country: &'static str,
    pub(crate) country_code: &'static str,
    pub(crate) egress: &'static str,
    pub(crate) utc_offset: i64,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
}

pub(crate) static NEW_YORK: Office = Office {
    city: "New York",
    state: "New York",
    country: "United States",
    country_code: "US",
    egress: "203.0.113.10",
    utc_offset: -5,
    latitude: 40.7128,
    longitude: -74.006,
};
pub(crate) static FRANKFURT: Office = Office {
    city: "Frankfurt am Main",
    state: "Hessen",
    country: "Germany",
    country_code: "DE",
    egress: "203.0.113.40",
    utc_offset: 1,
    latitude: 50.1109,
    longitude: 8.6821,
};
pub(crate) static SINGAPORE: Office = Office {
    city: "Singapore",
    state: "Singapore",
    country: "Singapore",
    country_code: "SG",
    egress: "203.0.113.70",
    utc_offset: 8,
    latitude: 1.3521,
    longitude: 103.8198,
};

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Team {
    DataScience,
    Engineering,
    Platform,
    Security,
    Analytics,
}

#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) login: &'static str,
    pub(crate) office: &'static Office,
    pub(crate) team: Team,
}

/// A person's address: `login@technobank.example`, the same as mail, UPN and Okta login.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mail(pub(crate) &'static str);

impl fmt::Display for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{DOMAIN}", self.0)
    }
}

impl Person {
    pub(crate) fn mail(&self) -> String {
        Mail(self.login).to_string()
    }

    /// The object id in the Entra tenant.
    pub(crate) fn object_id(&self) -> Uuid {
        Uuid::of(self.login)
    }

    /// The address of the day's place: mostly the office, else the shared VPN.
    pub(crate) fn address(&self, rng: &mut Rng) -> &'static str {
        if rng.chance(30) { VPN } else { self.office.egress }
    }

    /// Everyone keeps one browser.
    pub(crate) fn browser(&self) -> &'static str {
        match number_of(self.login) % 4 {
            0 => {
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
            }
            1 => {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
            }
            2 => {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
            }
            _ => "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        }
    }
}

const fn person(name: &'static str, login: &'static str, office: &'static Office, team: Team) -> Person {
    Person { name, login, office, team }
}

use Team::{Analytics, DataScience, Engineering, Platform, Security};

#[rustfmt::skip]
pub(crate) static PEOPLE: [Person; 40] = [
    person("Alice Moreno", "alice.moreno", &NEW_YORK, DataScience),
    person("Brian Walsh", "brian.walsh", &NEW_YORK, Engineering),
    person("Carla Jensen", "carla.jensen", &NEW_YORK, Platform),
    person("Daniel Okafor", "daniel.okafor", &NEW_YORK, DataScience),
    person("Emily Hart", "emily.hart", &NEW_YORK, Security),
    person("Frank Novak", "frank.novak", &NEW_YORK, Engineering),
    person("Grace Liu", "grace.liu", &NEW_YORK, Analytics),
    person("Henry Adams", "henry.adams", &NEW_YORK, Engineering),
    person("Isabel Cruz", "isabel.cruz", &NEW_YORK, DataScience),
    person("Jack Turner", "jack.turner", &NEW_YORK, Platform),
    person("Karen Boyd", "karen.boyd", &NEW_YORK, Analytics),
    person("Leo Martins", "leo.martins", &NEW_YORK, Engineering),
    person("Mia Sanders", "mia.sanders", &NEW_YORK, DataScience),
    person("Noah Fischer", "noah.fischer", &FRANKFURT, DataScience),
    person("Olivia Brandt", "olivia.brandt", &FRANKFURT, Engineering),
    person("Paul Keller", "paul.keller", &FRANKFURT, Platform),
    person("Quentin Laurent", "quentin.laurent", &FRANKFURT, Analytics),
    person("Rosa Bianchi", "rosa.bianchi", &FRANKFURT, Engineering),
    person("Stefan Vogel", "stefan.vogel", &FRANKFURT, DataScience),
    person("Tanja Weiss", "tanja.weiss", &FRANKFURT, Security),
    person("Uwe Hoffmann", "uwe.hoffmann", &FRANKFURT, Engineering),
    person("Vera Nowak", "vera.nowak", &FRANKFURT, Analytics),
    person("Walter Schmitt", "walter.schmitt", &FRANKFURT, Platform),
    person("Xenia Petrova", "xenia.petrova", &FRANKFURT, DataScience),
    person("Yannick Meyer", "yannick.meyer", &FRANKFURT, Engineering),
    person("Zoe Dubois", "zoe.dubois", &FRANKFURT, Analytics),
    person("Lukas Berger", "lukas.berger", &FRANKFURT, DataScience),
    person("Anand Rao", "anand.rao", &SINGAPORE, Platform),
    person("Bao Nguyen", "bao.nguyen", &SINGAPORE, Engineering),
    person("Chen Wei", "chen.wei", &SINGAPORE, DataScience),
    person("Dewi Lestari", "dewi.lestari", &SINGAPORE, Analytics),
    person("Eiko Tanaka", "eiko.tanaka", &SINGAPORE, DataScience),
    person("Farid Hassan", "farid.hassan", &SINGAPORE, Engineering),
    person("Gita Menon", "gita.menon", &SINGAPORE, Security),
    person("Hiro Sato", "hiro.sato", &SINGAPORE, Engineering),
    person("Indra Putra", "indra.putra", &SINGAPORE, DataScience),
    person("Joon Park", "joon.park", &SINGAPORE, Analytics),
    person("Kavya Iyer", "kavya.iyer", &SINGAPORE, Engineering),
    person("Lim Hui", "lim.hui", &SINGAPORE, Platform),
    person("Maya Tan", "maya.tan", &SINGAPORE, DataScience),
];

/// The person with this login. The logins that the crate asks for are all in the table, as a test checks.
pub(crate) fn named(login: &str) -> &'static Person {
    PEOPLE.iter().find(|person| person.login == login).unwrap_or(&FALLBACK)
}

static FALLBACK: Person = person("Alice Moreno", "alice.moreno", &NEW_YORK, DataScience);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_unique_and_the_scenarios_people_are_known() {
        let logins: std::collections::BTreeSet<_> = PEOPLE.iter().map(|person| person.login).collect();
        assert_eq!(logins.len(), PEOPLE.len());
        for login in
            ["jack.turner", "isabel.cruz", "noah.fischer", "xenia.petrova", "paul.keller", "walter.schmitt"]
        {
            assert_eq!(named(login).login, login);
        }
    }
}
