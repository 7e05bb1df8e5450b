// Files of reporting: every menu, its options, what the archives hold.

import { test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { checkPage, how, signIn } from "./support/browser.mjs";
import { records, unzip } from "./support/zip.mjs";

const FILES = {
  combined: [/^usage_per_school_\d{4}\.csv$/, /^usage_raw_data_\d{4}\.csv$/, /^results\.csv$/, /^results_by_emission_type\.csv$/],
  results: [/^results\.csv$/, /^results_by_emission_type\.csv$/],
  detailed: [/^headcount_data\.csv$/, /^building_rooms_data\.csv$/],
  usage: [/^usage_per_school_\d{4}\.csv$/, /^usage_raw_data_\d{4}\.csv$/],
};

async function openMenu(page, kind) {
  const menu = page.locator(`#export-${kind}`);
  if (!(await menu.evaluate((details) => details.open))) await menu.locator("summary").click();
  return menu.locator("form");
}

/** The archive that a menu gives as it stands. */
async function take(page, kind) {
  const form = await openMenu(page, kind);
  const [file] = await Promise.all([page.waitForEvent("download"), form.locator(".button-primary").click()]);
  assert.match(file.suggestedFilename(), new RegExp(`^co2_${kind}_\\d{4}_\\d{8}T\\d{6}Z\\.zip$`));
  return unzip(await readFile(await file.path()));
}

/** Chooses what stands behind a label: the control itself is drawn by the style sheet. */
const choose = (form, name, value) => form.locator(`input[type=radio][name=${name}][value=${value}]`).check();

export function exportTests(visit, options) {
  test(`every menu gives the files it names, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await page.locator(".page-actions a[href='#export']").click();
      assert.deepEqual(
        await page.locator("#export .export-row details").evaluateAll((menus) => menus.map((menu) => menu.id)),
        ["export-combined", "export-results", "export-detailed", "export-usage"],
      );
      for (const [kind, names] of Object.entries(FILES)) {
        const files = await take(page, kind);
        for (const name of names) assert.ok([...files.keys()].some((file) => name.test(file)), `${kind}: ${[...files.keys()]}`);
        assert.ok(files.has("README.txt"));
        const data = [...files].filter(([name]) => name.endsWith(".csv"));
        for (const [name, text] of data) assert.ok(text.startsWith("\uFEFF"), `${name} has a byte order mark`);
        await page.locator(`#export-${kind} > summary`).click();
      }
    }));

  test(`options change how files are written, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      const form = await openMenu(page, "results");
      await checkPage(visitor);
      await choose(form, "delimiter", "semicolon");
      await form.locator("input[type=checkbox][name=bom]").uncheck();
      const csv = (await take(page, "results")).get("results.csv");
      assert.ok(csv.startsWith("year;school;institute;"), csv.slice(0, 60));

      await choose(form, "format", "xlsx");
      assert.equal(await form.locator(".export-csv").isVisible(), false, "what only CSV has is away");
      const sheets = await take(page, "results");
      assert.ok(sheets.get("results.xlsx").startsWith("PK"), [...sheets.keys()].join(", "));
      await checkPage(visitor);
    }));

  test(`persons are behind codes unless that is unchecked, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      const hidden = records((await take(page, "detailed")).get("headcount_data.csv"));
      assert.ok(hidden.length > 0 && hidden.every((row) => /^person-[0-9a-f]{16}$/.test(row.name)));
      const form = await openMenu(page, "detailed");
      await checkPage(visitor);
      await form.locator("input[type=checkbox][name=pseudonyms]").uncheck();
      const named = records((await take(page, "detailed")).get("headcount_data.csv"));
      assert.equal(named.length, hidden.length);
      assert.ok(named.every((row) => !row.name.startsWith("person-")));
      assert.ok(named.some((row) => row.name.includes(" ")));
    }));

  test(`without units there is nothing to export, and the page says so, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await page.goto("/reporting?search=nobody-is-called-so");
      assert.equal(await page.locator("#export form").count(), 0);
      assert.equal(await page.locator("#export [aria-disabled=true]").count(), 4);
      assert.ok((await page.locator(".export-none").innerText()).length > 20);
      await checkPage(visitor);
    }));

  if (!options.scripts) return;

  test(`a menu says when its file has begun to come, and closes, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await take(page, "usage");
      const status = page.locator("#export-usage [data-export-status]");
      const begun = await status.getAttribute("data-begun");
      await page.waitForFunction((words) => document.querySelector("#export-usage [data-export-status]").textContent === words, begun);
      // and how far it is, until it is whole
      const words = page.locator("#export-usage [data-export-progress] p");
      await words.filter({ hasText: /\d[.,]\d\u00a0kB/ }).waitFor();
      await page.locator("#export-usage [data-export-progress] progress").waitFor({ state: "hidden" });
      await checkPage(visitor);
      await page.locator("#export-usage [data-close-menu]").click();
      assert.equal(await page.locator("#export-usage").evaluate((menu) => menu.open), false);
      await openMenu(page, "results");
      await page.keyboard.press("Escape");
      assert.equal(await page.locator("#export-results").evaluate((menu) => menu.open), false);
    }));
}
