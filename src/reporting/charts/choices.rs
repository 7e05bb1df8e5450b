//! What the reader chose to see on the charts, as the address keeps it.

use crate::carbon::taxonomy::ModuleType;

/// Which emissions are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Data {
    /// Those of validated modules.
    #[default]
    Validated,
    /// Those of every module; what is not validated is told apart.
    All,
}

/// How the parts of a module are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Shape {
    /// One strip of shares.
    #[default]
    Share,
    /// A bar for each part.
    Bars,
}

/// What is drawn, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ChartChoices {
    /// Which emissions.
    pub data: Data,
    /// Whether estimates beside the units' own data are drawn too.
    pub additional: bool,
    /// The module whose parts are shown; none: the first one with data.
    pub breakdown: Option<ModuleType>,
    /// How its parts are shown.
    pub breakdown_as: Shape,
}

impl ChartChoices {
    /// The choices as parameters of a query string. Defaults are left out.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if self.data == Data::All {
            pairs.push(("data", "all".to_owned()));
        }
        if self.additional {
            pairs.push(("additional", "1".to_owned()));
        }
        if let Some(module) = self.breakdown {
            pairs.push(("breakdown", module.to_string()));
        }
        if self.breakdown_as == Shape::Bars {
            pairs.push(("breakdown_as", "bars".to_owned()));
        }
        pairs
    }

    /// Takes a parameter of the page.
    pub(in crate::reporting) fn take(&mut self, key: &str, value: &str) -> Result<(), &'static str> {
        match (key, value) {
            ("data", "validated") => self.data = Data::Validated,
            ("data", "all") => self.data = Data::All,
            ("additional", "0" | "1") => self.additional = value == "1",
            ("breakdown", _) => self.breakdown = Some(value.parse().map_err(|_| "unknown")?),
            ("breakdown_as", "share") => self.breakdown_as = Shape::Share,
            ("breakdown_as", "bars") => self.breakdown_as = Shape::Bars,
            _ => return Err("unknown"),
        }
        Ok(())
    }
}

/// Names of the parameters.
pub(in crate::reporting) const PARAMETERS: [&str; 4] = ["data", "additional", "breakdown", "breakdown_as"];
