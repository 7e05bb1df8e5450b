use super::*;

type Row = std::collections::HashMap<String, String>;

fn golden(table: &str) -> Vec<Row> {
    let path = format!("{}/tests/golden/tables/{table}.csv", env!("CARGO_MANIFEST_DIR"));
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

fn optional(cell: &str) -> Option<&str> {
    (!cell.is_empty()).then_some(cell)
}

#[test]
fn emission_tree_equals_the_reference_table() {
    let rows = golden("emission_types");
    assert_eq!(rows.len(), 121);
    assert_eq!(emission_types().len(), rows.len());
    for (node, row) in emission_types().iter().zip(&rows) {
        assert_eq!(node.id.0.to_string(), row["id"]);
        assert_eq!(node.path, row["path"]);
        assert_eq!(node.parent.map(|p| p.0.to_string()).as_deref(), optional(&row["parent_id"]), "{}", node.path);
        assert_eq!(node.scope.map(|s| (s as u8).to_string()).as_deref(), optional(&row["scope"]), "{}", node.path);
        assert_eq!(node.category.map(Category::key), optional(&row["category"]), "{}", node.path);
        assert_eq!(node.quantity_unit.map(QuantityUnit::symbol), optional(&row["quantity_unit"]), "{}", node.path);
        assert_eq!(is_leaf(node.id).to_string(), row["is_leaf"], "{}", node.path);
        assert_eq!(node.depth().to_string(), row["level"], "{}", node.path);
    }
}

#[test]
fn a_node_belongs_to_the_module_of_its_category() {
    for node in emission_types() {
        let module = module_of(node.id).unwrap();
        if let Some(category) = node.category {
            assert_eq!(module, category.module(), "{}", node.path);
        }
        assert_eq!(emission_types()[usize::from(position_of(node.id).unwrap())], *node);
    }
    assert_eq!(module_of(EmissionTypeId(50_000)), Some(ModuleType::ProfessionalTravel));
    assert_eq!(module_of(EmissionTypeId(1)), None);
    assert_eq!(position_of(EmissionTypeId(1)), None);
}

#[test]
fn only_it_facilities_count_as_it_among_research_facilities() {
    for (node, row) in emission_types().iter().zip(&golden("emission_types")) {
        let expected =
            row["is_it"] == "true" && (!node.path.starts_with("research_facilities") || node.id.0 == 100_300);
        assert_eq!(node.is_it, expected, "{}", node.path);
    }
}

#[test]
fn modules_equal_the_reference_table() {
    let rows = golden("modules");
    assert_eq!(ModuleType::ALL.len(), rows.len());
    for (module, row) in ModuleType::ALL.iter().zip(&rows) {
        assert_eq!(module.id().to_string(), row["id"]);
        assert_eq!(module.key(), row["key"]);
        assert_eq!(module.slug(), row["url_slug"]);
        let position = ModuleType::DISPLAY_ORDER.iter().position(|m| m == module).unwrap() + 1;
        assert_eq!(position.to_string(), row["nav_order"]);
        let categories: Vec<_> =
            Category::ALL.iter().filter(|category| category.module() == *module).map(|c| c.key()).collect();
        let mut expected: Vec<_> = row["chart_categories"].split(';').collect();
        expected.sort_by_key(|key| key.parse::<Category>().unwrap().id());
        assert_eq!(categories, expected);
    }
}

#[test]
fn data_entry_types_equal_the_reference_table() {
    let rows = golden("data_entry_types");
    assert_eq!(rows.len(), 23);
    assert_eq!(DataEntryType::ALL.len(), rows.len());
    for (data_type, row) in DataEntryType::ALL.iter().zip(&rows) {
        assert_eq!(data_type.id().to_string(), row["id"]);
        assert_eq!(data_type.key(), row["key"]);
        assert_eq!(data_type.module().key(), row["module_key"]);
    }
}

#[test]
fn categories_equal_the_reference_table() {
    let rows = golden("categories");
    assert_eq!(Category::ALL.len(), rows.len());
    for (category, row) in Category::ALL.iter().zip(&rows) {
        assert_eq!(category.key(), row["category"]);
        assert_eq!(category.id().to_string(), row["api_order"]);
        assert_eq!(category.module().id().to_string(), row["gating_module_id"]);
    }
}

#[test]
fn subcategories_are_those_of_the_reference_table() {
    let listed: std::collections::HashMap<String, String> = golden("categories")
        .into_iter()
        .map(|mut row| (row["category"].clone(), row.remove("sub_keys").unwrap()))
        .collect();
    let part = |path| emission_type_by_path(path).unwrap().subcategory();
    assert_eq!(part("commuting"), None);
    // shown by the categories of its factors, which are no emission types
    assert_eq!(part("buildings__construction_and_renovation"), Some("construction_and_renovation"));
    // listed nowhere
    assert_eq!(part("purchases__goods_and_services"), Some("goods_and_services"));
    let mut found = std::collections::BTreeSet::new();
    for node in emission_types().iter().filter(|node| !matches!(node.id.0, 60300 | 90100)) {
        if let (Some(category), Some(part)) = (node.category, node.subcategory()) {
            assert!(listed[category.key()].split(';').any(|listed| listed == part), "{}", node.path);
            found.insert((category, part));
        }
    }
    let expected = listed.iter().filter(|(category, _)| *category != "embodied_energy");
    assert_eq!(found.len(), expected.map(|(_, parts)| parts.split(';').count()).sum::<usize>());
}

#[test]
fn an_unknown_id_or_key_is_refused_by_name() {
    assert_eq!("travel".parse::<ModuleType>().unwrap_err().to_string(), "unknown module “travel”");
    assert!(DataEntryType::try_from(3).is_err());
}

#[test]
fn every_node_is_found_by_its_id_and_nothing_by_another() {
    assert!(emission_types().iter().all(|node| emission_type(node.id) == Some(node)));
    let known = |id: i32| emission_types().iter().any(|node| node.id.0 == id);
    let others = (-2000..200_000).chain([i32::MIN, i32::MAX]).filter(|id| !known(*id));
    assert_eq!(others.filter_map(|id| emission_type(EmissionTypeId(id))).count(), 0);
}
