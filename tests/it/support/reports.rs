//! Units with figures, written straight into the read model: what reporting reads, without computing it.

use calco2::carbon::taxonomy::{Category, DataEntryType, EmissionType, ModuleType, emission_types, is_leaf};
use sqlx::PgPool;

/// A report to be written.
#[derive(Debug, Clone)]
pub(crate) struct Report {
    /// Directory number of the unit.
    pub(crate) unit: String,
    pub(crate) year: i16,
    /// By module id.
    pub(crate) statuses: [i16; 8],
    /// By module id.
    pub(crate) kg: [f64; 8],
    pub(crate) fte: f64,
}

impl Report {
    pub(crate) fn new(unit: &str, year: i16) -> Self {
        Self { unit: unit.to_owned(), year, statuses: [0; 8], kg: [0.0; 8], fte: 0.0 }
    }

    pub(crate) fn module(mut self, module: ModuleType, status: i16, kg: f64) -> Self {
        (self.statuses[module.index()], self.kg[module.index()]) = (status, kg);
        self
    }

    pub(crate) fn fte(self, fte: f64) -> Self {
        Self { fte, ..self }
    }

    pub(crate) fn all(self, status: i16) -> Self {
        Self { statuses: [status; 8], ..self }
    }

    pub(crate) fn status(&self) -> i16 {
        if self.statuses == [0; 8] {
            0
        } else if self.statuses == [2; 8] {
            2
        } else {
            1
        }
    }

    pub(crate) fn validated_kg(&self) -> f64 {
        self.statuses.iter().zip(self.kg).filter(|(status, _)| **status == 2).map(|(_, kg)| kg).sum()
    }

    pub(crate) fn total_kg(&self) -> f64 {
        self.kg.iter().sum()
    }
}

/// The emission type that all emissions of a module are written on.
fn leaf(module: ModuleType) -> &'static EmissionType {
    let category = Category::ALL.iter().copied().find(|category| category.module() == module);
    emission_types().iter().find(|node| node.category == category && is_leaf(node.id)).unwrap()
}

/// A unit below others; the path names them, root first.
pub(crate) async fn unit(db: &PgPool, level: i16, name: &str, path: &[&str]) -> i32 {
    let code = path.last().unwrap();
    sqlx::query_scalar(
        "insert into units (institutional_code, institutional_id, name, level, parent_id, path_codes, path_name, search_text)
         values ($1, 'C' || $1, $2, $3, (select id from units where institutional_code = $4), $5, $6, $7) returning id",
    )
    .bind(code)
    .bind(name)
    .bind(level)
    .bind(path.iter().rev().nth(1))
    .bind(path.iter().map(ToString::to_string).collect::<Vec<_>>())
    .bind(format!("Path of {name}"))
    .bind(calco2::carbon::text::folded(&format!("{name} {code} C{code}")))
    .fetch_one(db)
    .await
    .unwrap()
}

/// Writes reports with their modules and figures; years are opened as they appear.
pub(crate) async fn write(db: &PgPool, reports: &[Report]) {
    for report in reports {
        let mut tx = db.begin().await.unwrap();
        sqlx::query(
            "insert into years (year, state, provisioned_at, opened_at) values ($1, 'open', now(), now())
             on conflict do nothing",
        )
        .bind(report.year)
        .execute(&mut *tx)
        .await
        .unwrap();
        let (id, unit_id): (i32, i32) = sqlx::query_as(
            "insert into carbon_reports (unit_id, year) select id, $2 from units where institutional_code = $1
             returning id, unit_id",
        )
        .bind(&report.unit)
        .bind(report.year)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
        sqlx::query(
            "insert into carbon_report_modules (carbon_report_id, unit_id, year, module_type_id, status, validated_at)
             select $1, $2, $3, m, s, case s when 2 then '2026-03-01T10:00:00Z'::timestamptz end
             from unnest($4::smallint[]) with ordinality t (s, m)",
        )
        .bind(id)
        .bind(unit_id)
        .bind(report.year)
        .bind(report.statuses)
        .execute(&mut *tx)
        .await
        .unwrap();
        let (mut categories, mut scopes) = ([0.0; 12], [0.0; 3]);
        for module in ModuleType::ALL {
            let (leaf, kg) = (leaf(*module), report.kg[module.index()]);
            categories[leaf.category.unwrap().index()] = kg;
            scopes[leaf.scope.unwrap() as usize - 1] += kg;
            if kg != 0.0 {
                let data_type = DataEntryType::of_module(*module).next().unwrap();
                sqlx::query(
                    "insert into module_leaf_stats (carbon_report_module_id, data_entry_type_id, emission_type_id, kg)
                     select id, $3, $4, $5 from carbon_report_modules where carbon_report_id = $1 and module_type_id = $2",
                )
                .bind(id)
                .bind(module.id())
                .bind(data_type.id())
                .bind(leaf.id.0)
                .bind(kg)
                .execute(&mut *tx)
                .await
                .unwrap();
            }
        }
        let highest = (1..=8)
            .filter(|id| report.statuses[id - 1] == 2 && report.kg[id - 1] > 0.0)
            .max_by(|a, b| report.kg[a - 1].total_cmp(&report.kg[b - 1]).then(b.cmp(a)));
        sqlx::query(
            "insert into unit_year_aggregates (carbon_report_id, unit_id, year, overall_status, modules_validated,
                 module_status, module_kg, category_kg, total_kg, validated_kg, fte, highest_module_type_id,
                 scope1_kg, scope2_kg, scope3_kg, last_update)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13[1], $13[2], $13[3],
                 case when $4 = 0 then null else make_timestamptz(2026, 3, 1 + $1 % 28, 9, 0, 0, 'UTC') end)",
        )
        .bind(id)
        .bind(unit_id)
        .bind(report.year)
        .bind(report.status())
        .bind(report.statuses.iter().filter(|status| **status == 2).count() as i16)
        .bind(report.statuses)
        .bind(report.kg)
        .bind(categories)
        .bind(report.total_kg())
        .bind(report.validated_kg())
        .bind(report.fte)
        .bind(highest.map(|id| id as i16))
        .bind(scopes)
        .execute(&mut *tx)
        .await
        .unwrap();
        sqlx::query(
            "update unit_year_aggregates a
             set leaf_ids = l.ids, leaf_kg = l.kg, leaf_quantity = array_fill(null::float8, array[cardinality(l.ids)])
             from (
                 select array_agg(s.emission_type_id order by s.emission_type_id) as ids,
                     array_agg(s.kg order by s.emission_type_id) as kg
                 from module_leaf_stats s join carbon_report_modules m on m.id = s.carbon_report_module_id
                 where m.carbon_report_id = $1
             ) l
             where a.carbon_report_id = $1 and l.ids is not null",
        )
        .bind(id)
        .execute(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }
}
