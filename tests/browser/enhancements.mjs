// What scripts add.

import { test } from "node:test";
import assert from "node:assert/strict";
import { openFilters, signIn } from "./support/browser.mjs";

const scripted = { scripts: true };

export function enhancementTests(visit) {
  test("an error of a script is reported once, without what was searched for", () =>
    visit(scripted, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await page.goto("/logs?search=Ada");
      const reports = [];
      page.on("request", (request) => {
        if (new URL(request.url()).pathname === "/client-errors") reports.push(request.postDataJSON());
      });
      const answered = page.waitForResponse((response) => new URL(response.url()).pathname === "/client-errors");
      await page.evaluate(() => {
        for (let time = 0; time < 3; time += 1) setTimeout(() => { throw new Error("made by the test"); });
      });
      assert.equal((await answered).status(), 204);
      await page.waitForTimeout(200);
      assert.equal(reports.length, 1);
      assert.match(reports[0].message, /made by the test/);
      assert.equal(reports[0].page, "/logs");
      visitor.complaints.length = 0;
    }));

  test("Escape closes the menu and gives the focus back", () =>
    visit(scripted, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      const summary = page.locator(".user-menu > summary");
      await summary.click();
      await page.locator(".user-menu button").first().focus();
      await page.keyboard.press("Escape");
      assert.equal(await page.locator(".user-menu[open]").count(), 0);
      assert.equal(await summary.evaluate((element) => element === document.activeElement), true);
    }));

  test("a click outside closes the menu", () =>
    visit(scripted, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await page.locator(".user-menu > summary").click();
      await page.locator("h1").click();
      assert.equal(await page.locator(".user-menu[open]").count(), 0);
    }));

  test("typing in a list of choices hides what does not match, whatever its accents", () =>
    visit(scripted, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await openFilters(page);
      const list = page.locator("[data-choices]").filter({ has: page.locator("input[name=unit_ids]") });
      const shown = list.locator("[data-choices-list] li[data-text]:visible");
      const all = await shown.count();
      const text = await shown.last().getAttribute("data-text");
      await list.locator("[data-choices-search]").fill(text.toUpperCase());
      const left = await shown.count();
      assert.ok(left >= 1 && left < all, `${left} of ${all} entries`);
      await list.locator("[data-choices-search]").fill("");
      assert.equal(await shown.count(), all);
    }));

  test("what the server found in a list of choices stays, with the level above it", () =>
    visit(scripted, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      const row = page.locator("#units tbody tr").filter({ hasNot: page.locator(".c-principal .quiet") }).first();
      const name = await row.locator("th.c-unit > a").innerText();
      const person = await row.locator(".c-principal").textContent();
      const child = await page.locator("li.level-2[data-text] .check-text").first().textContent();
      const parent = await page
        .locator("li.level-1:has(+ li.level-2) .check-text")
        .first()
        .textContent();
      const search = new URLSearchParams({ unit_search: person.trim(), affiliation_search: child });
      await page.goto(`/reporting?${search}`);
      await openFilters(page);
      const list = (field) => page.locator("[data-choices]").filter({ has: page.locator(`input[name=${field}]`) });
      const shown = (field) => list(field).locator("li[data-text]:visible .check-text").allInnerTexts();
      assert.ok((await shown("unit_ids")).includes(name), `${name} is found by ${person}`);
      for (const kept of [parent, child]) assert.ok((await shown("affiliation_ids")).includes(kept), `${kept} is listed`);
      // typing goes on where the server stopped
      await list("affiliation_ids").locator("[data-choices-search]").fill(child.toUpperCase());
      for (const kept of [parent, child]) assert.ok((await shown("affiliation_ids")).includes(kept), `${kept} stays`);
      await list("unit_ids").locator("[data-choices-search]").fill(person.trim());
      assert.ok((await shown("unit_ids")).includes(name), `${name} stays`);
    }));

  test("a jump within the page and a chip taken away lead the focus to their heading", () =>
    visit(scripted, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      const isFocused = (id) => page.waitForFunction((wanted) => document.activeElement?.id === wanted, id);
      await page.locator(".tabs-page a[href='#results']").click();
      await isFocused("results-title");
      await page.goto("/reporting?search=o");
      await page.locator("a.chip").first().click();
      await page.waitForURL(/#units$/);
      await isFocused("units-title");
    }));

  test("select all and unselect all check the boxes without a new page", () =>
    visit(scripted, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await openFilters(page);
      const address = page.url();
      const boxes = page.locator(".module-grid input:checked");
      await page.locator("[data-check-all=false]").click();
      assert.equal(await boxes.count(), 0);
      await page.locator("[data-check-all=true]").click();
      assert.equal(await boxes.count(), 24);
      assert.equal(page.url(), address);
    }));

  test("choosing a page size is enough", () =>
    visit(scripted, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await page.locator("#rows, select[name=page_size]").first().selectOption("100");
      await page.waitForURL(/page_size=100/);
    }));

  test("the slash key leads to the search field", () =>
    visit(scripted, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await page.keyboard.press("/");
      assert.equal(await page.evaluate(() => document.activeElement?.matches("[data-search-shortcut]")), true);
    }));
}
