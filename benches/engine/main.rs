//! How fast entries become emissions, per data entry type and core: computed alone, and read back from their stored
//! payload first. A table comes first, with the allocations each entry takes; then criterion's measurements.

mod allocations;
mod samples;

use std::hint::black_box;
use std::time::{Duration, Instant};

use calco2::carbon::engine::{self, Emission, Environment};
use calco2::carbon::entry::Entry;
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};
use samples::{Sample, Year};

/// How long the table looks at each type and way.
const GLANCE: Duration = Duration::from_millis(150);

fn main() {
    let year = Year::seeded();
    let samples = samples::of_every_type(&year);
    print_table(&year.environment(), &samples);

    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800))
        .configure_from_args();
    let mut group = criterion.benchmark_group("compute");
    for sample in &samples {
        let mut entries = sample.entries();
        measure(&mut group, sample, || compute_all(&mut entries, &year.environment()));
    }
    group.finish();
    let mut group = criterion.benchmark_group("load and compute");
    for sample in &samples {
        measure(&mut group, sample, || load_and_compute_all(sample, &year.environment()));
    }
    group.finish();
    criterion.final_summary();
}

fn measure(group: &mut BenchmarkGroup<'_, WallTime>, sample: &Sample, mut work: impl FnMut() -> usize) {
    group.throughput(Throughput::Elements(sample.payloads.len() as u64));
    group.bench_function(sample.definition.data_type.key(), |bencher| bencher.iter(&mut work));
}

/// Computes entries as a recalculation does, into one buffer; returns how many emissions came of them.
fn compute_all(entries: &mut [Box<dyn Entry>], environment: &Environment<'_>) -> usize {
    let (mut emissions, mut count) = (Vec::new(), 0);
    for entry in entries {
        count += compute(entry.as_mut(), environment, &mut emissions);
    }
    count
}

fn load_and_compute_all(sample: &Sample, environment: &Environment<'_>) -> usize {
    let (mut emissions, mut count) = (Vec::new(), 0);
    for payload in &sample.payloads {
        count += compute(sample.load(payload).as_mut(), environment, &mut emissions);
    }
    count
}

fn compute(entry: &mut dyn Entry, environment: &Environment<'_>, emissions: &mut Vec<Emission>) -> usize {
    emissions.clear();
    engine::compute(entry, None, environment, emissions).expect("samples can be computed");
    black_box(&emissions).len()
}

fn print_table(environment: &Environment<'_>, samples: &[Sample]) {
    println!(
        "{:<36}{:>14}{:>14}{:>12}{:>14}{:>14}",
        "", "compute", "load+compute", "emissions", "allocations", "allocations"
    );
    println!(
        "{:<36}{:>14}{:>14}{:>12}{:>14}{:>14}",
        "type", "entries/s", "entries/s", "per entry", "of compute", "of both"
    );
    for sample in samples {
        let (mut entries, count) = (sample.entries(), sample.payloads.len() as f64);
        let emissions = compute_all(&mut entries, environment) as f64 / count;
        let of_compute = allocations::during(|| compute_all(&mut entries, environment)) as f64 / count;
        let of_both = allocations::during(|| load_and_compute_all(sample, environment)) as f64 / count;
        println!(
            "{:<36}{:>14.0}{:>14.0}{emissions:>12.1}{of_compute:>14.1}{of_both:>14.1}",
            sample.definition.data_type.key(),
            count * per_second(|| compute_all(&mut entries, environment)),
            count * per_second(|| load_and_compute_all(sample, environment)),
        );
    }
    println!();
}

/// How often some work can be done in a second.
fn per_second(mut work: impl FnMut() -> usize) -> f64 {
    let (begun, mut times) = (Instant::now(), 0.0);
    while begun.elapsed() < GLANCE {
        black_box(work());
        times += 1.0;
    }
    times / begun.elapsed().as_secs_f64()
}
