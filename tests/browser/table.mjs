// The units table: every filter, chip, order and column, kept views, reminders, opened rows.

import { test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { checkPage, how, openFilters, signIn, turnPage } from "./support/browser.mjs";
import { records } from "./support/zip.mjs";

const COLUMNS = [
  "affiliation",
  "level",
  "validation_status",
  "principal_user",
  "last_update",
  "highest_result_category",
  "total_carbon_footprint",
  "by_year",
  "change",
  "per_fte",
  "scope_1",
  "scope_2",
  "scope_3",
  "it",
  "above_threshold",
];
const YEARS = "years=2025&years=2024";
const ALL_COLUMNS = `/reporting?${YEARS}&${COLUMNS.map((column) => `columns=${column}`).join("&")}`;

async function count(page) {
  const title = await page.locator("#units-title").innerText();
  return Number(title.match(/\((\d+)\)/)[1]);
}

const names = (page) => page.locator("#units tbody th.c-unit > a").allInnerTexts();

/** Sends the filter form and waits for the page it leads to. */
async function apply(page) {
  await turnPage(page, () => page.locator(".filters .card-foot button.button-primary").click());
  assert.ok(!new URL(page.url()).searchParams.has("apply"));
}

export function tableTests(visit, options) {
  const filters = [
    ["years", (page) => page.locator("input[name=years]:not(:checked)").first().check(), (some, all) => some >= all],
    ["affiliation_ids", (page) => page.locator("input[name=affiliation_ids]").first().check(), (some, all) => some < all],
    ["unit_ids", (page) => page.locator("input[name=unit_ids]").first().check(), (some) => some === 1],
    [
      "validation_statuses",
      (page) => page.locator("input[name=validation_statuses]:checked").first().uncheck(),
      (some, all) => some < all,
    ],
    ["search", (page) => page.locator("#search").fill("fluid"), (some) => some === 1],
    ["all_levels", (page) => page.locator("input[name=all_levels]").check(), (some, all) => some >= all],
    [
      "module_statuses",
      (page) => page.locator("input[name=module_statuses][value='headcount:validated']").uncheck(),
      (some, all) => some < all,
    ],
  ];
  for (const [field, choose, holds] of filters) {
    test(`${field} filters, says so, and is taken back by its chip, ${how(options)}`, () =>
      visit(options, async (visitor) => {
        const { page } = visitor;
        await signIn(visitor, "superadmin");
        const all = await count(page);
        await openFilters(page);
        await choose(page);
        await apply(page);
        const address = new URL(page.url());
        assert.ok(address.searchParams.has(field), `${address.search} holds ${field}`);
        const some = await count(page);
        assert.ok(holds(some, all), `${some} of ${all} units`);
        await checkPage(visitor);
        // the address alone brings the same
        await page.goto(address.pathname + address.search);
        assert.equal(await count(page), some);
        while ((await page.locator("a.chip").count()) > 0) {
          const before = page.url();
          await page.locator("a.chip").first().click();
          await page.waitForURL((url) => url.href !== before);
          if (field === "years") break;
        }
        assert.equal(await count(page), all);
      }));
  }

  test(`every column is an order both ways, ${how(options)}`, () =>
    visit({ ...options, width: 1920 }, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await page.goto(ALL_COLUMNS);
      await checkPage(visitor);
      const everybody = [...(await names(page))].sort();
      const orders = await page
        .locator("#units thead a.sort")
        .evaluateAll((links) => links.map((link) => new URL(link.href).searchParams.get("sort_by")));
      assert.equal(orders.length, COLUMNS.length + 2, "the unit, every column, one more for the second year");
      for (const key of orders.map((order) => order ?? "unit_name")) {
        for (const direction of ["asc", "desc"]) {
          const answer = await page.goto(`${ALL_COLUMNS}&sort_by=${key}&sort_dir=${direction}`);
          assert.equal(answer.status(), 200);
          assert.equal(await page.locator(".notice-warn code").count(), 0, `${key} is understood`);
          const expected = direction === "asc" ? "ascending" : "descending";
          assert.equal(await page.locator("#units th[aria-sort]").getAttribute("aria-sort"), expected, key);
          assert.deepEqual([...(await names(page))].sort(), everybody, key);
        }
      }
    }));

  test(`columns are chosen in their menu, taken out as a file and given back, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      const usual = await page.locator("#units thead th").count();
      await page.locator(".columns-menu > summary").click();
      await page.locator(".columns-menu input[value=scope_3]").check();
      await page.locator(".columns-menu input[value=principal_user]").uncheck();
      await Promise.all([page.waitForURL(/columns=scope_3/), page.locator(".columns-menu button").click()]);
      assert.equal(await page.locator("#units thead th.c-scope").count(), 1);
      assert.equal(await page.locator("#units thead th.c-principal").count(), 0);
      await checkPage(visitor);
      const link = page.locator(".table-bar a[download]").first();
      const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
      assert.match(file.suggestedFilename(), /^co2_units_\d{4}_.*\.csv$/);
      const rows = records(await readFile(await file.path(), "utf8"));
      assert.deepEqual(rows.map((row) => row.unit_name), [...(await names(page)), "TOTAL"]);
      assert.ok("scope3_t" in rows[0] && !("principal_user" in rows[0]), Object.keys(rows[0]).join(", "));
      await page.locator(".columns-menu > summary").click();
      await Promise.all([
        page.waitForURL((url) => !url.searchParams.has("columns")),
        page.locator(".columns-menu .menu-actions a").click(),
      ]);
      assert.equal(await page.locator("#units thead th").count(), usual);
    }));

  test(`a view is kept, opened, renamed and deleted, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      const name = `Labs ${how(options)}`;
      await signIn(visitor, "manager");
      await page.goto("/reporting?search=group&sort_by=total_carbon_footprint&sort_dir=desc");
      const shown = await names(page);
      await page.locator(".views-menu > summary").click();
      await page.locator("#view-name").fill(name);
      await checkPage(visitor);
      await page.locator(".views-menu button.button-primary").click();
      await page.locator(".notice-ok").waitFor();
      await page.goto("/reporting?view=all");
      await page.locator(".views-menu > summary").click();
      await Promise.all([
        page.waitForURL(/search=group/),
        page.locator(".views-menu ul a").filter({ hasText: name }).click(),
      ]);
      assert.deepEqual(await names(page), shown);
      await page.goto("/reporting/views");
      await checkPage(visitor);
      // the other tests keep theirs at the same time
      const view = () => page.locator(".view").filter({ has: page.locator("h2").filter({ hasText: name }) });
      await view().locator("input[name=name]").fill(`${name} renamed`);
      await view().locator("button[value=rename]").click();
      await page.locator(".view h2").filter({ hasText: `${name} renamed` }).waitFor();
      await view().locator("button[value=delete]").click();
      await page.locator(".notice-ok").waitFor();
      assert.equal(await view().count(), 0);
    }));

  test(`principals of unfinished units are reminded, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await page.goto("/reporting?validation_statuses=in_progress&validation_statuses=not_started");
      const units = await count(page);
      await Promise.all([
        page.waitForURL(/\/reporting\/reminders\?/),
        page.locator(".table-bar a[href^='/reporting/reminders']").click(),
      ]);
      await checkPage(visitor);
      assert.equal(await page.locator(".reminder-units > li").count(), units);
      const addresses = (await page.locator("#addresses").inputValue()).split(", ");
      assert.ok(addresses.length > 0 && addresses.every((address) => /^\S+@\S+$/.test(address)), addresses.join(" "));
      const mail = await page.locator(".card-foot a[href^=mailto]").first().getAttribute("href");
      assert.ok(mail.includes(encodeURIComponent(addresses[0])), mail);
      assert.equal(await page.locator("button[data-copy]").isVisible(), options.scripts);
    }));

  test(`on a phone columns are chosen, the table taken out and principals reminded, ${how(options)}`, () =>
    visit({ ...options, width: 360 }, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      const card = page.locator("#units tbody tr").first();
      assert.equal(await card.locator(".c-principal").isVisible(), false, "a card is short until it is opened");
      await page.locator(".columns-menu > summary").click();
      const panel = await page.locator(".columns-menu .menu-panel").boundingBox();
      assert.ok(panel.x >= 0 && panel.x + panel.width <= 360, `the menu reaches from ${panel.x} px, ${panel.width} px wide`);
      const touched = page.locator(".columns-menu label, .columns-menu button, .columns-menu > summary, .table-bar > a.button");
      for (const target of await touched.all()) {
        const { height } = await target.boundingBox();
        assert.ok(height >= 43.5, `${await target.innerText()} is ${height} px high`);
      }
      await checkPage(visitor);
      for (const column of ["scope_3", "level"]) await page.locator(`.columns-menu input[value=${column}]`).check();
      await page.locator(".columns-menu input[value=last_update]").uncheck();
      await Promise.all([page.waitForURL(/columns=scope_3/), page.locator(".columns-menu button").click()]);
      for (const column of [".c-scope", ".c-level", ".c-principal", ".c-affiliation", ".c-per-fte"]) {
        assert.equal(await card.locator(column).isVisible(), true, `${column} was chosen`);
        assert.ok(await card.locator(column).getAttribute("data-label"), `${column} has its name`);
      }
      assert.equal(await card.locator(".c-updated").count(), 0);
      await checkPage(visitor);
      for (const [place, ending] of [[0, "csv"], [1, "xlsx"]]) {
        const link = page.locator(".table-bar a[download]").nth(place);
        const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
        assert.ok(file.suggestedFilename().endsWith(`.${ending}`), file.suggestedFilename());
      }
      await Promise.all([
        page.waitForURL(/\/reporting\/reminders\?/),
        page.locator(".table-bar a[href^='/reporting/reminders']").click(),
      ]);
      assert.equal(await page.locator("#addresses").isVisible(), true);
      await checkPage(visitor);
    }));

  test(`the table fits its card at any width, ${how(options)}`, async () => {
    for (const width of [360, 800, 1920]) {
      await visit({ ...options, width }, async (visitor) => {
        await signIn(visitor, "superadmin");
        for (const address of [`/reporting?${YEARS}`, ALL_COLUMNS]) {
          await visitor.page.goto(address);
          await checkPage(visitor);
        }
      });
    }
  });
}

/** What scripts add, and what changes how a person's page opens: one after the other. */
export function singleTableTests(visit) {
  test("a row opens in place: the focus stays, only its modules are fetched, the address follows", () =>
    visit({ scripts: true }, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      const opener = page.locator("#units .opener").first();
      const asked = [];
      page.on("request", (request) => {
        const { pathname } = new URL(request.url());
        // the browser asks for the page's icon whenever the address changes
        if (!pathname.startsWith("/static/")) asked.push(pathname);
      });
      await opener.focus();
      await page.keyboard.press("Enter");
      await page.locator("tr.row-detail .module-box").first().waitFor();
      assert.equal(asked.length, 1, asked.join(" "));
      assert.match(asked[0], /^\/reporting\/units\/\d+\/modules$/);
      assert.equal(await opener.evaluate((element) => element === document.activeElement), true);
      assert.equal(await opener.getAttribute("aria-expanded"), "true");
      assert.match(page.url(), /open=\d+/);
      await checkPage(visitor);
      // reloaded, it is still open; pressed again, it closes
      await page.reload();
      assert.equal(await page.locator("tr.row-detail").count(), 1);
      await page.locator("tr.is-open .opener").click();
      await page.locator("tr.row-detail").waitFor({ state: "detached" });
      assert.doesNotMatch(page.url(), /open=/);
    }));

  test("more years stand side by side where there is room", () =>
    visit({ width: 1920 }, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await page.goto(`/reporting?${YEARS}`);
      assert.equal(await page.locator("#units thead th.c-year:visible").count(), 2);
      await page.setViewportSize({ width: 1440, height: 900 });
      assert.equal(await page.locator("#units thead th.c-year:visible").count(), 0);
    }));

  test("the head of a broad table stays while it scrolls inside its card", () =>
    visit({ width: 1440 }, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await page.goto(ALL_COLUMNS);
      const region = page.locator("#units .table-scroll");
      await region.evaluate((element) => element.scrollTo(element.scrollWidth, element.scrollHeight));
      const places = await region.evaluate((element) => {
        const [box, head, unit] = [element, element.querySelector("thead th"), element.querySelector("tbody th")].map(
          (part) => part.getBoundingClientRect(),
        );
        return { head: head.top - box.top, unit: unit.left - box.left };
      });
      assert.ok(Math.abs(places.head) <= 2, `the head is ${places.head} px from the top`);
      assert.ok(places.unit >= 0 && places.unit < 64, `the first column is ${places.unit} px from the left`);
    }));

  test("a view that opens first opens first, and all units are one link away", () =>
    visit({ scripts: false }, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "manager");
      const all = await count(page);
      await page.goto("/reporting?search=fluid");
      await page.locator(".views-menu > summary").click();
      await page.locator("#view-name").fill("Fluids first");
      await page.locator(".views-menu input[name=is_default]").check();
      await page.locator(".views-menu button.button-primary").click();
      await page.goto("/reporting");
      assert.match(page.url(), /search=fluid/);
      assert.equal(await page.locator(".views-current").innerText(), "Fluids first");
      await page.locator(".chips-clear a").click();
      await page.waitForURL(/view=all/);
      assert.equal(await count(page), all);
      await page.goto("/reporting/views");
      await page.locator(".view").filter({ hasText: "Fluids first" }).locator("button[value=delete]").click();
      await page.goto("/reporting");
      assert.equal(await count(page), all);
    }));
}
