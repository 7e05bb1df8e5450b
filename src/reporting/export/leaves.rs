//! Emission types as files name them, in the order of files: by category, then id.

use anyhow::Context;

use crate::carbon::taxonomy::{
    Category, EmissionType, ModuleType, QuantityUnit, counted_as, emission_types, module_of,
};

/// An emission type.
pub(super) struct Leaf {
    /// Where it stands among all.
    pub(super) place: usize,
    pub(super) id: i32,
    pub(super) path: &'static str,
    pub(super) module: ModuleType,
    pub(super) scope: Option<u8>,
    pub(super) category: Option<&'static str>,
    pub(super) subcategory: Option<&'static str>,
    pub(super) unit: Option<QuantityUnit>,
}

/// Every emission type.
pub(super) struct Leaves {
    in_order: Vec<Leaf>,
    /// Ids with their places, by id.
    places: Vec<(i32, usize)>,
}

impl Leaves {
    pub(super) fn new() -> Self {
        let mut nodes: Vec<_> = emission_types().iter().collect();
        // what counts in no category comes last
        let category = |id| counted_as(id).and_then(|node| node.category).map_or(usize::MAX, Category::index);
        nodes.sort_by_key(|node| (category(node.id), node.id));
        let leaf = |node: &'static EmissionType| {
            let counted = counted_as(node.id).unwrap_or(node);
            Some(Leaf {
                place: 0,
                id: node.id.0,
                path: node.path,
                module: module_of(node.id)?,
                scope: counted.scope.map(|scope| scope as u8),
                category: counted.category.map(Category::key),
                subcategory: node.subcategory(),
                unit: node.quantity_unit,
            })
        };
        let mut in_order: Vec<Leaf> = nodes.into_iter().filter_map(leaf).collect();
        for (place, leaf) in in_order.iter_mut().enumerate() {
            leaf.place = place;
        }
        let mut places: Vec<_> = in_order.iter().map(|leaf| (leaf.id, leaf.place)).collect();
        places.sort_unstable();
        Self { in_order, places }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Leaf> {
        self.in_order.iter()
    }

    /// The leaves of a report with their kilograms and quantities, in order.
    pub(super) fn of(
        &self,
        ids: &[i32],
        kg: &[f64],
        quantities: &[Option<f64>],
    ) -> anyhow::Result<impl Iterator<Item = (&Leaf, f64, Option<f64>)>> {
        let mut found = vec![None; self.in_order.len()];
        for ((id, kg), quantity) in ids.iter().zip(kg).zip(quantities) {
            let place = self.places.binary_search_by_key(id, |place| place.0);
            let place = place.ok().with_context(|| format!("{id} is no emission type"))?;
            found[self.places[place].1] = Some((*kg, *quantity));
        }
        let in_order = self.in_order.iter().zip(found);
        Ok(in_order.filter_map(|(leaf, found)| found.map(|(kg, quantity)| (leaf, kg, quantity))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_come_by_category_then_id_whatever_their_order() {
        let leaves = Leaves::new();
        let found = leaves.of(&[10001, 60101, 70100], &[1.0, 2.0, 3.0], &[Some(4.0), None, None]).unwrap();
        let found: Vec<_> = found.map(|(leaf, kg, quantity)| (leaf.id, kg, quantity)).collect();
        assert_eq!(found, [(70100, 3.0, None), (60101, 2.0, None), (10001, 1.0, Some(4.0))]);
        assert!(leaves.of(&[5], &[1.0], &[None]).is_err());
    }

    #[test]
    fn every_emission_type_belongs_to_a_module() {
        assert_eq!(Leaves::new().all().count(), emission_types().len());
    }
}
