// One unit's year: its figures, its charts, its choices, and where each figure comes from.

import { test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { checkPage, how, signIn, turnPage } from "./support/browser.mjs";

/** The results of the listed unit with the most validated modules. */
async function openResults(visitor, persona = "superadmin") {
  const { page } = visitor;
  await signIn(visitor, persona);
  if (!page.url().includes("/results/")) {
    await page.goto("/reporting?sort_by=validation_status&sort_dir=desc");
    const links = page.locator("#units tbody th.c-unit > a");
    await page.goto(await links.first().getAttribute("href"));
  }
  assert.match(page.url(), /\/units\/\d+\/results\/\d+/);
}

const bigNumbers = (page) => page.locator(".result-numbers .stat-number").allInnerTexts();
const tonnes = (text) => Number(text.replaceAll("’", "").replace("−", "-").match(/-?[\d.]+/)?.[0] ?? Number.NaN);

async function download(page, link) {
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

export function resultsTests(visit, options) {
  test(`every figure of a unit's year follows the choices, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await openResults(visitor);
      await checkPage(visitor);
      const [before] = await bigNumbers(page);
      const form = page.locator("form.result-choices");
      await form.locator("input[type=checkbox][name=additional]").uncheck();
      await form.locator("input[type=checkbox][name=confidence]").check();
      await Promise.all([page.waitForURL(/additional=0/), form.locator("button").click()]);
      const [after] = await bigNumbers(page);
      assert.ok(tonnes(after) < tonnes(before), `${after} is less than ${before}`);
      assert.equal(await page.locator(".rings").count(), 0);
      assert.ok((await page.locator(".result-panel .badge").count()) > (await page.locator(".result-panel").count()));
      await checkPage(visitor);
    }));

  test(`a panel opens, its parts add up and its figure is explained down to the factor, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await openResults(visitor);
      const panel = page.locator(".result-panel", { has: page.locator(".result-tonnes") }).last();
      const key = await panel.getAttribute("id");
      await page.goto(`${new URL(page.url()).pathname}?open=${key}`);
      const total = tonnes(await page.locator(`#${key} .mini-number`).first().innerText());
      const parts = (await page.locator(`#${key} .figure-legend strong`).allInnerTexts()).map(tonnes);
      const sum = parts.reduce((all, part) => all + part, 0);
      assert.ok(Math.abs(sum - total) <= 0.06 * parts.length, `${parts} add up to ${total}`);
      await checkPage(visitor);

      await page.locator(`#${key} .mini-number a`).click();
      await page.waitForURL(/\/modules\//);
      await checkPage(visitor);
      await page.locator("[aria-labelledby=types-title] tbody th a").first().click();
      await page.waitForURL(/\/types\//);
      await checkPage(visitor);
      await page.locator("[aria-labelledby=entries-title] tbody th a").first().click();
      await page.waitForURL(/\/entries\/\d+/);
      assert.ok((await page.locator(".formula, .entry-steps > p").count()) > 0);
      await checkPage(visitor);
      await page.locator(".breadcrumb a[href*='/results/']").first().click();
      await page.waitForURL(/\/results\/\d+$/);
    }));

  test(`the projection follows presets and levels, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await openResults(visitor);
      await page.locator("#goal .goal-choices .segments").nth(1).locator("a").nth(2).click();
      await page.waitForURL(/level=5/);
      assert.equal(await page.locator("#goal svg.drawing").count(), 2);
      await page.goto(`${new URL(page.url()).pathname}?levels=equipment:4`);
      const levels = page.locator("#goal .goal-levels");
      assert.ok(await levels.evaluate((element) => element.open));
      await levels.locator("select").first().selectOption({ index: 4 });
      const asked = page.url();
      await turnPage(page, () => levels.locator("button").click());
      assert.notEqual(page.url(), asked);
      await checkPage(visitor);
      await page.locator("#goal .goal-choices .segments").first().locator("a").nth(1).click();
      await page.waitForURL(/goal=institution/);
      await checkPage(visitor);
    }));

  test(`a chart has its numbers as a table and as files, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await openResults(visitor);
      const foot = page.locator("section[aria-labelledby=results-title] details").first();
      await foot.locator("summary").click();
      const written = tonnes(await foot.locator("tfoot td").last().innerText());
      const { name, text } = await download(page, page.locator("a[href*='/charts/results.csv']").first());
      assert.match(name, /^[\w-]+-\d{4}-results\.csv$/);
      const rows = text.trim().split("\n").slice(1);
      const sum = rows.reduce((all, row) => all + Number(row.slice(row.lastIndexOf(",") + 1)), 0);
      assert.ok(Math.abs(sum - written) < 0.001, `${sum} is ${written}`);
      const drawing = await download(page, page.locator("a[href*='/charts/results.svg']:not([data-png])").first());
      assert.match(drawing.text, /^<svg /);
      await checkPage(visitor);
    }));
}

/** What does not depend on language and scripts. */
export function resultsWindowTests(visit) {
  for (const width of [360, 768, 1920]) {
    for (const colorScheme of ["light", "dark"]) {
      test(`a unit's year at ${width} px, ${colorScheme}`, () =>
        visit({ width, colorScheme }, async (visitor) => {
          const { page } = visitor;
          await openResults(visitor);
          await page.goto(`${new URL(page.url()).pathname}?open=all&breakdown_as=bars`);
          await checkPage(visitor);
        }));
    }
  }

  test("a unit's people see their results, a member only their own entries", () =>
    visit({}, async (visitor) => {
      const { page } = visitor;
      await openResults(visitor, "member");
      await page.goto(`${new URL(page.url()).pathname}/modules/professional_travel`);
      await checkPage(visitor);
    }));

  test("the map of trips comes with its panel and says what it shows", () =>
    visit({}, async (visitor) => {
      const { page } = visitor;
      await openResults(visitor);
      await page.goto(`${new URL(page.url()).pathname}?open=professional_travel`);
      const map = page.locator(".trips > img");
      await map.scrollIntoViewIfNeeded();
      await page.waitForFunction((image) => image.complete && image.naturalWidth > 0, await map.elementHandle());
      assert.ok((await map.getAttribute("alt")).length > 10);
      const list = await download(page, page.locator(".trips a[href$='/trips.csv']"));
      const lines = list.text.trim().split("\r\n").slice(1);
      assert.ok(lines.length > 0 && lines.every((line) => line.split(",").length >= 5), list.text);
      await checkPage(visitor);
    }));

  test("on paper every panel is open", () =>
    visit({}, async (visitor) => {
      const { page } = visitor;
      await openResults(visitor);
      await page.emulateMedia({ media: "print" });
      const hidden = await page.locator(".result-body").evaluateAll((bodies) => bodies.filter((body) => body.getBoundingClientRect().height === 0).length);
      assert.equal(hidden, 0);
      assert.equal(await page.locator("form.result-choices").isVisible(), false);
      assert.ok(await page.locator(".print-only").first().isVisible());
    }));
}
