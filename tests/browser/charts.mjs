// Boxes, modules and charts of reporting: what they offer with and without scripts.

import { test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { checkPage, how, signIn, turnPage } from "./support/browser.mjs";

const EVERYTHING = "/reporting?years=2023&years=2024&years=2025&data=all&additional=1";

/** The numbers of a column of a table, its last row apart. */
async function column(table, position) {
  const texts = await table.locator("tbody tr").evaluateAll((rows, position) => rows.map((row) => row.cells[position].textContent), position);
  return texts.map((text) => Number(text.replaceAll("’", "").replace("−", "-")));
}

/** What a link leads to, as a file. */
async function download({ page }, link) {
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

async function assertNoSidewaysScroll(page) {
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  assert.ok(wide <= room, `${wide} px in ${room} px`);
}

export function chartTests(visit, options) {
  test(`charts, their tables and files belong together, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await page.goto(EVERYTHING);
      assert.equal(await page.locator(".boxes-five .stat").count(), 5);
      assert.equal(await page.locator(".progress-table tbody tr").count(), 8);
      for (const chart of await page.locator("svg.drawing:visible").all()) {
        assert.equal(await chart.getAttribute("role"), "img");
        assert.ok((await chart.locator("> title").textContent()).length > 0);
        assert.ok((await chart.locator("> desc").textContent()).length > 0);
      }
      await checkPage(visitor);

      const card = page.locator("#results .chart-card").first();
      await card.locator("summary").click();
      const table = card.locator(".chart-table");
      await table.waitFor();
      const parts = (await column(table, 2)).reduce((sum, number) => sum + number, 0);
      const total = Number((await table.locator("tfoot td").nth(1).textContent()).replaceAll("’", ""));
      assert.ok(Math.abs(parts - total) < 0.05, `${parts} ${total}`);

      const csv = await download(visitor, card.locator(".chart-files a").nth(0));
      assert.equal(csv.name, "co2_aggregated_2023-2025.csv");
      const lines = csv.bytes.toString("utf8").replace("\ufeff", "").trimEnd().split("\r\n");
      const head = options.lang === "fr" ? "catégorie,sous-catégorie,co2 (t CO₂-éq)" : "category,subcategory,co2 (t CO₂-eq)";
      assert.ok(lines[0].startsWith(head), lines[0]);
      assert.equal(lines.length - 1, await table.locator("tbody tr").count());
      const svg = await download(visitor, card.locator(".chart-files a").nth(1));
      assert.ok(svg.name.endsWith(".svg") && svg.bytes.toString("utf8").startsWith("<svg"));
      const png = card.locator(".chart-files [data-png]");
      if (options.scripts) {
        const picture = await download(visitor, png);
        assert.equal(picture.name, svg.name.replace(/svg$/, "png"));
        assert.equal(picture.bytes.subarray(1, 4).toString("latin1"), "PNG");
      } else {
        assert.ok(!(await png.isVisible()));
      }
    }));

  test(`what charts show is one link away and stays in the address, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await page.goto("/reporting?years=2025&sort_by=last_update&sort_dir=desc");
      await page.locator("#results .segments a").nth(1).click();
      await page.waitForURL(/data=all/);
      assert.equal(await page.locator("#results .segments [aria-current]").count(), 1);
      await page.locator("#results .switch").click();
      await page.waitForURL(/additional=1/);
      assert.equal(await page.locator("#results .switch").getAttribute("aria-pressed"), "true");
      await page.locator("#breakdown .tabs a").nth(1).click();
      await page.waitForURL(/breakdown=/);
      await page.locator("#breakdown .segments a").nth(1).click();
      await page.waitForURL(/breakdown_as=bars/);
      assert.match(page.url(), /sort_by=last_update&sort_dir=desc/);
      await checkPage(visitor);
      await page.locator("#units .sort").first().click();
      await page.waitForURL(/sort_by=|years=2025&data/);
      assert.match(page.url(), /data=all&additional=1/);
    }));

  for (const [width, colorScheme] of [[360, "light"], [360, "dark"], [1920, "light"]]) {
    test(`charts fit ${width} px, ${colorScheme}, ${how(options)}`, () =>
      visit({ ...options, width, colorScheme }, async (visitor) => {
        const { page } = visitor;
        await signIn(visitor, "superadmin");
        await page.goto(EVERYTHING);
        for (const summary of await page.locator(".chart-foot summary").all()) await summary.click();
        await assertNoSidewaysScroll(page);
        assert.equal(await page.locator("#results .chart-narrow").isVisible(), width < 720);
        await checkPage(visitor);
      }));
  }

  for (const width of [1200, 1920]) {
    test(`no head of a table covers a row at ${width} px, ${how(options)}`, () =>
      visit({ ...options, width }, async (visitor) => {
        const { page } = visitor;
        await signIn(visitor, "superadmin");
        await page.goto(EVERYTHING);
        const heads = await page.locator("table:has(thead)").evaluateAll((tables) =>
          tables
            .filter((table) => table.tBodies[0]?.rows.length && table.checkVisibility())
            .map((table) => [table.tHead.rows[0].cells[0].getBoundingClientRect().bottom, table.tBodies[0].rows[0].getBoundingClientRect().top]),
        );
        assert.ok(heads.length >= 2, `${heads.length} tables`);
        for (const [bottom, top] of heads) assert.ok(bottom <= top + 1, `a head ends at ${bottom}, its first row begins at ${top}`);
      }));
  }

  test(`patterns tell categories apart when asked for, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await page.goto("/reporting?years=2025");
      assert.equal(await page.locator("svg.drawing .pattern").count(), 0);
      await page.locator(".user-menu > summary").click();
      await turnPage(page, () => page.locator("[name=patterns]").click());
      assert.match(page.url(), /years=2025/);
      assert.ok((await page.locator("svg.drawing .pattern").count()) > 0);
      await checkPage(visitor);
    }));
}
