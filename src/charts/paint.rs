//! What parts of a drawing mean, and the colours that say it on paper and in files. Pages take theirs from the style sheet.

use crate::carbon::taxonomy::{Category, ModuleStatus};

/// What a surface stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// A category, or a part of it: shade 0 is the category's own colour, each further one is lighter.
    Category(Category, u8),
    /// A status.
    Status(ModuleStatus),
    /// Counted nowhere yet because its module is not validated: hatched.
    NotValidated,
    /// What the drawing lies on.
    Surface,
    /// A group of bars set off from its neighbours.
    Band,
    /// The part that holds nothing.
    Empty,
}

/// What a line stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// Help for the eye.
    Grid,
    /// The line that bars stand on.
    Axis,
    /// Between groups: dotted.
    Divider,
    /// Around what is told apart from the rest: dashed.
    Frame,
    /// A goal or a budget.
    Target,
    /// What keeps a line apart from what it crosses.
    Halo,
    /// Between cells: what the drawing lies on.
    Surface,
    /// Around parts of a category.
    Category(Category),
    /// Around what is not validated.
    NotValidated,
}

/// How strongly words speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Figures and names.
    Strong,
    /// Names beside stronger figures.
    Normal,
    /// Axis values and units.
    Quiet,
    /// Written on a category in this shade.
    OnShade(u8),
    /// The name of a goal or a budget.
    Target,
}

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// How many shades of a category there are.
pub const SHADES: u8 = 8;

/// Percent of the category's colour in each shade, the rest is the surface.
const SHADE_PERCENT: [u16; SHADES as usize] = [100, 80, 63, 50, 40, 32, 26, 22];

const WHITE: Rgb = [0xff; 3];
const TEXT: Rgb = [0x17, 0x21, 0x2a];
const TARGET: Rgb = [0xc8, 0x37, 0x2f];

/// The colour of a category in the light theme.
pub fn category(category: Category) -> Rgb {
    match category {
        Category::ProcessEmissions => [0xb7, 0x88, 0x22],
        Category::BuildingsEnergyCombustion => [0xd3, 0x78, 0x3c],
        Category::BuildingsRoom => [0xc5, 0x74, 0xb5],
        Category::Equipment => [0xad, 0x7c, 0xcf],
        Category::ExternalCloudAndAi => [0x8f, 0x86, 0xd5],
        Category::Purchases => [0x53, 0x9f, 0x66],
        Category::ResearchFacilities => [0x81, 0x99, 0x3a],
        Category::ProfessionalTravel => [0x48, 0x96, 0xd0],
        Category::Commuting => [0x38, 0x9b, 0xb9],
        Category::Food => [0x3d, 0x9e, 0x9b],
        Category::Waste => [0x7d, 0x8d, 0xc8],
        Category::EmbodiedEnergy => [0x6f, 0x91, 0xc4],
    }
}

/// A colour mixed with white.
fn shaded(colour: Rgb, shade: u8) -> Rgb {
    let percent = SHADE_PERCENT[usize::from(shade.min(SHADES - 1))];
    colour.map(|part| ((u16::from(part) * percent + 255 * (100 - percent) + 50) / 100) as u8)
}

impl Paint {
    /// The classes of its swatch in the legend of a page.
    pub fn swatch(self) -> String {
        match self {
            Self::Category(category, shade) => format!("k{} s{}", category.id(), shade.min(SHADES - 1)),
            Self::NotValidated => "swatch-hatch".to_owned(),
            Self::Status(_) | Self::Surface | Self::Band | Self::Empty => "swatch-empty".to_owned(),
        }
    }

    /// The colour of an edge that can be told from white.
    pub fn edge(self) -> Rgb {
        match self {
            Self::Category(of, _) => category(of),
            other => other.colour(),
        }
    }

    /// Its colour in the light theme; that of the lines where it is hatched.
    pub fn colour(self) -> Rgb {
        match self {
            Self::Category(of, shade) => shaded(category(of), shade),
            Self::Status(ModuleStatus::Validated) => [0x2e, 0x8b, 0x57],
            Self::Status(ModuleStatus::InProgress) => [0x3b, 0x76, 0xc4],
            Self::Status(ModuleStatus::NotStarted) => [0x84, 0x92, 0x9a],
            Self::NotValidated => Stroke::NotValidated.colour(),
            Self::Surface => WHITE,
            Self::Band => [0xf1, 0xf4, 0xf4],
            Self::Empty => [0xe5, 0xea, 0xea],
        }
    }
}

impl Stroke {
    /// Its colour in the light theme.
    pub fn colour(self) -> Rgb {
        match self {
            Self::Grid => [0xdc, 0xe2, 0xe3],
            Self::Axis | Self::Divider | Self::Frame | Self::NotValidated => [0x7c, 0x8a, 0x8f],
            Self::Target => TARGET,
            Self::Halo | Self::Surface => WHITE,
            Self::Category(of) => category(of),
        }
    }

    /// Its thickness.
    pub fn width(self) -> f64 {
        match self {
            Self::Target | Self::Surface => 2.0,
            Self::Halo => 4.0,
            _ => 1.0,
        }
    }

    /// Lengths of its dashes and gaps; none when it is unbroken.
    pub fn dashes(self) -> Option<[f64; 2]> {
        match self {
            Self::Divider => Some([1.0, 3.0]),
            Self::Frame => Some([4.0, 3.0]),
            _ => None,
        }
    }
}

impl Ink {
    /// Its colour in the light theme.
    pub fn colour(self) -> Rgb {
        match self {
            Self::Normal => [0x46, 0x55, 0x60],
            Self::Quiet => [0x5c, 0x6b, 0x75],
            Self::OnShade(shade) if shade < 3 => [0x14, 0x19, 0x1e],
            Self::Strong | Self::OnShade(_) => TEXT,
            Self::Target => [0xa1, 0x21, 0x1b],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_grow_lighter_and_the_first_is_the_category_itself() {
        assert_eq!(Paint::Category(Category::Purchases, 0).colour(), [0x53, 0x9f, 0x66]);
        // half of each part, half white
        assert_eq!(Paint::Category(Category::Purchases, 3).colour(), [0xa9, 0xcf, 0xb3]);
        let lightness = |shade| Paint::Category(Category::Food, shade).colour().map(u16::from).iter().sum::<u16>();
        assert!((1..SHADES).all(|shade| lightness(shade) > lightness(shade - 1)));
        assert_eq!(lightness(SHADES), lightness(SHADES - 1));
    }

    #[test]
    fn the_colours_of_files_are_those_of_the_light_theme() {
        let tokens = include_str!("../../static/css/tokens.css");
        let token = |name: &str, [r, g, b]: Rgb| {
            let colour = format!("--{name}: light-dark(#{r:02x}{g:02x}{b:02x},");
            assert!(tokens.contains(&colour), "{colour}");
        };
        for (name, of) in [
            ("cat-process-emissions", Category::ProcessEmissions),
            ("cat-thermal-energy", Category::BuildingsEnergyCombustion),
            ("cat-buildings", Category::BuildingsRoom),
            ("cat-equipment", Category::Equipment),
            ("cat-clouds-ai", Category::ExternalCloudAndAi),
            ("cat-purchases", Category::Purchases),
            ("cat-research-facilities", Category::ResearchFacilities),
            ("cat-professional-travel", Category::ProfessionalTravel),
            ("cat-commuting", Category::Commuting),
            ("cat-food", Category::Food),
            ("cat-waste", Category::Waste),
            ("cat-construction", Category::EmbodiedEnergy),
        ] {
            token(name, category(of));
        }
        token("ok-fill", Paint::Status(ModuleStatus::Validated).colour());
        token("run-fill", Paint::Status(ModuleStatus::InProgress).colour());
        token("none-fill", Paint::Status(ModuleStatus::NotStarted).colour());
        token("surface-2", Paint::Band.colour());
        token("surface-3", Paint::Empty.colour());
        token("line", Stroke::Grid.colour());
        token("control", Stroke::Axis.colour());
        token("bad-fill", Stroke::Target.colour());
        token("text", Ink::Strong.colour());
        token("text-2", Ink::Normal.colour());
        token("text-3", Ink::Quiet.colour());
        token("bad-text", Ink::Target.colour());
    }
}
