//! The charts of the page, with the links that change what they show.

use std::sync::Arc;

use super::PATH;
use crate::carbon::taxonomy::ModuleType;
use crate::reporting::charts::{ChartChoices, Data, Drawn, Shape};
use crate::reporting::listing::{Listing, address};
use crate::reporting::units::module_label;
use crate::web::Lang;

/// Charts and links.
pub(super) struct ChartsView {
    pub(super) drawn: Arc<Drawn>,
    pub(super) data: Vec<Link>,
    pub(super) is_all_data: bool,
    pub(super) has_additional: bool,
    /// What the switch of additional categories sends.
    pub(super) switched: Vec<(&'static str, String)>,
    pub(super) modules: Vec<Link>,
    pub(super) shapes: Vec<Link>,
    /// What files are asked for.
    query: Vec<(&'static str, String)>,
}

/// A choice that is one link away.
pub(super) struct Link {
    pub(super) label: String,
    pub(super) url: String,
    pub(super) is_current: bool,
}

impl ChartsView {
    pub(super) fn new(listing: &Listing, drawn: Arc<Drawn>, lang: Lang) -> Self {
        let choices = listing.panel.charts;
        let with = |charts: ChartChoices| {
            let mut listing = listing.clone();
            listing.panel.charts = charts;
            listing
        };
        let link = |label: String, charts: ChartChoices, anchor: &str, is_current: bool| Link {
            label,
            url: format!("{}#{anchor}", with(charts).url(PATH)),
            is_current,
        };
        let data = [(Data::Validated, "chart-validated-only"), (Data::All, "chart-all-data")].map(|(data, label)| {
            link(lang.t(label), ChartChoices { data, ..choices }, "results", choices.data == data)
        });
        let shapes = [(Shape::Share, "chart-share"), (Shape::Bars, "chart-bars")].map(|(shape, label)| {
            let chosen = ChartChoices { breakdown_as: shape, ..choices };
            link(lang.t(label), chosen, "breakdown", choices.breakdown_as == shape)
        });
        let shown: Option<ModuleType> = drawn.module.as_ref().map(|module| module.module);
        let modules = drawn.modules.iter().map(|module| {
            let chosen = ChartChoices { breakdown: Some(*module), ..choices };
            link(module_label(*module, lang), chosen, "breakdown", shown == Some(*module))
        });
        let mut query = listing.filter.pairs();
        query.extend(choices.pairs());
        Self {
            data: data.into(),
            is_all_data: choices.data == Data::All,
            has_additional: choices.additional,
            switched: with(ChartChoices { additional: !choices.additional, ..choices }).pairs(),
            modules: modules.collect(),
            shapes: shapes.into(),
            query,
            drawn,
        }
    }

    /// The address of a chart as a file.
    pub(super) fn file(&self, name: &str, extension: &str) -> String {
        address(&format!("{PATH}/charts/{name}.{extension}"), &self.query)
    }
}
