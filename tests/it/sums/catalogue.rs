//! What random files are made of: per kind of file its factors, and what each column of its data may hold.
//!
//! A cell is one of several words separated by `|`; `#` stands for a number. Some words are wrong on purpose: rows are
//! refused, or kept without emission.

use calco2::carbon::taxonomy::{DataEntryType, ModuleType};

/// A kind of file, shared by one or several types of a module.
pub(super) struct Kind {
    pub(super) types: &'static [DataEntryType],
    pub(super) factors: (&'static str, &'static [&'static str]),
    /// Columns with their words; none for types that only own factors.
    pub(super) columns: &'static [(&'static str, &'static str)],
}

impl Kind {
    pub(super) fn module(&self) -> ModuleType {
        self.types[0].module()
    }

    /// The type to name with an upload; none for files shared by several.
    pub(super) fn only_type(&self) -> Option<DataEntryType> {
        if let [only] = self.types { Some(*only) } else { None }
    }

    /// A row of data: column and cell.
    pub(super) fn row(&self, seed: u64) -> Vec<(&'static str, String)> {
        let mut dice = Dice(seed);
        self.columns.iter().map(|(column, words)| (*column, dice.cell(words))).collect()
    }

    /// A factor file with most of the factors and numbers of its own.
    pub(super) fn factor_file(&self, seed: u64) -> String {
        let (header, lines) = self.factors;
        let mut dice = Dice(seed);
        let mut file = vec![header.to_owned()];
        for line in lines {
            let cells: Vec<String> = line.split(',').map(|words| dice.cell(words)).collect();
            if dice.roll(3) > 0 {
                file.push(cells.join(","));
            }
        }
        file.join("\n")
    }
}

/// Numbers that follow from a seed.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    /// A number below `sides`.
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % sides as u64) as usize
    }

    /// A number of any size that people write.
    pub(super) fn number(&mut self) -> String {
        let size = [0.0, 0.001, 0.01, 0.1, 1.0, 1.0, 100.0, 10_000.0][self.roll(8)];
        (self.roll(1_000_000) as f64 / 1_000.0 * size).to_string()
    }

    fn cell(&mut self, words: &str) -> String {
        let words: Vec<&str> = words.split('|').collect();
        match words[self.roll(words.len())] {
            "#" => self.number(),
            word => word.to_owned(),
        }
    }
}

const IMPOSED: (&str, &str) = ("kg_co2eq", "||||#|0");
const NOTE: (&str, &str) = ("note", "|counted twice");
const PEOPLE: &str = "900001|900002|900003|900004|900005|900006|900007";
const HEADCOUNT: (&str, &[&str]) = (
    "headcount_category,headcount_class,headcount_subclass,number_of_unit_per_fte,ef_kg_co2eq_per_unit,unit",
    &["food,vegetarian,,#,#,kg", "waste,recycling,paper,#,#,kg", "commuting,car,,#,#,km", "commuting,walking,,#,0,km"],
);

pub(super) const KINDS: &[Kind] = &[
    Kind {
        types: &[DataEntryType::Member],
        factors: HEADCOUNT,
        columns: &[
            ("name", "Ada|Bo"),
            ("sius_code", "51|54|57|58| 59 |60"),
            ("user_institutional_id", PEOPLE),
            ("fte", "1|0.5|0.333|0|1.2"),
            NOTE,
        ],
    },
    Kind { types: &[DataEntryType::Student], factors: HEADCOUNT, columns: &[("fte", "#|0|3.5"), NOTE] },
    Kind {
        types: &[DataEntryType::Scientific, DataEntryType::It, DataEntryType::Other],
        factors: (
            "equipment_category,equipment_class,sub_class,active_power_w,standby_power_w,active_usage_hours_per_week,\
             standby_usage_hours_per_week,ef_kg_co2eq_per_kwh",
            &[
                "scientific,Centrifuge,Bench,#,40,30,138,#",
                "scientific,Centrifuge,,#,#,20,100,0.1",
                "it,Server,,#,#,168,0,#",
                "other,Fridge,Small,#,0,100,68,#",
                "other,Server,,#,1,100,68,#",
            ],
        ),
        columns: &[
            ("equipment_id", "E1|E2|E3"),
            ("name", "Blue one"),
            ("equipment_class", "Centrifuge|\u{a0}centrifuge|Server|Fridge|Unknown"),
            ("sub_class", "|bench|Small|Floor"),
            ("active_usage_hours_per_week", "|30|0|100.5|169"),
            ("standby_usage_hours_per_week", "|20|0|138"),
            ("equipment_category", "|scientific|it|other"),
            NOTE,
            IMPOSED,
        ],
    },
    Kind {
        types: &[DataEntryType::Plane],
        factors: (
            "category,cabin_class,ef_kg_co2eq_per_km,rfi_adjustment,min_distance,max_distance",
            &[
                "short,economy,#,1.5,0,3000",
                "short,business,#,#,0,3000",
                "long,economy,#,2,3000,25000",
                "long,first,#,2,3000,25000",
            ],
        ),
        columns: &[
            ("origin_iata", "QAA|qbb|QCC|QZZ"),
            ("destination_iata", "QAA|QBB|QCC"),
            ("user_institutional_id", PEOPLE),
            ("departure_date", "|2025-03-10|2024/02/29|2025-02-29"),
            ("number_of_trips", "|1|3|1.5"),
            ("cabin_class", "economy|Business|first"),
            NOTE,
            IMPOSED,
        ],
    },
    Kind {
        types: &[DataEntryType::Train],
        factors: ("country_code,ef_kg_co2eq_per_km", &["CH,#", "FR,#", "RoW,#"]),
        columns: &[
            ("origin_name", "Lacville|pontbourg|Nulle Part"),
            ("origin_country_code", "CH|ch"),
            ("destination_name", "Ouestgare|Lacville"),
            ("destination_country_code", "FR|CH"),
            ("user_institutional_id", PEOPLE),
            ("departure_date", "|2025-01-15"),
            ("number_of_trips", "|2"),
            ("cabin_class", "first|second"),
            NOTE,
            IMPOSED,
        ],
    },
    Kind {
        types: &[DataEntryType::Building],
        factors: (
            "building_name,room_type,heating_kwh_per_square_meter,cooling_kwh_per_square_meter,\
             ventilation_kwh_per_square_meter,lighting_kwh_per_square_meter,ef_kg_co2eq_per_kwh,energy_type,\
             conversion_factor",
            &[
                "AA,office,#,#,#,#,0.1,thermal,0.5",
                "AA,laboratories,#,0,#,#,#,electric,",
                "BB,archives,#,#,1,2,#,elec,",
            ],
        ),
        columns: &[
            ("building_name", "AA|aa|BB|CC"),
            ("room_name", "001|002|003"),
            ("room_type", "office|laboratories|archives"),
            ("room_surface_square_meter", "|#"),
            ("room_allocation_ratio", "|0.5|1|0"),
            NOTE,
            IMPOSED,
        ],
    },
    Kind {
        types: &[DataEntryType::BuildingEmbodiedEnergy],
        factors: (
            "building_name,category,ef_kgco2eq_per_m2",
            &["AA,new-env,#", "AA,ren-tech,#", "default,new-tech,#", "default,demolition,0"],
        ),
        columns: &[],
    },
    Kind {
        types: &[DataEntryType::EnergyCombustion],
        factors: (
            "name,unit,ef_kg_co2eq_per_unit",
            &["natural_gas,kWh,#", "Natural gas,kWh,#", "pellets,kg,#", "pellets,m3,#"],
        ),
        columns: &[
            ("name", "natural_gas|Natural  Gas|Pellets|coal"),
            ("unit", "|kWh|kg"),
            ("quantity", "#|#|-1"),
            NOTE,
            IMPOSED,
        ],
    },
    Kind {
        types: &[DataEntryType::ExternalClouds],
        factors: (
            "provider,service_type,currency,ef_kg_co2eq_per_currency",
            &["Nimbus,compute,eur,#", "Nimbus,storage,chf,#", "Nimbus,virtualisation,usd,#"],
        ),
        columns: &[
            ("provider", "Nimbus|NIMBUS|Stratus"),
            ("service_type", "compute|Storage|virtualisation|telepathy"),
            ("spent_amount", "#"),
            ("currency", "|eur|chf|USD"),
            NOTE,
            IMPOSED,
        ],
    },
    Kind {
        types: &[DataEntryType::ExternalAi],
        factors: (
            "provider,usage_type,ef_kg_co2eq_per_request",
            &["OpenAI,text,#", "Mistral AI,text,#", "Own Model,image,#"],
        ),
        columns: &[
            ("provider", "OpenAI|mistral ai|Own model|None"),
            ("usage_type", "text|image"),
            ("requests_per_user_per_day", "1_5|5_20|20_100|gt_100"),
            ("fte_count", "1|0.5|12|0"),
            NOTE,
            IMPOSED,
        ],
    },
    Kind {
        types: &[DataEntryType::ProcessEmissions],
        factors: (
            "category,subcategory,unit,ef_kg_co2eq_per_unit",
            &[
                "CO2,,kg,#",
                "CO2,,t,#",
                "CH4,,kg,#",
                "CH4,,g,#",
                "N2O,,kg,#",
                "Refrigerants,SF6,kg,#",
                "refrigerant,R32,kg,#",
            ],
        ),
        columns: &[
            ("category", "CO2|ch4|N2O|Refrigerant|refrigerants|Xenon"),
            ("subcategory", "||SF6|r32"),
            ("quantity", "#|0|1e3|1e308"),
            NOTE,
            IMPOSED,
        ],
    },
    Kind {
        types: &[DataEntryType::ItEquipment, DataEntryType::Services, DataEntryType::OtherPurchases],
        factors: (
            "purchase_category,purchase_institutional_code,purchase_additional_code,currency,ef_kg_co2eq_per_currency",
            &[
                "it_equipment,IT-1,DA1,eur,#",
                "it_equipment,IT-1,,chf,#",
                "services,SV-1,,usd,#",
                "other_purchases,OT-1,DA2,eur,#",
                "other_purchases,OT-1,DA3,eur,#",
            ],
        ),
        columns: &[
            ("name", "Thing"),
            ("total_spent_amount", "#"),
            ("currency", "|eur|chf|usd|jpy"),
            ("purchase_institutional_code", "IT-1|it-1 |SV-1|OT-1"),
            ("purchase_additional_code", "|da1|DA2"),
            ("purchase_category", "||it_equipment|services"),
            NOTE,
            IMPOSED,
        ],
    },
    Kind {
        types: &[DataEntryType::AdditionalPurchases],
        factors: ("name,ef_kg_co2eq_per_kg", &["LN2,#", "Coolant,#"]),
        columns: &[
            ("name", "ln2|Coolant|Water"),
            ("unit", "litre"),
            ("annual_consumption", "#"),
            ("coef_to_kg", "#|0.8"),
            NOTE,
            IMPOSED,
        ],
    },
    Kind {
        types: &[DataEntryType::ResearchFacilities],
        factors: (
            "researchfacility_id,researchfacility_name,kg_co2eq_sum,total_use,use_unit",
            &["U1,Cleanroom,#|,1000,hours", "U2,SCITAS,,#,chf"],
        ),
        columns: &[
            ("researchfacility_id", "U1|u2|U9"),
            ("researchfacility_name", "Cleanroom|SCITAS"),
            ("use", "#"),
            ("use_unit", "hours|chf"),
            NOTE,
            IMPOSED,
        ],
    },
    Kind {
        types: &[DataEntryType::MiceAndFishAnimalFacilities],
        factors: (
            "researchfacility_id,researchfacility_name,researchfacility_type,processemissions_share,\
             building_energycombustions_share,building_rooms_share,purchases_common_share,purchases_additional_share,\
             equipments_share,kg_co2eq_sum_processemissions,kg_co2eq_sum_equipments,use_unit,total_use",
            &[
                "U1,Vivarium,mice,0.5,0.6,0.7,0.4,0.8,0.3,#,#,cages,4000",
                "U1,Vivarium,fish,0.5,0.4,0.3,0.6,0.2,0.7,|#,,cages,#",
            ],
        ),
        columns: &[
            ("researchfacility_id", "U1"),
            ("researchfacility_name", "Vivarium"),
            ("researchfacility_type", "mice|Fish|birds"),
            ("use", "#"),
            ("use_unit", "cages|cages|hours"),
            NOTE,
            IMPOSED,
        ],
    },
];
