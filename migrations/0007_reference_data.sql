-- Lists that computations look things up in.

create table locations (
    id int generated always as identity primary key,
    transport_mode text not null check (transport_mode in ('plane', 'train')),
    natural_key text not null unique,
    name text not null check (name <> '' and length(name) <= 255),
    latitude double precision not null check (latitude between -90 and 90),
    longitude double precision not null check (longitude between -180 and 180),
    airport_size text check (airport_size in ('medium_airport', 'large_airport')),
    continent text check (length(continent) <= 2),
    country_code text check (country_code ~ '^[A-Z]{2}$'),
    municipality text check (length(municipality) <= 255),
    iata_code text check (iata_code ~ '^[A-Z0-9]{1,3}$'),
    keywords text check (length(keywords) <= 255)
);
create unique index locations_iata on locations (iata_code) where transport_mode = 'plane' and iata_code is not null;

create table building_rooms (
    id int generated always as identity primary key,
    building_key text not null,
    room_key text not null,
    building_location text,
    building_name text not null check (building_name <> ''),
    room_name text not null check (room_name <> ''),
    room_type text,
    surface_square_meter double precision check (surface_square_meter >= 0 and surface_square_meter < 'infinity'),
    unique (building_key, room_key)
);

create table exchange_rates (
    year smallint not null references years,
    currency text not null check (currency ~ '^[a-z]{3}$'),
    units_per_eur double precision not null check (units_per_eur > 0 and units_per_eur < 'infinity'),
    updated_at timestamptz not null default now(),
    primary key (year, currency)
);
