//! Names of what results are made of.

use crate::carbon::taxonomy::{Category, EmissionType, ModuleType};
use crate::web::Lang;

/// The name of a part: an emission type, a group of waste, a kind of work, the rest.
pub(super) fn part_name(key: &str, lang: Lang) -> String {
    let named = |key: &str| lang.t(&format!("emission-{key}"));
    for way in ["plane", "train"] {
        if let Some(class) = key.strip_prefix(way).and_then(|rest| rest.strip_prefix('-')) {
            return format!("{}, {}", named(way), named(class).to_lowercase());
        }
    }
    named(key)
}

/// The name of a node of the emission tree, below its root.
pub(super) fn node_name(node: &EmissionType, lang: Lang) -> String {
    if node.path == "purchases__other" {
        return part_name("other-purchases", lang);
    }
    let names: Vec<&str> = node.path.split("__").collect();
    // the rooms that every energy of a building is used in need not be said
    let below: Vec<&str> = names.iter().copied().skip(1).filter(|name| *name != "rooms").collect();
    let said = if below.is_empty() { names } else { below };
    let said: Vec<String> = said.into_iter().map(|name| part_name(&name.replace('_', "-"), lang)).collect();
    said.join(", ")
}

pub(super) fn category_name(category: Category, lang: Lang) -> String {
    lang.t(&format!("category-{}", category.key().replace('_', "-")))
}

pub(super) fn module_name(module: ModuleType, lang: Lang) -> String {
    lang.t(&format!("module-{}", module.slug()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carbon::taxonomy::emission_types;

    #[test]
    fn every_node_that_carries_emissions_has_a_name_in_both_languages() {
        for node in emission_types().iter().filter(|node| node.scope.is_some()) {
            for lang in Lang::ALL {
                let name = node_name(node, lang);
                assert!(!name.contains("emission-"), "{}: {name}", node.path);
            }
        }
        let named = |path, lang| {
            let node = emission_types().iter().find(|node| node.path == path).unwrap();
            node_name(node, lang)
        };
        assert_eq!(named("buildings__rooms__lighting__office", Lang::En), "Lighting, Office");
        assert_eq!(named("purchases__other", Lang::Fr), "Autres achats");
        assert_eq!(part_name("plane-eco", Lang::En), "Plane, eco");
    }
}
