//! Schools, institutes, units and their people.

use super::Scale;
use crate::access::{Role, personas};
use crate::directory::{
    Authorization, Directory, DirectoryPerson, DirectoryUnit, Gaps, Provider, Reason, Resource, UnitType,
};
use crate::seed::random::Random;
use crate::seed::{SeedError, read_csv};

const SCHOOLS: usize = 8;
const UNITS_PER_INSTITUTE: usize = 25;
/// Short and long words that units are named with.
const TOPICS: [(&str, &str, &str); 24] = [
    ("ALG", "Algebra", "d’algèbre"),
    ("AST", "Astrophysics", "d’astrophysique"),
    ("BAT", "Batteries", "de batteries"),
    ("BIO", "Biology", "de biologie"),
    ("CAT", "Catalysis", "de catalyse"),
    ("CRY", "Cryptography", "de cryptographie"),
    ("ECO", "Ecology", "d’écologie"),
    ("ELE", "Electronics", "d’électronique"),
    ("FLU", "Fluids", "de fluides"),
    ("GEN", "Genetics", "de génétique"),
    ("GEO", "Geology", "de géologie"),
    ("HYD", "Hydraulics", "d’hydraulique"),
    ("IMG", "Imaging", "d’imagerie"),
    ("LAS", "Lasers", "de lasers"),
    ("MAT", "Materials", "de matériaux"),
    ("NEU", "Neurology", "de neurologie"),
    ("OPT", "Optics", "d’optique"),
    ("PLA", "Plasmas", "de plasmas"),
    ("POL", "Polymers", "de polymères"),
    ("ROB", "Robotics", "de robotique"),
    ("SIG", "Signals", "de signaux"),
    ("STA", "Statistics", "de statistique"),
    ("URB", "Urbanism", "d’urbanisme"),
    ("VIR", "Virology", "de virologie"),
];
const SCHOOL_NAMES: [(&str, &str, &str); SCHOOLS] = [
    ("FARC", "School of Architecture", "Faculté d’architecture"),
    ("FBAS", "School of Basic Sciences", "Faculté des sciences de base"),
    ("FCOM", "School of Computing", "Faculté d’informatique"),
    ("FENG", "School of Engineering", "Faculté des sciences de l’ingénieur"),
    ("FENV", "School of the Environment", "Faculté de l’environnement"),
    ("FHUM", "School of Humanities", "Faculté des sciences humaines"),
    ("FLIF", "School of Life Sciences", "Faculté des sciences de la vie"),
    ("FMAN", "School of Management", "Faculté de gestion"),
];
const ROOT: (&str, &str) = ("S1000", "9000");

/// Cost centre of a unit, by its position.
pub(super) fn cost_centre(unit: usize) -> String {
    format!("{}", 100_000 + unit)
}

/// The whole directory.
pub(super) fn directory(scale: &Scale) -> Result<Directory, SeedError> {
    let mut units = vec![unit(
        ROOT.0,
        ROOT.1,
        1,
        ("LAKESIDE", "Lakeside University at full size", "Université Lakeside en grand"),
        "Institution",
    )];
    for (school, names) in SCHOOL_NAMES.iter().enumerate() {
        let mut listed = unit(&school_code(school), &school_centre(school), 2, *names, "Faculty");
        listed.ancestors = vec![ROOT.0.to_owned()];
        units.push(listed);
    }
    for institute in 0..scale.units.div_ceil(UNITS_PER_INSTITUTE) {
        let (short, en, fr) = TOPICS[institute % TOPICS.len()];
        let (number, school) = (institute / TOPICS.len() + 1, institute % SCHOOLS);
        let names =
            (format!("I{short}{number}"), format!("Institute of {en} {number}"), format!("Institut {fr} {number}"));
        let names = (names.0.as_str(), names.1.as_str(), names.2.as_str());
        let mut listed = unit(&institute_code(institute), &(90_000 + institute).to_string(), 3, names, "Institute");
        listed.ancestors = vec![ROOT.0.to_owned(), school_code(school)];
        units.push(listed);
    }
    let mut persons = Persons::new(scale.seed)?;
    for position in 0..scale.units {
        let institute = position / UNITS_PER_INSTITUTE;
        let (short, en, fr) = TOPICS[position * 7 % TOPICS.len()];
        let number = position + 1;
        let names =
            (format!("L{short}-{number}"), format!("{en} Laboratory {number}"), format!("Laboratoire {fr} {number}"));
        let names = (names.0.as_str(), names.1.as_str(), names.2.as_str());
        let centre = cost_centre(position);
        let mut listed = unit(&format!("S4{position:05}"), &centre, 4, names, "Laboratory");
        listed.ancestors = vec![ROOT.0.to_owned(), school_code(institute % SCHOOLS), institute_code(institute)];
        // the first unit is that of the personas
        let id = if position == 0 { Some(personas::PRINCIPAL.institutional_id) } else { None };
        listed.responsibleid = Some(persons.add(id, "Professor", Role::Principal, &centre));
        units.push(listed);
    }
    persons.add(Some(personas::SUPERADMIN.institutional_id), "Sustainability officer", Role::Admin, ROOT.1);
    persons.add(
        Some(personas::MANAGER.institutional_id),
        "School sustainability coordinator",
        Role::Manager,
        &school_centre(0),
    );
    persons.add(Some(personas::MEMBER.institutional_id), "Doctoral assistant", Role::Standard, &cost_centre(0));
    for school in 1..SCHOOLS.min(scale.users.saturating_sub(persons.listed.len())) {
        persons.add(None, "School sustainability coordinator", Role::Manager, &school_centre(school));
    }
    staff(scale, &mut persons);
    Ok(Directory { units, persons: persons.listed, provider: Provider::Test, gaps: Gaps::default() })
}

/// Spreads the remaining people over the units: two more in each, up to fifteen in some.
fn staff(scale: &Scale, persons: &mut Persons) {
    let mut random = Random::of(scale.seed, &["staff"]);
    let mut seats: Vec<usize> = Vec::new();
    let remaining = scale.users.saturating_sub(persons.listed.len());
    let mut taken = vec![1_usize; scale.units];
    for (unit, taken) in taken.iter_mut().enumerate() {
        seats.extend([unit, unit]);
        *taken += 2;
    }
    while seats.len() < remaining {
        let unit = random.below(scale.units);
        let more = random.below(13).min(15_usize.saturating_sub(taken[unit])).max(1);
        taken[unit] += more;
        seats.extend(std::iter::repeat_n(unit, more));
    }
    for unit in seats.into_iter().take(remaining) {
        let job = *random.pick(&["Doctoral assistant", "Doctoral assistant", "Scientist", "Technician", "Secretary"]);
        persons.add(None, job, Role::Standard, &cost_centre(unit));
    }
}

fn school_code(school: usize) -> String {
    format!("S2{school:02}")
}

fn school_centre(school: usize) -> String {
    (9_100 + school).to_string()
}

fn institute_code(institute: usize) -> String {
    format!("S3{institute:04}")
}

fn unit(code: &str, centre: &str, level: i16, (name, en, fr): (&str, &str, &str), kind: &str) -> DirectoryUnit {
    DirectoryUnit {
        id: code.to_owned(),
        cf: Some(centre.to_owned()),
        name: name.to_owned(),
        labelfr: Some(fr.to_owned()),
        labelen: Some(en.to_owned()),
        level,
        ancestors: Vec::new(),
        path: None,
        unittype: Some(UnitType { label: kind.to_owned() }),
        responsibleid: None,
        responsible: None,
        enddate: None,
    }
}

/// People in the making.
struct Persons {
    names: Vec<(String, String)>,
    random: Random,
    listed: Vec<DirectoryPerson>,
}

impl Persons {
    fn new(seed: u64) -> Result<Self, SeedError> {
        Ok(Self { names: read_csv("names.csv")?, random: Random::of(seed, &["people"]), listed: Vec::new() })
    }

    /// Lists a person with one right and returns the person's id.
    fn add(&mut self, id: Option<&str>, function: &str, role: Role, cost_centre: &str) -> String {
        let number = self.listed.len();
        let id = id.map_or_else(|| (200_000 + number).to_string(), str::to_owned);
        let (given, family) = (&self.random.pick(&self.names).0, &self.random.pick(&self.names).1);
        let right = Authorization {
            name: role.key().to_owned(),
            state: Some("active".to_owned()),
            accredunitid: None,
            reason: Some(Reason { resource: Some(Resource { cf: Some(cost_centre.to_owned()) }) }),
        };
        self.listed.push(DirectoryPerson {
            email: Some(format!("person.{number}@example.org")),
            display: Some(format!("{given} {family} {number}")),
            function: Some(function.to_owned()),
            authorizations: vec![right],
            id: id.clone(),
        });
        id
    }
}
