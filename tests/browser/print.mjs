// Reports: as pages to print and as PDF files, of reporting and of one unit's year.

import { test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { checkPage, how, signIn } from "./support/browser.mjs";

const SEVERAL_YEARS = "years=2023&years=2024&years=2025&data=all&additional=1";
const VIEWS = {
  "one year": "years=2025",
  "several years": SEVERAL_YEARS,
  "some units": "years=2025&validation_statuses=in_progress&validation_statuses=validated&module_statuses=headcount%3Avalidated",
};

/** What a link to a PDF file gives. */
async function takePdf(page, link) {
  const [answer, file] = await Promise.all([
    page.context().waitForEvent("response", (response) => new URL(response.url()).pathname.endsWith(".pdf")),
    page.waitForEvent("download"),
    link.click(),
  ]);
  assert.equal(answer.headers()["content-type"], "application/pdf");
  const bytes = await readFile(await file.path());
  assert.equal(bytes.subarray(0, 5).toString("latin1"), "%PDF-");
  assert.ok(bytes.length > 10_000, `${bytes.length} bytes`);
  assert.ok(bytes.subarray(-10).toString("latin1").includes("%%EOF"), "the file is whole");
  return file.suggestedFilename();
}

/** The results of the listed unit with the most validated modules. */
async function openResults({ page }) {
  await page.goto("/reporting?sort_by=validation_status&sort_dir=desc");
  await page.goto(await page.locator("#units tbody th.c-unit > a").first().getAttribute("href"));
}

export function printTests(visit, options) {
  test(`reports to print say what they show, and come as PDF files, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      for (const [name, view] of Object.entries(VIEWS)) {
        for (const report of ["results", "combined"]) {
          await page.goto(`/reporting/print/${report}?${view}`);
          const where = `${report} of ${name}`;
          assert.ok((await page.locator(".report > .facts dt").count()) >= 5, `${where}: its cover`);
          assert.equal(await page.locator(".report .boxes .stat").count(), report === "combined" ? 5 : 2, where);
          const drawings = await page.locator(".report .report-figure").count();
          assert.ok(drawings > 5, `${where}: ${drawings} drawings`);
          // each drawing again as a table, for those who cannot see it
          const tables = await page.locator(".report table").count();
          assert.equal(tables, drawings + (report === "combined" ? 2 : 0), `${where}: its tables`);
        }
        // the combined report holds what the other one holds
        await checkPage(visitor);
      }
      for (const report of ["results", "combined"]) {
        await page.goto(`/reporting/print/${report}?${VIEWS["some units"]}`);
        const file = await takePdf(page, page.locator(".page-actions a[href*='.pdf']"));
        assert.match(file, new RegExp(`^co2_${report}_2025_\\d{8}T\\d{6}Z\\.pdf$`));
      }
      await page.locator(".breadcrumb a").click();
      await page.waitForURL(/\/reporting\?.*module_statuses=headcount/);
    }));

  test(`a report of nothing says so, ${how(options)}`, () =>
    visit({ ...options, width: 360 }, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      for (const report of ["results", "combined"]) {
        await page.goto(`/reporting/print/${report}?search=nobody-is-called-so`);
        assert.equal(await page.locator(".report svg, .report table").count(), 0);
        assert.ok((await page.locator(".report > p").innerText()).length > 10);
        await checkPage(visitor);
      }
    }));

  test(`a unit's year comes as a PDF file by the choices of the page, ${how(options)}`, () =>
    visit(options, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "superadmin");
      await openResults(visitor);
      const form = page.locator("form.result-choices");
      await form.locator("input[type=checkbox][name=additional]").uncheck();
      await Promise.all([page.waitForURL(/additional=0/), form.locator("button").click()]);
      const link = page.locator(".page-actions a[href*='/report.pdf']");
      assert.match(await link.getAttribute("href"), /\/results\/\d+\/report\.pdf\?additional=0$/);
      assert.match(await takePdf(page, link), /^[\w-]+-\d{4}-results\.pdf$/);
      await page.emulateMedia({ media: "print" });
      assert.equal(await link.isVisible(), false);
      assert.ok((await page.locator(".print-only").first().innerText()).length > 10);
      await page.emulateMedia({ media: null });
      await checkPage(visitor);
    }));
}

/** What does not depend on language and scripts. */
export function printWindowTests(visit) {
  for (const width of [360, 1920]) {
    for (const colorScheme of ["light", "dark"]) {
      test(`a report to print at ${width} px, ${colorScheme}`, () =>
        visit({ width, colorScheme, lang: "fr" }, async (visitor) => {
          const { page } = visitor;
          await signIn(visitor, "superadmin");
          await page.goto(`/reporting/print/combined?${SEVERAL_YEARS}`);
          await checkPage(visitor);
        }));
    }
  }

  test("who may not take files out is offered no PDF of reporting, but that of the own unit", () =>
    visit({}, async (visitor) => {
      const { page } = visitor;
      await signIn(visitor, "principal");
      const refused = await page.goto("/reporting/print/combined");
      assert.equal(refused.status(), 403);
      await page.goto("/");
      assert.match(await takePdf(page, page.locator(".page-actions a[href*='/report.pdf']")), /results\.pdf$/);
    }));
}
