// The main job: filter, sort, page, download.

import { test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { checkPage, how, openFilters, signIn } from "./support/browser.mjs";
import { records, unzip } from "./support/zip.mjs";

const unitNames = (page) => page.locator("#units tbody th.c-unit > a").allInnerTexts();
const totals = async (page) => {
  const texts = await page.locator("#units tbody tr > td.c-total").evaluateAll((cells) =>
    cells.map((cell) => cell.querySelector(".strong")?.firstChild.textContent.trim() ?? ""),
  );
  return texts.map((text) => (text === "" ? null : Number(text.replaceAll("’", "").replace("−", "-").replace("<", ""))));
};

/** The unit count of the title above the table. */
async function count(page) {
  const title = await page.locator("#units-title").innerText();
  return Number(title.match(/\((\d+)\)/)[1]);
}

export function reportingTests(visit, options) {
  for (const persona of ["superadmin", "manager"]) {
    test(`${persona} filters, sorts, turns the page and downloads the results, ${how(options)}`, () =>
      visit(options, async (visitor) => {
        const { page } = visitor;
        await signIn(visitor, persona);
        const everything = await count(page);
        assert.ok(everything >= 2, `${everything} units are listed`);

        await filterByAffiliation(visitor);
        const filtered = await count(page);
        assert.ok(filtered >= 1 && filtered <= everything, `${filtered} of ${everything} units`);
        await checkPage(visitor);
        await removeFirstChip(visitor);
        assert.equal(await count(page), everything);

        await sortByUnit(visitor);
        await checkPage(visitor);
        await sortByTotal(visitor);

        await turnThePage(visitor, everything);
        await checkPage(visitor);
        await download(visitor, await exactTotalsOfAllPages(visitor));
      }));
  }

  test(`the manager sees part of what the superadmin sees, ${how(options)}`, () =>
    visit(options, (everyone) =>
      visit(options, async (manager) => {
        await signIn(everyone, "superadmin");
        await signIn(manager, "manager");
        const all = await unitNames(everyone.page);
        const own = await unitNames(manager.page);
        assert.ok(own.length > 0 && own.length < all.length, `${own.length} of ${all.length} units`);
        assert.deepEqual(own.filter((name) => !all.includes(name)), []);
      }),
    ));

  test(`an opened row shows the eight modules, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await page.locator("#units .opener").first().click();
      await page.waitForURL(/open=/);
      await page.locator("tr.row-detail").waitFor();
      assert.equal(await page.locator("tr.row-detail .module-box").count(), 8);
      await checkPage(visitor);
    }));

  test(`a unit's results open from its row, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      const row = page.locator("#units tbody tr:not(.row-detail)").first();
      const name = await row.locator("th.c-unit > a").innerText();
      const [results] = await Promise.all([page.context().waitForEvent("page"), row.locator(".c-view a").click()]);
      await results.waitForLoadState();
      assert.ok((await results.locator("h1").innerText()).includes(name));
      await checkPage({ ...visitor, page: results });
      // the table with its filters stays where it was
      assert.equal(await row.locator("th.c-unit > a").innerText(), name);
    }));

  test(`what an address holds beyond understanding is ignored and said, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      const expected = await unitNames(page);
      const answer = await page.goto("/reporting?page_size=lots&colour=blue&sort_by=beauty");
      assert.equal(answer.status(), 200);
      const notice = await page.locator(".notice-warn").innerText();
      for (const value of ["lots", "blue", "beauty"]) assert.ok(notice.includes(value), `the notice names ${value}`);
      assert.deepEqual(await unitNames(page), expected);
      await checkPage(visitor);
    }));

  test(`filters that no unit matches leave a way out, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      const expected = await count(page);
      await page.goto("/reporting?search=zzzz");
      assert.equal(await count(page), 0);
      await checkPage(visitor);
      await page.locator("#units .empty a").click();
      await page.waitForURL((url) => !url.search.includes("search="));
      assert.equal(await count(page), expected);
    }));
}

async function filterByAffiliation({ page }) {
  await openFilters(page);
  await page.locator("input[name=affiliation_ids]").first().check();
  await page.locator(".filters .card-foot button.button-primary").click();
  await page.waitForURL(/affiliation_ids=/);
  await page.locator("a.chip").first().waitFor();
}

async function removeFirstChip({ page }) {
  await page.locator("a.chip").first().click();
  await page.waitForURL((url) => !url.search.includes("affiliation_ids="));
}

async function sortByUnit({ page, lang }) {
  const { compare } = new Intl.Collator(lang, { sensitivity: "base" });
  const seen = new Set();
  // The table starts in the order of names, so that the first press may turn it round.
  while (!seen.has("ascending") || !seen.has("descending")) {
    const direction = await sortBy(page, "c-unit");
    assert.ok(!seen.has(direction), "each press turns the order round");
    seen.add(direction);
    const names = await unitNames(page);
    assert.deepEqual(names, inDirection([...names].sort(compare), direction));
  }
}

async function sortByTotal({ page }) {
  const direction = await sortBy(page, "c-total");
  assert.equal(direction, "descending", "the largest come first");
  const known = (await totals(page)).filter((total) => total !== null);
  assert.ok(known.length > 0, "some unit has a total");
  assert.deepEqual(known, inDirection([...known].sort((one, other) => one - other), direction));
}

/** Presses the head of a column and answers the direction it then shows. */
async function sortBy(page, column) {
  const head = page.locator(`#units thead th.${column}`);
  const before = await head.getAttribute("aria-sort");
  await head.locator("a.sort").click();
  await page.locator(`#units thead th.${column}[aria-sort]${before ? `:not([aria-sort=${before}])` : ""}`).waitFor();
  assert.equal(await page.locator("#units th[aria-sort]").count(), 1, "one column is marked as sorted");
  return head.getAttribute("aria-sort");
}

function inDirection(values, direction) {
  return direction === "ascending" ? values : values.reverse();
}

/** With one row a page, so that even the smallest demo has a second page; the page offers larger sizes only. */
async function turnThePage({ page }, everything) {
  const address = new URL(page.url());
  address.searchParams.set("page_size", "1");
  address.hash = "";
  await page.goto(address.href);
  const [first] = await unitNames(page);
  await page.locator(".pager a.pager-step").click();
  await page.waitForURL(/[?&]page=2/);
  const second = await unitNames(page);
  assert.equal(second.length, 1);
  assert.notEqual(second[0], first);
  assert.equal(await page.locator(".pager [aria-current=page]").innerText(), "2");
  assert.equal(await count(page), everything);
}

/** Tonnes per unit, as exact as the page knows them; 0 without data. */
async function exactTotalsOfAllPages({ page }) {
  const address = new URL(page.url());
  address.searchParams.set("page_size", "500");
  address.searchParams.delete("page");
  await page.goto(address.href);
  return page.locator("#units tbody td.c-total").evaluateAll((cells) =>
    cells.map((cell) => Number((cell.querySelector(".strong")?.title ?? "0").replace(/[^\d.]/g, ""))),
  );
}

async function download({ page }, tonnes) {
  await page.locator("#export-results > summary").click();
  const button = page.locator("#export-results form .button-primary");
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  assert.match(file.suggestedFilename(), /^co2_results_.*\.zip$/);
  const files = unzip(await readFile(await file.path()));
  assert.ok(files.has("results.csv") && files.has("README.txt"), `the archive holds ${[...files.keys()].join(", ")}`);
  const rows = records(files.get("results.csv"));
  for (const row of rows) checkSums(row);
  const exported = rows.map((row) => Number(row.total_kg) / 1000);
  assert.deepEqual(exported.map(rounded).sort(), tonnes.map(rounded).sort(), "the file holds what the page shows");
}

const rounded = (value) => value.toFixed(3);

/** Modules, categories and scopes each add up to the total. */
function checkSums(row) {
  const sum = (columns) => columns.reduce((total, column) => total + Number(row[column]), 0);
  const columns = Object.keys(row);
  const total = Number(row.total_kg);
  const parts = {
    modules: columns.filter((column) => /^module_.*_kg$/.test(column)),
    categories: columns.filter((column) => /^category_.*_kg$/.test(column)),
    scopes: ["scope1_kg", "scope2_kg", "scope3_kg"],
  };
  for (const [name, of] of Object.entries(parts)) {
    assert.ok(of.length > 1, `results.csv has ${name}`);
    assert.ok(Math.abs(sum(of) - total) <= Math.max(0.01, 1e-6 * total), `${row.unit_name}: ${name} add up to ${total}`);
  }
}
