-- What the institution wants to reach, as known in a reporting year: each list comes whole, in a file.

create table institutional_footprints (
    year smallint not null references years,
    footprint_year smallint not null,
    category text not null check (category <> ''),
    co2_kg double precision not null check (co2_kg >= 0 and co2_kg < 'infinity'),
    primary key (year, footprint_year, category)
);

create table population_projections (
    year smallint not null references years,
    projected_year smallint not null,
    population int not null check (population >= 0),
    primary key (year, projected_year)
);

create table unit_scenarios (
    year smallint not null references years,
    scenario text not null check (scenario <> ''),
    target_year smallint not null,
    -- a share of one
    reduction double precision not null check (reduction between 0 and 1),
    primary key (year, scenario, target_year)
);

create table reduction_goals (
    year smallint not null references years,
    position smallint not null check (position between 1 and 3),
    target_year smallint not null check (target_year > year),
    -- a share of one
    reduction double precision not null check (reduction between 0 and 1),
    reference_year smallint not null check (reference_year > 0),
    primary key (year, position)
);
